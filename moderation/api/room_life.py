"""What goes on in a room: participants, chat, and who may not come in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from moderation.errors import Refusal
from moderation.live import view as live
from moderation.live.desk import FAR
from moderation.models import Ban
from moderation.selectors.bans import bans_of_room
from moderation.selectors.room_records import public_lines, room_of_id
from moderation.services.rooms import line_hide
from rooms.models import ChatLine, RoomRecord
from rooms.selectors import PlayerRow, players_by_id

from .authentication import guest_of, rights_at_the_piano
from .base import ApiView, found
from .exceptions import Banned
from .fields import Color, Milliseconds, UserId
from .pagination import ChatCursors
from .permissions import ANYBODY, is_banned
from .rooms import VIEW, refuse_unknown, room_or_refuse
from .secrets import ForWhoMay


class SocketSerializer(serializers.Serializer[Any]):
    """A connection."""

    id = serializers.CharField()
    address = ForWhoMay("see_addresses")
    seconds = serializers.IntegerField(help_text="for how long it has been open")


class ParticipantSerializer(serializers.Serializer[Any]):
    """A user who is in a room now."""

    id = UserId(source="user_id")
    name = serializers.CharField()
    color = Color()
    tag = serializers.CharField(allow_blank=True)
    afk = serializers.BooleanField()
    vanished = serializers.BooleanField()
    holds_crown = serializers.BooleanField()
    rank = serializers.IntegerField(help_text="0: not staff")
    sockets = SocketSerializer(many=True)


class SenderSerializer(serializers.Serializer[Any]):
    """A user, as they were when they said something."""

    id = UserId(source="user_id")
    name = serializers.CharField()
    color = Color()


class ChatLineSerializer(serializers.Serializer[Any]):
    """A line that was said to a whole room."""

    id = serializers.CharField(source="line_id", help_text="8 hexadecimal digits")
    user = SenderSerializer(source="*")
    text = serializers.CharField(allow_blank=True)
    reply_to = serializers.CharField(allow_blank=True, help_text="id of a line, or empty")
    sent_at = Milliseconds()
    hidden = serializers.BooleanField(help_text="by moderators; nobody in the room sees it")


class IssuerSerializer(serializers.Serializer[Any]):
    id = UserId()
    name = serializers.CharField(allow_blank=True)


class BannedSerializer(IssuerSerializer):
    color = serializers.CharField(allow_blank=True)


class RoomBanSerializer(serializers.Serializer[Any]):
    """A user who is banned from a room, as the page of the room shows it."""

    user = BannedSerializer()
    expires_at = serializers.IntegerField(
        allow_null=True, help_text="milliseconds since the epoch; null: never"
    )
    issued_by = IssuerSerializer(
        allow_null=True, help_text="whoever may move the crown there; staff are not named"
    )
    by_staff = serializers.BooleanField()


class RoomParticipants(ApiView):
    queryset = RoomRecord.objects.none()
    serializer_class = ParticipantSerializer
    pagination_class = None
    needs: ClassVar[Mapping[str, str]] = {"list": VIEW}

    @extend_schema(summary="Who is in a room now", responses=ParticipantSerializer(many=True))
    def list(self, request: Request, room_id: str) -> Response:
        _, now = room_or_refuse(room_id)
        sees_vanished = self.actor.has_right("vanish")
        people = [one for one in (now.people if now else ()) if sees_vanished or not one.vanished]
        return Response(self.told(people, many=True))


class RoomChat(ApiView):
    queryset = ChatLine.objects.none()
    serializer_class = ChatLineSerializer
    pagination_class = ChatCursors
    needs: ClassVar[Mapping[str, str]] = {
        "list": "rooms.view_chatline",
        **dict.fromkeys(("hide", "show"), "moderation.hide_lines"),
    }

    @extend_schema(
        summary="What was said to a room, newest first", responses=ChatLineSerializer(many=True)
    )
    def list(self, request: Request, room_id: str) -> Response:
        room_or_refuse(room_id)
        return self.listed(public_lines(room_id))

    @extend_schema(
        summary="Hide a line from everybody in the room",
        request=None,
        responses=ChatLineSerializer,
    )
    def hide(self, request: Request, room_id: str, line_id: str) -> Response:
        return self._change(room_id, line_id, hidden=True)

    @extend_schema(summary="Show a hidden line again", request=None, responses=ChatLineSerializer)
    def show(self, request: Request, room_id: str, line_id: str) -> Response:
        return self._change(room_id, line_id, hidden=False)

    def _change(self, room_id: str, line_id: str, *, hidden: bool) -> Response:
        line = found(public_lines(room_id).filter(line_id=line_id).first(), Refusal.UNKNOWN_LINE)
        line_hide(line=line, by=self.actor, hidden=hidden)
        return Response(self.told(line))


class RoomBans(ApiView):
    queryset = RoomRecord.objects.none()
    serializer_class = RoomBanSerializer
    pagination_class = None
    needs: ClassVar[Mapping[str, str]] = {"list": ANYBODY}

    @extend_schema(
        summary="Who is banned from a room",
        description="For staff, for the owner of the room, and for the holder of its crown.",
        responses=RoomBanSerializer(many=True),
    )
    def list(self, request: Request, room_id: str) -> Response:
        record, now = room_of_id(room_id), live.room_now(room_id)
        # Asked first: who may not know has no business with which rooms there are.
        if not self._may(request, record, now):
            raise PermissionDenied("This is for the owner of the room and the holder of its crown.")
        refuse_unknown(record, now)
        return Response(self.told(bans_told(room_id, now), many=True))

    def _may(self, request: Request, record: RoomRecord | None, now: live.RoomNow | None) -> bool:
        guest = guest_of(request)
        if guest is None:
            return VIEW in self.actor.permissions
        if is_banned(guest.user_id):
            raise Banned
        governs = {record.owner_id if record else "", now.holder if now else ""}
        if guest.user_id in governs:
            return True
        return rights_at_the_piano(request).has_right("chownAnywhere")


def bans_told(room_id: str, now: live.RoomNow | None) -> list[dict[str, Any]]:
    """What RoomBanSerializer tells. Of an open room its own bans are known before they are kept."""
    kept = bans_of_room(room_id, at=timezone.now())
    rows = [
        (ban.user_id, _ms(ban), ban.issued_by, ban.origin == Ban.Origin.STAFF)
        for ban in kept
        if now is None or ban.origin == Ban.Origin.STAFF
    ]
    for ban in now.bans if now else ():
        rows.append((ban.user_id, ban.expires_at if ban.expires_at < FAR else None, ban.by, False))
    people = players_by_id({one for user, _, by, _ in rows for one in (user, by) if one})
    return [
        {
            "user": _person(user, people),
            "expires_at": expires_at,
            "issued_by": None if by_staff or not by else _person(by, people),
            "by_staff": by_staff,
        }
        for user, expires_at, by, by_staff in rows
    ]


def _ms(ban: Ban) -> int | None:
    return int(ban.expires_at.timestamp() * 1000) if ban.expires_at else None


def _person(user_id: str, people: dict[str, PlayerRow]) -> dict[str, str]:
    row = people.get(user_id)
    return {"id": user_id, "name": row.name if row else "", "color": row.color if row else ""}
