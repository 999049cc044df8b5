"""/api/v1/bans/: bans and mutes, issued, changed and lifted. Repeating changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from moderation.errors import ModerationError, Refusal
from moderation.models import ROOM_ID_LENGTH, Ban, BanReason
from moderation.networks import network_parse
from moderation.services.ban_rules import Terms
from moderation.services.bans import ban_change, ban_issue, ban_lift

from .authentication import actor_of
from .base import ApiView, found
from .fields import Moment, Text, UserId, Whole
from .filters import Choice as ChoiceFilter
from .filters import Moment as MomentFilter
from .filters import Ordering
from .filters import Text as TextFilter
from .people import AccountSerializer, PersonField
from .secrets import ForWhoMay

VIEW = "moderation.view_ban"
STATES = ("active", "expired", "lifted")


class BanSerializer(serializers.Serializer[Any]):
    """Keeps somebody out, or from chatting. `user` or `network` is the target."""

    id = serializers.IntegerField()
    user = PersonField(source="user_id")
    network = ForWhoMay("see_addresses", help_text="null for those who may not see addresses")
    scope = serializers.ChoiceField(choices=Ban.Scope.choices)
    room = serializers.CharField(
        source="room_id", allow_blank=True, help_text="empty: the whole site"
    )
    effect = serializers.ChoiceField(choices=Ban.Effect.choices)
    origin = serializers.ChoiceField(choices=Ban.Origin.choices)
    state = serializers.SerializerMethodField()
    reason = serializers.CharField(allow_blank=True, help_text="the target can read it")
    preset = serializers.IntegerField(source="preset_id", allow_null=True)
    note = ForWhoMay("see_notes", help_text="null for those who may not see notes")
    code = serializers.CharField(help_text="by which the target may appeal")
    issued_at = Moment()
    issued_by = PersonField()
    issued_by_account = AccountSerializer(allow_null=True)
    expires_at = Moment(allow_null=True, help_text="null: never")
    lifted_at = Moment(allow_null=True)
    lifted_by = PersonField()
    lifted_by_account = AccountSerializer(allow_null=True)
    lifted_why = serializers.CharField(allow_blank=True)

    @extend_schema_field({"type": "string", "enum": list(STATES)})
    def get_state(self, ban: Ban) -> str:
        if ban.lifted_at:
            return "lifted"
        return "active" if ban.is_active(timezone.now()) else "expired"


class NewBanSerializer(serializers.Serializer[Any]):
    """Of `user` or `network`, for `preset` or `reason`; without `room`, on the whole site."""

    user = UserId(required=False)
    network = Text(required=False, max_length=64, help_text="address or network in CIDR notation")
    room = Text(required=False, max_length=ROOM_ID_LENGTH, help_text="id of the room it is for")
    effect = serializers.ChoiceField(
        choices=Ban.Effect.choices, required=False, default=Ban.Effect.ENTRY
    )
    preset = Whole(required=False, help_text="id of a preset reason")
    reason = Text(required=False, help_text="the target can read it")
    note = Text(required=False, default="", allow_blank=True, help_text="only staff see it")
    expires_at = Moment(allow_null=True, help_text="null: never")


class BanChangeSerializer(serializers.Serializer[Any]):
    """What is not named stays as it is."""

    expires_at = Moment(required=False, allow_null=True, help_text="null: never")
    reason = Text(required=False)
    note = Text(required=False, allow_blank=True)


class LiftSerializer(serializers.Serializer[Any]):
    why = Text(required=False, default="", allow_blank=True, help_text="for the record")


class BanFilter(django_filters.FilterSet):
    state = ChoiceFilter(choices=[(state, state) for state in STATES], method="filter_state")
    user = TextFilter(field_name="user_id", label="user id")
    network = TextFilter(
        method="filter_network",
        label="bans of this address or network, for those who may see addresses",
    )
    room = TextFilter(field_name="room_id", label="room id")
    scope = ChoiceFilter(choices=Ban.Scope.choices)
    effect = ChoiceFilter(choices=Ban.Effect.choices)
    origin = ChoiceFilter(choices=Ban.Origin.choices)
    issued_after = MomentFilter(field_name="issued_at", lookup_expr="gte")
    issued_before = MomentFilter(field_name="issued_at", lookup_expr="lt")
    ordering = Ordering({"issued_at": "issued_at", "expires_at": "expires_at", "id": "pk"})

    def filter_state(self, queryset: QuerySet[Ban], name: str, value: str) -> QuerySet[Ban]:
        now = timezone.now()
        match value:
            case "active":
                unexpired = Q(expires_at=None) | Q(expires_at__gt=now)
                return queryset.filter(unexpired, lifted_at=None)
            case "expired":
                return queryset.filter(lifted_at=None, expires_at__lte=now)
        return queryset.exclude(lifted_at=None)

    def filter_network(self, queryset: QuerySet[Ban], name: str, value: str) -> QuerySet[Ban]:
        actor_of(self.request).require(power="see_addresses")
        return queryset.filter(network=network_parse(value))


class Bans(ApiView):
    queryset = Ban.objects.select_related("issued_by_account", "lifted_by_account").order_by("-pk")
    serializer_class = BanSerializer
    filterset_class = BanFilter
    needs: ClassVar[Mapping[str, str]] = dict.fromkeys(
        ("list", "create", "retrieve", "partial_update", "lift"), VIEW
    )

    @extend_schema(summary="All bans and mutes", responses=BanSerializer(many=True))
    def list(self, request: Request) -> Response:
        return self.listed(self.get_queryset())

    @extend_schema(
        summary="Ban or mute",
        description="Answers 201 with the new ban. The same ban again answers 200 with the "
        "existing one; a ban that lasts longer replaces it. Other terms that do not last longer "
        "are refused with 409 `already-banned`, and `fields.ban` is the id of the existing ban.",
        request=NewBanSerializer,
        responses={201: BanSerializer, 200: BanSerializer},
    )
    def create(self, request: Request) -> Response:
        body, now = self.accepted(NewBanSerializer), timezone.now()
        issued = ban_issue(terms=terms_of(body, now), by=self.actor, at=now)
        return Response(self._told(issued.ban.pk), status=201 if issued.is_new else 200)

    @extend_schema(summary="A ban", responses=BanSerializer)
    def retrieve(self, request: Request, ban_id: int) -> Response:
        return Response(self._told(ban_id))

    @extend_schema(
        summary="Change the end, the reason or the note of a ban",
        request=BanChangeSerializer,
        responses=BanSerializer,
    )
    def partial_update(self, request: Request, ban_id: int) -> Response:
        ban_change(ban_id=ban_id, by=self.actor, **self.accepted(BanChangeSerializer))
        return Response(self._told(ban_id))

    @extend_schema(
        summary="Lift a ban",
        description="A ban that has already ended is returned as it is.",
        request=LiftSerializer,
        responses=BanSerializer,
    )
    def lift(self, request: Request, ban_id: int) -> Response:
        ban_lift(ban_id=ban_id, by=self.actor, why=self.accepted(LiftSerializer)["why"])
        return Response(self._told(ban_id))

    def _told(self, ban_id: int) -> Any:
        return self.told(found(self.get_queryset().filter(pk=ban_id).first(), Refusal.UNKNOWN_BAN))


def terms_of(body: Mapping[str, Any], now: datetime) -> Terms:
    """What a request asks for. Raises ModerationError."""
    return Terms(
        user_id=body.get("user", ""),
        network=body.get("network", ""),
        room_id=body.get("room", ""),
        effect=body["effect"],
        reason=_reason_of(body),
        note=body["note"],
        length=body["expires_at"] and body["expires_at"] - now,
    )


def _reason_of(body: Mapping[str, Any]) -> str:
    if "preset" not in body:
        return str(body.get("reason", ""))
    if "reason" in body:
        raise ModerationError(Refusal.INVALID, {"preset": "a preset or a reason, not both"})
    preset = BanReason.objects.filter(pk=body["preset"]).first()
    if preset is None:
        raise ModerationError(Refusal.INVALID, {"preset": "There is no such preset reason."})
    return preset.text
