"""A bug in a handler costs one message, not the socket, the room or the hub (§15)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NoReturn

import pytest

from rooms.handlers.registry import HANDLERS, HOT_HANDLERS
from rooms.protocol.client import Notes, PassCrown
from rooms.tests.lines import Message
from rooms.tests.rules import rule

from .conftest import House

ROOM = "My room"
SERVER_ERROR = 1011

AWAITED: Message = {"m": "chown"}
HOT: Message = {"m": "n", "t": 1, "n": [{"n": "c3"}]}


def recurse() -> NoReturn:
    recurse()


def divide() -> float:
    return 1 / 0


@pytest.fixture(params=[divide, recurse], ids=["error", "recursion"])
def buggy(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The handlers of `chown` and `n` raise."""

    async def handle(*arguments: Any) -> None:
        request.param()

    def handle_now(*arguments: Any) -> None:
        request.param()

    monkeypatch.setitem(HANDLERS, PassCrown, replace(HANDLERS[PassCrown], handle=handle))
    monkeypatch.setitem(HOT_HANDLERS, Notes, handle_now)


messages = pytest.mark.parametrize("message", [AWAITED, HOT], ids=["awaited", "hot"])


@rule("15-3")
@messages
@pytest.mark.usefixtures("buggy")
async def test_the_rest_of_the_frame_is_handled(house: House, message: Message) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await alice.says(message, {"m": "a", "message": "still here"})
    await bob.hears("a", a="still here")


@rule("15-3")
@messages
@pytest.mark.usefixtures("buggy")
async def test_a_bug_is_logged_under_a_reference(
    house: House, message: Message, caplog: pytest.LogCaptureFixture
) -> None:
    alice = await house.join("alice", ROOM)
    await alice.says(message)
    await alice.hears_nothing()
    assert "reference" in caplog.text
    assert "Traceback" in caplog.text


@rule("15-3")
@messages
@pytest.mark.usefixtures("buggy")
async def test_nine_bugs_in_60_s_do_not_close(house: House, message: Message) -> None:
    alice = await house.join("alice", ROOM)
    await alice.says(*[message] * 9)
    await alice.hears_nothing()


@rule("15-3", "13-3")
@messages
@pytest.mark.usefixtures("buggy")
async def test_ten_bugs_in_60_s_close_1011(house: House, message: Message) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await alice.says(*[message] * 9)
    house.clock.pass_s(60)
    await alice.says(message)
    assert await alice.is_closed() == SERVER_ERROR
    await bob.hears("bye", p=alice.id)


@rule("15-3")
@messages
@pytest.mark.usefixtures("buggy")
async def test_ten_bugs_in_more_than_60_s_do_not_close(house: House, message: Message) -> None:
    alice = await house.join("alice", ROOM)
    await alice.says(*[message] * 9)
    await alice.hears_nothing()
    house.clock.pass_s(60.001)
    await alice.says(message)
    await alice.hears_nothing()


@rule("15-3")
@pytest.mark.usefixtures("buggy")
async def test_bugs_of_one_socket_are_not_those_of_another(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await alice.says(*[AWAITED] * 9)
    await bob.says(*[AWAITED] * 9)
    await bob.hears_nothing(after=alice)
    await alice.hears("p", id=bob.id)
    await alice.hears_nothing(after=bob)


async def test_a_bug_at_leaving_leaves_no_ghost_behind(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = await house.join("alice", ROOM)

    async def fails(*arguments: Any) -> NoReturn:
        raise RuntimeError("a bug")

    monkeypatch.setattr(house.live.store, "update", fails)
    with pytest.raises(RuntimeError, match="a bug"):
        await alice.leaves()
    assert not house.live.hub.connections
    assert not house.live.hub.users
    house.forget(alice)
