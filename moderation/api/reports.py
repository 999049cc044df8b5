"""/api/v1/reports/: made by players, worked off by staff."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from moderation.errors import Refusal
from moderation.live.view import notes_of
from moderation.models import ROOM_ID_LENGTH, Report
from moderation.selectors.reports import reports_for
from moderation.services.reports import (
    report_assign,
    report_close,
    report_create,
    report_reopen,
)

from .base import ApiView, Limits, found
from .fields import Matching, Moment, Text, UserId, Whole
from .filters import Choice as ChoiceFilter
from .filters import Moment as MomentFilter
from .filters import Number as NumberFilter
from .filters import Ordering
from .filters import Text as TextFilter
from .people import AccountSerializer, PersonField
from .permissions import PLAYER
from .throttles import Reports as ReportLimit

VIEW = "moderation.view_report"
LINE_ID = r"^[0-9a-f]{8}$"


class EvidenceLineSerializer(serializers.Serializer[Any]):
    """A line of chat around what was reported. `to` is there only if it is a direct message."""

    id = serializers.CharField()
    user = serializers.CharField(help_text="user id of the sender")
    name = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    at = serializers.IntegerField(help_text="milliseconds since the epoch")
    reported = serializers.BooleanField()
    to = serializers.CharField(required=False, help_text="user id of the recipient")


class EvidenceSerializer(serializers.Serializer[Any]):
    """What it looked like at that time. Of direct messages only the reported one is in it."""

    lines = EvidenceLineSerializer(many=True, required=False)
    notes = serializers.ListField(
        child=serializers.IntegerField(),
        required=False,
        help_text="how many notes the target played in each of the last 2-second periods",
    )


class ReportSerializer(serializers.Serializer[Any]):
    """A report."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Report.State.choices)
    reporter = PersonField()
    target = PersonField()
    room = serializers.CharField(source="room_id", allow_blank=True)
    line = serializers.CharField(source="line_id", allow_blank=True)
    reason = serializers.ChoiceField(choices=Report.Reason.choices)
    text = serializers.CharField(allow_blank=True, help_text="in the reporter's words")
    created_at = Moment()
    assigned_to = AccountSerializer(allow_null=True)
    closed_at = Moment(allow_null=True)
    closed_by = AccountSerializer(allow_null=True)
    outcome = serializers.CharField(allow_blank=True)


class ReportDetailSerializer(ReportSerializer):
    """A report with its evidence."""

    evidence = EvidenceSerializer()


class NewReportSerializer(serializers.Serializer[Any]):
    """About a user, or a line they said; then `room` is where."""

    target = UserId(required=False, default="", allow_blank=True)
    room = Text(required=False, default="", allow_blank=True, max_length=ROOM_ID_LENGTH)
    line = Matching(LINE_ID, required=False, default="", allow_blank=True)
    reason = serializers.ChoiceField(choices=Report.Reason.choices)
    text = Text(required=False, default="", allow_blank=True)


class ReportMadeSerializer(serializers.Serializer[Any]):
    """What the reporter is shown."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Report.State.choices)
    created_at = Moment()


class AssignSerializer(serializers.Serializer[Any]):
    to = Whole(
        required=False, allow_null=True, help_text="id of an account; null: nobody; missing: you"
    )


class OutcomeSerializer(serializers.Serializer[Any]):
    outcome = Text(required=False, default="", allow_blank=True, help_text="what was decided")


class ReportFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(choices=Report.State.choices)
    reason = ChoiceFilter(choices=Report.Reason.choices)
    target = TextFilter(field_name="target", label="user id")
    reporter = TextFilter(field_name="reporter", label="user id")
    room = TextFilter(field_name="room_id", label="room id")
    assigned_to = NumberFilter(field_name="assigned_to", label="id of an account")
    created_after = MomentFilter(field_name="created_at", lookup_expr="gte")
    created_before = MomentFilter(field_name="created_at", lookup_expr="lt")
    ordering = Ordering({"created_at": "created_at", "closed_at": "closed_at", "id": "pk"})


class Reports(ApiView):
    queryset = Report.objects.none()
    serializer_class = ReportSerializer
    filterset_class = ReportFilter
    limits: ClassVar[Limits] = {"create": ReportLimit}
    needs: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("list", "retrieve", "assign", "resolve", "dismiss", "reopen"), VIEW),
        "create": PLAYER,
    }

    def get_queryset(self) -> Any:
        return reports_for(self.actor)

    @extend_schema(summary="The queue, oldest first", responses=ReportSerializer(many=True))
    def list(self, request: Request) -> Response:
        return self.listed(self.get_queryset())

    @extend_schema(
        summary="Report somebody, or a line they said",
        request=NewReportSerializer,
        responses={201: ReportMadeSerializer},
    )
    def create(self, request: Request) -> Response:
        body = self.accepted(NewReportSerializer)
        report = report_create(
            reporter=self.actor.user_id,
            target=body["target"],
            room_id=body["room"],
            line_id=body["line"],
            reason=body["reason"],
            text=body["text"],
            notes=notes_of(body["target"], body["room"]),
        )
        return Response(self.told(report, ReportMadeSerializer), status=201)

    @extend_schema(summary="A report with its evidence", responses=ReportDetailSerializer)
    def retrieve(self, request: Request, report_id: int) -> Response:
        report = self.get_queryset().filter(pk=report_id).first()
        return Response(self.told(found(report, Refusal.UNKNOWN_REPORT), ReportDetailSerializer))

    @extend_schema(
        summary="Take a report, give it to somebody, or give it back",
        request=AssignSerializer,
        responses=ReportDetailSerializer,
    )
    def assign(self, request: Request, report_id: int) -> Response:
        to = self.accepted(AssignSerializer).get("to", self.actor.account_id)
        report_assign(report_id=report_id, by=self.actor, to=to)
        return self.retrieve(request, report_id)

    @extend_schema(
        summary="Resolve a report: something was done about it",
        request=OutcomeSerializer,
        responses=ReportDetailSerializer,
    )
    def resolve(self, request: Request, report_id: int) -> Response:
        return self._close(report_id, Report.State.RESOLVED)

    @extend_schema(
        summary="Dismiss a report: nothing needed to be done about it",
        request=OutcomeSerializer,
        responses=ReportDetailSerializer,
    )
    def dismiss(self, request: Request, report_id: int) -> Response:
        return self._close(report_id, Report.State.DISMISSED)

    @extend_schema(summary="Reopen a report", request=None, responses=ReportDetailSerializer)
    def reopen(self, request: Request, report_id: int) -> Response:
        report_reopen(report_id=report_id, by=self.actor)
        return self.retrieve(request, report_id)

    def _close(self, report_id: int, state: str) -> Response:
        outcome = self.accepted(OutcomeSerializer)["outcome"]
        report_close(report_id=report_id, by=self.actor, state=state, outcome=outcome)
        return self.retrieve(self.request, report_id)
