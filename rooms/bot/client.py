"""The bot's WebSocket: connects, connects again, keeps time, speaks."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidStatus,
    InvalidURI,
    WebSocketException,
)

from rooms.domain.quota import NoteQuota
from rooms.domain.rates import Rate, TokenBucket
from rooms.protocol.client import Bye, ClientMessage, Note, Notes, Ping, Say

from .clock import Timing
from .errors import BotError, RefusedError, UnreachableError
from .session import Guest, Session
from .wire import encode

TIME_EVERY = 20.0
"""Seconds between two `t` (protocol §4.2)."""
CHAT_RATE = Rate(4, 4.4)
"""The server's 4 in 4 s, and a tenth slower because lines may bunch up on their way."""
CHAT_QUEUE = 12
CHAT_RETRY = 0.2
STEADY_MS = 10_000
"""A connection that held this long was a good one: the count of failures starts again."""
HANDSHAKE_SECONDS = 10.0
CLOSE_SECONDS = 2.0
FIRST_DELAY, LONGEST_DELAY = 0.5, 15.0


@dataclass(frozen=True, slots=True)
class Server:
    """Where to connect to, and after how many failures in a row to give up."""

    url: str
    tries: int = 8


def delay_after(failures: int) -> float:
    """Seconds to wait after so many failures in a row: doubling, up to a limit."""
    return min(LONGEST_DELAY, FIRST_DELAY * 2.0 ** min(failures - 1, 10))


class Client:
    """A `player.Link` over a real connection. `run` has to be running for it to work."""

    def __init__(
        self,
        server: Server,
        guest: Guest,
        *,
        timing: Timing | None = None,
        on_token: Callable[[str], None] = lambda token: None,
        on_news: Callable[[str], None] = lambda text: None,
    ) -> None:
        self._server = server
        self._timing = timing or Timing()
        self._session = Session(guest, self._timing.now(), on_token=on_token)
        self._news = on_news
        self._socket: ClientConnection | None = None
        self._lines: asyncio.Queue[str] = asyncio.Queue(CHAT_QUEUE)
        self._chat_rate = TokenBucket(CHAT_RATE, self._timing.now())
        self._leaving = False
        self.online = asyncio.Event()

    @property
    def quota(self) -> NoteQuota:
        """What the bot may still play, as it counts for itself (protocol §11)."""
        return self._session.quota

    def server_time(self, local: float) -> float:
        """Server ms at a local time in ms."""
        return self._session.clock.at(local)

    async def play(self, at: float, notes: list[Note[float]]) -> None:
        """Send notes that begin `at` a local time in ms; without a connection they are lost."""
        await self._send([Notes(round(self.server_time(at), 1), notes)])

    def say(self, line: str) -> None:
        """Put a line into the chat as soon as the rate allows; too many waiting are dropped."""
        with contextlib.suppress(asyncio.QueueFull):
            self._lines.put_nowait(line)

    async def run(self, on_chat: Callable[[str], None]) -> None:
        """Stay in the room until cancelled or `leave` is called.

        Raises UnreachableError after `server.tries` failures in a row, RefusedError if there is
        no point in trying again.
        """
        self._session.on_chat = on_chat
        failures = 0
        while True:
            started = self._timing.now()
            trouble = await self._visit()
            if self._leaving:
                return
            steady = self._session.joined and self._timing.now() - started >= STEADY_MS
            failures = 1 if steady else failures + 1
            if failures >= self._server.tries:
                raise UnreachableError(
                    f"{self._server.url} could not be reached in {failures} tries ({trouble})."
                )
            delay = delay_after(failures)
            self._news(f"No connection ({trouble}); next try in {delay:g} s.")
            await self._timing.sleep(delay)

    async def leave(self) -> None:
        """Say `bye` and close."""
        self._leaving = True
        socket, self._socket = self._socket, None
        self.online.clear()
        if socket is not None:
            with contextlib.suppress(ConnectionClosed):
                await socket.send(encode([Bye()]))
            await socket.close()

    async def _visit(self) -> str:
        """Hold one connection for as long as it lasts; returns why it ended."""
        try:
            async with asyncio.timeout(HANDSHAKE_SECONDS) as deadline:
                await self._converse(deadline)
        except ConnectionClosed as closed:
            code = closed.rcvd.code if closed.rcvd else None
            if refusal := self._session.refusal(code):
                raise refusal from closed
            return f"closed with code {code}" if code else "connection lost"
        except InvalidStatus as refused:
            status = refused.response.status_code
            if status == 403:
                raise RefusedError("The server refuses connections from here (403).") from refused
            return f"HTTP status {status}"
        except InvalidURI as invalid:
            raise BotError(f"{self._server.url} is not a WebSocket address.") from invalid
        except TimeoutError:
            return "no answer"
        except (OSError, InvalidHandshake, WebSocketException) as trouble:
            return str(trouble) or type(trouble).__name__
        finally:
            self.online.clear()
        return "closed by the server"

    async def _converse(self, deadline: asyncio.Timeout) -> None:
        async with (
            connect(self._server.url, compression=None, close_timeout=CLOSE_SECONDS) as socket,
            self._attached(socket),
        ):
            self._session.open()
            await self._send(self._session.outgoing())
            async for frame in socket:
                self._session.receive(frame, self._timing.now())
                await self._send(self._session.outgoing())
                if self._session.joined and not self.online.is_set():
                    deadline.reschedule(None)
                    self.online.set()
                    self._news(f"In room {self._session.room!r}.")

    @contextlib.asynccontextmanager
    async def _attached(self, socket: ClientConnection) -> AsyncIterator[None]:
        """The tasks that live as long as a connection."""
        self._socket = socket
        tasks = [asyncio.create_task(self._keep_time()), asyncio.create_task(self._talk())]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _keep_time(self) -> None:
        while True:
            await self._timing.sleep(TIME_EVERY)
            await self._send([Ping(self._timing.now())])

    async def _talk(self) -> None:
        while True:
            await self.online.wait()
            line = await self._lines.get()
            while not self._chat_rate.take(self._timing.now()):
                await self._timing.sleep(CHAT_RETRY)
            await self._send([Say(line)])

    async def _send(self, messages: Sequence[ClientMessage[float]]) -> None:
        if messages and self._socket is not None:
            # Who reads from the socket notices the end as well, and deals with it.
            with contextlib.suppress(ConnectionClosed):
                await self._socket.send(encode(messages))
