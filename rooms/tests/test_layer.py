"""The channel layer of a single process: lean, and still a channel layer."""

from __future__ import annotations

import asyncio
import logging

import pytest

from rooms.layer import LeanInMemoryChannelLayer


@pytest.fixture
def layer():
    return LeanInMemoryChannelLayer(capacity=3)


async def member(layer, group="room"):
    channel = await layer.new_channel("test.")
    await layer.group_add(group, channel)
    return channel


async def test_every_member_gets_the_same_object(layer):
    channels = [await member(layer), await member(layer)]
    message = {"type": "room.batch", "fragments": [b"{}"]}
    await layer.group_send("room", message)
    assert [await layer.receive(channel) is message for channel in channels] == [True, True]


async def test_messages_keep_their_order(layer):
    channel = await member(layer)
    for number in range(3):
        await layer.group_send("room", {"number": number})
    assert [(await layer.receive(channel))["number"] for _ in range(3)] == [0, 1, 2]


async def test_orders_of_several_groups_are_kept_as_well(layer):
    channel = await member(layer, "room")
    await layer.group_add("other", channel)
    await layer.group_send("room", {"number": 0})
    await layer.group_send("other", {"number": 1})
    assert [(await layer.receive(channel))["number"] for _ in range(2)] == [0, 1]


async def test_a_group_without_members_gets_nothing(layer):
    await layer.group_send("room", {"number": 0})
    assert (layer.channels, layer.dropped) == ({}, 0)


async def test_other_groups_get_nothing(layer):
    channel = await member(layer, "other")
    await layer.group_send("room", {"number": 0})
    await layer.group_send("other", {"number": 1})
    assert await layer.receive(channel) == {"number": 1}


async def test_who_is_no_member_any_more_gets_nothing(layer):
    channel = await member(layer)
    await layer.group_discard("room", channel)
    await layer.group_send("room", {"number": 0})
    await layer.send(channel, {"number": 1})
    assert await layer.receive(channel) == {"number": 1}


async def test_a_message_that_comes_later_is_waited_for(layer):
    channel = await member(layer)
    waiting = asyncio.ensure_future(layer.receive(channel))
    await asyncio.sleep(0)
    await layer.group_send("room", {"number": 0})
    assert await waiting == {"number": 0}


async def test_what_a_full_queue_cannot_take_is_dropped_counted_and_logged(layer, caplog):
    channel = await member(layer)
    with caplog.at_level(logging.ERROR, "rooms.layer"):
        for number in range(5):
            await layer.group_send("room", {"number": number})
    assert layer.dropped == 2
    assert "2 messages lost" in caplog.text
    assert [(await layer.receive(channel))["number"] for _ in range(3)] == [0, 1, 2]


async def test_a_full_member_takes_nothing_from_the_others(layer):
    slow, quick = await member(layer), await member(layer)
    for number in range(4):
        await layer.group_send("room", {"number": number})
        assert await layer.receive(quick) == {"number": number}
    assert layer.channels[slow].qsize() == 3


async def test_a_channel_goes_with_its_reader(layer):
    channel = await member(layer)
    reader = asyncio.ensure_future(layer.receive(channel))
    await asyncio.sleep(0)
    assert channel in layer.channels
    reader.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reader
    assert channel not in layer.channels


async def test_the_stock_way_to_send_reaches_a_channel(layer):
    channel = await member(layer)
    await layer.send(channel, {"number": 0})
    await layer.group_send("room", {"number": 1})
    assert [(await layer.receive(channel))["number"] for _ in range(2)] == [0, 1]


async def test_what_was_sent_before_somebody_reads_is_there(layer):
    await layer.send("test.channel", {"number": 0})
    assert await layer.receive("test.channel") == {"number": 0}


async def test_who_listens_gets_the_same_object_at_once(layer):
    channel = await member(layer)
    came: list[dict[str, int]] = []
    layer.listen(channel, came.append)
    message = {"number": 0}
    await layer.group_send("room", message)
    assert came == [message]
    assert came[0] is message


async def test_who_listens_no_more_has_a_queue_again(layer):
    channel = await member(layer)
    came: list[dict[str, int]] = []
    layer.listen(channel, came.append)
    layer.ignore(channel)
    await layer.group_send("room", {"number": 0})
    assert (came, await layer.receive(channel)) == ([], {"number": 0})
