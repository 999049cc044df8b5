"""People as others see them (docs/protocol.md §3.1, §3.3)."""

from __future__ import annotations

from rooms.tests.clients import Site
from rooms.tests.rules import rule


@rule("3.1-3")
async def test_tabs_of_a_user_share_name_and_cursor(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    tab = await site.tab_of(alice)
    await alice.moves(1, 1)
    await tab.hears("m", id=alice.id)
    await tab.moves(2, 2)
    await tab.calls_itself("Alice")
    for listener in (alice, tab, bob):
        await listener.hears("p", id=alice.id, name="Alice", x="2.00", y="2.00")
    carol = await site.arrive("carol")
    people = [person for person in (await carol.enters(room))["ppl"] if person["id"] == alice.id]
    assert [(one["name"], one["x"], one["y"]) for one in people] == [("Alice", "2.00", "2.00")]


@rule("3.1-4")
async def test_in_another_room_the_cursor_is_another(site: Site, room: str) -> None:
    alice = await site.join("alice", room)
    tab = await site.tab_of(alice, f"{room} b")
    for client, x in ((alice, 1), (tab, 2)):
        await client.moves(x, x)
        await client.hears_before_mark()
    for name, place in ((room, "1.00"), (f"{room} b", "2.00")):
        guest = await site.arrive("guest")
        people = {person["id"]: person for person in (await guest.enters(name))["ppl"]}
        assert people[alice.id]["x"] == place


@rule("3.3-5")
async def test_who_does_nothing_is_away_until_doing_something(strict: Site, room: str) -> None:
    alice, bob = await strict.join("alice", room), await strict.join("bob", room)
    assert (await alice.hears("p", id=bob.id))["afk"] is False
    await alice.hears("p", id=bob.id, afk=True)
    await bob.plays("c3")
    await alice.hears("p", id=bob.id, afk=False)
