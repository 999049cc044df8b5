"""nq, and what notes cost (docs/protocol.md §11); time is tested with a clock set by hand."""

from __future__ import annotations

import dataclasses

import pytest

from rooms.conf import Limits
from rooms.domain.quota import QuotaParams
from rooms.tests.clients import Site
from rooms.tests.lines import Message
from rooms.tests.rules import rule

from .records import join_as
from .servers import Server

LOBBY = {"m": "nq", "allowance": 200, "max": 600, "maxHistLen": 3}
NORMAL = {"m": "nq", "allowance": 400, "max": 1200, "maxHistLen": 3}
RIDICULOUS = {"m": "nq", "allowance": 600, "max": 1800, "maxHistLen": 3}
OFFLINE = QuotaParams(8000, 24_000)


@rule("11.1-1", "11.1-2", "11.2-4")
@pytest.mark.parametrize(
    ("form", "quota"),
    [("{}", NORMAL), ("test/{}", LOBBY), ("lobby", LOBBY)],
    ids=["normal", "test", "lobby"],
)
async def test_who_comes_in_is_told_the_numbers_of_the_room(
    site: Site, room: str, form: str, quota: Message
) -> None:
    name = form.format(room) if form != "lobby" else f"lobby{7000 + int(room.split()[-1])}"
    alice = await site.join("alice", name)
    bob = await site.arrive("bob")
    await bob.enters(name)
    await bob.hears_next("c")
    assert await bob.hears_next("nq") == quota
    await alice.hears_nothing("nq", after=bob)


@rule("11.1-3", "11.2-4")
async def test_every_socket_of_who_has_the_crown_is_told_other_numbers(
    site: Site, room: str
) -> None:
    alice = await site.arrive("alice")
    await alice.enters(room)
    assert await alice.hears("nq") == RIDICULOUS
    tab = await site.arrive("tab", alice.token)
    await tab.enters(room)
    assert await tab.hears("nq") == RIDICULOUS
    elsewhere = await site.tab_of(alice, f"{room} b")
    await alice.drops_crown()
    for socket in (alice, tab):
        assert await socket.hears("nq") == NORMAL
    await elsewhere.hears_nothing()
    await alice.takes_crown()
    for socket in (alice, tab):
        assert await socket.hears("nq") == RIDICULOUS


@rule("11.2-4", "7.4-4")
async def test_who_keeps_the_mode_is_told_nothing(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    carol = await site.join("carol", room)
    await alice.gives_crown(bob)
    await carol.hears("ch")
    await carol.hears_nothing("nq", after=alice)


@rule("11.2-4", "11.1-6")
async def test_who_has_more_than_the_crown_gives_is_told_nothing_new_with_it(
    site: Site, server: Server, room: str
) -> None:
    alice = await site.join("alice", room)
    rich = await join_as(site, server, "rich", room, quota_allowance=5000, quota_max=50_000)
    await alice.gives_crown(rich)
    await rich.hears("ch")
    await rich.hears_nothing("nq", after=alice)


@rule("11.2-2", "11.2-3")
@pytest.mark.parametrize(
    ("has_crown", "most"), [(False, 1200 + 400), (True, 1800 + 600)], ids=["guest", "holder"]
)
async def test_a_full_quota_pays_for_max_and_one_allowance_and_no_more(
    site: Site, room: str, has_crown: bool, most: int
) -> None:
    holder, guest = await site.join("holder", room), await site.join("guest", room)
    player, listener = (holder, guest) if has_crown else (guest, holder)
    # At no time can so much be paid for, however much time passes here.
    await player.plays(*["c3"] * (most + 1))
    await listener.hears_nothing("n", after=player)
    await player.plays(*["c3"] * most)
    assert len((await listener.hears("n"))["n"]) == most


@rule("11.2-2")
async def test_stops_and_what_is_no_note_cost_as_notes_do(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    notes = [{"n": "c3", "s": 1}] * 1000 + [{"n": "c3"}] * 600
    await bob.says({"m": "n", "t": 1, "n": [*notes, "no note"]})
    await alice.hears_nothing("n", after=bob)
    await bob.says({"m": "n", "t": 1, "n": notes})
    assert len((await alice.hears("n"))["n"]) == len(notes)


@rule("11.1-4")
def test_no_mode_has_the_numbers_of_a_client_that_is_offline() -> None:
    modes = [value for value in vars_of(Limits()) if isinstance(value, QuotaParams)]
    assert len(modes) == 4
    assert OFFLINE not in modes


def vars_of(limits: Limits) -> list[object]:
    return [getattr(limits, field.name) for field in dataclasses.fields(limits)]
