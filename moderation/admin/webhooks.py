"""Webhooks and what was sent to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display

from moderation.actors import Actor
from moderation.errors import ModerationError
from moderation.models import TEXT_LENGTH, Webhook, WebhookDelivery
from moderation.requests import actor_of
from moderation.services import webhooks as service

from .adding import AddPage
from .base import ModerationAdmin, told
from .deeds import Deed
from .forms import DeedForm, text_field
from .moments import ago
from .site import site

LATEST = 30


class WebhookForm(DeedForm):
    url = forms.CharField(label="URL", max_length=TEXT_LENGTH)
    description = text_field("Description")
    events = forms.MultipleChoiceField(
        choices=Webhook.Event.choices, widget=forms.CheckboxSelectMultiple
    )


class ChangedWebhookForm(WebhookForm):
    active = forms.BooleanField(label="Active", required=False)


def _may(actor: Actor, webhook: Any) -> bool:
    return actor.may("manage_webhooks")


def _change(actor: Actor, webhook: Webhook, form: Any) -> str:
    service.webhook_change(webhook_id=webhook.pk, by=actor, **form.cleaned_data)
    return "Saved."


def _values(webhook: Webhook) -> dict[str, Any]:
    return {name: getattr(webhook, name) for name in ChangedWebhookForm.base_fields}


@admin.register(Webhook, site=site)
class WebhookAdmin(AddPage):
    new_title = "New webhook"
    new_form = WebhookForm
    page_template = "moderation/admin/webhook.html"
    list_display = ("url", "description", "active", "wants", "since")
    list_filter = ("active",)
    search_fields = ("url", "description")
    ordering = ("-id",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return actor_of(request).may("manage_webhooks")

    @display(description="events")  # type: ignore[untyped-decorator]
    def wants(self, webhook: Webhook) -> str:
        return ", ".join(webhook.events)

    @display(description="created", ordering="created_at")  # type: ignore[untyped-decorator]
    def since(self, webhook: Webhook) -> SafeString:
        return ago(webhook.created_at)

    def deeds(self) -> Sequence[Deed]:
        return (
            Deed(
                name="change",
                label="Save",
                title="Change",
                form=ChangedWebhookForm,
                initial=_values,
                do=_change,
                may=_may,
            ),
        )

    def page_context(self, request: HttpRequest, subject: Webhook) -> dict[str, Any]:
        return {
            "title": "Webhook",
            "deliveries": list(subject.deliveries.order_by("-id")[:LATEST]),
            "may_delete": _may(actor_of(request), subject),
        }

    def create(self, request: HttpRequest, form: WebhookForm) -> Webhook:
        webhook, secret = service.webhook_create(by=actor_of(request), **form.cleaned_data)
        messages.success(
            request, format_html("The secret is <code>{}</code>. It is shown once.", secret)
        )
        return webhook

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and actor_of(request).may("manage_webhooks")

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What was or is to be sent to it goes with it: that takes no permission of its own."""
        deleted, counts, _, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, set(), protected

    def delete_model(self, request: HttpRequest, obj: Webhook) -> None:
        service.webhook_delete(webhook_id=obj.pk, by=actor_of(request))


@admin.register(WebhookDelivery, site=site)
class WebhookDeliveryAdmin(ModerationAdmin):
    list_display = ("event", "webhook", "standing", "attempts", "status", "when", "error")
    list_filter = ("state", "event")
    list_select_related = ("webhook",)
    search_fields = ("webhook__url",)
    ordering = ("-id",)
    actions = ("redeliver",)

    def has_redeliver_permission(self, request: HttpRequest) -> bool:
        return actor_of(request).may("manage_webhooks")

    @display(
        description="state",
        label={"pending": "warning", "delivered": "success", "failed": "danger"},
    )  # type: ignore[untyped-decorator]
    def standing(self, delivery: WebhookDelivery) -> str:
        return delivery.state

    @display(description="happened", ordering="created_at")  # type: ignore[untyped-decorator]
    def when(self, delivery: WebhookDelivery) -> SafeString:
        return ago(delivery.created_at)

    @admin.action(description="Deliver again", permissions=["redeliver"])
    def redeliver(self, request: HttpRequest, queryset: QuerySet[WebhookDelivery]) -> None:
        for delivery in queryset:
            try:
                service.webhook_redeliver(
                    webhook_id=delivery.webhook_id,
                    delivery_id=delivery.pk,
                    by=actor_of(request),
                )
            except ModerationError as error:
                told(request, error, delivery)
            else:
                messages.success(request, f"{delivery}: on its way.")
