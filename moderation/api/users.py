"""/api/v1/users/: who has ever been at the piano, and what is known of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import django_filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from moderation.errors import ModerationError, Refusal
from moderation.live import view as live
from moderation.models import AddressSighting, Ban, Report
from moderation.selectors import users as selectors
from moderation.services.players import player_change
from moderation.services.rooms import notice_send
from rooms.models import NAME_LENGTH, Player, PlayerName
from rooms.selectors import is_known

from .authentication import actor_of
from .bans import BanSerializer
from .base import ApiView, found
from .fields import Color, Matching, Moment, Number, Switch, Text, UserId, Whole
from .filters import Moment as MomentFilter
from .filters import Ordering
from .filters import Switch as SwitchFilter
from .filters import Text as TextFilter
from .notices import NoticeSerializer
from .people import AccountSerializer
from .reports import ReportSerializer

VIEW = "rooms.view_player"
LARGEST_COUNT = 2**31 - 1
PARTS = {
    "tag_text": "tag",
    "tag_color": "tag",
    "quota_allowance": "quota",
    "quota_max": "quota",
}
"""Fields of the API by the columns that services speak of."""
TAG_COLOR = r"^#(?:[0-9a-fA-F]{3}){1,2}$"


class TagSerializer(serializers.Serializer[Any]):
    """A label beside the name."""

    text = Text(source="tag_text", max_length=NAME_LENGTH)
    color = Matching(TAG_COLOR, source="tag_color")


class QuotaSerializer(serializers.Serializer[Any]):
    """A personal note quota: points gained in 2 seconds, and the most of them."""

    allowance = Whole(source="quota_allowance", min_value=1, max_value=LARGEST_COUNT)
    max = Whole(source="quota_max", min_value=1, max_value=LARGEST_COUNT)

    def validate(self, attrs: dict[str, int]) -> dict[str, int]:
        if attrs["quota_max"] < attrs["quota_allowance"]:
            raise serializers.ValidationError({"max": "Must not be smaller than the allowance."})
        return attrs


class UserSerializer(serializers.Serializer[Any]):
    """A user."""

    id = UserId()
    name = serializers.CharField()
    color = Color()
    tag = serializers.SerializerMethodField()
    name_locked = serializers.BooleanField()
    color_locked = serializers.BooleanField()
    bot = serializers.BooleanField()
    list_people = serializers.BooleanField(
        help_text="gets the people of each room with the list of rooms"
    )
    quota = serializers.SerializerMethodField()
    unlimited_notes = serializers.BooleanField()
    rate_factor = serializers.FloatField(help_text="how many times the usual rates")
    max_sockets = serializers.IntegerField(allow_null=True, help_text="null: as for everybody")
    account = AccountSerializer(
        allow_null=True, help_text="the staff account it is linked to, if any"
    )
    online_ms = serializers.IntegerField(help_text="not counting open connections")
    first_seen_at = Moment(source="created_at")
    last_seen_at = Moment(help_text="to the hour")

    @extend_schema_field(TagSerializer(allow_null=True))
    def get_tag(self, player: Player) -> Any:
        return TagSerializer(player).data if player.tag_text else None

    @extend_schema_field(QuotaSerializer(allow_null=True))
    def get_quota(self, player: Player) -> Any:
        return QuotaSerializer(player).data if player.quota_max is not None else None


class UserDetailSerializer(UserSerializer):
    """A user, and where they are now."""

    rooms = serializers.SerializerMethodField(help_text="ids of the rooms they are in now")

    def get_rooms(self, player: Player) -> list[str]:
        sees_vanished = self.context["actor"].has_right("vanish")
        return live.room_of(player.pk, sees_vanished=sees_vanished)


class UserChangeSerializer(serializers.Serializer[Any]):
    """What is not named stays as it is."""

    name = Text(required=False, max_length=NAME_LENGTH)
    color = Color(required=False)
    tag = TagSerializer(required=False, allow_null=True, help_text="null: none")
    name_locked = Switch(required=False)
    color_locked = Switch(required=False)
    bot = Switch(required=False)
    list_people = Switch(required=False)
    quota = QuotaSerializer(required=False, allow_null=True, help_text="null: as for everybody")
    unlimited_notes = Switch(required=False)
    rate_factor = Number(required=False, min_value=0.01, max_value=1000)
    max_sockets = Whole(required=False, allow_null=True, min_value=1, max_value=LARGEST_COUNT)


class NameSerializer(serializers.Serializer[Any]):
    """A name that a user has or had."""

    name = serializers.CharField()
    last_used_at = Moment()


class SightingSerializer(serializers.Serializer[Any]):
    """An address that a user came from."""

    address = serializers.CharField()
    first_seen_at = Moment()
    last_seen_at = Moment(help_text="to the hour")


class NeighbourSerializer(serializers.Serializer[Any]):
    """Another user who came from the same addresses."""

    id = UserId()
    name = serializers.CharField()
    color = Color()
    shared_addresses = serializers.IntegerField()
    shared_at = Moment(help_text="when they were last seen at one of them")


class UserFilter(django_filters.FilterSet):
    search = TextFilter(
        method="filter_search",
        label="the beginning of the id, part of a current or former name, or, for those who may "
        "see addresses, an address",
    )
    bot = SwitchFilter(field_name="bot")
    staff = SwitchFilter(field_name="account", lookup_expr="isnull", exclude=True)
    seen_after = MomentFilter(field_name="last_seen_at", lookup_expr="gte")
    ordering = Ordering(
        {"last_seen_at": "last_seen_at", "first_seen_at": "created_at", "name": "name", "id": "pk"}
    )

    def filter_search(self, queryset: Any, name: str, value: str) -> Any:
        may = actor_of(self.request).may("see_addresses")
        return queryset & selectors.users_search(value, addresses=may)


class Users(ApiView):
    queryset = Player.objects.select_related("account").order_by("-last_seen_at", "-pk")
    serializer_class = UserSerializer
    filterset_class = UserFilter
    needs: ClassVar[Mapping[str, str]] = dict.fromkeys(
        ("list", "retrieve", "partial_update", "notify"), VIEW
    )

    @extend_schema(summary="Find users", responses=UserSerializer(many=True))
    def list(self, request: Request) -> Response:
        return self.listed(self.get_queryset())

    @extend_schema(summary="A user", responses=UserDetailSerializer)
    def retrieve(self, request: Request, user_id: str) -> Response:
        player = found(self.get_queryset().filter(pk=user_id).first(), Refusal.UNKNOWN_USER)
        return Response(self.told(player, UserDetailSerializer))

    @extend_schema(
        summary="Change the name, colour, tag, locks or limits of a user",
        request=UserChangeSerializer,
        responses=UserDetailSerializer,
    )
    def partial_update(self, request: Request, user_id: str) -> Response:
        changes = self.accepted(UserChangeSerializer)
        for name, parts in (
            ("tag", {"tag_text": "", "tag_color": ""}),
            ("quota", {"quota_allowance": None, "quota_max": None}),
        ):
            if name in changes:
                changes |= changes.pop(name) or parts
        try:
            player_change(user_id=user_id, by=self.actor, changes=changes)
        except ModerationError as error:
            told = {PARTS.get(name, name): texts for name, texts in error.details.items()}
            raise ModerationError(error.code, told) from error
        return self.retrieve(request, user_id)

    @extend_schema(
        summary="Show a notice to a user", request=NoticeSerializer, responses={204: None}
    )
    def notify(self, request: Request, user_id: str) -> Response:
        notice_send(user_id=user_id, by=self.actor, **self.accepted(NoticeSerializer))
        return Response(status=204)


class OfUser(ApiView):
    """Lists of what is known of somebody."""

    def of(self, user_id: str, rows: Any) -> Response:
        """The rows, if there is such a user."""
        found(is_known(user_id) or None, Refusal.UNKNOWN_USER)
        return self.listed(rows)


class UserNames(OfUser):
    queryset = PlayerName.objects.none()
    serializer_class = NameSerializer
    needs: ClassVar[Mapping[str, str]] = {"list": VIEW}

    @extend_schema(summary="The names a user has had", responses=NameSerializer(many=True))
    def list(self, request: Request, user_id: str) -> Response:
        return self.of(user_id, selectors.names_of(user_id))


class UserSanctions(OfUser):
    queryset = Ban.objects.none()
    serializer_class = BanSerializer
    needs: ClassVar[Mapping[str, str]] = {"list": "moderation.view_ban"}

    @extend_schema(
        summary="All bans and mutes of a user, newest first", responses=BanSerializer(many=True)
    )
    def list(self, request: Request, user_id: str) -> Response:
        return self.of(user_id, selectors.sanctions_of(user_id))


class UserReports(OfUser):
    queryset = Report.objects.none()
    serializer_class = ReportSerializer
    needs: ClassVar[Mapping[str, str]] = {"list": "moderation.view_report"}

    @extend_schema(
        summary="All reports about a user, newest first", responses=ReportSerializer(many=True)
    )
    def list(self, request: Request, user_id: str) -> Response:
        return self.of(user_id, selectors.reports_about(user_id, by=self.actor))


class UserSightings(OfUser):
    queryset = AddressSighting.objects.none()
    serializer_class = SightingSerializer
    needs: ClassVar[Mapping[str, str]] = {"list": "moderation.see_addresses"}

    @extend_schema(
        summary="The addresses a user came from", responses=SightingSerializer(many=True)
    )
    def list(self, request: Request, user_id: str) -> Response:
        return self.of(user_id, selectors.sightings_of(user_id))


class UserNeighbours(OfUser):
    queryset = Player.objects.none()
    serializer_class = NeighbourSerializer
    needs: ClassVar[Mapping[str, str]] = {"list": "moderation.see_addresses"}

    @extend_schema(
        summary="Who else came from the same addresses",
        responses=NeighbourSerializer(many=True),
    )
    def list(self, request: Request, user_id: str) -> Response:
        return self.of(user_id, selectors.others_of_same_addresses(user_id))
