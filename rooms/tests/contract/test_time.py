"""Times, t, and who is silent for too long (docs/protocol.md §1, §2, §4.2, §13)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from websockets.exceptions import ConnectionClosed

from rooms.tests.clients import Client, Site
from rooms.tests.lines import WebSocketLine
from rooms.tests.rules import rule

TIMED_OUT = 4004
PING_PAUSE_S = 0.1


@contextmanager
def times_of_this_machine() -> Iterator[list[float]]:
    """Times that are put into the list are of now, in ms since the epoch."""
    times: list[float] = []
    before = int(time.time() * 1000)
    yield times
    after = time.time() * 1000
    assert times
    assert all(before <= moment <= after for moment in times), (before, times, after)


async def pings_on(client: Client) -> None:
    """Keep sending pings of WebSocket, whose answers come, until the socket closes."""
    assert isinstance(client.line, WebSocketLine)
    with suppress(ConnectionClosed):
        while True:
            await (await client.line.socket.ping())
            await asyncio.sleep(PING_PAUSE_S)


@rule("1-12", "4.1-4", "4.2-2")
async def test_times_are_of_the_servers_clock_in_ms(site: Site, room: str) -> None:
    alice = await site.connect("alice")
    with times_of_this_machine() as times:
        times.append((await alice.says_hi())["t"])
        entered = await alice.enters(room)
        times.append(entered["ch"]["crown"]["time"])
        await alice.says({"m": "t", "e": 1})
        times.append((await alice.hears("t"))["t"])
        await alice.chats("hello")
        times.append((await alice.hears("a"))["t"])
        await alice.drops_crown()
        times.append((await alice.hears("ch"))["ch"]["crown"]["time"])


@rule("4.2-2")
async def test_an_answer_has_these_fields_and_no_others(site: Site) -> None:
    alice = await site.arrive("alice")
    await alice.says({"m": "t", "e": 12.5, "x": 1})
    assert (await alice.hears_next("t")).keys() == {"m", "t", "e"}
    await alice.says({"m": "t"})
    assert (await alice.hears_next("t")).keys() == {"m", "t"}


@rule("4.2-2")
async def test_every_answer_is_stamped_when_its_question_is_handled(site: Site) -> None:
    alice = await site.arrive("alice")
    answers = []
    with times_of_this_machine() as times:
        for number in range(3):
            await alice.says({"m": "t", "e": number})
            answers.append(await alice.hears_next("t", e=number))
        times.extend(answer["t"] for answer in answers)
    assert times == sorted(times)
    assert len(set(times)) == len(times)


@rule("2-2", "13-8", "15-19")
async def test_who_does_not_say_hi_in_time_is_closed(hasty: Site) -> None:
    silent = await hasty.connect()
    await silent.says({"m": "devices", "list": []}, {"m": "t", "e": 1})
    assert await silent.is_closed() == TIMED_OUT


@rule("4.2-1", "13-8", "14-16", "15-19")
async def test_who_sends_no_t_is_closed_and_leaves_the_room(hasty: Site, room: str) -> None:
    alice = await hasty.arrive("alice")
    await alice.enters(room)
    assert await alice.is_closed() == TIMED_OUT
    bob = await hasty.arrive("bob")
    assert [person["id"] for person in (await bob.enters(room))["ppl"]] == [bob.id]


@rule("1-15")
async def test_pings_are_answered_but_do_not_replace_t(hasty: Site) -> None:
    alice = await hasty.arrive("alice")
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(pings_on(alice))
        assert await alice.is_closed() == TIMED_OUT
