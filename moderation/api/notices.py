"""/api/v1/notify/: what everybody at the piano is to see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from moderation.services.rooms import notice_send

from .base import ApiView
from .fields import Text


class NoticeSerializer(serializers.Serializer[Any]):
    """Something to show (docs/protocol.md §8.2)."""

    title = Text(required=False, default="Notice")
    text = Text()


class Broadcast(ApiView):
    serializer_class = NoticeSerializer
    needs: ClassVar[Mapping[str, str]] = {"create": "moderation.broadcast"}

    @extend_schema(
        summary="Show a notice to everybody", request=NoticeSerializer, responses={204: None}
    )
    def create(self, request: Request) -> Response:
        notice_send(by=self.actor, **self.accepted(NoticeSerializer))
        return Response(status=204)
