"""All pages, in one place: who imports this has the whole site."""

from . import (
    accounts,
    appeals,
    audit,
    bans,
    chat,
    lists,
    people,
    reports,
    rooms,
    users,
    webhooks,
)
from .site import site

__all__ = [
    "accounts",
    "appeals",
    "audit",
    "bans",
    "chat",
    "lists",
    "people",
    "reports",
    "rooms",
    "site",
    "users",
    "webhooks",
]
