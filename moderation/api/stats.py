"""/api/v1/stats/: how busy the site is, and what waits for moderators."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from moderation.live.view import counts_now
from moderation.selectors.stats import bans_issued, busy_lately, last_day, waiting

from .base import ApiView

DAY = timedelta(days=1)


class NowSerializer(serializers.Serializer[Any]):
    """All processes, now."""

    people = serializers.IntegerField()
    rooms = serializers.IntegerField()
    sockets = serializers.IntegerField()
    messages = serializers.IntegerField(help_text="received since the processes started")


class BusySerializer(serializers.Serializer[Any]):
    """All processes in the last minute that was counted."""

    people = serializers.IntegerField()
    rooms = serializers.IntegerField()
    messages_per_s = serializers.FloatField()


class DaySerializer(serializers.Serializer[Any]):
    """The last 24 hours, oldest first."""

    people = serializers.ListField(child=serializers.FloatField(), help_text="for each 15 minutes")
    messages_per_s = serializers.ListField(
        child=serializers.FloatField(), help_text="for each 15 minutes"
    )
    bans = serializers.ListField(child=serializers.IntegerField(), help_text="for each hour")
    reports = serializers.ListField(child=serializers.IntegerField(), help_text="for each hour")


class StatsSerializer(serializers.Serializer[Any]):
    now = NowSerializer()
    last_minute = BusySerializer(allow_null=True, help_text="null: nothing was counted lately")
    last_day = DaySerializer()
    open_reports = serializers.IntegerField()
    open_appeals = serializers.IntegerField()
    bans_24h = serializers.IntegerField(help_text="issued in the last 24 hours")


class Stats(ApiView):
    serializer_class = StatsSerializer
    needs: ClassVar[Mapping[str, str]] = {"retrieve": "moderation.view_report"}

    @extend_schema(summary="How busy the site is, and what is waiting", responses=StatsSerializer)
    def retrieve(self, request: Request) -> Response:
        now = timezone.now()
        open_reports, open_appeals = waiting()
        told = {
            "now": counts_now(),
            "last_minute": busy_lately(at=now),
            "last_day": last_day(at=now),
            "open_reports": open_reports,
            "open_appeals": open_appeals,
            "bans_24h": bans_issued(since=now - DAY),
        }
        return Response(self.told(told))
