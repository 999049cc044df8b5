"""Addresses and networks: how they are written, and which bans an address falls under."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Generic, TypeVar

from .errors import ModerationError, Refusal

T = TypeVar("T")

WIDEST_IPV4 = 16
WIDEST_IPV6 = 32
"""Shortest prefixes that can be banned: whole providers are no target."""
_NAT64 = IPv6Network("64:ff9b::/96")


def network_parse(text: str) -> str:
    """An address or network in its one canonical form, always with a prefix length.

    Raises ModerationError for what is none, and for what is too wide.
    """
    try:
        network = ip_network(text.strip(), strict=False)
    except ValueError:
        raise ModerationError(Refusal.BAD_NETWORK) from None
    if isinstance(network, IPv6Network) and (mapped := network.network_address.ipv4_mapped):
        network = ip_network((int(mapped), max(0, network.prefixlen - 96)), strict=False)
    if network.prefixlen < (WIDEST_IPV4 if network.version == 4 else WIDEST_IPV6):
        raise ModerationError(Refusal.NETWORK_TOO_WIDE)
    return str(network)


def is_address(text: str) -> bool:
    """Whether it is an address at all: a unix socket has none."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def address_parse(text: str) -> str:
    """An address as sightings have it; empty: it is none."""
    try:
        address = ip_address(text.strip())
    except ValueError:
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)


def is_public(address: str) -> bool:
    """Whether it is an address of the internet at large, or of nobody's own network."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        for inner in (parsed.ipv4_mapped, parsed.sixtofour, _nat64(parsed)):
            if inner is not None:
                parsed = inner
                break
    return parsed.is_global and not parsed.is_multicast


def _nat64(address: IPv6Address) -> IPv4Address | None:
    """The address behind a translator (RFC 6052)."""
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None


def covers(network: str, address: str) -> bool:
    """Whether a network holds an address; nothing holds what is no address."""
    try:
        return ip_address(address) in ip_network(network)
    except ValueError:
        return False


class NetworkBook(Generic[T]):
    """Finds all entries whose networks hold an address, in a few dictionary look-ups."""

    def __init__(self, entries: Iterable[tuple[str, T]] = ()) -> None:
        self._by_prefix: dict[tuple[int, int], dict[int, list[T]]] = {}
        for text, entry in entries:
            network = ip_network(text)
            key = (network.version, network.prefixlen)
            start = int(network.network_address)
            self._by_prefix.setdefault(key, {}).setdefault(start, []).append(entry)

    def __bool__(self) -> bool:
        return bool(self._by_prefix)

    def of(self, address: str) -> list[T]:
        """The entries of all networks that hold `address`."""
        if not self._by_prefix:
            return []
        try:
            parsed = ip_address(address)
        except ValueError:
            return []
        bits, number = (128 if isinstance(parsed, IPv6Address) else 32), int(parsed)
        found: list[T] = []
        for (version, prefix), networks in self._by_prefix.items():
            if version == parsed.version:
                start = number >> (bits - prefix) << (bits - prefix)
                found += networks.get(start, ())
        return found
