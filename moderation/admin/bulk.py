"""Actions on several rows of a list that ask something first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from moderation.errors import ModerationError
from moderation.requests import actor_of

from .base import told
from .forms import DeedForm, dress

APPLY = "apply"


def ask_and_do(
    model_admin: Any,
    request: HttpRequest,
    rows: QuerySet[Any],
    *,
    action: str,
    title: str,
    form: type[DeedForm],
    do: Callable[[Any, Any], str],
    label: Callable[[Any], str] = str,
) -> HttpResponse | None:
    """Show a form, and when it is filled in `do(row, form)` for each row; None when it is done.

    Each row is done or refused by itself, and a message tells which.
    """
    is_filled = APPLY in request.POST
    filled = dress(form(request.POST if is_filled else None, actor=actor_of(request)))
    if is_filled and filled.is_valid():
        for row in rows:
            try:
                messages.success(request, f"{label(row)}: {do(row, filled)}")
            except ModerationError as error:
                told(request, error, label(row))
        return None
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": title,
        "action": action,
        "form": filled,
        "rows": [(row.pk, label(row)) for row in rows],
        "checkbox": ACTION_CHECKBOX_NAME,
        "apply": APPLY,
    }
    return TemplateResponse(request, "moderation/admin/bulk.html", context)
