"""How the process logs: one line a record, with the request or the socket that it comes from."""

from __future__ import annotations

import logging
import re
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

# PostgreSQL quotes the row that it does not take, be it somebody's words or address.
_QUOTED_ROW = re.compile(r"^(DETAIL|CONTEXT): .*?(?=^\S|\Z)", re.MULTILINE | re.DOTALL)

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Discreet(logging.Formatter):
    """A formatter whose tracebacks leave out what a database quotes."""

    def formatException(self, ei: _ExcInfo) -> str:
        return _QUOTED_ROW.sub("", super().formatException(ei)).rstrip()


class DiscreetJson(Discreet, JsonFormatter):
    """The same, one object a line, as collectors of logs read it."""


def logging_at(level: str, form: str = "text") -> dict[str, Any]:
    """Django's LOGGING; `level` is that of our own loggers, `form` is text or json."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "text": {
                "()": "mppsite.logs.Discreet",
                "fmt": "{asctime} {levelname} {name}{request_tag}{connection_tag}: {message}",
                "style": "{",
            },
            "json": {
                "()": "mppsite.logs.DiscreetJson",
                "fmt": "asctime,levelname,name,message,request_id,connection_id",
                "style": ",",
                "rename_fields": {"asctime": "at", "levelname": "level", "name": "logger"},
            },
        },
        "filters": {
            "request": {"()": "mppsite.requests.RequestIdFilter"},
            "connection": {"()": "rooms.origins.ConnectionIdFilter"},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": form,
                "filters": ["request", "connection"],
            }
        },
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            # Only by way of the root: Django's own handler would print everything twice.
            "django": {"handlers": [], "level": "INFO"},
            # A wrong Host header is somebody's probe: it is answered by 400 and is no news.
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            # Once a second while Redis is away, which rooms.layer has said.
            "channels_redis.pubsub": {"level": "CRITICAL"},
            "mppsite": {"level": level},
            "rooms": {"level": level},
            "moderation": {"level": level},
        },
    }
