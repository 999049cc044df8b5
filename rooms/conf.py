"""Every limit of the server in one place, with its unit (protocol §13, §14).

A field NAME is changed by the environment variable MPP_NAME. `settings.MPP` holds the values that
were read at start; tests make their own `Limits`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

from .domain.quota import LOBBY, NORMAL, RIDICULOUS, UNLIMITED, QuotaParams
from .domain.rates import Rate
from .domain.rules import RoomRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits(RoomRules):
    """`_ms` are milliseconds, `_bytes` bytes, Rates are count/seconds, the rest are counts."""

    limit_scale: float = 1.0
    """Factor on every quota, rate and count per user, address and socket; for load tests."""
    clock_ahead_ms: float = 0.0
    """How wrong the clock of this machine goes; for tests of what that may do."""
    tick_ms: float = 0.0
    """Floor of the pause between two delivery cycles; saves CPU for latency."""
    cursor_tick_ms: float = 15.0
    """How long a cursor move waits for others of its room: less than a picture of a screen."""

    token_length: int = 512
    frame_bytes: int = 131_072
    period_ms: int = 10_000
    period_bytes: int = 300_000
    hello_bytes: int = 16_384
    """What a socket may send in a period before its `hi` was answered."""
    period_objects: int = 600
    queued_objects: int = 512
    note_delay_max_ms: int = 200
    """Longest `d` of a note; longer ones are cut to it."""
    reply_length: int = 32
    plugin_wait_ms: int = 5_000
    """How long the login provider and the proxy detector are waited for."""
    handler_errors: int = 10
    handler_errors_ms: int = 60_000
    request_ms: int = 20_000
    """In which a request, such as an upgrade, has to have come in whole."""
    head_bytes: int = 65_536
    """Of the head of a request."""
    body_bytes: int = 2_097_152
    """Of its body: pages and API take forms and JSON only."""
    hello_ms: int = 60_000
    silence_ms: int = 60_000
    sockets_per_user: int = 4
    afk_ms: int = 900_000

    tokens_per_address: int = 3
    """Users of one address within `tokens_period_ms`; 0: any number."""
    tokens_period_ms: int = 3_600_000
    violations: int = 5
    """Closes of one address with 4001 to 4007 within `violations_ms` that lead to a ban."""
    violations_ms: int = 600_000
    violation_ban_ms: int = 600_000
    siteban_ms: int = 2_592_000_000
    """Longest site ban by staff who may not choose any duration."""
    ban_text_length: int = 512
    sighting_days: int = 30
    """How long it is remembered from which addresses somebody came; 0: not at all."""
    ready_lag_ms: int = 2_000
    """How late the event loop may be before /readyz says that this process is not ready."""
    appeals_per_ban: int = 3
    """Appeals against one ban, rejected ones included."""
    webhook_ms: int = 5_000
    """Between two looks for what is to be sent to webhooks."""
    webhook_timeout_ms: int = 10_000
    """In which a webhook has to answer."""
    webhook_private: int = 0
    """1: webhooks may have addresses of private networks and of this machine."""
    orders_ms: int = 500
    """Between two looks for what moderators decided, in whatever process."""

    custom_quota: Rate = Rate(16_384, 10)
    """Bytes of custom messages of one user."""
    custom_ids: int = 32
    custom_global: int = 1
    """0: custom messages stay in their room."""

    outbox_bytes: int = 1_048_576
    outbox_frames: int = 2_000
    outbox_stall_ms: int = 30_000

    empty_room_ms: int = 3_000
    forget_room_ms: int = 604_800_000
    chat_keep_days: int = 0
    """How long `purge` leaves chat in the database; 0: for ever."""
    player_keep_days: int = 0
    """How long `purge` leaves players who never did anything; 0: for ever."""
    list_pause_ms: int = 500
    chat_backlog: int = 50_000

    quota_lobby: QuotaParams = LOBBY
    quota_normal: QuotaParams = NORMAL
    quota_crown: QuotaParams = RIDICULOUS
    quota_unlimited: QuotaParams = UNLIMITED

    meter_memory_ms: int = 60_000
    """How long quotas, rates and vanishing outlast the last socket of a user."""
    meter_memory: int = 10_000
    """Of how many users, and of how many users in rooms, they do."""
    rate_quota_refill: Rate = Rate(6, 60)
    """Changes of the quota mode that fill the quota again; by others it stays as it is."""

    rate_connect: Rate = Rate(150, 10)
    """WebSocket upgrades from one address. A client that is closed again and again tries 20/s."""
    rate_rooms: Rate = Rate(20, 600)
    """Rooms that nobody remembers which one user may open."""
    rate_rooms_address: Rate = Rate(100, 600)
    """The same for all users of one address together."""
    rate_chat: Rate = Rate(4, 4)
    rate_chat_crown: Rate = Rate(10, 4)
    rate_cursor: Rate = Rate(40, 1)
    rate_notes: Rate = Rate(30, 1)
    rate_join: Rate = Rate(5, 5)
    rate_settings: Rate = Rate(5, 5)
    rate_crown: Rate = Rate(10, 5)
    rate_userset: Rate = Rate(10, 60)
    rate_kickban: Rate = Rate(5, 5)
    rate_list: Rate = Rate(10, 5)
    rate_time: Rate = Rate(5, 5)
    rate_custom: Rate = Rate(5, 5)
    rate_devices: Rate = Rate(5, 5)
    rate_appeal: Rate = Rate(10, 600)
    """Appeals sent from one address, refused ones included."""

    api_body_bytes: int = 65_536
    api_token_ms: int = 2_592_000_000
    """How long an API token of staff is good for."""
    rate_api: Rate = Rate(60, 60)
    """Requests to the API from one address by who is nobody, or failed to say who they are."""
    rate_api_player: Rate = Rate(60, 60)
    rate_api_staff: Rate = Rate(600, 60)
    rate_report: Rate = Rate(5, 300)
    rate_password: Rate = Rate(10, 300)
    """Passwords that one address may try at the API; as many at the admin."""


VARIABLES = {f"MPP_{field.name.upper()}": field for field in dataclasses.fields(Limits)}
"""The fields of Limits by the names of their environment variables."""

_SCALED_COUNTS = (
    "period_bytes",
    "hello_bytes",
    "period_objects",
    "queued_objects",
    "sockets_per_user",
    "tokens_per_address",
    "violations",
)
_MAY_BE_ZERO = (
    "tick_ms",
    "cursor_tick_ms",
    "clock_ahead_ms",
    "empty_room_ms",
    "forget_room_ms",
    "history",
    "tokens_per_address",
    "custom_global",
    "meter_memory_ms",
    "sighting_days",
    "chat_keep_days",
    "player_keep_days",
    "webhook_private",
)


def _whole(text: str) -> int:
    return int(text.replace("_", ""))


def _rate(text: str) -> Rate:
    count, seconds = text.split("/")
    rate = Rate(float(count), float(seconds))
    if not (0 < rate.count < inf and 0 < rate.seconds < inf):
        raise ValueError(text)
    return rate


def _quota(text: str) -> QuotaParams:
    allowance, most = text.split("/")
    quota = QuotaParams(int(allowance), int(most))
    if quota.allowance <= 0 or quota.max < quota.allowance:
        raise ValueError(text)
    return quota


_PARSERS: dict[type, tuple[Callable[[str], Any], str]] = {
    int: (_whole, "a whole number"),
    float: (float, "a number"),
    Rate: (_rate, "COUNT/SECONDS, such as 4/4"),
    QuotaParams: (_quota, "ALLOWANCE/MAX, such as 400/1200"),
}


def limits_from(environment: Mapping[str, str]) -> Limits:
    """The limits as `environment` has them. Raises ValueError that names a wrong variable."""
    values = {}
    for variable, field in VARIABLES.items():
        if not (text := environment.get(variable, "")):
            continue
        parse, expected = _PARSERS[type(field.default)]
        if isinstance(field.default, int | float):
            expected += " of 0 or more" if field.name in _MAY_BE_ZERO else " above 0"
        try:
            values[field.name] = _checked(field.name, parse(text))
        except ValueError:
            raise ValueError(f"{variable} must be {expected}, but is {text!r}") from None
    return scaled(Limits(**values))


def _checked(name: str, value: Any) -> Any:
    """`value` if it is in range; Rates and QuotaParams were checked when they were read."""
    if isinstance(value, int | float):
        high_enough = value >= 0 if name in _MAY_BE_ZERO else value > 0
        if not high_enough or value == inf:
            raise ValueError(name)
    return value


def scaled(limits: Limits) -> Limits:
    """`limits` with `limit_scale` worked in."""
    factor = limits.limit_scale
    changes: dict[str, Any] = {}
    for field in dataclasses.fields(limits):
        value = getattr(limits, field.name)
        if isinstance(value, Rate | QuotaParams):
            changes[field.name] = value.scaled(factor)
        elif field.name in _SCALED_COUNTS:
            changes[field.name] = max(1, round(value * factor)) if value else 0
    return dataclasses.replace(limits, **changes)
