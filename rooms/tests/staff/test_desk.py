"""What moderators decide from outside of a room, and what its people see of it at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from channels.db import database_sync_to_async

from moderation.models import AuditEntry, Ban, Order
from moderation.services import orders, rooms
from moderation.services.bans import Issued, Terms, ban_issue, ban_lift
from moderation.services.erasure import player_sign_out
from rooms.models import ChatLine, RoomRecord
from rooms.records import moment
from rooms.tests.live.conftest import House, OpenHouse
from rooms.tests.rules import rule

from .conftest import ROOM, decides, join_as, orders_are_done

AWKWARD = "test/awkward"
BANNED = 4008
NOTICE = "notification"


async def bans(house: House, **terms: Any) -> Ban:
    wanted = Terms(**{"reason": "noise", **terms})
    issued: Issued = await decides(house, ban_issue, terms=wanted, at=moment(house.live.now))
    return issued.ban


# Settings


@rule("5.2-14")
async def test_settings_change_for_everybody_there(house: House) -> None:
    alice = await house.join("alice", ROOM)
    await alice.sets_room({"color": "#112233", "color2": "#445566"})
    await decides(house, rooms.room_change_settings, room_id=ROOM, changes={"chat": False})
    settings = (await alice.hears("ch", ppl=(await alice.hears("ch"))["ppl"]))["ch"]["settings"]
    assert (settings["chat"], settings["color"], settings["color2"]) == (
        False,
        "#112233",
        "#445566",
    )


async def test_settings_of_a_room_that_is_not_open_count_when_it_is_opened(house: House) -> None:
    alice = await house.join("alice", ROOM)
    await alice.enters("elsewhere")
    await house.live.store.unload_empty(house.live.now, 0)
    await decides(house, rooms.room_change_settings, room_id=ROOM, changes={"limit": 7})
    assert (await alice.enters(ROOM))["ch"]["settings"]["limit"] == 7


@rule("5.2-12")
async def test_an_owner_is_told_to_everybody_there(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await decides(house, rooms.room_keep, room_id=ROOM, owner_id=bob.id)
    await alice.hears("ch")
    assert house.live.store.snapshot(ROOM).settings.owner_id == bob.id  # type: ignore[union-attr]
    await bob.takes_crown()
    assert (await alice.hears("ch"))["ch"]["crown"]["userId"] == bob.id


# Chat


async def test_a_chat_is_cleared_for_everybody_there(house: House) -> None:
    alice = await house.join("alice", ROOM)
    await alice.chats("forget this")
    await decides(house, rooms.room_clear_chat, room_id=ROOM)
    await alice.hears("c", c=[])


@rule("6.4-1", "6.4-2")
async def test_a_hidden_line_is_taken_out_of_the_history_now_and_later(house: House) -> None:
    alice = await house.join("alice", ROOM)
    for text in ("good", "bad"):
        await alice.chats(text)
        await alice.hears("a", a=text)
    await house.live.archive.flush()
    line = await ChatLine.objects.aget(text="bad")
    await decides(house, rooms.line_hide, line=line)
    assert [entry["a"] for entry in (await alice.hears("c"))["c"]] == ["good"]
    await alice.enters("elsewhere")
    await alice.hears("c")
    await house.live.store.unload_empty(house.live.now, 0)
    await alice.enters(ROOM)
    assert [entry["a"] for entry in (await alice.hears("c"))["c"]] == ["good"]


# People


@rule("8.2-18")
async def test_who_is_put_out_is_told_why_and_may_come_back(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await decides(house, rooms.room_kick, room_id=ROOM, user_id=bob.id, text="calm down")
    assert "calm down" in (await bob.hears(NOTICE))["text"]
    assert (await bob.hears("ch"))["ch"]["_id"] == AWKWARD
    await alice.hears("bye", p=bob.id)
    assert (await bob.enters(ROOM))["ch"]["_id"] == ROOM


async def test_a_crown_falls_when_its_holder_is_put_out(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await decides(house, rooms.room_kick, room_id=ROOM, user_id=alice.id)
    crown = (await bob.hears("ch"))["ch"]["crown"]
    assert (crown["userId"], crown.get("participantId")) == (alice.id, None)


@rule("5.4-13")
async def test_a_closed_room_is_empty_and_lets_nobody_in_but_staff(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    staff = await join_as(house, "staff", "moderator")
    await decides(house, rooms.room_close, room_id=ROOM, minutes=10, text="too loud")
    for client in (alice, bob):
        assert "too loud" in (await client.hears(NOTICE))["text"]
        assert (await client.hears("ch"))["ch"]["_id"] == AWKWARD
    await alice.says({"m": "ch", "_id": ROOM})
    assert "closed" in (await alice.hears(NOTICE))["text"]
    assert house.live.store.snapshot(ROOM).participants.keys() == {staff.id}  # type: ignore[union-attr]


async def test_a_closed_room_opens_by_itself(house: House) -> None:
    alice = await house.join("alice", ROOM)
    await decides(house, rooms.room_close, room_id=ROOM, minutes=10)
    assert (await alice.hears("ch"))["ch"]["_id"] == AWKWARD
    until = (await RoomRecord.objects.aget(room_id=ROOM)).settings["closed_until"]
    house.clock.pass_s((until - house.live.now) / 1000)
    assert (await alice.enters(ROOM))["ch"]["_id"] == ROOM


async def test_a_closed_room_lets_people_in_when_it_is_reopened(house: House) -> None:
    alice = await house.join("alice", ROOM)
    await decides(house, rooms.room_close, room_id=ROOM, minutes=10)
    assert (await alice.hears("ch"))["ch"]["_id"] == AWKWARD
    await decides(house, rooms.room_reopen, room_id=ROOM)
    await orders_are_done(house)
    assert (await alice.enters(ROOM))["ch"]["_id"] == ROOM


@rule("8.2-17")
@pytest.mark.parametrize("whom", ["user_id", "room_id", "everybody"])
async def test_a_notice_reaches_whom_it_is_for(house: House, whom: str) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    carol = await house.join("carol", "elsewhere")
    to = {"user_id": {"user_id": alice.id}, "room_id": {"room_id": ROOM}, "everybody": {}}[whom]
    await decides(house, rooms.notice_send, title="Hear", text="<b>all</b>", **to)
    told = {"user_id": [alice], "room_id": [alice, bob], "everybody": [alice, bob, carol]}[whom]
    for client in told:
        notice = await client.hears(NOTICE, title="Hear", text="<b>all</b>")
        assert "html" not in notice
    await orders_are_done(house)
    for client in {alice, bob, carol} - set(told):
        assert NOTICE not in {message["m"] for message in await client.hears_before_mark()}


# Bans


@rule("5.4-5")
async def test_a_ban_from_a_room_puts_out_and_keeps_out_until_it_is_lifted(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    ban = await bans(house, user_id=bob.id, room_id=ROOM)
    assert (await bob.hears("ch"))["ch"]["_id"] == AWKWARD
    await alice.hears("bye", p=bob.id)
    await bob.says({"m": "ch", "_id": ROOM})
    assert (await bob.hears(NOTICE))["text"] == f"You are banned from {ROOM}."
    await decides(house, ban_lift, ban_id=ban.pk, at=moment(house.live.now))
    await bob.hears("p", id=bob.id)
    assert (await bob.enters(ROOM))["ch"]["_id"] == ROOM


@rule("8.1-13")
async def test_a_ban_by_moderators_is_not_lifted_by_the_crown(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await bans(house, user_id=bob.id, room_id=ROOM)
    await bob.hears("ch")
    await alice.unbans(bob)
    await alice.hears_before_mark()
    await bob.says({"m": "ch", "_id": ROOM})
    assert "banned" in (await bob.hears(NOTICE))["text"]


async def test_moderators_lift_the_ban_of_a_crown_holder(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    await alice.kickbans(bob, 60_000)
    assert (await bob.hears("ch"))["ch"]["_id"] == AWKWARD
    await house.live.archive.flush()
    ban = await Ban.objects.aget(origin=Ban.Origin.ROOM)
    assert (ban.user_id, ban.issued_by, ban.room_id) == (bob.id, alice.id, ROOM)
    await decides(house, ban_lift, ban_id=ban.pk, at=moment(house.live.now))
    await orders_are_done(house)
    assert (await bob.enters(ROOM))["ch"]["_id"] == ROOM


async def test_a_ban_of_a_network_closes_all_who_are_there_from_it(open_house: OpenHouse) -> None:
    house = await open_house(tokens_per_address=0)
    alice = await house.arrive("alice", address="198.51.100.7")
    bob = await house.arrive("bob", address="192.0.2.1")
    ban = await bans(house, network="198.51.100.0/24")
    assert await alice.is_closed() == BANNED
    back = await house.connect(address="198.51.100.99")
    await back.says({"m": "hi"})
    assert await back.is_closed() == BANNED
    await bob.enters(ROOM)
    await decides(house, ban_lift, ban_id=ban.pk, at=moment(house.live.now))
    await orders_are_done(house)
    await house.arrive("carol", address="198.51.100.99")


async def test_staff_are_not_kept_out_by_the_ban_of_a_network(open_house: OpenHouse) -> None:
    house = await open_house(tokens_per_address=0)
    staff = await join_as(house, "staff", "moderator")
    await bans(house, network="127.0.0.0/16")
    await orders_are_done(house)
    await staff.chats("still here")
    await staff.hears("a", a="still here")


async def test_a_longer_ban_and_its_end_count_for_who_comes(house: House) -> None:
    alice = await house.join("alice", ROOM)
    await bans(house, user_id=alice.id, length=timedelta(minutes=1))
    assert await alice.is_closed() == BANNED
    house.clock.pass_s(60)
    assert (await house.arrive("alice", alice.token)).id == alice.id


# Orders


async def test_an_order_that_fails_holds_up_no_other(house: House, caplog: Any) -> None:
    alice = await house.join("alice", ROOM)
    await Order.objects.acreate(kind="nonsense", payload={})
    await decides(house, rooms.notice_send, text="still working", user_id=alice.id)
    await alice.hears(NOTICE, text="still working")
    assert "nonsense" in caplog.text


async def test_what_is_done_once_is_done_by_who_takes_it_first(house: House) -> None:
    alice = await house.join("alice", ROOM)
    payload = {"room": ROOM, "user": alice.id, "text": ""}
    order = await Order.objects.acreate(kind="room.kick", payload=payload, everybody=False)
    assert await database_sync_to_async(orders.order_take)(order.pk)
    await decides(house, rooms.notice_send, text="afterwards", user_id=alice.id)
    await alice.hears(NOTICE, text="afterwards")
    assert alice.id in house.live.store.snapshot(ROOM).participants  # type: ignore[union-attr]


async def test_an_order_whose_taker_died_is_carried_out_later(house: House) -> None:
    alice = await house.join("alice", ROOM)
    await database_sync_to_async(orders.order_write)(
        orders.Kind.ROOM_KICK, {"room": ROOM, "user": alice.id, "text": ""}
    )
    assert (await alice.hears("ch"))["ch"]["_id"] == AWKWARD
    await orders_are_done(house)
    assert (await Order.objects.aget(kind="room.kick")).done


async def test_all_of_it_is_on_record(house: House) -> None:
    await house.join("alice", ROOM)
    await decides(house, rooms.room_close, room_id=ROOM, minutes=1, text="why")
    entry = await AuditEntry.objects.aget()
    assert (entry.action, entry.room, entry.after) == (
        "room_close",
        ROOM,
        {"minutes": 1, "text": "why"},
    )


async def test_who_is_signed_out_is_closed_everywhere_and_may_come_back(house: House) -> None:
    alice, bob = await house.join("alice", ROOM), await house.join("bob", ROOM)
    tab = await house.tab_of(alice, "elsewhere")
    await decides(house, player_sign_out, user_id=alice.id)
    for socket in (alice, tab):
        assert await socket.is_closed() == 1000
    await bob.hears("bye", p=alice.id)
    assert (await house.arrive("alice", alice.token)).id == alice.id
