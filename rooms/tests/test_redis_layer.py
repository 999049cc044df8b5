"""What our layer stands on in channels_redis, and that a batch is one message (redis_layer.py)."""

from __future__ import annotations

import asyncio
import inspect

import pytest
from channels_redis.pubsub import RedisPubSubLoopLayer, RedisSingleShardConnection

from rooms.batch import Batch
from rooms.conf import Limits
from rooms.cycle import DeliveryCycle
from rooms.groups import room_group
from rooms.hub import Hub
from rooms.layer import LeanInMemoryChannelLayer
from rooms.redis_layer import RoomsRedisLayer
from rooms.sockets.frame import Kind
from rooms.tally import Tally

HOSTS = [f"redis://127.0.0.1:{port}/0" for port in (1, 2, 3)]


@pytest.fixture
def layer():
    return RoomsRedisLayer(HOSTS)


def test_the_library_has_the_shape_that_ours_is_built_on():
    for name in ("publish", "subscribe", "unsubscribe", "_receive_message", "_ensure_receiver"):
        assert callable(getattr(RedisSingleShardConnection, name))
    source = inspect.getsource(RedisSingleShardConnection.__init__)
    names = ("host", "_redis", "_pubsub", "_subscribed_to", "_lock")
    assert all(f"self.{name}" in source for name in names)
    assert callable(RedisSingleShardConnection._ensure_redis)
    assert "_shards" in inspect.getsource(RedisPubSubLoopLayer.__init__)


async def test_the_address_of_a_group_is_the_librarys(layer):
    inner = layer._get_layer()
    assert layer.address_of("mpp.control") == inner._get_group_channel_name("mpp.control")


async def test_a_group_is_carried_by_the_host_that_the_library_takes(layer):
    inner = layer._get_layer()
    for number in range(50):
        group = room_group(f"room {number}")
        assert inner.shard(layer.host_of(group)) is inner._get_shard(layer.address_of(group))


def test_rooms_are_spread_over_the_hosts(layer):
    hosts = [layer.host_of(room_group(f"room {number}")) for number in range(300)]
    assert all(hosts.count(host) > 60 for host in range(3))


@pytest.mark.parametrize("host", range(3))
def test_there_is_a_group_on_every_host(layer, host):
    assert layer.host_of(layer.group_on(host, "pulse")) == host


class CountingLayer(LeanInMemoryChannelLayer):
    def __init__(self):
        super().__init__()
        self.sent = 0

    async def group_send(self, group, message):
        self.sent += 1
        await super().group_send(group, message)


@pytest.mark.parametrize("sockets", [1, 50])
async def test_notes_of_a_cycle_are_one_group_message_however_many_sockets_there_are(sockets):
    layer = CountingLayer()
    cycle = DeliveryCycle(layer, 0, Tally())
    for number in range(sockets):
        cycle.batch("room").add(b"{}", Kind.NOTE, f"socket {number}", 0, None)
    await cycle.flush("room")
    assert layer.sent == 1


class OneCall(CountingLayer):
    def __init__(self):
        super().__init__()
        self.calls = 0

    async def groups_send(self, messages):
        self.calls += 1
        await super().groups_send(messages)
        self.done.set()

    done: asyncio.Event


async def test_all_rooms_of_a_cycle_are_one_call():
    layer = OneCall()
    layer.done = asyncio.Event()
    cycle = DeliveryCycle(layer, 0, Tally())
    for number in range(5):
        cycle.batch(f"room {number}").add(b"{}", Kind.NOTE, None, 0, None)
    running = asyncio.create_task(cycle.run())
    await layer.done.wait()
    running.cancel()
    assert (layer.calls, layer.sent) == (1, 5)


class Fussy(CountingLayer):
    async def groups_send(self, messages):
        raise TypeError("one of them cannot be carried")

    async def group_send(self, group, message):
        if message["room"] == "bad":
            raise TypeError("this one")
        await super().group_send(group, message)
        self.arrived.set()

    arrived: asyncio.Event


async def test_a_message_that_cannot_be_carried_takes_no_other_with_it():
    layer = Fussy()
    layer.arrived = asyncio.Event()
    cycle = DeliveryCycle(layer, 0, Tally())
    for room in ("bad", "good"):
        cycle.batch(room).add(b"{}", Kind.NOTE, None, 0, None)
    running = asyncio.create_task(cycle.run())
    await layer.arrived.wait()
    running.cancel()
    assert layer.sent == 1


async def test_what_is_sent_together_keeps_its_order(redis_url):
    layer = RoomsRedisLayer([redis_url])
    channel = await layer.new_channel()
    for group in ("a", "b"):
        await layer.group_add(group, channel)
    await layer.groups_send([("a", {"n": 1}), ("b", {"n": 2}), ("a", {"n": 3})])
    assert [(await layer.receive(channel))["n"] for _ in range(3)] == [1, 2, 3]
    await layer.flush()


async def test_what_is_sent_together_stays_here_while_the_host_is_away(redis_url):
    layer = RoomsRedisLayer([redis_url])
    channel = await layer.new_channel()
    await layer.group_add("a", channel)
    layer._get_layer().shard(0).away = True
    await layer.groups_send([("a", {"n": 1}), ("a", {"n": 2})])
    assert [(await layer.receive(channel))["n"] for _ in range(2)] == [1, 2]
    await layer.flush()


async def test_a_process_hears_of_a_room_once_however_many_of_its_people_are_there():
    layer = CountingLayer()
    hub = Hub(layer, Limits())
    await hub.listening.start()
    for _ in range(20):
        async with hub.reserve("room"):
            pass
    await layer.group_send(room_group("room"), Batch("room").message())
    (channel,) = layer.groups[room_group("room")]
    assert layer.channels[channel].qsize() == 1
    await hub.listening.stop()
