"""Posts to addresses that people chose: signed, in a bounded time, never into our own network."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .networks import is_public

if TYPE_CHECKING:
    import aiohttp

AT_A_TIME = 4
"""Requests under way: few, since they share a thread with the people at the piano."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A delivery as it is sent; `body` is JSON in UTF-8."""

    id: int
    url: str
    secret: str
    event: str
    body: bytes

    @property
    def headers(self) -> dict[str, str]:
        """With them the receiver finds out whether it is from us (docs/moderation.md)."""
        digest = hmac.new(self.secret.encode(), self.body, hashlib.sha256).hexdigest()
        return {
            "Content-Type": "application/json",
            "User-Agent": "mpp-webhook",
            "X-MPP-Event": self.event,
            "X-MPP-Delivery": str(self.id),
            "X-MPP-Signature": f"sha256={digest}",
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: the HTTP status, or why there is none."""

    status: int | None
    error: str = ""

    @property
    def arrived(self) -> bool:
        """Only 2xx counts: who redirects would have us sent elsewhere."""
        return self.status is not None and 200 <= self.status < 300


async def post_all(
    parcels: Sequence[Parcel], *, timeout_s: float, private: bool = False
) -> list[Outcome]:
    """Send all, each within `timeout_s`; `private`: to addresses of private networks as well."""
    # It takes 9 MB, and few sites have webhooks. Loaded in a thread, so that nobody waits for it.
    await asyncio.to_thread(import_module, "aiohttp")
    import aiohttp

    turns = asyncio.Semaphore(AT_A_TIME)
    connector = aiohttp.TCPConnector(
        force_close=True, socket_factory=_any_socket if private else _public_socket
    )
    session = aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=timeout_s),
    )

    async def post(parcel: Parcel) -> Outcome:
        async with turns:
            return await _post(session, parcel)

    async with session:
        return await asyncio.gather(*(post(parcel) for parcel in parcels))


async def _post(session: aiohttp.ClientSession, parcel: Parcel) -> Outcome:
    import aiohttp

    try:
        async with session.post(
            parcel.url, data=parcel.body, headers=parcel.headers, allow_redirects=False
        ) as response:
            return Outcome(response.status)
    except TimeoutError:
        return Outcome(None, "no answer in time")
    except aiohttp.ClientConnectorError as error:
        return Outcome(None, str(error.os_error))
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return Outcome(None, str(error) or type(error).__name__)


def _any_socket(address: tuple[Any, ...]) -> socket.socket:
    family, kind, protocol, _, _ = address
    return socket.socket(family=family, type=kind, proto=protocol)


def _public_socket(address: tuple[Any, ...]) -> socket.socket:
    """Looks at what is really connected to: a name may lead anywhere, each time anew."""
    if not is_public(address[4][0]):
        raise PermissionError("is a private address")
    return _any_socket(address)
