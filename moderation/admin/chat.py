"""The chat log: public lines only. Direct messages are read by nobody of staff (protocol §16)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.decorators import display

from moderation.requests import actor_of
from moderation.selectors.evidence import lines_around
from moderation.selectors.room_records import lines_of_all
from rooms.models import ChatLine
from rooms.records import moment

from .base import person_link, room_link
from .common_deeds import set_hidden
from .deeds import Deed, DeedPage
from .filters import FromFilter, RoomFilter, SenderFilter, SentFilter, UntilFilter
from .moments import ago
from .site import site

DEEDS = (
    Deed(
        name="hide",
        label="Hide this line",
        do=lambda actor, line, form: set_hidden(actor, line, hidden=True),
        may=lambda actor, line: actor.may("hide_lines") and not line.hidden,
        danger=True,
    ),
    Deed(
        name="show",
        label="Show this line again",
        do=lambda actor, line, form: set_hidden(actor, line, hidden=False),
        may=lambda actor, line: actor.may("hide_lines") and line.hidden,
    ),
)


@admin.register(ChatLine, site=site)
class ChatLineAdmin(DeedPage):
    page_template = "moderation/admin/line.html"
    list_display = ("sent", "room", "sender", "words", "is_hidden")
    list_display_links = ("sent", "words")
    list_filter = (SentFilter, RoomFilter, SenderFilter, FromFilter, UntilFilter, "hidden")
    search_fields = ("text",)
    search_help_text = "Part of what was said"
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ChatLine]:
        return lines_of_all().order_by("-id")

    @display(description="sent", ordering="id")  # type: ignore[untyped-decorator]
    def sent(self, line: ChatLine) -> SafeString:
        return ago(moment(line.sent_at))

    @display(description="room")  # type: ignore[untyped-decorator]
    def room(self, line: ChatLine) -> SafeString:
        return room_link(line.room_id)

    @display(description="by")  # type: ignore[untyped-decorator]
    def sender(self, line: ChatLine) -> SafeString:
        return person_link(line.user_id, line.name)

    @display(description="text")  # type: ignore[untyped-decorator]
    def words(self, line: ChatLine) -> str:
        return line.text or "(nothing)"

    @display(description="hidden", label="warning")  # type: ignore[untyped-decorator]
    def is_hidden(self, line: ChatLine) -> str | None:
        return "hidden" if line.hidden else None

    def deeds(self) -> Sequence[Deed]:
        return DEEDS

    def page_context(self, request: HttpRequest, subject: ChatLine) -> dict[str, Any]:
        return {
            "title": "A line and what was said around it",
            "room": room_link(subject.room_id),
            "may_hide": actor_of(request).may("hide_lines"),
            "lines": [
                {
                    "row": line,
                    "at": moment(line.sent_at),
                    "sender": person_link(line.user_id, line.name),
                    "is_it": line.pk == subject.pk,
                }
                for line in lines_around(subject)
            ],
        }
