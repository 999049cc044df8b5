"""How often somebody may ask. The rates are in `rooms/conf.py`, changed by MPP_RATE_API and so on.

They are counted in the memory of each process, so several processes let through as many times as
much: these bounds are against floods, and a shared counter would cost every request a round trip.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.cache import caches
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from moderation.requests import address_of
from rooms.addresses import network_of

from .authentication import guest_of


class Throttle(SimpleRateThrottle):
    """Counts by who asks: an account, a player, or else the address."""

    cache = caches["throttles"]

    def get_rate(self) -> Any:
        return getattr(settings.MPP, f"rate_{self.scope}")

    def parse_rate(self, rate: Any) -> Any:
        """Of a Rate how many, and seconds."""
        return max(1, int(rate.count)), rate.seconds

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        return self.cache_format % {"scope": self.scope, "ident": self.asker(request)}

    def asker(self, request: Request) -> str:
        """Who is counted."""
        if guest := guest_of(request):
            return f"player-{guest.user_id}"
        if request.user and request.user.pk:
            return f"account-{request.user.pk}"
        return origin(request)


def origin(request: Request) -> str:
    """What stands for everybody at an address; in a key of a cache no character may be odd."""
    return f"address-{network_of(address_of(request)).replace(':', '.')}"


class General(Throttle):
    """Everything, by what is usual for who asks."""

    scope = "api"

    def __init__(self) -> None:
        """The rate is known when the asker is."""

    def allow_request(self, request: Request, view: Any) -> bool:
        if guest_of(request):
            self.scope = "api_player"
        elif request.user and request.user.pk:
            self.scope = "api_staff"
        self.rate = self.get_rate()
        self.num_requests, self.duration = self.parse_rate(self.rate)
        return super().allow_request(request, view)


class Strangers(Throttle):
    """Those who failed to say who they are."""

    scope = "api"

    def asker(self, request: Request) -> str:
        return origin(request)


class Reports(Throttle):
    """Reports of one player."""

    scope = "report"


class Appeals(Strangers):
    """Appeals from one address."""

    scope = "appeal"
