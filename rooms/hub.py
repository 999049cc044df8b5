"""This process's sockets by room and by user, and the one way a message takes to them.

publish ─▶ pending batch of the room ─▶ delivery cycle ─▶ channel layer ─▶ deliver ─▶ sockets
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, contextmanager
from time import perf_counter
from typing import Any

from rooms.batch import Audience, Batch, deliver
from rooms.conf import Limits
from rooms.cycle import DeliveryCycle
from rooms.domain.room import Room
from rooms.groups import CONTROL_GROUP, room_group
from rooms.lately import Lately
from rooms.listening import Listening
from rooms.meters import Meters
from rooms.orders import Order, Orders
from rooms.session import Connection, Gone, LocalRoom, UserHere
from rooms.sockets.frame import Frame, Kind
from rooms.tally import Tally, type_of

log = logging.getLogger("rooms.hub")

RETRY_S = 1.0
"""Pause before a failing layer is read again."""


def telling(user_id: str, fragment: bytes) -> dict[str, Any]:
    """A message for all sockets of a user, in whatever room and process."""
    return {"type": "user.tell", "user": user_id, "fragment": fragment}


class Hub:
    """Who is where in this process, and all that it delivers."""

    def __init__(self, layer: Any, limits: Limits) -> None:
        memory_ms, memory = limits.meter_memory_ms, limits.meter_memory
        self.rooms: dict[str, LocalRoom] = {}
        self.users: dict[str, UserHere] = {}
        self.connections: set[Connection] = set()
        self._users_left: Lately[str, Gone] = Lately(memory_ms, memory)
        self._meters_left: Lately[tuple[str, str], Meters] = Lately(memory_ms, memory)
        self.tally = Tally()
        self.layer = layer
        self.listening = Listening(layer)
        # Cursors, as other processes know them, of rooms that nobody here is in yet.
        self.met: dict[str, Mapping[str, tuple[str, str]]] = {}
        self.arriving: dict[str, set[Connection]] = {}
        """Sockets that a room may hold already, and that are not in it here yet."""
        self._cycle = DeliveryCycle(layer, limits.tick_ms, self.tally)
        self.at_once = True  # Whether a layer that can delivers in the turn of a cycle's run.
        self._cursor_wait_s = limits.cursor_tick_ms / 1000
        self._post_handlers: dict[str, Callable[[dict[str, Any]], None]] = {
            "room.batch": self._take_batch,
            "user.tell": self._tell_here,
        }
        # Takes what comes with a state of a room that another process may have changed.
        self.on_state: Callable[[str, dict[str, Any]], None] = lambda room_id, patch: None
        self._orders = Orders()
        self._tasks: list[asyncio.Task[None]] = []

    # Life

    async def start(self) -> None:
        """Begin to read and to deliver, in the running loop; further calls do nothing."""
        if self.listening.channel:
            return
        await self.listening.start()
        listen = getattr(self.layer, "listen", None) if self.at_once else None
        cycles = self._cycle.run(at_once=listen is not None)
        self._tasks = [asyncio.create_task(cycles, name="mpp-cycles")]
        if listen is not None:
            listen(self.listening.channel, self._take)
        else:
            self._tasks.append(asyncio.create_task(self._read(), name="mpp-reader"))

    async def stop(self) -> None:
        """End what `start` began."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        if ignore := getattr(self.layer, "ignore", None):
            ignore(self.listening.channel)
        await self.listening.stop()

    async def send(self, group: str, message: dict[str, Any]) -> None:
        """Send a message with a type of its own to a group, at once."""
        await self.layer.group_send(group, message)

    # Who is where

    def add(self, connection: Connection) -> None:
        """A socket was accepted."""
        self.connections.add(connection)

    def remove(self, connection: Connection, now: float) -> None:
        """A socket is gone at `now` (ms of the steady clock); safe at any time, more than once."""
        self.connections.discard(connection)
        user = connection.user
        here = self.users.get(user.user_id) if user else None
        if user and here:
            here.connections.discard(connection)
            if not here.connections:
                del self.users[user.user_id]
                self._users_left.put(user.user_id, Gone(here.rates, user.vanished), now)

    def identify(self, connection: Connection, now: float) -> UserHere:
        """The socket's user is known since `now` (ms of the steady clock)."""
        if connection.user is None:
            raise ValueError("identify a connection after its user is set")
        user_id = connection.user.user_id
        here = self.users.get(user_id)
        if here is None:
            left = self._users_left.take(user_id, now)
            here = self.users[user_id] = UserHere(now, left.rates if left else None)
        here.connections.add(connection)
        return here

    def had_vanished(self, user_id: str, now: float) -> bool:
        """Whether a user who left a short time before `now` was vanished then."""
        left = self._users_left.get(user_id, now)
        return left is not None and left.had_vanished

    def connections_of(self, user_id: str) -> list[Connection]:
        """The sockets of a user in this process."""
        here = self.users.get(user_id)
        return list(here.connections) if here else []

    def reserve(self, room_id: str) -> AbstractAsyncContextManager[None]:
        """Listen to a room before somebody enters it, so that nothing said in between is missed."""
        return self.listening.reserve(room_id)

    @contextmanager
    def arrives(self, connection: Connection, room_id: str) -> Iterator[None]:
        """The socket is on its way into a room."""
        self.arriving.setdefault(room_id, set()).add(connection)
        try:
            yield
        finally:
            self.arriving[room_id].discard(connection)
            if not self.arriving[room_id]:
                del self.arriving[room_id]

    def enter(self, connection: Connection, room: Room, version: int) -> LocalRoom:
        """Put a socket into a reserved room; it gets what is published after `version`."""
        local = self.rooms.get(room.id)
        if local is None:
            local = self.rooms[room.id] = LocalRoom(room)
            local.learn_cursors(self.met.pop(room.id, {}))
        local.room = room
        local.add(connection, version)
        return local

    def exit(self, connection: Connection, now: float) -> None:
        """Take a socket out of its room at `now` (ms of the steady clock), if it is in one."""
        local = connection.local
        if local is None:
            return
        if meters := local.remove(connection):
            self._meters_left.put((local.id, connection.user_id), meters, now)
        if not local.connections and self.rooms.get(local.id) is local:
            del self.rooms[local.id]

    def recall_meters(self, room_id: str, user_id: str, now: float) -> Meters | None:
        """The meters of a user who left a room a short time before `now` and is back."""
        return self._meters_left.take((room_id, user_id), now)

    def renew(self, room: Room) -> None:
        """The room as it is now, for the sockets of this process that are in it."""
        if local := self.rooms.get(room.id):
            local.renew(room)

    async def tidy(self, now: float) -> None:
        """Forget who left long ago, and stop listening to rooms that nobody here is in any more."""
        self._users_left.tidy(now)
        self._meters_left.tidy(now)
        await self.listening.tidy(self.rooms.keys())
        for room_id in self.met.keys() - self.listening.rooms:
            del self.met[room_id]

    # Out

    def publish(
        self,
        room_id: str,
        fragment: bytes,
        kind: Kind = Kind.STATE,
        *,
        sender: str | None = None,
        version: int = 0,
        only: Audience | None = None,
    ) -> None:
        """Tell a room something: all but the socket `sender`, or `only` an audience.

        `version` is that of the room's state which the message belongs to; sockets that came in
        with that version or a later one know it already. 0: it belongs to none.
        """
        self._cycle.batch(room_id).add(fragment, kind, sender, version, only)

    async def flush(self, room_id: str) -> None:
        """Return when all that was published to a room is sent."""
        await self._cycle.flush(room_id)

    def publish_move(
        self, room_id: str, fragment: bytes, sender: str, user_id: str, place: tuple[str, str]
    ) -> None:
        """Tell a room, and every process, where the cursor of a user is now."""
        batch = self._cycle.batch(room_id, self._cursor_wait_s)
        batch.cursors[user_id] = place
        batch.add(fragment, Kind.CURSOR, sender, 0, None)

    def order(self, room_id: str, name: str, *arguments: Any) -> None:
        """Have every process with somebody in the room carry out an order, after this batch."""
        self._cycle.batch(room_id).orders.append((name, *arguments))

    def batch(self, room_id: str) -> Batch:
        """What is told to a room next."""
        return self._cycle.batch(room_id)

    def on_order(self, name: str, handler: Order, *, first: bool = False) -> None:
        """Let `handler(local_room, *arguments)` carry out the orders called `name`.

        They run after the messages of their batch, or `first`, before these.
        """
        self._orders.on(name, handler, first=first)

    def tell_user(self, user_id: str, fragment: bytes) -> None:
        """Send a message to all sockets of a user, in whatever room and process."""
        self.post(telling(user_id, fragment))

    def post(self, message: dict[str, Any], room_id: str | None = None) -> None:
        """Send a message with a type of its own to every process, or to those in a room.

        It is not part of the room's batches and arrives before the next one.
        """
        self._cycle.post(CONTROL_GROUP if room_id is None else room_group(room_id), message)

    def on_post(self, type: str, handler: Callable[[dict[str, Any]], None]) -> None:
        """Let `handler` take the posted messages of a type."""
        self._post_handlers[type] = handler

    # In

    async def _read(self) -> None:
        while True:
            try:
                message = await self.layer.receive(self.listening.channel)
            except Exception:
                log.exception("The channel layer cannot be read")
                await asyncio.sleep(RETRY_S)
                continue
            self._cycle.took(self._take(message))

    def _take(self, message: dict[str, Any]) -> float:
        """Carry out what the layer brings; in how many seconds."""
        started = perf_counter()
        try:
            self._post_handlers[message["type"]](message)
        except Exception:
            log.exception("A delivery failed")
        took = perf_counter() - started
        self.tally.cycle_s += took
        return took

    def _tell_here(self, message: dict[str, Any]) -> None:
        frame = Frame([message["fragment"]])
        for connection in self.connections_of(message["user"]):
            self.tally.told(type_of(message["fragment"]), frame.size)
            connection.socket.send(frame)

    def _take_batch(self, message: dict[str, Any]) -> None:
        if state := message.get("state"):
            self.on_state(message["room"], state)
        local = self.rooms.get(message["room"])
        if local is None:
            return
        # What this process has sent it knew before.
        if not local.connections.keys() & message["senders"].keys():
            local.learn_cursors(message["cursors"])
        self._orders.run_first(message["orders"], local)
        self.tally.delivered(message, local.connections)
        deliver(message, local)
        self._orders.run_rest(message["orders"], local)
