"""Who waits for what is plugged in waits alone (docs/protocol.md §3.2, §13)."""

from __future__ import annotations

import asyncio

from rooms.plugins import Account, Plugins
from rooms.tests.rules import rule

from .conftest import OpenHouse


class Slow:
    """Answers when told to."""

    def __init__(self) -> None:
        self.asked, self.answer = asyncio.Event(), asyncio.Event()

    async def log_in(self, type: str, code: str) -> Account | None:
        self.asked.set()
        await self.answer.wait()
        return Account("discord", "1", "alice")


@rule("3.2-1")
async def test_nobody_waits_for_the_login_of_another(open_house: OpenHouse) -> None:
    slow = Slow()
    house = await open_house(plugins=Plugins(login_provider=slow))
    alice = await house.connect("alice")
    await alice.says({"m": "hi", "login": {"type": "discord", "code": "x"}})
    await slow.asked.wait()
    bob, carol = await house.join("bob", "My room"), await house.join("carol", "My room")
    await bob.plays("c3")
    await carol.hears("n", p=bob.id)
    slow.answer.set()
    assert (await alice.hears("hi"))["accountInfo"]["username"] == "alice"


async def test_who_goes_while_the_login_is_asked_for_is_not_here(open_house: OpenHouse) -> None:
    slow = Slow()
    house = await open_house(plugins=Plugins(login_provider=slow))
    alice = await house.connect("alice")
    await alice.says({"m": "hi", "login": {"type": "discord", "code": "x"}})
    await slow.asked.wait()
    leaving = asyncio.create_task(alice.leaves())
    slow.answer.set()
    await leaving
    house.forget(alice)
    assert house.live.hub.users == {}
    assert house.live.hub.connections == set()
