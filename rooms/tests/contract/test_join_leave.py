"""Who hears of somebody coming and going (docs/protocol.md §5.5, §5.6, §6.6)."""

from __future__ import annotations

from rooms.tests.clients import Client, Site
from rooms.tests.rules import rule


async def goes(client: Client) -> None:
    """Change the room, and know that it is done."""
    await client.enters(f"{client.room} b")
    await client.hears("nq")


@rule("5.5-2", "3.3-8")
async def test_others_hear_the_complete_participant(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.arrive("bob")
    entered = await bob.enters(room)
    person = await alice.hears_next("p", id=bob.id)
    person.pop("m")
    assert person in entered["ppl"]


@rule("3.3-4", "5.4-11", "5.5-1", "5.7-2")
async def test_the_newcomer_sees_everybody(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.moves(12.345, "-6.7")
    await bob.hears("m")
    carol = await site.arrive("carol")
    people = {person["id"]: person for person in (await carol.enters(room))["ppl"]}
    assert people.keys() == {alice.id, bob.id, carol.id}
    assert (people[alice.id]["x"], people[alice.id]["y"]) == ("12.35", "-6.70")
    assert (people[bob.id]["x"], people[bob.id]["y"]) == (200, 100)


@rule("5.5-1", "5.5-2")
async def test_the_newcomer_does_not_hear_its_own_p(site: Site, room: str) -> None:
    await site.join("alice", room)
    bob = await site.join("bob", room)
    await bob.hears_nothing()


@rule("5.5-2", "5.5-4")
async def test_nobody_hears_of_a_second_socket(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.hears("p", id=bob.id)
    tab = await site.tab_of(bob)
    await alice.hears_nothing(after=tab)
    await bob.hears_nothing(after=alice)


@rule("3.1-3", "5.3-2")
async def test_two_sockets_of_a_user_are_one_participant(site: Site, room: str) -> None:
    alice = await site.join("alice", room)
    await site.tab_of(alice)
    bob = await site.arrive("bob")
    entered = await bob.enters(room)
    assert entered["ch"]["count"] == 2
    assert [person["id"] for person in entered["ppl"]] == [alice.id, bob.id]


@rule("5.6-1")
async def test_nobody_hears_of_the_first_of_two_sockets_leaving(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    tab = await site.tab_of(bob)
    await goes(tab)
    await alice.hears("p", id=bob.id)
    await alice.hears_nothing("bye", after=bob)


@rule("5.6-2")
async def test_the_last_socket_of_a_user_says_bye_to_the_others(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    tab = await site.tab_of(bob)
    await alice.hears("p", id=bob.id)
    await tab.leaves()
    await bob.leaves()
    assert await alice.hears_next("bye") == {"m": "bye", "p": bob.id}


@rule("5.4-10", "5.6-2")
async def test_a_room_change_leaves_the_old_room(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await goes(bob)
    await alice.hears("bye", p=bob.id)


async def test_who_leaves_hears_nothing_of_its_own_leaving(site: Site, room: str) -> None:
    await site.join("alice", room)
    bob = await site.join("bob", room)
    await goes(bob)
    await bob.hears_nothing()


@rule("5.6-3", "5.7-3", "7.2-5", "7.1-2")
async def test_with_the_holder_the_crown_falls_in_the_same_frame(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await goes(alice)
    gone, state = await bob.hears_frame()
    assert gone == {"m": "bye", "p": alice.id}
    assert state["m"] == "ch"
    assert "p" not in state
    assert [person["id"] for person in state["ppl"]] == [bob.id]
    crown = state["ch"]["crown"]
    assert crown["userId"] == alice.id
    assert "participantId" not in crown


@rule("5.6-1", "3.1-3")
async def test_the_crown_stays_while_another_socket_of_the_holder_does(
    site: Site, room: str
) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    tab = await site.tab_of(alice)
    await goes(alice)
    await bob.hears_nothing("ch", "bye", after=tab)


@rule("5.5-3", "7.2-2")
async def test_the_last_holder_gets_the_crown_back_by_coming(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await goes(alice)
    await bob.hears("ch")
    entered = await alice.enters(room)
    assert entered["ch"]["crown"]["participantId"] == alice.id
    assert (await alice.hears_next("c"))["c"] == []
    assert (await alice.hears_next("nq"))["max"] == 1800
    await bob.hears_next("p", id=alice.id)
    state = await bob.hears_next("ch")
    assert state["ch"]["crown"]["participantId"] == alice.id
    await alice.hears_nothing(after=bob)


@rule("7.2-4")
async def test_somebody_else_who_comes_does_not_get_a_dropped_crown(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await goes(alice)
    await bob.hears("ch")
    carol = await site.arrive("carol")
    assert "participantId" not in (await carol.enters(room))["ch"]["crown"]
    await bob.hears_next("p", id=carol.id)
    await bob.hears_nothing("ch", after=carol)


@rule("3.1-4")
async def test_the_same_user_in_two_rooms_is_in_both(site: Site, room: str) -> None:
    alice = await site.join("alice", room)
    await site.tab_of(alice, f"{room} b")
    for name in (room, f"{room} b"):
        guest = await site.arrive("guest")
        people = (await guest.enters(name))["ppl"]
        assert [person["id"] for person in people] == [alice.id, guest.id]
