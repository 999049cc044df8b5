"""/api/v1/rooms/: what rooms there are, who is in them, and what staff do to them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, ClassVar

import django_filters
from django.conf import settings
from django.db import transaction
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from moderation.errors import ModerationError, Refusal
from moderation.live import view as live
from moderation.selectors.room_records import room_of_id, settings_of
from moderation.services import rooms as services
from rooms.domain.names import RoomKind, kind_of
from rooms.models import RoomRecord

from .base import ApiView, found
from .fields import Color, Milliseconds, Number, Switch, Text, UserId, Whole
from .filters import Ordering
from .filters import Switch as SwitchFilter
from .filters import Text as TextFilter
from .notices import NoticeSerializer
from .people import PersonField

VIEW = "rooms.view_roomrecord"


class RoomSettingsSerializer(serializers.Serializer[Any]):
    """What the crown may set (docs/protocol.md §5.2); `min_online_time` is in ms."""

    visible = Switch(required=False)
    chat = Switch(required=False)
    crownsolo = Switch(required=False)
    no_cussing = Switch(required=False)
    noindex = Switch(required=False)
    allow_bots = Switch(required=False)
    color = Color(required=False)
    color2 = Color(required=False)
    limit = Whole(required=False, max_value=settings.MPP.room_limit_max)
    min_online_time = Whole(
        required=False, allow_null=True, max_value=settings.MPP.online_time_max_ms
    )


@extend_schema_serializer(component_name="RoomSettingsNow")
class RoomSettingsNowSerializer(RoomSettingsSerializer):
    """The settings as they are."""

    color2 = Color(allow_null=True)
    lobby = Switch()


class RoomSerializer(serializers.Serializer[Any]):
    """A room, open or not."""

    id = serializers.CharField(source="room_id")
    kind = serializers.ChoiceField(choices=[kind.value for kind in RoomKind])
    people = serializers.IntegerField(help_text="how many are in it now")
    crown_holder = PersonField(help_text="while it is open")
    owner = PersonField(source="owner_id", help_text="may take the crown at any time")
    persistent = serializers.BooleanField(help_text="kept for good, even if nobody uses it")
    settings = RoomSettingsNowSerializer()
    closed_until = Milliseconds(allow_null=True, help_text="nobody but staff gets in until then")
    chat_cleared_at = Milliseconds(source="history_since", allow_null=True)
    last_used_at = Milliseconds(allow_null=True)


class RoomChangeSerializer(serializers.Serializer[Any]):
    """What is not named stays as it is."""

    settings = RoomSettingsSerializer(required=False)
    owner = UserId(required=False, allow_null=True, help_text="user id; null: none")
    persistent = Switch(required=False)


class KickSerializer(serializers.Serializer[Any]):
    user = UserId()
    text = Text(required=False, default="", allow_blank=True, help_text="shown to the user")


class CloseSerializer(serializers.Serializer[Any]):
    minutes = Number(
        required=False,
        default=0,
        min_value=0,
        max_value=services.LONGEST_CLOSE_MINUTES,
        help_text="0: everybody is kicked, but may come back at once",
    )
    text = Text(required=False, default="", allow_blank=True, help_text="shown to everybody in it")


class RoomFilter(django_filters.FilterSet):
    search = TextFilter(field_name="room_id", lookup_expr="icontains", label="part of the id")
    id = TextFilter(field_name="room_id", label="the whole id")
    owner = TextFilter(field_name="owner_id", label="user id")
    persistent = SwitchFilter(field_name="persistent")
    open = SwitchFilter(method="filter_open", label="whether somebody is in it")
    ordering = Ordering({"id": "room_id", "last_used_at": "last_used_at"})

    def filter_open(self, queryset: Any, name: str, value: bool) -> Any:
        ids = [room.room_id for room in live.rooms_now()]
        return queryset.filter(room_id__in=ids) if value else queryset.exclude(room_id__in=ids)


def room_told(record: RoomRecord, now: live.RoomNow | None, sees_vanished: bool) -> dict[str, Any]:
    """What RoomSerializer tells of a room."""
    people = [one for one in now.people if sees_vanished or not one.vanished] if now else []
    holder = now.holder if now and now.holder in {one.user_id for one in people} else ""
    known = settings_of(record)
    return {
        "room_id": record.room_id,
        "kind": kind_of(record.room_id).value,
        "people": len(people),
        "crown_holder": holder,
        "owner_id": record.owner_id,
        "persistent": record.persistent,
        "settings": dataclasses.asdict(known),
        "closed_until": known.closed_until,
        "history_since": record.history_since,
        "last_used_at": record.last_used_at,
    }


class Rooms(ApiView):
    """Rooms are those that the database knows: a new one comes within a few seconds."""

    queryset = RoomRecord.objects.order_by("-last_used_at", "-pk")
    serializer_class = RoomSerializer
    filterset_class = RoomFilter
    needs: ClassVar[Mapping[str, str]] = dict.fromkeys(
        ("list", "retrieve", "partial_update", "kick", "clear_chat", "close", "reopen", "notify"),
        VIEW,
    )

    @extend_schema(summary="All rooms", responses=RoomSerializer(many=True))
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        now = {room.room_id: room for room in live.rooms_now()}
        rows = [self._told(record, now.get(record.room_id)) for record in page]
        return self.get_paginated_response(self.told(rows, many=True))

    @extend_schema(summary="A room", responses=RoomSerializer)
    def retrieve(self, request: Request, room_id: str) -> Response:
        record = found(room_of_id(room_id), Refusal.UNKNOWN_ROOM)
        return Response(self.told(self._told(record, live.room_now(room_id))))

    @extend_schema(
        summary="Change the settings or the owner of a room, or whether it is kept for good",
        request=RoomChangeSerializer,
        responses=RoomSerializer,
    )
    def partial_update(self, request: Request, room_id: str) -> Response:
        changes = self.accepted(RoomChangeSerializer)
        kept: dict[str, Any] = {}
        if "owner" in changes:
            kept["owner_id"] = changes["owner"] or ""
        if "persistent" in changes:
            kept["persistent"] = changes["persistent"]
        with transaction.atomic():
            if changes.get("settings"):
                services.room_change_settings(
                    room_id=room_id, by=self.actor, changes=changes["settings"]
                )
            if kept:
                services.room_keep(room_id=room_id, by=self.actor, **kept)
        return self.retrieve(request, room_id)

    @extend_schema(
        summary="Kick somebody from a room", request=KickSerializer, responses={204: None}
    )
    def kick(self, request: Request, room_id: str) -> Response:
        body = self.accepted(KickSerializer)
        services.room_kick(room_id=room_id, user_id=body["user"], by=self.actor, text=body["text"])
        return Response(status=204)

    @extend_schema(summary="Clear the chat of a room", request=None, responses={204: None})
    def clear_chat(self, request: Request, room_id: str) -> Response:
        services.room_clear_chat(room_id=room_id, by=self.actor)
        return Response(status=204)

    @extend_schema(
        summary="Close a room: kick everybody, and keep them out for a while",
        request=CloseSerializer,
        responses=RoomSerializer,
    )
    def close(self, request: Request, room_id: str) -> Response:
        services.room_close(room_id=room_id, by=self.actor, **self.accepted(CloseSerializer))
        return self.retrieve(request, room_id)

    @extend_schema(summary="Reopen a closed room", request=None, responses=RoomSerializer)
    def reopen(self, request: Request, room_id: str) -> Response:
        services.room_reopen(room_id=room_id, by=self.actor)
        return self.retrieve(request, room_id)

    @extend_schema(
        summary="Show a notice to everybody in a room",
        request=NoticeSerializer,
        responses={204: None},
    )
    def notify(self, request: Request, room_id: str) -> Response:
        services.notice_send(room_id=room_id, by=self.actor, **self.accepted(NoticeSerializer))
        return Response(status=204)

    def _told(self, record: RoomRecord, now: live.RoomNow | None) -> dict[str, Any]:
        return room_told(record, now, self.actor.has_right("vanish"))


def room_or_refuse(room_id: str) -> tuple[RoomRecord | None, live.RoomNow | None]:
    """A room as it was left and as it is now; it has at least one. Raises ModerationError."""
    record, now = room_of_id(room_id), live.room_now(room_id)
    refuse_unknown(record, now)
    return record, now


def refuse_unknown(record: RoomRecord | None, now: live.RoomNow | None) -> None:
    """Raises ModerationError for a room that is neither open nor remembered."""
    if record is None and now is None:
        raise ModerationError(Refusal.UNKNOWN_ROOM)
