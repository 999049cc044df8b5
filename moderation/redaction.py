"""What of a record somebody may not read is left out (docs/moderation.md)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from .actors import Actor

HIDDEN = "hidden"
"""Stands for what was left out."""
ADDRESSES = frozenset({"network", "networks", "address", "addresses"})
NOTES = frozenset({"note"})


def keys_hidden_from(actor: Actor) -> frozenset[str]:
    """Names of values that somebody may not read, at whatever depth."""
    hidden: frozenset[str] = frozenset()
    if not actor.may("see_addresses"):
        hidden |= ADDRESSES
    if not actor.may("see_notes"):
        hidden |= NOTES
    return hidden


def redacted(value: Any, keys: Collection[str]) -> Any:
    """The same JSON value with what stands under these keys replaced, unless it is empty."""
    if isinstance(value, dict):
        return {
            key: HIDDEN if key in keys and inner else redacted(inner, keys)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [redacted(inner, keys) for inner in value]
    return value
