"""Direct sockets on a real server: real transports, both event loops."""

import asyncio
import errno
import json
import select
import socket as sockets
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
import uvloop
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame as LibraryFrame

from rooms.sockets.base import DIRECT_EXTENSION, OutboxLimits, Socket
from rooms.sockets.direct import DirectProtocol
from rooms.sockets.frame import Frame
from rooms.sockets.wire import UNSENT_BYTES

Run = Callable[[Coroutine[Any, Any, None]], None]


@pytest.fixture(params=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Run:
    """Runs a scenario to its end, or fails it after ten seconds."""

    def in_time(scenario: Coroutine[Any, Any, None]) -> None:
        factory = uvloop.new_event_loop if request.param == "uvloop" else None
        with asyncio.Runner(loop_factory=factory) as runner:
            runner.run(asyncio.wait_for(scenario, 10))

    return in_time


class Room:
    """An application in which everybody hears what anybody says."""

    def __init__(self, limits: OutboxLimits) -> None:
        self.limits = limits
        self.sockets: list[Socket] = []
        self.protocols: list[DirectProtocol] = []
        self.joined = asyncio.Event()
        self.left = asyncio.Event()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        protocol: DirectProtocol = scope["extensions"][DIRECT_EXTENSION]
        socket = protocol.attach(self.on_text, self.limits)
        self.protocols.append(protocol)
        self.sockets.append(socket)
        self.joined.set()
        while (await receive())["type"] != "websocket.disconnect":
            pass
        self.left.set()

    def on_text(self, payload: bytes) -> bool:
        frame = Frame([payload])
        for socket in self.sockets:
            socket.send(frame)
        return True


class Server(uvicorn.Server):
    """A uvicorn that says when it has started."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[sockets.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()


@asynccontextmanager
async def serving(room: Room, **options: Any) -> AsyncIterator[str]:
    """A server of this room and nobody else; the address to connect to."""
    config = uvicorn.Config(
        room,
        interface="asgi3",
        lifespan="off",
        log_config=None,
        **{"ws": "rooms.sockets.direct:DirectProtocol", **options},
    )
    listening = sockets.create_server(("127.0.0.1", 0))
    server = Server(config)
    task = asyncio.create_task(server.serve([listening]))
    try:
        await server.up.wait()
        yield f"ws://127.0.0.1:{listening.getsockname()[1]}/"
    finally:
        server.should_exit = True
        await task


async def hears(client: ClientConnection, wanted: int) -> list[Any]:
    """The next messages, whatever frames they come in."""
    heard: list[Any] = []
    while len(heard) < wanted:
        heard += json.loads(await client.recv())
    return heard


def scenario(
    body: Callable[[Room, str], Awaitable[None]],
    limits: OutboxLimits = OutboxLimits(),  # noqa: B008
    **options: Any,
) -> Coroutine[Any, Any, None]:
    async def play() -> None:
        room = Room(limits)
        async with serving(room, **options) as address:
            await body(room, address)

    return play()


def test_everybody_hears_everything_in_order(run: Run) -> None:
    async def body(room: Room, address: str) -> None:
        async with connect(address) as alice, connect(address) as bob:
            for i in range(200):
                await alice.send(json.dumps(i))
            await alice.send(json.dumps("é" * 40_000))
            for client in (alice, bob):
                assert await hears(client, 201) == [*range(200), "é" * 40_000]

    run(scenario(body))


def test_small_frames_go_out_at_once_and_undeflated(run: Run) -> None:
    async def body(room: Room, address: str) -> None:
        async with connect(address, compression="deflate") as alice:
            assert alice.protocol.extensions == []
            await alice.send("1")
            assert await hears(alice, 1) == [1]
            wire = room.protocols[0].transport.get_extra_info("socket")
            # This server's listening socket says nothing of TCP, as that of several workers.
            assert wire.getsockopt(sockets.IPPROTO_TCP, sockets.TCP_NODELAY)

    run(scenario(body, ws_per_message_deflate=True))


def test_a_peer_that_does_not_read_gets_all_state_later_and_delays_nobody(run: Run) -> None:
    big = OutboxLimits(max_bytes=100_000_000, max_frames=100_000)
    count, text = 400, "x" * 50_000

    async def body(room: Room, address: str) -> None:
        async with connect(address) as quick, connect(address, max_queue=1, max_size=None) as slow:
            slow.transport.pause_reading()
            for i in range(count):
                await quick.send(json.dumps([i, text]))
                assert await hears(quick, 1) == [[i, text]]
            waiting = [one for one in room.sockets if one.waiting_bytes]
            assert len(waiting) == 1
            slow.transport.resume_reading()
            assert [i for i, _ in await hears(slow, count)] == list(range(count))
            assert waiting[0].waiting_bytes == 0

    run(scenario(body, big))


def test_a_peer_that_never_reads_is_cut_off(run: Run) -> None:
    async def body(room: Room, address: str) -> None:
        async with connect(address, max_size=None) as slow:
            slow.transport.pause_reading()
            await room.joined.wait()
            (socket,) = room.sockets
            frame = Frame([b'"' + b"x" * 100_000 + b'"'])
            while not socket.closed:
                socket.send(frame)
                await asyncio.sleep(0)
            await room.left.wait()
            slow.transport.abort()

    run(scenario(body))


@asynccontextmanager
async def one_who_never_reads(address: str) -> AsyncIterator[sockets.socket]:
    """The wire of a client that stops once it is in, with little room at its end."""
    wire = sockets.socket()
    wire.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    wire.connect(("127.0.0.1", int(address.rstrip("/").rpartition(":")[2])))
    wire.setblocking(False)
    client = await connect(address, sock=wire, max_size=None)
    client.transport.pause_reading()
    yield wire
    client.transport.abort()


def test_what_is_not_read_waits_where_it_can_be_dropped(run: Run) -> None:
    async def body(room: Room, address: str) -> None:
        async with one_who_never_reads(address):
            await room.joined.wait()
            (socket,) = room.sockets
            frame = Frame([b'"' + b"x" * 10_000 + b'"'])
            sent = 0
            while not socket.waiting_bytes:
                socket.send(frame)
                sent += frame.size
                await asyncio.sleep(0)
            # What is on its way takes as much again at most.
            assert sent < 3 * UNSENT_BYTES

    run(scenario(body))


def test_nothing_is_kept_of_who_does_not_take_the_close(run: Run) -> None:
    async def body(room: Room, address: str) -> None:
        async with one_who_never_reads(address) as wire:
            await room.joined.wait()
            (socket,), (protocol,) = room.sockets, room.protocols
            while not socket.waiting_bytes:
                socket.send(Frame([b'"' + b"x" * 10_000 + b'"']))
                await asyncio.sleep(0)
            protocol.close_timeout = 0
            socket.close(4000)
            hung_up = select.poll()
            # An orderly end would be behind all that is not read.
            hung_up.register(wire, 0)
            assert await asyncio.to_thread(hung_up.poll, 9_000)
            assert wire.getsockopt(sockets.SOL_SOCKET, sockets.SO_ERROR) == errno.ECONNRESET

    run(scenario(body))


def test_a_close_reaches_the_client_after_what_was_sent(run: Run) -> None:
    async def body(room: Room, address: str) -> None:
        async with connect(address) as alice:
            await alice.send("1")
            room.sockets[0].close(4000, "restart")
            with pytest.raises(ConnectionClosed) as closed:
                while True:
                    await alice.recv()
            assert closed.value.rcvd is not None
            assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4000, "restart")
            await room.left.wait()

    run(scenario(body))


class AnsweredProtocol(DirectProtocol):
    """Says when a ping of its keepalive has been answered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answered = asyncio.Event()

    def handle_pong(self, event: LibraryFrame) -> None:
        super().handle_pong(event)
        if self.last_ping_rtt:
            self.answered.set()


def test_keepalive_pings_go_out_and_are_answered(run: Run) -> None:
    async def body(room: Room, address: str) -> None:
        async with connect(address):
            await room.joined.wait()
            (protocol,) = room.protocols
            assert isinstance(protocol, AnsweredProtocol)
            await protocol.answered.wait()
            assert not room.sockets[0].closed

    run(scenario(body, ws=AnsweredProtocol, ws_ping_interval=0.02, ws_ping_timeout=5))
