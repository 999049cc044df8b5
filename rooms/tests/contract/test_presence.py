"""p and bye: who is here and what they look like now (docs/protocol.md §6.6)."""

from __future__ import annotations

from rooms.tests.clients import Client, Site
from rooms.tests.lines import Message
from rooms.tests.rules import rule

from .records import flag, join_as
from .servers import Server

COMPLETE = {"m", "_id", "id", "name", "color", "x", "y", "afk"}


async def seen(listener: Client, client: Client) -> Message:
    """The next `p` of somebody."""
    return await listener.hears("p", id=client.id)


@rule("6.6-1")
async def test_p_is_complete_after_a_join_and_after_a_change(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    assert (await seen(alice, bob)).keys() == COMPLETE
    await bob.moves(1, 2)
    await bob.calls_itself("Bob")
    for listener in (alice, bob):
        person = await seen(listener, bob)
        assert person.keys() == COMPLETE
        assert (person["name"], person["x"], person["y"]) == ("Bob", "1.00", "2.00")
    await bob.says({"m": "userset", "set": {"color": "#123456"}})
    person = await seen(alice, bob)
    assert person.keys() == COMPLETE
    assert (person["name"], person["color"]) == ("Bob", "#123456")


@rule("6.6-1")
async def test_p_goes_out_when_a_tag_is_given(site: Site, server: Server, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await seen(alice, bob)
    flag(server, bob, tag_text="BOT", tag_color="#55f")
    # What the database has to say is asked at a `hi` of the same person.
    await site.arrive("bob", bob.token)
    for listener in (alice, bob):
        person = await seen(listener, bob)
        assert person.keys() == COMPLETE | {"tag"}
        assert person["tag"] == {"text": "BOT", "color": "#55f"}


@rule("6.6-1")
async def test_p_goes_out_when_somebody_is_idle_and_when_back(strict: Site, room: str) -> None:
    alice, bob = await strict.join("alice", room), await strict.join("bob", room)
    for listener in (alice, bob):
        person = await listener.hears("p", id=bob.id, afk=True)
        assert person.keys() == COMPLETE
    await bob.plays("c3")
    for listener in (alice, bob):
        await listener.hears("p", id=bob.id, afk=False)


@rule("6.6-1")
async def test_who_vanishes_is_gone_for_all_but_those_who_may_see_it(
    site: Site, server: Server, room: str
) -> None:
    alice = await site.join("alice", room)
    ghost = await join_as(site, server, "ghost", room, "owner")
    staff = await join_as(site, server, "staff", room, "owner")
    await alice.hears("p", id=staff.id)
    await ghost.says({"m": "v", "vanish": True})
    await alice.hears_next("bye", p=ghost.id)
    for listener in (ghost, staff):
        person = await listener.hears("p", id=ghost.id, vanished=True)
        assert person.keys() == COMPLETE | {"vanished"}
    await ghost.says({"m": "v", "vanish": False})
    for listener in (alice, ghost, staff):
        assert (await seen(listener, ghost)).keys() == COMPLETE


@rule("6.6-1")
async def test_bye_names_who_left_and_nothing_else(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    tab = await site.tab_of(bob)
    await seen(alice, bob)
    await tab.leaves()
    await alice.hears_nothing(after=bob)
    await bob.leaves()
    assert await alice.hears_next("bye") == {"m": "bye", "p": bob.id}
