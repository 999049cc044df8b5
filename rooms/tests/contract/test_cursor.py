"""m (docs/protocol.md §6.2)."""

from __future__ import annotations

from typing import Any

import pytest

from rooms.tests.clients import Site
from rooms.tests.rules import rule


@rule("6.2-1", "10.3-1")
@pytest.mark.parametrize(
    ("sent", "heard"),
    [
        ("42.10", "42.10"),
        (42.1, "42.10"),
        (42, "42.00"),
        (0, "0.00"),
        ("0", "0.00"),
        ("-1.005", "-1.00"),
        ("+7", "7.00"),
        (100_001, "100000.00"),
        (-1e300, "-100000.00"),
        ("9" * 64, "100000.00"),
    ],
)
async def test_numbers_and_numeric_strings_become_strings_of_two_decimals(
    site: Site, room: str, sent: Any, heard: str
) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.moves(sent, "1.5")
    assert await bob.hears_next("m") == {"m": "m", "id": alice.id, "x": heard, "y": "1.50"}


@rule("6.2-1", "10.3-1", "1-9")
@pytest.mark.parametrize("x", ["", "left", "1e3", "nan", "inf", "0x10", " 1", None, True, [], {}])
async def test_what_is_no_number_is_ignored(site: Site, room: str, x: Any) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.moves(x, 1)
    await bob.hears_nothing(after=alice)


@rule("6.2-1")
async def test_every_socket_hears_it_but_the_sending_one(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    tab = await site.tab_of(alice)
    await alice.hears("p", id=bob.id)
    await alice.moves(1, 2)
    await bob.hears("m", id=alice.id)
    await tab.hears("m", id=alice.id)
    await alice.hears_nothing("m", after=bob)


@rule("6.2-1")
async def test_who_comes_later_sees_where_a_cursor_is(site: Site, room: str) -> None:
    alice = await site.join("alice", room)
    await alice.moves("42.10", 0)
    bob = await site.arrive("bob")
    person = (await bob.enters(room))["ppl"][0]
    assert (person["id"], person["x"], person["y"]) == (alice.id, "42.10", "0.00")


@rule("6.2-1")
async def test_a_move_every_50_ms_with_jitter_is_not_dropped(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.says(*({"m": "m", "x": number, "y": 0} for number in range(20)))
    heard = [await bob.hears_next("m") for _ in range(20)]
    assert [message["x"] for message in heard] == [f"{number}.00" for number in range(20)]
