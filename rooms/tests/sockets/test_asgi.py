"""What is special about ASGI sockets: their writer task."""

import asyncio

from rooms.sockets.base import OutboxLimits
from rooms.sockets.frame import Frame
from rooms.sockets.outbox import Drops

from .peers import AsgiPeer, settle


def writers() -> list[str]:
    return [task.get_name() for task in asyncio.all_tasks() if task is not asyncio.current_task()]


async def test_a_socket_that_sends_nothing_has_no_task() -> None:
    peer = AsgiPeer(OutboxLimits(), Drops())
    assert writers() == []
    await peer.end()


async def test_one_task_writes_for_as_long_as_the_socket_lives() -> None:
    peer = AsgiPeer(OutboxLimits(), Drops())
    for _ in range(3):
        peer.socket.send(Frame([b"1"]))
        await settle()
    assert len(writers()) == 1
    await peer.end()
    assert writers() == []


async def test_the_task_ends_with_the_close() -> None:
    peer = AsgiPeer(OutboxLimits(), Drops())
    peer.socket.close(1000)
    await settle()
    assert writers() == []


async def test_the_task_ends_with_the_peer() -> None:
    peer = AsgiPeer(OutboxLimits(), Drops())
    await peer.leave()
    assert writers() == []


async def test_a_close_that_cannot_get_through_is_given_up() -> None:
    peer = AsgiPeer(OutboxLimits(stall_ms=1000), Drops())
    await peer.stop_taking()
    peer.socket.close(4000)
    for second in (0.0, 1.0):
        peer.socket.check_stall(second)
    await settle()
    assert writers() == []
    await peer.end()
