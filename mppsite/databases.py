"""How the database is talked to: SQLite for one machine, PostgreSQL for several."""

from __future__ import annotations

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

POOL = {"min_size": 1, "max_size": 4, "timeout": 5.0}
"""Connections of a process: one for the live part, the others for pages; seconds to wait for one.

A `hi` that cannot be answered is refused after that, and tried again by the client.
"""


def database_from(url: str) -> dict[str, Any]:
    """Django's settings for a URL. Raises ImproperlyConfigured."""
    database: dict[str, Any] = environ.Env.db_url_config(url)
    if "ENGINE" not in database:
        raise ImproperlyConfigured(
            "DATABASE_URL must be a URL, such as sqlite:////var/lib/mpp.sqlite3"
        )
    options = database.setdefault("OPTIONS", {})
    # A connection is asked whether it still works, so that a restart of the database costs nobody.
    database["CONN_HEALTH_CHECKS"] = True
    if database["ENGINE"].endswith("sqlite3"):
        # All live work is done by one thread, so its connection may as well stay open.
        database["CONN_MAX_AGE"] = None
        # Readers and the one writer do not wait for each other; a writer waits instead of failing.
        options |= {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        }
    elif database["ENGINE"].endswith("postgresql"):
        database["CONN_MAX_AGE"] = 0
        options.setdefault("pool", POOL)
        # A host that is gone without a word is noticed in seconds, not when TCP gives up.
        for name, value in (("connect_timeout", 5), ("tcp_user_timeout", 10_000)):
            options.setdefault(name, value)
    return database
