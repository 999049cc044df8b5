"""What others know of who comes: from where, and whose account (docs/protocol.md §3.2, §13)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeGuard, TypeVar

from rooms import notices
from rooms.live import Live
from rooms.plugins import Account
from rooms.session import Connection
from rooms.telling import tell

log = logging.getLogger("rooms.plugins")

_T = TypeVar("_T")
_LONGEST = 512


async def comes_by_proxy(live: Live, connection: Connection) -> bool:
    """Whether the detector says so; if it fails, everybody is let in."""
    detector = live.plugins.proxy_detector
    if detector is None:
        return False
    try:
        return await _answer(live, detector.is_proxy(connection.address)) is True
    except Exception:
        log.exception("The proxy detector failed: somebody is let in unchecked")
        return False


async def account_of(live: Live, connection: Connection, login: object) -> Account | None:
    """Whose account a `login` of `hi` names; a failure is told, and the token decides then."""
    if live.plugins.login_provider is None or login is None:
        return None
    account = await _logged_in(live, login)
    if account is None:
        tell(connection, notices.login_failed())
    return account


async def _logged_in(live: Live, login: object) -> Account | None:
    provider = live.plugins.login_provider
    kind, code = (login.get("type"), login.get("code")) if isinstance(login, dict) else ("", "")
    if provider is None or not (_is_word(kind) and _is_word(code)):
        return None
    try:
        account = await _answer(live, provider.log_in(kind, code))
        if account is not None:
            _check(account)
        return account
    except Exception:
        log.exception("The login provider failed")
        return None


async def _answer(live: Live, question: Coroutine[Any, Any, _T]) -> _T:
    async with asyncio.timeout(live.limits.plugin_wait_ms / 1000):
        return await question


def _is_word(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST


def _check(account: Account) -> None:
    """Raises for what could not be told to a browser, or is no account."""
    for value in (*account.info.values(), account.account_id):
        value.encode()
