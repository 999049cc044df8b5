"""Who is behind an HTTP request, for the admin and the API."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from rooms.addresses import client_address

from .actors import Actor, actor_of_account


def actor_of(request: HttpRequest) -> Actor:
    """The account behind a request with its rights as they are now, its address and request id.

    Nobody, if there is none. It is found once a request.
    """
    known: Actor | None = getattr(request, "_actor", None)
    if known is None:
        request_id: str = getattr(request, "request_id", "")
        account = request.user.pk
        actor = actor_of_account(account) if account else Actor()
        known = actor.asking_from(address_of(request), request_id)
        request._actor = known  # type: ignore[attr-defined]
    return known


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, by the rule of sockets (protocol §3.2)."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    headers = [(b"x-forwarded-for", forwarded.encode("latin-1", "replace"))] if forwarded else []
    return client_address(request.META.get("REMOTE_ADDR"), headers, settings.TRUSTED_PROXIES)
