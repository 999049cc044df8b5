"""Everything that the live part of one process shares, wired together."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Protocol

from rooms.archive import Archive
from rooms.clock import Chance, Clock
from rooms.conf import Limits
from rooms.desk import Desk
from rooms.domain.words import NO_WORDS, WordFilter
from rooms.doorkeeper import Doorkeeper
from rooms.hub import Hub
from rooms.identity import Identity
from rooms.listing import Listing
from rooms.plugins import NO_PLUGINS, Plugins
from rooms.presence import Presence
from rooms.protocol.decoding import Message
from rooms.sockets.base import Farewell, OutboxLimits
from rooms.state.base import RoomStore

log = logging.getLogger("rooms.live")


@dataclass(frozen=True, slots=True)
class Words:
    """Filtered words: everywhere, and in rooms that ask for it (docs/protocol.md §6.3)."""

    everywhere: WordFilter = NO_WORDS
    where_asked: WordFilter = NO_WORDS


class Membership(Protocol):
    """A process's place among the processes of a site."""

    async def begin(self, live: Live) -> None:
        """Become one of them. Raises StoreAway."""
        ...

    async def meet(self, live: Live, room_id: str) -> None:
        """Learn what only other processes know of a room, before somebody here enters it."""
        ...

    async def ask(self, live: Live, topic: str, about: Any) -> list[Any]:
        """What `live.answers[topic](about)` is in every process, this one among them.

        Whoever does not answer in time is left out.
        """
        ...

    async def hand_over(self) -> None:
        """Have the others wait for the people of this process, which ends."""
        ...


class Alone:
    """There is one process."""

    async def begin(self, live: Live) -> None:
        return

    async def meet(self, live: Live, room_id: str) -> None:
        return

    async def ask(self, live: Live, topic: str, about: Any) -> list[Any]:
        return [live.answers[topic](about)]

    async def hand_over(self) -> None:
        return


@dataclass(frozen=True, slots=True)
class Parts:
    """What differs between a site of one process and one of several."""

    process: str
    store: RoomStore
    presence: Presence
    membership: Membership


@dataclass(slots=True, weakref_slot=True)
class Live:
    """The parts; services get it as their first argument."""

    limits: Limits
    clock: Clock
    chance: Chance
    hub: Hub
    store: RoomStore
    archive: Archive
    identity: Identity
    listing: Listing
    doorkeeper: Doorkeeper
    outbox: OutboxLimits
    farewell: Farewell
    decode: Callable[[bytes | str], list[Message | None]]
    desk: Desk
    presence: Presence
    process: str = "one"
    """The part of its sockets' ids before the point."""
    handing_over: bool = False
    """This process ends; its people come back by other processes."""
    decisions: int = 0
    """How many decisions of staff have reached this process."""
    membership: Membership = field(default_factory=Alone)
    answers: dict[str, Callable[[Any], Any]] = field(default_factory=dict)
    """What can be asked of a process, by topic; any channel layer can carry the answers."""
    words: Words = Words()
    plugins: Plugins = NO_PLUGINS
    motd: str = ""
    origins: tuple[str, ...] = ()
    address_of: Callable[[dict[str, Any]], str] = lambda scope: "unknown"
    _sockets: Iterator[int] = field(default_factory=lambda: count(1))
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _loop: asyncio.AbstractEventLoop | None = None
    _ready: asyncio.Event | None = None

    @property
    def now(self) -> int:
        """ms since the epoch."""
        return int(self.clock.wall())

    @property
    def loop(self) -> asyncio.AbstractEventLoop | None:
        """In which it runs; None before the first start and after the end."""
        return self._loop

    async def start(self, *background: Callable[[Live], Coroutine[Any, Any, None]]) -> None:
        """Begin to deliver, with `background` work beside, in the running loop.

        Further calls wait until the first one is done.
        """
        loop = asyncio.get_running_loop()
        if self._loop is loop and self._ready is not None:
            await self._ready.wait()
            return
        self._loop, self._ready = loop, asyncio.Event()
        try:
            await self.hub.start()
            await self.membership.begin(self)
            await self.desk.prepare()
        except BaseException:
            # Who waits for it may as well try it.
            self._loop, ready = None, self._ready
            ready.set()
            raise
        self.spawn(self.desk.attend())
        for work in background:
            self.spawn(work(self))
        self._ready.set()

    async def hand_over(self) -> None:
        """This process is about to end: its people keep their places for a while."""
        self.handing_over = True
        await self.membership.hand_over()

    async def stop(self) -> None:
        """End all work and write what waits to be written."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.listing.close()
        await self.hub.stop()
        await self.archive.flush()
        self._loop = self._ready = None

    def end(self) -> None:
        """At exit: cancel what is left in a loop that its server has stopped without closing."""
        loop = self._loop
        if loop is None or loop.is_running() or loop.is_closed():
            return
        tasks = asyncio.all_tasks(loop)
        for task in tasks:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))

    def turn_away(self, scope: dict[str, Any]) -> int | None:
        """The status that refuses an upgrade before anything is made for it; None: go on.

        `scope` has `client` and `headers`. Whoever goes on is counted when the handshake is read.
        """
        status = self.doorkeeper.refusal(self.address_of(scope), self.clock.steady())
        if status is not None:
            self.hub.tally.turned_away[status] += 1
        return status

    def new_socket_id(self) -> str:
        """Unlike that of any other socket of the site."""
        return f"{self.process}.{next(self._sockets)}"

    def call_from_thread(self, act: Callable[..., object], *arguments: object) -> None:
        """Have the loop call `act`; nothing happens while the live part does not run."""
        loop = self._loop
        # Between the question and the call the loop may end, and with it whoever was to be told.
        with contextlib.suppress(RuntimeError):
            if loop is not None:
                loop.call_soon_threadsafe(act, *arguments)

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside; what it raises is logged."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("Background work failed", exc_info=error)
