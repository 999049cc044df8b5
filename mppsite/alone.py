"""Refuses a second process where rooms live in the memory of one (docs/architecture.md §6).

Nothing tells a process of its siblings but what they share: the data directory. So each holds a
lock on a file there for as long as it lives; the system lets go of it however it dies.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

LOCK = "live.lock"
_held: list[int] = []


def claim(directory: Path) -> None:
    """Be the one process of this data directory. Raises ImproperlyConfigured if there is one."""
    directory.mkdir(parents=True, exist_ok=True)
    lock = os.open(directory / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise ImproperlyConfigured(
            f"Another server runs on the data of {directory}, and without REDIS_URL rooms live in "
            "the memory of one process. Set REDIS_URL to serve by several, end the other server, "
            "or give this one an MPP_DATA_DIR of its own."
        ) from None
    # Open until the process ends.
    _held.append(lock)
