"""Who comes in does not keep those inside from being served (mppsite/turnstile.py)."""

from __future__ import annotations

import asyncio
from functools import partial

from mppsite.turnstile import Turnstile


def fail() -> None:
    raise RuntimeError("the upgrade failed")


async def test_one_comes_in_each_turn_of_the_loop_in_order() -> None:
    turnstile, loop = Turnstile(), asyncio.get_running_loop()
    seen: list[str] = []
    for name in "abc":
        turnstile.enter(partial(seen.append, name), loop)
    for turn in range(1, 4):
        await asyncio.sleep(0)
        assert seen == list("abc")[:turn]
    turnstile.enter(partial(seen.append, "d"), loop)
    await asyncio.sleep(0)
    assert seen == list("abcd")


async def test_who_fails_does_not_stop_those_behind() -> None:
    turnstile, loop = Turnstile(), asyncio.get_running_loop()
    seen: list[str] = []
    loop.set_exception_handler(lambda _, context: seen.append(str(context["exception"])))
    turnstile.enter(fail, loop)
    turnstile.enter(partial(seen.append, "next"), loop)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert seen == ["the upgrade failed", "next"]
