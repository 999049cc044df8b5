"""Rooms that were made in the admin, and rooms that stand open for long (protocol §5.2, §5.6)."""

from __future__ import annotations

import pytest

from rooms.keeper import remember_open_rooms
from rooms.models import RoomRecord
from rooms.tests.live.conftest import House, OpenHouse

from .conftest import ROOM

DAY_S = 86_400


@pytest.mark.parametrize(
    ("room", "limit", "color"),
    [("lobby7", 11, "#73b3cc"), ("test/by hand", 99, "#3b5054"), ("by hand", 33, "#3b5054")],
)
async def test_a_room_made_by_hand_starts_as_any_of_its_kind(
    open_house: OpenHouse, room, limit, color
) -> None:
    house = await open_house(lobby_limit=11, room_limit=33)
    await RoomRecord.objects.acreate(room_id=room, persistent=True)
    alice = await house.arrive("alice")
    settings = (await alice.enters(room))["ch"]["settings"]
    assert (settings["limit"], settings["color"]) == (limit, color)
    assert settings.get("lobby", False) is (room == "lobby7")


async def test_a_room_that_was_open_for_days_is_remembered_from_its_last_day(house: House) -> None:
    alice = await house.join("alice", ROOM, {"limit": 7})
    house.clock.pass_s(8 * DAY_S)
    await remember_open_rooms(house.live)
    await house.live.archive.flush()
    assert (await RoomRecord.objects.aget(room_id=ROOM)).last_used_at == house.live.now
    await alice.leaves()
