"""n (docs/protocol.md §6.1, §11)."""

from __future__ import annotations

from typing import Any

import pytest

from rooms.tests.clients import Client, Site
from rooms.tests.rules import rule

from .records import join_as
from .servers import Server

OCTAVE = ("c", "cs", "d", "ds", "e", "f", "fs", "g", "gs", "a", "as", "b")
MIDDLE = [f"{key}{octave}" for octave in range(7) for key in OCTAVE]
KEYS = ["a-1", "as-1", "b-1", *MIDDLE, "c7"]
T = 1_700_000_000_000.5


async def relayed(site: Site, room: str, notes: list[Any]) -> tuple[Client, Client]:
    """alice plays to bob."""
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.hears("p", id=bob.id)
    await alice.says({"m": "n", "t": T, "n": notes})
    return alice, bob


@rule("6.1-1", "6.1-2", "6.1-3", "6.1-4", "14-11", "14-12", "1-12")
async def test_notes_are_relayed_exactly(site: Site, room: str) -> None:
    notes = [
        {"n": "a-1", "v": 0.25},
        {"n": "c7", "d": 0, "v": 1},
        {"n": "fs3", "d": 200, "v": 0},
        {"n": "gs4", "d": 12.5, "s": 1},
        {"n": "d2"},
    ]
    alice, bob = await relayed(site, room, notes)
    assert await bob.hears_next("n") == {"m": "n", "t": T, "p": alice.id, "n": notes}


@rule("6.1-6")
@pytest.mark.parametrize("t", [0, -5, 1_700_000_000_000, 0.5, 1e15])
async def test_t_is_relayed_unchanged(site: Site, room: str, t: float) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.plays("c3", t=t)
    assert (await bob.hears("n"))["t"] == t


@rule("6.1-6", "1-9", "10.3-1")
@pytest.mark.parametrize("t", [None, "1", True, [], {}])
async def test_without_a_number_as_t_the_message_is_dropped(site: Site, room: str, t: Any) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.plays("c3", t=t)
    await bob.hears_nothing(after=alice)


@rule("6.1-2", "6.1-3", "6.1-4", "6.1-8", "14-11", "14-12", "1-9")
@pytest.mark.parametrize(
    ("note", "repaired"),
    [
        ({"n": "c3", "d": -1}, {"n": "c3", "d": 0}),
        ({"n": "c3", "d": 201}, {"n": "c3", "d": 200}),
        ({"n": "c3", "d": "5"}, {"n": "c3", "d": 0}),
        ({"n": "c3", "v": "0.5"}, {"n": "c3", "v": 0.5}),
        ({"n": "c3", "v": 2}, {"n": "c3", "v": 1}),
        ({"n": "c3", "v": -2}, {"n": "c3", "v": 0}),
        ({"n": "c3", "v": "loud"}, {"n": "c3"}),
        ({"n": "c3", "v": True}, {"n": "c3"}),
        ({"n": "c3", "s": True}, {"n": "c3", "s": 1}),
        ({"n": "c3", "s": 1, "v": 0.5}, {"n": "c3", "s": 1}),
        ({"n": "c3", "s": 0}, {"n": "c3"}),
        ({"n": "c3", "x": 1, "p": "somebody"}, {"n": "c3"}),
    ],
)
async def test_values_are_repaired_and_strays_stripped(
    site: Site, room: str, note: dict[str, Any], repaired: dict[str, Any]
) -> None:
    _, bob = await relayed(site, room, [note])
    assert (await bob.hears_next("n"))["n"] == [repaired]


@rule("6.1-1", "6.1-7")
@pytest.mark.parametrize(
    "bad", [{"n": "h3"}, {"n": "c8"}, {"n": 5}, {}, None, "c3", 5, {"n": "C3"}]
)
async def test_a_bad_element_is_dropped_and_the_others_are_played(
    site: Site, room: str, bad: Any
) -> None:
    _, bob = await relayed(site, room, [bad, {"n": "c3"}])
    assert (await bob.hears_next("n"))["n"] == [{"n": "c3"}]


@rule("6.1-7")
@pytest.mark.parametrize("notes", [[], [{"n": "h3"}], [None], None, {"n": "c3"}, "c3"])
async def test_with_no_good_element_the_message_is_dropped(
    site: Site, room: str, notes: Any
) -> None:
    alice, bob = await relayed(site, room, notes)
    await bob.hears_nothing(after=alice)


@rule("6.1-10")
async def test_every_socket_hears_it_but_the_sending_one(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    tab = await site.tab_of(alice)
    await alice.hears("p", id=bob.id)
    await alice.plays("c3")
    await bob.hears("n", p=alice.id)
    await tab.hears("n", p=alice.id)
    await alice.hears_nothing(after=bob)


@rule("6.1-9", "14-13", "15-13")
async def test_over_the_quota_the_whole_message_is_dropped_silently(site: Site, room: str) -> None:
    await site.join("holder", room)
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.hears("p", id=bob.id)
    await alice.plays(*["c3"] * 1601)
    await bob.hears_nothing("n", after=alice)
    await alice.hears_nothing(after=bob)
    await alice.plays(*["c3"] * 1600)
    assert len((await bob.hears("n"))["n"]) == 1600


@rule("6.1-5")
async def test_with_crownsolo_only_the_holder_is_heard(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room, {"crownsolo": True}), await site.join("bob", room)
    await alice.hears("p", id=bob.id)
    await bob.plays("c3")
    await alice.hears_nothing(after=bob)
    await alice.plays("d3")
    await bob.hears("n", p=alice.id)


@rule("6.1-5")
async def test_with_crownsolo_the_crown_makes_the_player(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room, {"crownsolo": True}), await site.join("bob", room)
    await alice.gives_crown(bob)
    await bob.hears("ch")
    await bob.plays("c3")
    await alice.hears("n", p=bob.id)


@rule("6.1-1")
async def test_all_88_keys_can_be_played(site: Site, room: str) -> None:
    assert len(KEYS) == 88
    _, bob = await relayed(site, room, [{"n": key} for key in KEYS])
    assert [note["n"] for note in (await bob.hears_next("n"))["n"]] == KEYS


@rule("6.1-11", "6.1-9")
async def test_hundreds_of_notes_of_one_flush_stay_one_message(site: Site, room: str) -> None:
    notes = [{"n": KEYS[number % 88], "v": 0.5, "d": number % 201} for number in range(600)]
    _, bob = await relayed(site, room, notes)
    assert (await bob.hears_next("n"))["n"] == notes


@rule("6.1-11")
async def test_who_flushes_every_200_ms_loses_nothing(site: Site, room: str) -> None:
    await site.join("holder", room)
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    for number in range(5):
        await alice.plays(*["c3"] * 200, t=number)
    for number in range(5):
        message = await bob.hears("n")
        assert (message["t"], len(message["n"])) == (number, 200)


@rule("6.1-5")
async def test_with_crownsolo_staff_with_the_right_play_and_others_do_not(
    site: Site, server: Server, room: str
) -> None:
    alice = await site.join("alice", room, {"crownsolo": True})
    for role, heard in (("owner", 1), ("trial moderator", 0)):
        staff = await join_as(site, server, "staff", room, role)
        await staff.plays("c3")
        messages = await alice.hears_before_mark(staff)
        assert [message["m"] for message in messages].count("n") == heard
