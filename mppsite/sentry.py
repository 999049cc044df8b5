"""Reports of bugs to Sentry, for who sets SENTRY_DSN: where they happened, never to whom.

What leaves the machine is chosen here, field by field: what a later version of the library adds
stays at home until somebody has looked at it (docs/privacy.md).
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, cast

from mppsite.requests import current_request_id
from rooms.origins import connection_id

if TYPE_CHECKING:
    from sentry_sdk.types import Event

_SENT = ("event_id", "timestamp", "level", "logger", "platform", "sdk", "server_name", "contexts")
_CONTEXTS = ("runtime",)
_OF_EXCEPTION = ("type", "module", "mechanism")
_OF_FRAME = ("filename", "function", "module", "lineno", "context_line", "in_app")
# Whose lines hold nothing of what people say: rooms/tests/contract/test_discretion.py.
_OURS = ("rooms", "mppsite", "moderation")


def report_to(dsn: str, transport: Any = None) -> None:
    """Send what is logged as an error to `dsn` from now on; nothing happens without one."""
    if not dsn:
        return
    # Not even loaded by who has no use for it.
    import sentry_sdk
    from sentry_sdk.integrations.atexit import AtexitIntegration
    from sentry_sdk.integrations.dedupe import DedupeIntegration
    from sentry_sdk.integrations.logging import LoggingIntegration

    sentry_sdk.init(
        dsn=dsn,
        transport=transport,
        # None that would look into requests, the database or the command line.
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[
            LoggingIntegration(level=None, event_level=logging.ERROR),
            DedupeIntegration(),
            AtexitIntegration(callback=lambda pending, timeout: None),
        ],
        before_send=bare,
        include_local_variables=False,
        max_breadcrumbs=0,
        auto_session_tracking=False,
    )


def bare(event: Event, hint: dict[str, Any]) -> Event:
    """What of an event may be sent: the kind of the error, the code that it went through, ids."""
    told = cast(dict[str, Any], event)
    sent = {name: told[name] for name in _SENT if name in told}
    contexts = sent.get("contexts", {})
    sent["contexts"] = {name: contexts[name] for name in _CONTEXTS if name in contexts}
    sent["tags"] = {"request_id": current_request_id(), "connection_id": connection_id.get()}
    if record := hint.get("log_record"):
        sent["logentry"] = {"message": _told(record)}
    if raised := told.get("exception"):
        sent["exception"] = {"values": [_exception(one) for one in raised["values"]]}
    return cast("Event", sent)


def _told(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] in _OURS:
        return record.getMessage()
    # Of others only the text with its gaps.
    return str(record.msg)


def _exception(raised: dict[str, Any]) -> dict[str, Any]:
    """An exception without its text, which may quote what somebody sent."""
    bare = {name: raised[name] for name in _OF_EXCEPTION if name in raised}
    frames = (raised.get("stacktrace") or {}).get("frames", [])
    kept = [{name: one[name] for name in _OF_FRAME if name in one} for one in frames]
    return {**bare, "stacktrace": {"frames": kept}}
