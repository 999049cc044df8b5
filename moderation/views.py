"""The page on which the banned read why, and appeal. It works without scripts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from .errors import ModerationError, Refusal
from .limits import AddressLimit
from .models import APPEAL_LENGTH
from .requests import address_of
from .selectors.appeals import ban_of_code
from .services.appeals import appeal_create

_STATUS = {
    Refusal.INVALID: 400,
    Refusal.UNKNOWN_BAN: 404,
    Refusal.ALREADY_APPEALED: 409,
    Refusal.ALREADY_ENDED: 409,
}
_ERRORS = {
    Refusal.INVALID: f"Please write something, up to {APPEAL_LENGTH} characters.",
    Refusal.ALREADY_APPEALED: "This ban has already been appealed: what you wrote was not sent.",
    Refusal.ALREADY_ENDED: "The ban has ended: there is nothing to appeal against.",
}


@dataclass(frozen=True, slots=True)
class _Problem:
    """Why an appeal was not taken, and what was written: nobody writes it twice."""

    status: int
    error: str
    text: str


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, code: str) -> HttpResponse:
    """What can be told of the ban with this code, and a form if it can be appealed against."""
    problem = _send(request, code) if request.method == "POST" else None
    if request.method == "POST" and problem is None:
        return redirect(request.path)
    ban = ban_of_code(code, at=timezone.now())
    status = problem.status if problem else 200
    if ban is None:
        return _answer(request, "moderation/appeal_unknown.html", {}, 404)
    known = {"ban": ban, "problem": problem, "longest": APPEAL_LENGTH}
    return _answer(request, "moderation/appeal.html", known, status)


def _send(request: HttpRequest, code: str) -> _Problem | None:
    # Forms send two characters for each end of a line, and count one.
    text = request.POST.get("text", "").replace("\r\n", "\n")
    if not _limit.allow(address_of(request)):
        return _Problem(
            429, "You have tried too often. Please wait a few minutes and try again.", text
        )
    try:
        appeal_create(code=code, text=text)
    except ModerationError as error:
        return _Problem(_STATUS[error.code], _ERRORS.get(error.code, error.text), text)
    return None


def _answer(
    request: HttpRequest, template: str, known: dict[str, Any], status: int
) -> HttpResponse:
    response = render(request, template, known, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


_limit = AddressLimit("rate_appeal")
