"""How the process logs: one line a record, with the request that it belongs to."""

from __future__ import annotations

from typing import Any


def logging_at(level: str) -> dict[str, Any]:
    """Django's LOGGING; `level` is that of our own loggers."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"format": "{asctime} {levelname} {name}{request_tag}: {message}", "style": "{"}
        },
        "filters": {"request": {"()": "mppsite.requests.RequestIdFilter"}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "line",
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
