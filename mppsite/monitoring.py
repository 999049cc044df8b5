"""What operators and load balancers ask: alive, ready, metrics (docs/operations.md)."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from ipaddress import ip_address
from math import inf
from time import monotonic

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

from moderation.metrics import ModerationCollector
from rooms.addresses import client_address
from rooms.live import Live
from rooms.metrics import LiveCollector

log = logging.getLogger("mppsite.monitoring")

BEARER = "Bearer "
READY_FOR_S = 1.0
"""How long an answer of /readyz is good: strangers may ask as often as they like."""
_FORWARDED = {b"x-forwarded-for", b"forwarded", b"x-real-ip", b"via"}

registry = CollectorRegistry()
ProcessCollector(registry=registry)
PlatformCollector(registry=registry)
GCCollector(registry=registry)
registry.register(ModerationCollector())

_checks: dict[str, Callable[[], str]] = {}
"""What has to be well; each returns what is wrong, or nothing."""


_last: tuple[float, dict[str, str]] = (-inf, {})
"""When the checks were asked last (s of the steady clock), and what each said."""


def watch(live: Live) -> None:
    """This process serves players by `live`: measure it, and ask it whether it is ready."""
    registry.register(LiveCollector(live))
    _checks["loop"] = lambda: _late(live.hub.tally.lag_s)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """This process can serve players: 200, or 503 with what is wrong."""
    answers = _asked()
    is_ready = set(answers.values()) == {"ok"}
    return JsonResponse({"ready": is_ready, **answers}, status=200 if is_ready else 503)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Numbers for Prometheus, for who comes from a known address or knows the token."""
    if not _may_read(request):
        return HttpResponseForbidden("Not for you.\n", content_type="text/plain")
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _asked() -> dict[str, str]:
    global _last
    asked_at, answers = _last
    if (now := monotonic()) - asked_at >= READY_FOR_S:
        checks = {"database": _database, "redis": _redis, **_checks}
        answers = {name: check() or "ok" for name, check in checks.items()}
        _last = (now, answers)
    return answers


def _may_read(request: HttpRequest) -> bool:
    token = settings.MPP_METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    if token and given.startswith(BEARER):
        return secrets.compare_digest(given.removeprefix(BEARER).encode(), token.encode())
    peer = request.META.get("REMOTE_ADDR")
    headers = [
        (name.lower().encode(), text.encode("latin-1")) for name, text in request.headers.items()
    ]
    address = client_address(peer, headers, settings.TRUSTED_PROXIES)
    if address == peer and _FORWARDED & {name for name, _ in headers}:
        # A proxy that nobody told us of: who is behind it cannot be known.
        return False
    try:
        return any(ip_address(address) in network for network in settings.MPP_METRICS_FROM)
    except ValueError:
        return False


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        log.exception("The database does not answer")
        return "does not answer"
    return ""


def _redis() -> str:
    if not settings.REDIS_URLS:
        return ""
    # Here, because most sites have none.
    from redis import Redis, RedisError

    try:
        for url in settings.REDIS_URLS:
            with Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1) as redis:
                redis.ping()
    except (RedisError, ValueError):
        log.exception("Redis does not answer")
        return "does not answer"
    return ""


def _late(lag_s: float) -> str:
    return f"{lag_s:.2f} s late" if lag_s * 1000 > settings.MPP.ready_lag_ms else ""
