"""Which socket a log record comes from: its id (`connection_id`) is all that logs say of it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

connection_id: ContextVar[str] = ContextVar("connection_id", default="")


class ConnectionIdFilter(logging.Filter):
    """Gives log records the field `connection_id`: of the socket they come from, or nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.connection_id = origin = connection_id.get()
        record.connection_tag = f" [{origin}]" if origin else ""
        return True


@contextmanager
def logged_as(id: str) -> Iterator[None]:
    """What is logged within comes from the socket with this id."""
    token = connection_id.set(id)
    try:
        yield
    finally:
        connection_id.reset(token)
