"""Facts about what a room comes back with (protocol §5.4 step 3a, §5.6, §8.1)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from moderation.live.desk import ModeratorsDesk
from moderation.models import Ban
from rooms.archive import Archive
from rooms.conf import Limits
from rooms.models import ChatLine, Player, RoomRecord
from rooms.tests.rules import rule

from .makers import ALICE, BOB, CAROL, DAY, SECOND, START, said, used, whispered

pytestmark = pytest.mark.usefixtures("database")
Settled = Callable[[], Awaitable[None]]


@pytest.fixture(params=["unwritten", "written", "written by another process"])
def settled(request, archive: Archive, monkeypatch) -> Settled:
    """Brings what was remembered to where the test wants it found."""

    async def settle() -> None:
        if request.param != "unwritten":
            await archive.flush()
        if request.param == "written by another process":
            other = Archive(limits=Limits(), now=archive._now, desk=ModeratorsDesk())
            monkeypatch.setattr(archive, "recall", other.recall)

    return settle


async def test_a_room_comes_back_with_settings_holder_and_chat(archive, settled):
    archive.remember_room(used(history_since=START - 5))
    lines = [said("one"), said("two"), whispered("psst", START + 1)]
    for line in lines:
        archive.remember_line(line)
    await settled()
    room = await archive.recall("room")
    assert room.settings["limit"] == 7
    assert (room.last_crown_holder, room.history_since) == (ALICE, START - 5)
    assert room.lines == tuple(lines)


async def test_the_latest_state_of_a_room_counts(archive, settled):
    archive.remember_room(used(settings={"limit": 1}))
    archive.remember_room(used(settings={"limit": 2}, last_crown_holder=BOB))
    await settled()
    room = await archive.recall("room")
    assert (room.settings["limit"], room.last_crown_holder) == (2, BOB)


async def test_a_newer_state_stands_over_a_written_one(archive):
    archive.remember_room(used(settings={"limit": 1}))
    await archive.flush()
    archive.remember_room(used(settings={"limit": 2}))
    assert (await archive.recall("room")).settings["limit"] == 2
    await archive.flush()
    assert (await archive.recall("room")).settings["limit"] == 2
    assert await RoomRecord.objects.acount() == 1


async def test_written_and_unwritten_chat_is_one(archive):
    archive.remember_room(used())
    archive.remember_line(said("one"))
    await archive.flush()
    archive.remember_line(said("two"))
    assert [line.text for line in (await archive.recall("room")).lines] == ["one", "two"]


async def test_rooms_do_not_mix(archive, settled):
    for room in ("room", "Room", "raum"):
        archive.remember_room(used(room))
        archive.remember_line(said(room, room=room))
        archive.remember_ban(room_id=room, user_id=CAROL, by=room, expires_at=START + 1)
    await settled()
    for room in await asyncio.gather(*map(archive.recall, ("room", "Room", "raum"))):
        assert [line.text for line in room.lines] == [ban.by_user_id for ban in room.bans]
        assert len(room.lines) == 1


async def test_nothing_is_known_of_an_unknown_room(archive, clock):
    room = await archive.recall("never seen")
    assert (room.settings, room.lines, room.bans) == (None, (), ())
    assert room.history_since == clock.ms


@rule("5.6-4")
async def test_a_room_is_remembered_for_seven_days(archive, settled, clock):
    archive.remember_room(used())
    archive.remember_line(said("hello"))
    await settled()
    clock.ms += Limits().forget_room_ms - 1
    assert (await archive.recall("room")).lines
    clock.ms += 1
    room = await archive.recall("room")
    assert (room.settings, room.last_crown_holder, room.lines) == (None, "", ())


async def test_a_forgotten_room_starts_a_new_history(archive, settled, clock):
    archive.remember_room(used())
    archive.remember_line(said("old"))
    await settled()
    clock.ms += 8 * DAY
    forgotten = await archive.recall("room")
    archive.remember_room(used(at=clock.ms, history_since=forgotten.history_since))
    archive.remember_line(said("new", clock.ms))
    await settled()
    assert [line.text for line in (await archive.recall("room")).lines] == ["new"]


@rule("5.6-4")
@pytest.mark.parametrize("room_id", ["lobby", "test/awkward"])
async def test_lobby_and_awkward_room_are_never_forgotten(archive, settled, clock, room_id):
    archive.remember_room(used(room_id))
    archive.remember_line(said("hello", room=room_id))
    await settled()
    clock.ms += 1000 * DAY
    room = await archive.recall(room_id)
    assert room.settings is not None
    assert room.lines


async def test_the_lobby_keeps_its_chat_also_when_its_settings_never_changed(archive, settled):
    archive.remember_line(said("hello", room="lobby"))
    await settled()
    room = await archive.recall("lobby")
    assert room.settings is None
    assert room.lines
    assert room.history_since == 0


@rule("5.6-4")
async def test_a_persistent_room_is_never_forgotten(archive, clock):
    archive.remember_room(used())
    await archive.flush()
    await RoomRecord.objects.aupdate(persistent=True)
    clock.ms += 1000 * DAY
    room = await archive.recall("room")
    assert room.persistent
    assert room.settings is not None


@rule("5.6-4")
async def test_with_no_memory_a_room_is_forgotten_at_once(clock):
    archive = Archive(now=clock, limits=Limits(forget_room_ms=0))
    archive.remember_room(used())
    archive.remember_line(said("hello"))
    assert (await archive.recall("room")).settings is None
    await archive.flush()
    room = await archive.recall("room")
    assert (room.settings, room.lines) == (None, ())


async def test_what_administrators_set_is_not_undone_by_an_open_room(archive):
    archive.remember_room(used())
    await archive.flush()
    await RoomRecord.objects.aupdate(persistent=True, owner_id=CAROL)
    archive.remember_room(used(settings={"limit": 9, "owner_id": None}))
    for _ in ("unwritten", "written"):
        room = await archive.recall("room")
        assert (room.settings["limit"], room.settings["owner_id"]) == (9, CAROL)
        assert room.persistent
        await archive.flush()


async def test_a_state_of_before_does_not_undo_what_staff_decided(archive):
    archive.remember_line(said("cleared", START))
    archive.remember_room(used())
    await archive.flush()
    archive.remember_room(used(settings={"limit": 8}, last_crown_holder=BOB))
    await RoomRecord.objects.aupdate(settings={"limit": 1}, history_since=START + 1, decisions=1)
    for _ in ("unwritten", "written"):
        room = await archive.recall("room")
        assert (room.settings["limit"], room.lines, room.decisions) == (1, (), 1)
        assert room.last_crown_holder == BOB
        await archive.flush()


async def test_a_state_that_knows_what_staff_decided_counts(archive):
    archive.remember_room(used())
    await archive.flush()
    await RoomRecord.objects.aupdate(settings={"limit": 1}, history_since=START + 1, decisions=1)
    archive.remember_room(used(settings={"limit": 9}, decisions=1))
    for _ in ("unwritten", "written"):
        room = await archive.recall("room")
        assert (room.settings["limit"], room.history_since) == (9, 0)
        await archive.flush()


async def test_nothing_is_written_of_who_is_forgotten(archive):
    archive.remember_line(said("mine", room="one"))
    archive.remember_line(whispered("to me", room="two", to=ALICE))
    archive.remember_line(said("of another", room="three", by=BOB))
    archive.remember_profile(user_id=ALICE, name="Alice", color="#ff0000")
    assert await archive.forget_person(ALICE) == {"one", "two"}
    await archive.flush()
    assert [line.text async for line in ChatLine.objects.all()] == ["of another"]
    assert not await Player.objects.aexists()


async def test_cleared_chat_stays_away(archive, settled):
    archive.remember_line(said("before", START))
    archive.remember_room(used(history_since=START + 1))
    archive.remember_line(said("after", START + 1))
    await settled()
    assert [line.text for line in (await archive.recall("room")).lines] == ["after"]


async def test_a_ban_lasts_until_it_expires(archive, settled, clock):
    archive.remember_ban(room_id="room", user_id=BOB, by=ALICE, expires_at=START + SECOND)
    await settled()
    (ban,) = (await archive.recall("room")).bans
    assert (ban.user_id, ban.by_user_id, ban.expires_at) == (BOB, ALICE, START + SECOND)
    clock.ms = START + SECOND
    assert (await archive.recall("room")).bans == ()


@rule("5.6-4")
async def test_bans_outlive_the_memory_of_their_room(archive, settled, clock):
    archive.remember_room(used())
    archive.remember_ban(room_id="room", user_id=BOB, by=ALICE, expires_at=START + 30 * DAY)
    await settled()
    clock.ms += 8 * DAY
    room = await archive.recall("room")
    assert room.settings is None
    assert [ban.user_id for ban in room.bans] == [BOB]


@rule("8.1-7", "8.1-9")
async def test_a_second_ban_replaces_the_first(archive, settled):
    for by, seconds in ((ALICE, 50), (CAROL, 20)):
        archive.remember_ban(
            room_id="room", user_id=BOB, by=by, expires_at=START + seconds * SECOND
        )
        await settled()
    (ban,) = (await archive.recall("room")).bans
    assert (ban.by_user_id, ban.expires_at) == (CAROL, START + 20 * SECOND)


async def test_a_lifted_ban_is_gone_and_the_others_stay(archive, settled):
    for user in (ALICE, BOB):
        archive.remember_ban(room_id="room", user_id=user, by=CAROL, expires_at=START + DAY)
    await settled()
    archive.forget_ban(room_id="room", user_id=BOB, by=CAROL)
    archive.forget_ban(room_id="room", user_id="unknown", by=CAROL)
    assert [ban.user_id for ban in (await archive.recall("room")).bans][:1] == [ALICE]
    await archive.flush()
    assert [ban.user_id async for ban in Ban.objects.filter(current=True)] == [ALICE]
    # One that was lifted before it was written was never there.
    assert {ban.lifted_by async for ban in Ban.objects.filter(current=False)} <= {CAROL}


async def test_many_recalls_of_a_room_share_their_reads(archive, queries):
    archive.remember_room(used())
    archive.remember_line(said("hello"))
    await archive.flush()
    async with queries() as asked:
        rooms = await asyncio.gather(*(archive.recall("room") for _ in range(50)))
    assert all(room == rooms[0] for room in rooms)
    assert [query["sql"].split()[0] for query in asked] == ["SELECT"] * 4


async def test_one_write_is_one_transaction(archive, queries):
    for n in range(40):
        archive.remember_line(said(str(n)))
        archive.remember_room(used(f"room {n}"))
        archive.remember_ban(room_id="room", user_id=f"{n:024}", by=ALICE, expires_at=n)
        archive.forget_ban(room_id="other", user_id=f"{n:024}", by="")
        archive.remember_profile(user_id=f"{n:024x}", name="n", color="#000000")
    async with queries() as asked:
        await archive.flush()
    kinds = [query["sql"].removeprefix("40 times: ").split()[0] for query in asked]
    # Lines, rooms, profiles and their names, which are compared with those of staff; of bans those
    # before are ended first, one process after the other.
    bans = ["SELECT", "UPDATE", "UPDATE", "INSERT", *["UPDATE", "UPDATE"]]
    assert sorted(kinds[1:-1]) == sorted([*["INSERT"] * 4, "SELECT", *bans])
    assert (kinds[0], kinds[-1]) == ("BEGIN", "COMMIT")
