"""What the model and the server once disagreed about, one plain test each."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from rooms.protocol.client import KickBan
from rooms.tests.lines import Message
from rooms.tests.live.fakes import FakeClock
from rooms.tests.protocol.frames import decode

from . import numbers
from .loop import FedLoop
from .server import Server, Wire, start

pytestmark = pytest.mark.usefixtures("errors")


class Scene:
    """A server and sockets on it."""

    def __init__(self, server: Server, loop: FedLoop) -> None:
        self._server = server
        self._loop = loop
        self._wires: list[Wire] = []

    async def come(self, address: str, room: str = "Alpha") -> tuple[Wire, str]:
        """A socket in a room, and the id of its user."""
        wire = self._server.dial(address)
        self._wires.append(wire)
        heard = await self.say(wire, {"m": "hi"}, {"m": "ch", "_id": room})
        return wire, next(message["p"] for message in heard if message["m"] == "ch")

    async def say(self, wire: Wire, *messages: Message) -> list[Message]:
        """What the socket hears when all that it leads to is done."""
        wire.say(json.dumps(messages))
        await self._loop.settle()
        return self.heard(wire)

    def heard(self, wire: Wire) -> list[Any]:
        return [message for frame in wire.heard() for message in frame]

    async def pass_ms(self, ms: float) -> None:
        self._server.clock.passed_ms += ms
        await self._server.sweep()
        await self._loop.settle()

    async def end(self) -> None:
        for wire in self._wires:
            wire.hang_up()
        await self._loop.settle()
        await self._server.live.stop()


def play(scene_of: Callable[[Scene], Awaitable[None]]) -> None:
    clock = FakeClock()

    async def run() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, FedLoop)
        scene = Scene(await start(clock), loop)
        try:
            await scene_of(scene)
        finally:
            await scene.end()

    with asyncio.Runner(loop_factory=lambda: FedLoop(clock)) as runner:
        runner.run(run())


def kinds(messages: list[Message]) -> list[str]:
    return [message["m"] for message in messages]


@pytest.mark.parametrize("ms", ["1" + "0" * 400, "-1" + "0" * 400])
def test_a_length_that_is_infinity_to_a_browser_makes_no_kickban(ms):
    assert decode(f'[{{"m":"kickban","_id":"x","ms":{ms}}}]', 10) == [None]


def test_a_long_length_is_a_length():
    (message,) = decode('[{"m":"kickban","_id":"x","ms":9000000000000000000000}]', 10)
    assert isinstance(message, KickBan)
    assert message.ms == 9e21


def test_a_ban_that_is_over_cannot_be_lifted():
    async def scene_of(scene: Scene) -> None:
        alice, _ = await scene.come("10.0.0.1")
        _, bob_id = await scene.come("10.0.0.2")
        await scene.say(alice, {"m": "kickban", "_id": bob_id, "ms": 1000})
        await scene.pass_ms(1001)
        assert await scene.say(alice, {"m": "unban", "_id": bob_id}) == []

    play(scene_of)


def test_a_second_socket_of_an_idle_user_wakes_the_user():
    async def scene_of(scene: Scene) -> None:
        alice, alice_id = await scene.come("10.0.0.1")
        await scene.pass_ms(numbers.AFK_MS)
        assert [message["afk"] for message in scene.heard(alice)] == [True]
        await scene.come("10.0.0.1")
        (shown,) = scene.heard(alice)
        assert (shown["m"], shown["_id"], shown["afk"]) == ("p", alice_id, False)

    play(scene_of)


def test_what_an_idle_user_does_shows_nobody_idle():
    async def scene_of(scene: Scene) -> None:
        alice, _ = await scene.come("10.0.0.1")
        await scene.pass_ms(numbers.AFK_MS)
        scene.heard(alice)
        heard = await scene.say(alice, {"m": "userset", "set": {"name": "Alice"}})
        assert [(message["name"], message["afk"]) for message in heard] == [
            ("Anonymous", False),
            ("Alice", False),
        ]

    play(scene_of)


def test_who_leaves_a_room_is_not_left_idle_there():
    async def scene_of(scene: Scene) -> None:
        alice, _ = await scene.come("10.0.0.1")
        bob, _ = await scene.come("10.0.0.2")
        await scene.pass_ms(numbers.AFK_MS)
        scene.heard(bob)
        await scene.say(alice, {"m": "ch", "_id": "Beta"})
        assert kinds(scene.heard(bob)) == ["p", "bye", "ch"]

    play(scene_of)


def test_a_socket_that_brings_the_crown_back_is_welcomed_with_its_quota():
    async def scene_of(scene: Scene) -> None:
        alice, _ = await scene.come("10.0.0.1")
        await scene.say(alice, {"m": "chown"})
        tab = await scene.come("10.0.0.1", "Beta")
        heard = await scene.say(tab[0], {"m": "ch", "_id": "Alpha"})
        quotas = [message["allowance"] for message in heard if message["m"] == "nq"]
        assert set(quotas) == {numbers.QUOTA_CROWN[0]}

    play(scene_of)
