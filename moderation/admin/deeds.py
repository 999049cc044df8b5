"""Pages that show one thing and on which something can be done to it.

A deed is one action of the services with a form for what it takes. The page offers those that the
one who asks may do; what the services refuse is shown at the form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.template.response import TemplateResponse

from moderation.actors import Actor
from moderation.errors import ModerationError
from moderation.requests import actor_of
from moderation.roles import POWERS

from .base import ModerationAdmin
from .forms import DeedForm, dress

Done = TypeVar("Done")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """`do` gets who acts, on what, and the cleaned form; it returns what to tell afterwards.

    `may` is asked before the form is shown and again before anything is done. `initial` gives the
    values that the form begins with.
    """

    name: str
    label: str
    do: Callable[[Actor, Any, Any], str]
    may: Callable[[Actor, Any], bool]
    form: type[forms.BaseForm] = DeedForm
    initial: Callable[[Any], Mapping[str, Any]] = lambda subject: {}
    title: str = ""
    intro: str = ""
    danger: bool = False


@dataclass(slots=True)
class Offer:
    """A deed with its form, as a template shows it."""

    deed: Deed
    form: Any


class Titled:
    """Stands for a row in the path over a page, by the title of the page."""

    def __init__(self, row: Any, title: str) -> None:
        self._meta, self.pk, self._title = row._meta, row.pk, title

    def __str__(self) -> str:
        return self._title


class DeedPage(ModerationAdmin):
    """A page of its own instead of a form of Django's. Nothing is edited past a deed."""

    page_template = ""

    def deeds(self) -> Sequence[Deed]:
        """All that can be done on the page, by whoever may."""
        return ()

    def page_context(self, request: HttpRequest, subject: Any) -> dict[str, Any]:
        """What the template needs besides `subject` and `offers`."""
        return {}

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        subject = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, subject):
            raise PermissionDenied
        if subject is None:
            missing: HttpResponse = self._get_obj_does_not_exist_redirect(
                request, self.opts, object_id
            )
            return missing
        actor = actor_of(request)
        tried: dict[str, Any] = {}
        if request.method == "POST":
            answer = self._act(request, actor, subject)
            if isinstance(answer, HttpResponse):
                return answer
            tried = answer
        return self._shown(request, actor, subject, tried, extra_context)

    def offers(
        self, actor: Actor, subject: Any, tried: Mapping[str, Any] | None = None
    ) -> dict[str, Offer]:
        """The forms of the deeds that somebody may do, those that were tried with their errors."""
        return {
            deed.name: Offer(deed, (tried or {}).get(deed.name) or build(deed, actor, subject))
            for deed in self.deeds()
            if deed.may(actor, subject)
        }

    def _act(self, request: HttpRequest, actor: Actor, subject: Any) -> Any:
        deed = next((one for one in self.deeds() if one.name == request.POST.get("deed")), None)
        if deed is None:
            return HttpResponseBadRequest("There is no such action.")
        if not deed.may(actor, subject):
            raise PermissionDenied
        form = build(deed, actor, subject, request.POST)
        if (told := attempt(form, lambda: deed.do(actor, subject, form))) is None:
            for error in form.non_field_errors():
                messages.error(request, error)
            return {deed.name: form}
        messages.success(request, told)
        return HttpResponseRedirect(request.get_full_path())

    def _shown(
        self,
        request: HttpRequest,
        actor: Actor,
        subject: Any,
        tried: Mapping[str, Any],
        extra_context: dict[str, Any] | None,
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(subject),
            "subject": subject,
            "actor": actor,
            "powers": {power for power in POWERS if actor.may(power)},
            "offers": self.offers(actor, subject, tried),
            "has_view_permission": True,
            **self.page_context(request, subject),
            **(extra_context or {}),
        }
        context["original"] = Titled(subject, str(context["title"]))
        status = 422 if tried else 200
        return TemplateResponse(request, self.page_template, context, status=status)


def build(deed: Deed, actor: Actor, subject: Any, data: Any = None) -> Any:
    """The form of a deed, empty or filled in. Ids in the page begin with the name of the deed."""
    options: dict[str, Any] = {"data": data, "auto_id": f"{deed.name}_%s", "actor": actor}
    if issubclass(deed.form, forms.ModelForm):
        # A copy, because a form writes what is wrong as well as what is right into its object.
        options["instance"] = copy(subject)
    else:
        options["initial"] = dict(deed.initial(subject))
    return dress(deed.form(**options))


def attempt(form: Any, do: Callable[[], Done]) -> Done | None:
    """Do it, if the form is right; what came of it, or None with the reasons in the form."""
    if not form.is_valid():
        return None
    try:
        return do()
    except ModerationError as error:
        add_refusal(form, error)
        return None


def add_refusal(form: Any, error: ModerationError) -> None:
    """What the services refused, at the fields that it is about, else over the form."""
    told = False
    for name, reasons in error.details.items():
        if name in form.fields:
            form.add_error(name, reasons if isinstance(reasons, list) else str(reasons))
            told = True
        elif isinstance(reasons, list):
            form.add_error(None, [str(reason) for reason in reasons])
            told = True
    if not told:
        form.add_error(None, error.text)
