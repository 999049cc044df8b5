"""Rooms: the list, what happens in one now, and what can be done about it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.decorators import display

from moderation.live import view
from moderation.requests import actor_of
from moderation.selectors.bans import sanctions_in_room
from moderation.selectors.room_records import closed_until
from moderation.selectors.users import names_of_users
from moderation.services.ban_rules import may_change
from moderation.services.rooms import room_create
from rooms.models import ROOM_ID_LENGTH, RoomRecord
from rooms.records import moment

from .adding import AddPage
from .bans import target_of
from .base import person_link, require
from .deeds import Deed
from .moments import ago
from .room_deeds import DEEDS, KeepingForm
from .room_live import room_as_json
from .site import site

VIEW = "rooms.view_roomrecord"


class NewRoomForm(KeepingForm):
    """A room that is to be there before anybody has opened it."""

    room_id = forms.CharField(
        label="Room",
        max_length=ROOM_ID_LENGTH,
        help_text="As in its address; upper and lower case matter",
    )
    field_order = ("room_id",)


@admin.register(RoomRecord, site=site)
class RoomAdmin(AddPage):
    new_title = "New room"
    new_form = NewRoomForm
    page_template = "moderation/admin/room.html"
    list_before_template = "moderation/admin/rooms_now.html"
    list_display = ("room_id", "here", "owner", "kept", "used")
    list_filter = ("persistent",)
    search_fields = ("room_id", "owner_id__exact")
    search_help_text = "Part of the room's id, or its owner's user id"
    ordering = ("-last_used_at",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return actor_of(request).may("manage_rooms")

    def get_urls(self) -> list[URLPattern]:
        live = self.admin_site.admin_view(self.live_view)
        return [
            path("<int:pk>/live/", live, name="rooms_roomrecord_live"),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        asked = request.GET.get("q", "").strip().lower()
        rooms = [room for room in view.rooms_now() if asked in room.room_id.lower()]
        context = {
            "rooms_now": rooms,
            "is_live": view.is_live(),
            "sees_vanished": actor_of(request).has_right("vanish"),
            **(extra_context or {}),
        }
        answer: HttpResponse = super().changelist_view(request, context)
        return answer

    def get_list_display(self, request: HttpRequest) -> tuple[Any, ...]:
        counts = {room.room_id: room.count for room in view.rooms_now()}

        def here(room: RoomRecord) -> str:
            return str(counts.get(room.room_id) or "–")

        here.short_description = "people now"  # type: ignore[attr-defined]
        return ("room_id", here, *self.list_display[2:])

    @display(description="people now")  # type: ignore[untyped-decorator]
    def here(self, room: RoomRecord) -> str:
        return "–"

    @display(description="owner", ordering="owner_id")  # type: ignore[untyped-decorator]
    def owner(self, room: RoomRecord) -> SafeString:
        return person_link(room.owner_id)

    @display(description="kept", label="info")  # type: ignore[untyped-decorator]
    def kept(self, room: RoomRecord) -> str | None:
        return "for good" if room.persistent else None

    @display(description="last used", ordering="last_used_at")  # type: ignore[untyped-decorator]
    def used(self, room: RoomRecord) -> SafeString:
        return ago(moment(room.last_used_at))

    def deeds(self) -> tuple[Deed, ...]:
        return DEEDS

    def page_context(self, request: HttpRequest, subject: RoomRecord) -> dict[str, Any]:
        actor = actor_of(request)
        now = timezone.now()
        until = closed_until(subject)
        bans = sanctions_in_room(subject.room_id, at=now)
        names = names_of_users({ban.user_id for ban in bans} | {subject.owner_id})
        return {
            "title": f"“{subject.room_id}”",
            "state": room_as_json(subject, actor),
            "state_address": reverse("admin:rooms_roomrecord_live", args=[subject.pk]),
            "bans": [
                {
                    "row": ban,
                    "target": target_of(ban, actor),
                    "name": names.get(ban.user_id, ""),
                    "may_lift": may_change(ban, actor),
                }
                for ban in bans
            ],
            "owner": person_link(subject.owner_id, names.get(subject.owner_id, "")),
            "closed_until": moment(until) if until else None,
            "used": moment(subject.last_used_at),
        }

    def live_view(self, request: HttpRequest, pk: int) -> JsonResponse:
        """What the page's script asks for every two seconds."""
        require(request, VIEW)
        room = RoomRecord.objects.filter(pk=pk).first()
        if room is None:
            return JsonResponse({"error": "unknown-room"}, status=404)
        return JsonResponse(room_as_json(room, actor_of(request)))

    def create(self, request: HttpRequest, form: NewRoomForm) -> RoomRecord:
        room = room_create(by=actor_of(request), **form.cleaned_data)
        messages.success(request, f"{room.room_id} is remembered from now on.")
        return room


def room_by_id(request: HttpRequest) -> HttpResponse:
    """To the page of the room with an id, which other pages know it by."""
    require(request, VIEW)
    row = RoomRecord.objects.filter(room_id=request.GET.get("id", "")).first()
    if row is None:
        raise Http404("This room no longer exists.")
    return HttpResponseRedirect(reverse("admin:rooms_roomrecord_change", args=[row.pk]))


site.add_page("rooms/by-id/", room_by_id, "room")
