"""/api/v1/webhooks/: other programs that are told what happens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from moderation.errors import Refusal
from moderation.models import Webhook, WebhookDelivery
from moderation.services.webhooks import (
    webhook_change,
    webhook_create,
    webhook_delete,
    webhook_redeliver,
)

from .base import ApiView, found
from .fields import Moment, Switch, Text
from .filters import Choice as ChoiceFilter
from .filters import Text as TextFilter
from .pagination import Cursors
from .people import AccountSerializer
from .secrets import Redacted

VIEW = "moderation.view_webhook"
MANAGE = "moderation.manage_webhooks"


def _events(**options: Any) -> serializers.ListField:
    event = serializers.ChoiceField(choices=Webhook.Event.choices)
    return serializers.ListField(
        child=event, min_length=1, max_length=len(Webhook.Event.values), **options
    )


class WebhookSerializer(serializers.Serializer[Any]):
    """A URL that gets a signed POST for each of its events."""

    id = serializers.IntegerField()
    url = serializers.CharField()
    events = _events()
    description = serializers.CharField(allow_blank=True)
    active = serializers.BooleanField()
    created_at = Moment()
    created_by = AccountSerializer(allow_null=True)


class WebhookMadeSerializer(WebhookSerializer):
    """A webhook that was just made: its secret is not shown again."""

    secret = serializers.CharField(help_text="the key for the signatures")


class NewWebhookSerializer(serializers.Serializer[Any]):
    url = Text(help_text="http or https")
    events = _events()
    description = Text(required=False, default="", allow_blank=True)


class WebhookChangeSerializer(serializers.Serializer[Any]):
    """What is not named stays as it is."""

    url = Text(required=False)
    events = _events(required=False)
    description = Text(required=False, allow_blank=True)
    active = Switch(required=False)


class DeliverySerializer(serializers.Serializer[Any]):
    """One event for one webhook."""

    id = serializers.IntegerField()
    event = serializers.ChoiceField(choices=Webhook.Event.choices)
    subject = Redacted(source="payload")
    state = serializers.ChoiceField(choices=WebhookDelivery.State.choices)
    attempts = serializers.IntegerField()
    next_try_at = Moment(help_text="if it is pending")
    status = serializers.IntegerField(allow_null=True, help_text="HTTP status of the last answer")
    error = serializers.CharField(allow_blank=True)
    created_at = Moment()
    delivered_at = Moment(allow_null=True)


class DeliveryFilter(django_filters.FilterSet):
    state = ChoiceFilter(choices=WebhookDelivery.State.choices)
    event = TextFilter()


class Webhooks(ApiView):
    queryset = Webhook.objects.select_related("created_by").order_by("pk")
    serializer_class = WebhookSerializer
    needs: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("list", "retrieve"), VIEW),
        **dict.fromkeys(("create", "partial_update", "destroy"), MANAGE),
    }

    @extend_schema(summary="All webhooks", responses=WebhookSerializer(many=True))
    def list(self, request: Request) -> Response:
        return self.listed(self.get_queryset())

    @extend_schema(
        summary="Set up a webhook",
        request=NewWebhookSerializer,
        responses={201: WebhookMadeSerializer},
    )
    def create(self, request: Request) -> Response:
        made, secret = webhook_create(by=self.actor, **self.accepted(NewWebhookSerializer))
        return Response({**self._told(made.pk), "secret": secret}, status=201)

    @extend_schema(summary="A webhook", responses=WebhookSerializer)
    def retrieve(self, request: Request, webhook_id: int) -> Response:
        return Response(self._told(webhook_id))

    @extend_schema(
        summary="Change a webhook", request=WebhookChangeSerializer, responses=WebhookSerializer
    )
    def partial_update(self, request: Request, webhook_id: int) -> Response:
        changes = self.accepted(WebhookChangeSerializer)
        webhook_change(webhook_id=webhook_id, by=self.actor, **changes)
        return Response(self._told(webhook_id))

    @extend_schema(summary="Delete a webhook", responses={204: None})
    def destroy(self, request: Request, webhook_id: int) -> Response:
        webhook_delete(webhook_id=webhook_id, by=self.actor)
        return Response(status=204)

    def _told(self, webhook_id: int) -> Any:
        webhook = self.get_queryset().filter(pk=webhook_id).first()
        return self.told(found(webhook, Refusal.UNKNOWN_WEBHOOK), WebhookSerializer)


class Deliveries(ApiView):
    queryset = WebhookDelivery.objects.all()
    serializer_class = DeliverySerializer
    filterset_class = DeliveryFilter
    pagination_class = Cursors
    needs: ClassVar[Mapping[str, str]] = {
        "list": "moderation.view_webhookdelivery",
        "redeliver": MANAGE,
    }

    @extend_schema(
        summary="Deliveries to a webhook, newest first", responses=DeliverySerializer(many=True)
    )
    def list(self, request: Request, webhook_id: int) -> Response:
        known = Webhook.objects.filter(pk=webhook_id).exists()
        found(known or None, Refusal.UNKNOWN_WEBHOOK)
        return self.listed(self.get_queryset().filter(webhook=webhook_id))

    @extend_schema(
        summary="Deliver again, with all tries from the beginning",
        request=None,
        responses=DeliverySerializer,
    )
    def redeliver(self, request: Request, webhook_id: int, delivery_id: int) -> Response:
        delivery = webhook_redeliver(webhook_id=webhook_id, delivery_id=delivery_id, by=self.actor)
        return Response(self.told(delivery))
