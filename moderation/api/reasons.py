"""/api/v1/reasons/ of bans, /api/v1/report-reasons/ of reports: both are short lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from moderation.models import BanReason, Report

from .base import ApiView
from .permissions import PUBLIC


class BanReasonSerializer(serializers.Serializer[Any]):
    """A reason that everybody who may ban may give."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    hours = serializers.IntegerField(allow_null=True, help_text="suggested length; null: none")


class ReportReasonSerializer(serializers.Serializer[Any]):
    """What somebody can be reported for."""

    code = serializers.CharField()
    text = serializers.CharField()


class BanReasons(ApiView):
    queryset = BanReason.objects.all()
    serializer_class = BanReasonSerializer
    pagination_class = None
    needs: ClassVar[Mapping[str, str]] = {"list": PUBLIC}

    @extend_schema(summary="Preset reasons for bans", responses=BanReasonSerializer(many=True))
    def list(self, request: Request) -> Response:
        return Response(self.told(self.get_queryset(), many=True))


class ReportReasons(ApiView):
    filter_backends = ()
    serializer_class = ReportReasonSerializer
    pagination_class = None
    needs: ClassVar[Mapping[str, str]] = {"list": PUBLIC}

    @extend_schema(
        summary="What somebody can be reported for", responses=ReportReasonSerializer(many=True)
    )
    def list(self, request: Request) -> Response:
        rows = [{"code": code, "text": text} for code, text in Report.Reason.choices]
        return Response(self.told(rows, many=True))
