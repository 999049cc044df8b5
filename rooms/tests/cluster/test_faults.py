"""Processes and the network fail; people go on playing (docs/architecture.md §3)."""

from __future__ import annotations

import asyncio
import signal

import pytest

from .people import Inhabitant, Rumour
from .town import CONVERGED_S, FREEZE_S, GONE_S, OUTAGE_S, STORM, WORKERS, Town


def by(people: list[Inhabitant], worker: int) -> list[Inhabitant]:
    """Those who came by a worker."""
    return [one for number, one in enumerate(people) if number % WORKERS == worker]


async def hear_each_other(player: Inhabitant, listener: Inhabitant) -> None:
    before = listener.view.notes
    await player.plays()
    await listener.sees(lambda view: view.notes > before, what=f"a note of {player.name}")


async def stays_gone(people: list[Inhabitant]) -> None:
    """They do not come back."""
    await asyncio.gather(*(one.go() for one in people))


async def test_all_see_the_same_room_by_whichever_worker(town: Town, room: str) -> None:
    people = await town.crowd(room, 9)
    await people[0].says({"m": "chown", "id": people[1].id})
    await people[2].says({"m": "a", "message": "hello"})
    await people[1].sees(lambda view: bool(view.crown and view.crown["userId"] == people[1].id))
    await people[1].says({"m": "chset", "set": {"color": "#123456"}})
    await people[0].sees(lambda view: view.settings["color"] == "#123456")
    await people[0].sees(lambda view: len(view.chat) == 1)
    await town.agree(people, room)


async def test_people_of_a_killed_worker_are_gone_and_nobody_else_is_disconnected(
    town: Town, room: str
) -> None:
    people = await town.crowd(room)
    lost, rest = by(people, 0), by(people, 1) + by(people, 2)
    # The founder, who holds the crown, is among the lost.
    town.workers[0].kill()
    await stays_gone(lost)
    await town.agree(rest, room, GONE_S)
    crown = rest[0].view.crown
    assert crown is not None
    assert (crown["userId"], "participantId" in crown) == (people[0].id, False)
    assert not any(one.closed_with for one in rest)
    await hear_each_other(rest[0], rest[-1])
    assert await town.kept_for_ever() == []


@pytest.mark.parametrize("empty", [False, True], ids=["as it was", "empty"])
async def test_without_valkey_people_play_on_and_rooms_agree_when_it_is_back(
    town: Town, room: str, empty: bool
) -> None:
    people = await town.crowd(room)
    first, second = by(people, 1)[:2]
    await asyncio.to_thread(town.valkey.stop)
    await hear_each_other(first, second)
    await asyncio.sleep(OUTAGE_S)
    await hear_each_other(second, first)
    leaver = people.pop()
    await leaver.go()
    await asyncio.to_thread(town.restart_valkey, empty=empty)
    await town.agree(people, room, CONVERGED_S)
    assert not any(one.closed_with for one in people)
    # Until its worker has noticed that Valkey is back, a line is refused.
    rumour = Rumour(people[0], 0.3)
    await people[1].sees(lambda view: bool(view.chat))
    await rumour.end()
    await hear_each_other(by(people, 0)[0], by(people, 1)[0])
    await town.agree(people, room)


async def test_chat_said_while_the_database_was_away_is_kept(town: Town, room: str) -> None:
    people = await town.crowd(room)
    rumours = [Rumour(one, 0.2) for one in people[:3]]
    await asyncio.to_thread(town.postgres.stop)
    await asyncio.sleep(OUTAGE_S)
    notes = people[5].view.notes
    await people[5].sees(lambda view: view.notes > notes + 5)
    await asyncio.to_thread(town.postgres.start)
    for rumour in rumours:
        await rumour.end()
    last = f"{people[0].name} is done"
    people[0].said.append(last)
    await people[0].says({"m": "a", "message": last})
    told = {text for one in people[:3] for text in one.said}
    await town.has_stored(room, told)
    assert not any(one.closed_with for one in people)
    await town.agree(people, room)


async def test_a_worker_that_slept_brings_its_people_back(town: Town, room: str) -> None:
    people = await town.crowd(room)
    asleep, rest = by(people, 0), by(people, 1) + by(people, 2)
    town.signal(0, signal.SIGSTOP)
    try:
        ids = {one.id for one in asleep}
        await rest[0].sees(lambda view: not ids & view.people.keys(), GONE_S, "them gone")
        await asyncio.sleep(FREEZE_S - 10)
    finally:
        town.signal(0, signal.SIGCONT)
    await town.agree(people, room)
    await hear_each_other(asleep[0], rest[0])
    assert not any(one.closed_with for one in people)
    crown = people[0].view.crown
    assert crown is not None
    assert crown.get("participantId") == people[0].id


async def test_a_worker_cut_off_from_valkey_brings_its_people_back(town: Town, room: str) -> None:
    people = await town.crowd(room)
    away, rest = by(people, 2), by(people, 0) + by(people, 1)
    town.cables[2].cut()
    try:
        ids = {one.id for one in away}
        await rest[0].sees(lambda view: not ids & view.people.keys(), GONE_S, "them gone")
        await hear_each_other(away[0], away[1])
    finally:
        town.cables[2].mend()
    await town.agree(people, room)
    assert not any(one.closed_with for one in people)
    await hear_each_other(away[0], rest[0])


async def test_clocks_that_differ_do_no_harm(town: Town, room: str) -> None:
    """The second worker's goes 2 s ahead."""
    people = await town.crowd(room, 6)
    times = await town.times()
    assert max(times) - min(times) < 1_000
    await people[0].says({"m": "chown"})
    await people[1].sees(lambda view: bool(view.crown and "participantId" not in view.crown))
    await people[1].says({"m": "chown", "id": people[1].id})
    await people[2].says({"m": "a", "message": "is it free?"})
    await people[1].sees(lambda view: bool(view.chat))
    crown = people[1].view.crown
    assert crown is not None
    assert "participantId" not in crown


async def test_no_more_people_than_a_room_has_places_come_in_at_once(town: Town, room: str) -> None:
    founder = await town.inhabitant("founder", room, 0)
    await founder.says({"m": "chset", "set": {"limit": 50}})
    await founder.sees(lambda view: view.settings["limit"] == 50)
    came = await asyncio.gather(
        *(town.inhabitant(f"guest {one}", room, one % WORKERS) for one in range(STORM))
    )
    inside = [founder, *(one for one in came if one.view.room == room)]
    outside = [one for one in came if one.view.room != room]
    assert len(inside) == 50
    assert {one.view.room for one in outside} == {"test/awkward"}
    await town.agree(inside, room)


async def test_who_is_kickbanned_and_joins_at_once_is_in_nobodys_room_or_in_everybodys(
    town: Town, room: str
) -> None:
    founder = await town.inhabitant("founder", room, 0)
    other = await town.inhabitant("other", room, 2)
    for number in range(5):
        target = await town.inhabitant(f"target {number}", f"{room} elsewhere", 1)
        await asyncio.gather(
            founder.says({"m": "kickban", "_id": target.id, "ms": 60_000}),
            target.says({"m": "ch", "_id": room}),
        )
        await target.sees(lambda view: view.room == "test/awkward", what="the way out")
    await town.agree([founder, other], room)
