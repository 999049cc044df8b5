"""A login provider and a proxy detector as an operator may write them."""

from __future__ import annotations

import asyncio

from rooms.plugins import Account

PROXY = "198.51.100.1"
WHERE_THE_DETECTOR_FAILS = "198.51.100.2"
WHERE_IT_NEVER_ANSWERS = "198.51.100.3"
ALICE, RENAMED_ALICE, BOB = "code of alice", "another code of alice", "code of bob"
BROKEN, NEVER, UNSOUND, NO_ACCOUNT = "broken", "never", "unsound", "no account"

_ACCOUNTS = {
    ALICE: Account("discord", "1", "alice", "0001", "avatar-of-alice"),
    RENAMED_ALICE: Account("discord", "1", "alicia", "0001", "avatar-of-alice"),
    BOB: Account("discord", "2", "bob"),
    UNSOUND: Account("discord", "3", "half a pair: \ud800"),
}


class Logins:
    """Knows some codes."""

    async def log_in(self, type: str, code: str) -> Account | None:
        if code == BROKEN:
            raise RuntimeError("the other site is away")
        if code == NEVER:
            await asyncio.Event().wait()
        if code == NO_ACCOUNT:
            return "alice"  # type: ignore[return-value]
        return _ACCOUNTS.get(code) if type == "discord" else None


class Proxies:
    """Knows some addresses."""

    async def is_proxy(self, address: str) -> bool:
        if address == WHERE_THE_DETECTOR_FAILS:
            raise RuntimeError("the list is away")
        if address == WHERE_IT_NEVER_ANSWERS:
            await asyncio.Event().wait()
        return address == PROXY
