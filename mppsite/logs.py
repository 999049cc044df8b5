"""How the process logs: one line a record, with the request that it belongs to."""

from __future__ import annotations

from typing import Any


def logging_at(level: str, form: str = "text") -> dict[str, Any]:
    """Django's LOGGING; `level` is that of our own loggers, `form` is text or json."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "text": {
                "format": "{asctime} {levelname} {name}{request_tag}: {message}",
                "style": "{",
            },
            # One object a line, as collectors of logs read it.
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "fmt": "asctime,levelname,name,message,request_id",
                "style": ",",
                "rename_fields": {"asctime": "at", "levelname": "level", "name": "logger"},
            },
        },
        "filters": {"request": {"()": "mppsite.requests.RequestIdFilter"}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": form,
                "filters": ["request"],
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
