"""/api/v1/audit/: everything that staff did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from moderation.errors import Refusal
from moderation.models import AuditEntry

from .base import ApiView, found
from .fields import Moment
from .filters import Moment as MomentFilter
from .filters import Text as TextFilter
from .pagination import Cursors
from .people import PersonField
from .secrets import Redacted

VIEW = "moderation.view_auditentry"


class AuditEntrySerializer(serializers.Serializer[Any]):
    """Something that staff did, without addresses and notes for those who may not see them."""

    id = serializers.IntegerField()
    at = Moment()
    action = serializers.CharField()
    actor = PersonField()
    account = serializers.CharField(
        source="actor_name", allow_blank=True, help_text="name of the account at that time"
    )
    target = PersonField()
    room = serializers.CharField(allow_blank=True)
    before = Redacted()
    after = Redacted()
    details = Redacted()
    request_id = serializers.CharField(allow_blank=True, help_text="as in the answer and the logs")


class AuditFilter(django_filters.FilterSet):
    action = TextFilter()
    actor = TextFilter(label="user id")
    account = TextFilter(field_name="actor_name", label="name of the account at that time")
    target = TextFilter(label="user id")
    room = TextFilter(label="room id")
    request_id = TextFilter()
    after = MomentFilter(field_name="at", lookup_expr="gte")
    before = MomentFilter(field_name="at", lookup_expr="lt")


class Audit(ApiView):
    queryset = AuditEntry.objects.all()
    serializer_class = AuditEntrySerializer
    filterset_class = AuditFilter
    pagination_class = Cursors
    needs: ClassVar[Mapping[str, str]] = {"list": VIEW, "retrieve": VIEW}

    @extend_schema(
        summary="What staff did, newest first", responses=AuditEntrySerializer(many=True)
    )
    def list(self, request: Request) -> Response:
        return self.listed(self.get_queryset())

    @extend_schema(summary="Something that staff did", responses=AuditEntrySerializer)
    def retrieve(self, request: Request, entry_id: int) -> Response:
        entry = self.get_queryset().filter(pk=entry_id).first()
        return Response(self.told(found(entry, Refusal.UNKNOWN_ENTRY)))
