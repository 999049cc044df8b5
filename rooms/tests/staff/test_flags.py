"""What administrators give to people, as they and others see it (protocol §3.3, §4.5, §11.1)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from rooms.keeper import refresh_people
from rooms.tests.live.conftest import House, OpenHouse
from rooms.tests.rules import rule

from .conftest import ROOM, again, edit, flag, greeting_of, join_as, promote

TAG = {"text": "BOT", "color": "#55f"}
TAGGED: dict[str, Any] = {"tag_text": "BOT", "tag_color": "#55f"}
TRIAL = {"clearChat", "vanish", "chsetAnywhere", "chownAnywhere", "siteBan"}
ALL = TRIAL | {"usersetOthers", "siteBanAnyReason", "siteBanAnyDuration", "playNotesAnywhere"}
HOUR = 3_600_000


@rule("12.1-1", "12.1-2", "12.1-3", "12.1-4", "12.1-5", "12.1-6", "12.1-7", "12.1-8", "12.1-9")
@pytest.mark.parametrize(
    ("role", "permissions"),
    [
        ("owner", ALL),
        ("admin", ALL),
        ("moderator", ALL - {"siteBanAnyDuration"}),
        ("trial moderator", TRIAL),
    ],
)
async def test_the_role_of_the_account_says_what_one_may(house: House, role, permissions) -> None:
    staff = await join_as(house, "staff", role)
    hello = await greeting_of(house, staff)
    assert hello["permissions"] == dict.fromkeys(permissions, True)


async def test_without_an_account_there_are_no_permissions(house: House) -> None:
    alice = await join_as(house, "alice")
    assert (await greeting_of(house, alice))["permissions"] == {}


@rule("3.3-6", "3.3-8", "3.3-9", "3.3-10")
async def test_a_tag_is_shown_wherever_its_user_is(house: House) -> None:
    bob = await house.join("bob", ROOM)
    alice = await join_as(house, "alice", **TAGGED)
    assert (await bob.hears("p", id=alice.id))["tag"] == TAG
    await alice.chats("hello")
    assert (await bob.hears("a"))["p"]["tag"] == TAG
    assert (await greeting_of(house, alice))["u"]["tag"] == TAG
    room = await (await house.arrive("carol")).enters(ROOM)
    assert [one.get("tag") for one in room["ppl"]] == [None, TAG, None]


@rule("3.3-8")
async def test_a_changed_name_does_not_lose_the_tag(house: House) -> None:
    bob = await house.join("bob", ROOM)
    alice = await join_as(house, "alice", **TAGGED)
    await alice.calls_itself("Alice II")
    assert (await bob.hears("p", name="Alice II"))["tag"] == TAG


async def test_what_is_edited_counts_at_once_for_who_is_here(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await house.live.archive.flush()
    await edit(alice, **TAGGED)
    assert (await bob.hears("p", id=alice.id, tag=TAG))["name"] == "alice"


async def test_an_edited_name_is_shown_at_once(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await house.live.archive.flush()
    await edit(alice, name="Alice the edited")
    await bob.hears("p", id=alice.id, name="Alice the edited")
    await house.live.archive.flush()
    assert (await greeting_of(house, alice))["u"]["name"] == "Alice the edited"


async def test_what_came_without_a_signal_is_noticed_later(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await flag(alice, **TAGGED)
    await refresh_people(house.live)
    await bob.hears("p", id=alice.id, tag=TAG)


async def test_a_refresh_does_not_undo_what_the_user_did_meanwhile(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    refreshing = asyncio.create_task(refresh_people(house.live))
    await alice.calls_itself("new name")
    await bob.hears("p", name="new name")
    await refreshing
    await bob.hears_nothing("p", after=alice)


async def test_a_refresh_that_brings_nothing_new_is_silent(house: House) -> None:
    alice = await join_as(house, "alice", "moderator", **TAGGED)
    bob = await house.join("bob", ROOM)
    await refresh_people(house.live)
    await bob.hears_nothing(after=alice)


async def test_who_loses_the_role_loses_the_rights(house: House) -> None:
    alice, bob = await join_as(house, "alice", "owner"), await house.join("bob", ROOM)
    await flag(alice, account=None)
    await refresh_people(house.live)
    await alice.says({"m": "v", "vanish": True})
    await bob.hears_nothing("bye", after=alice)
    assert (await greeting_of(house, alice))["permissions"] == {}


async def test_another_tab_brings_new_rights_to_all_tabs(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await house.live.archive.flush()
    await promote(alice, "owner")
    await greeting_of(house, alice)
    await alice.says({"m": "v", "vanish": True})
    await bob.hears("bye", p=alice.id)


@rule("11.1-5", "11.1-6")
@pytest.mark.parametrize(
    ("flags", "numbers"),
    [
        ({"quota_allowance": 500, "quota_max": 5000}, (500, 5000)),
        ({"quota_allowance": 5, "quota_max": 50}, (400, 1200)),
        ({"unlimited_notes": True}, (1_000_000, 3_000_000)),
        ({"unlimited_notes": True, "quota_allowance": 9, "quota_max": 9}, (1_000_000, 3_000_000)),
    ],
)
async def test_a_personal_quota_counts_if_it_is_higher(house: House, flags, numbers) -> None:
    await house.join("holder of the crown", ROOM)
    alice = await join_as(house, "alice", **flags)
    await alice.enters("lobby")
    await alice.enters(ROOM)
    quota = await alice.hears("nq")
    assert (quota["allowance"], quota["max"]) == numbers


@rule("11.2-4")
async def test_an_edited_quota_is_told_at_once(house: House) -> None:
    alice = await house.join("alice", ROOM)
    await house.live.archive.flush()
    await edit(alice, quota_allowance=5000, quota_max=50_000)
    assert (await alice.hears("nq"))["max"] == 50_000


async def test_a_factor_multiplies_rates(house: House) -> None:
    bob = await house.join("bob", ROOM)
    alice = await join_as(house, "alice", rate_factor=3)
    await alice.says(*({"m": "a", "message": f"line {number}"} for number in range(20)))
    heard = await bob.hears_before_mark(alice)
    assert sum(message["m"] == "a" for message in heard) == 12


async def test_an_edited_factor_counts_for_notes_at_once(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await house.live.archive.flush()
    await edit(alice, rate_factor=0.1)
    await bob.hears("p", id=alice.id)
    for _ in range(10):
        await alice.plays("c3")
    heard = await bob.hears_before_mark(alice)
    assert sum(message["m"] == "n" for message in heard) == 3


@pytest.mark.parametrize("most", [1, 6])
async def test_a_limit_of_sockets_of_ones_own(house: House, most: int) -> None:
    alice = await join_as(house, "alice", max_sockets=most)
    for _ in range(most - 1):
        await house.arrive("tab", alice.token)
    surplus = await house.connect()
    await surplus.says({"m": "hi", "token": alice.token})
    assert await surplus.is_closed() == 4009


@rule("5.2-6", "5.4-6")
async def test_bots_stay_out_of_rooms_without_bots(house: House) -> None:
    await house.join("alice", ROOM, {"allowBots": False})
    robot = await house.join("robot", "elsewhere")
    await house.live.archive.flush()
    await flag(robot, bot=True)
    robot = await again(house, robot)
    assert (await robot.enters(ROOM))["ch"]["_id"] == "test/awkward"
    await (await house.arrive("bob")).enters(ROOM)


async def test_bots_do_not_count_among_the_users_of_an_address(open_house: OpenHouse) -> None:
    house = await open_house(tokens_per_address=1)
    robot = await house.arrive("robot", address="198.51.100.1")
    await flag(robot, bot=True)
    await house.arrive("alice")
    await house.arrive("robot", robot.token)


@rule("5.2-10", "5.4-7")
async def test_time_online_adds_up_over_visits(house: House) -> None:
    await house.join("holder of the crown", ROOM, {"minOnlineTime": 2 * HOUR})
    alice = await house.arrive("alice")
    for _ in range(2):
        house.clock.pass_s(3599)
        alice = await again(house, alice)
        assert (await alice.enters(ROOM))["ch"]["_id"] == "test/awkward"
    house.clock.pass_s(2)
    assert (await alice.enters(ROOM))["ch"]["_id"] == ROOM


async def test_tabs_of_a_user_count_once(house: House) -> None:
    await house.join("holder of the crown", ROOM, {"minOnlineTime": 2 * HOUR})
    alice = await house.arrive("alice")
    tab = await house.arrive("tab", alice.token)
    house.clock.pass_s(3600)
    await tab.leaves()
    house.forget(tab)
    alice = await again(house, alice)
    assert (await alice.enters(ROOM))["ch"]["_id"] == "test/awkward"


@rule("4.5-10", "5.3-6")
async def test_only_who_has_the_right_gets_people_with_the_list(house: House) -> None:
    alice = await house.join("alice", ROOM)
    await house.join("bob", "quiet", {"noindex": True})
    robot = await join_as(house, "robot", list_people=True)
    await robot.says({"m": "+ls"})
    rooms = {room["id"]: room for room in (await robot.hears("ls"))["u"]}
    assert [one["_id"] for one in rooms[ROOM]["ppl"]] == [alice.id, robot.id]
    assert "ppl" not in rooms["quiet"]
    await alice.says({"m": "+ls"})
    assert not any("ppl" in room for room in (await alice.hears("ls"))["u"])


@rule("4.3-5", "8.2-15")
@pytest.mark.parametrize(
    ("lock", "field", "value"),
    [
        ("name_locked", "name", "Bob"),
        ("color_locked", "color", "#123456"),
    ],
)
async def test_a_lock_keeps_its_field_and_says_so(house: House, lock, field, value) -> None:
    flags: dict[str, Any] = {lock: True}
    alice = await join_as(house, "alice", **flags)
    wish = {"name": "Bob", "color": "#123456"}
    await alice.says({"m": "userset", "set": wish})
    assert "cannot be changed" in (await alice.hears("notification"))["text"]
    shown = await alice.hears("p", id=alice.id)
    assert [key for key in wish if shown[key] != wish[key]] == [field]


@rule("13-6", "13-10")
@pytest.mark.parametrize(
    ("limits", "code"), [({"period_bytes": 2000}, 4002), ({"period_objects": 10}, 4007)]
)
async def test_who_may_do_things_more_often_may_send_more(
    open_house: OpenHouse, limits: dict[str, int], code: int
) -> None:
    house = await open_house(tokens_per_address=0, **limits)
    alice = await join_as(house, "alice", rate_factor=3)
    house.clock.pass_s(10)
    mouthful = [{"m": "devices", "list": "x" * 160}] * 9
    for number in range(3):
        await alice.says(*mouthful, {"m": "t", "e": number})
        await alice.hears("t", e=number)
    await alice.says(*mouthful)
    assert await alice.is_closed() == code


async def test_who_is_slowed_down_may_send_as_much_as_others(open_house: OpenHouse) -> None:
    house = await open_house(tokens_per_address=0, period_objects=10)
    alice = await join_as(house, "alice", rate_factor=0.1)
    house.clock.pass_s(10)
    await alice.says(*[{"m": "m", "x": 1, "y": 1}] * 9, {"m": "t", "e": 1})
    await alice.hears("t", e=1)
