"""/api/v1/appeals/: made by who knows the code of a ban, decided by staff."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import django_filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from moderation.errors import Refusal
from moderation.models import APPEAL_LENGTH, Appeal, Ban
from moderation.selectors.appeals import appeals_all, ban_of_code
from moderation.services.appeals import appeal_create, appeal_decide

from .bans import STATES, BanSerializer
from .base import ApiView, Limits, found
from .fields import Moment, Text
from .filters import Choice as ChoiceFilter
from .filters import Moment as MomentFilter
from .filters import Ordering
from .filters import Text as TextFilter
from .people import AccountSerializer
from .permissions import PUBLIC
from .throttles import Appeals as AppealLimit

VIEW = "moderation.view_appeal"
CODE_LENGTH = 16


class AppealSerializer(serializers.Serializer[Any]):
    """A request to look at a ban again."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Appeal.State.choices)
    ban = BanSerializer()
    text = serializers.CharField()
    created_at = Moment()
    decided_at = Moment(allow_null=True)
    decided_by = AccountSerializer(allow_null=True)
    answer = serializers.CharField(allow_blank=True, help_text="the banned user can read it")


class OwnAppealSerializer(serializers.Serializer[Any]):
    """An appeal, for whoever made it."""

    text = serializers.CharField()
    state = serializers.ChoiceField(choices=Appeal.State.choices)
    created_at = Moment()
    decided_at = Moment(allow_null=True)
    answer = serializers.CharField(allow_blank=True)


class OwnBanSerializer(serializers.Serializer[Any]):
    """A ban, for whoever knows its code: not who issued it, no notes and no addresses."""

    code = serializers.CharField()
    state = serializers.ChoiceField(choices=[(state, state) for state in STATES])
    scope = serializers.ChoiceField(choices=Ban.Scope.choices)
    room = serializers.CharField(source="room_id", allow_blank=True)
    effect = serializers.ChoiceField(choices=Ban.Effect.choices)
    reason = serializers.CharField(allow_blank=True)
    issued_at = Moment()
    expires_at = Moment(allow_null=True, help_text="null: never")
    may_appeal = serializers.BooleanField()
    appeals = OwnAppealSerializer(many=True, help_text="newest first")


class NewAppealSerializer(serializers.Serializer[Any]):
    code = Text(max_length=CODE_LENGTH, help_text="from the notice about the ban")
    text = Text(max_length=APPEAL_LENGTH)


class AcceptSerializer(serializers.Serializer[Any]):
    answer = Text(
        required=False, default="", allow_blank=True, help_text="the banned user can read it"
    )


class RejectSerializer(serializers.Serializer[Any]):
    answer = Text(help_text="the banned user can read it")


class AppealFilter(django_filters.FilterSet):
    state = ChoiceFilter(choices=Appeal.State.choices)
    user = TextFilter(field_name="ban__user_id", label="user id of the banned user")
    created_after = MomentFilter(field_name="created_at", lookup_expr="gte")
    created_before = MomentFilter(field_name="created_at", lookup_expr="lt")
    ordering = Ordering({"created_at": "created_at", "decided_at": "decided_at", "id": "pk"})


class Appeals(ApiView):
    queryset = Appeal.objects.none()
    serializer_class = AppealSerializer
    filterset_class = AppealFilter
    limits: ClassVar[Limits] = {"create": AppealLimit}
    needs: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("list", "retrieve", "accept", "reject"), VIEW),
        **dict.fromkeys(("create", "of_code"), PUBLIC),
    }

    def get_queryset(self) -> Any:
        return appeals_all()

    @extend_schema(summary="The queue, oldest first", responses=AppealSerializer(many=True))
    def list(self, request: Request) -> Response:
        return self.listed(self.get_queryset())

    @extend_schema(
        summary="Appeal against a ban, by its code",
        request=NewAppealSerializer,
        responses={201: OwnBanSerializer},
    )
    def create(self, request: Request) -> Response:
        body = self.accepted(NewAppealSerializer)
        appeal_create(code=body["code"], text=body["text"])
        return Response(self._own(body["code"]), status=201)

    @extend_schema(summary="A ban and the appeals against it", responses=OwnBanSerializer)
    def of_code(self, request: Request, code: str) -> Response:
        return Response(self._own(code))

    @extend_schema(summary="An appeal", responses=AppealSerializer)
    def retrieve(self, request: Request, appeal_id: int) -> Response:
        appeal = self.get_queryset().filter(pk=appeal_id).first()
        return Response(self.told(found(appeal, Refusal.UNKNOWN_APPEAL)))

    @extend_schema(
        summary="Accept, which lifts the ban", request=AcceptSerializer, responses=AppealSerializer
    )
    def accept(self, request: Request, appeal_id: int) -> Response:
        return self._decide(appeal_id, AcceptSerializer, accept=True)

    @extend_schema(
        summary="Reject, with an answer", request=RejectSerializer, responses=AppealSerializer
    )
    def reject(self, request: Request, appeal_id: int) -> Response:
        return self._decide(appeal_id, RejectSerializer, accept=False)

    def _decide(self, appeal_id: int, body: Any, *, accept: bool) -> Response:
        answer = self.accepted(body)["answer"]
        appeal_decide(appeal_id=appeal_id, by=self.actor, accept=accept, answer=answer)
        return self.retrieve(self.request, appeal_id)

    def _own(self, code: str) -> Any:
        ban = ban_of_code(code, at=timezone.now())
        return self.told(found(ban, Refusal.UNKNOWN_BAN), OwnBanSerializer)
