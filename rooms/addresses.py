"""Whose address it is: the proxy rule and the network of an address (protocol §3.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

UNKNOWN = "unknown"
# A household or a server gets a /64 of IPv6 and picks addresses in it at will.
IPV6_PREFIX = 64
_KEPT = 2_048
"""Addresses that need not be parsed again."""


def client_address(
    peer: str | None,
    headers: Iterable[tuple[bytes, bytes]],
    trusted_proxies: Sequence[IPv4Network | IPv6Network],
) -> str:
    """The address of the client, in its canonical form, or `unknown` (a unix socket, a test).

    `headers` are those of the ASGI scope. X-Forwarded-For is believed only from configured proxies:
    from the right, the first entry that is not a proxy is the client. An entry that is no address
    ends the walk, since nothing to the left of it can be vouched for.
    """
    address = _parsed(peer)
    if address is None:
        return UNKNOWN
    if trusted_proxies and _is_trusted(address, trusted_proxies):
        for entry in reversed(_forwarded(headers)):
            forwarded = _parsed(entry)
            if forwarded is None:
                break
            address = forwarded
            if not _is_trusted(address, trusted_proxies):
                break
    return _text(address)


@lru_cache(_KEPT)
def network_of(address: str) -> str:
    """What stands for everybody behind `address`: IPv4 itself, the /64 of IPv6, else as it is."""
    parsed = _parsed(address)
    if parsed is None:
        return address
    if isinstance(parsed, IPv6Address):
        return str(ip_network((int(parsed), IPV6_PREFIX), strict=False))
    return str(parsed)


def _forwarded(headers: Iterable[tuple[bytes, bytes]]) -> list[str]:
    # Several headers of one name mean the same as one with their values joined, in order.
    values = (value for name, value in headers if name.lower() == b"x-forwarded-for")
    joined = b",".join(values).decode("latin-1")
    return joined.split(",") if joined else []


_text = lru_cache(_KEPT)(str)


@lru_cache(_KEPT)
def _parsed(text: str | None) -> IPv4Address | IPv6Address | None:
    if not text:
        return None
    # A zone ("%eth0") names a network card of ours, not the peer; proxies may add ports.
    text = text.strip().partition("%")[0]
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def _is_trusted(
    address: IPv4Address | IPv6Address, networks: Sequence[IPv4Network | IPv6Network]
) -> bool:
    return any(address in network for network in networks)
