"""The target: one server that lives on, and scripts of what sockets do to it.

A script is lines of bytes. The first byte says what they do, the next one names a socket, 0 to 9:

    3[{"m":"hi"}]       socket 3 sends a text frame ($4: the id of socket 4's user, $t4: its token)
    *3...               socket 3 sends these bytes as a binary frame
    =3{...}|...         socket 3 sends a well-made binary frame: metadata and payload
    %3Alpha             socket 3 says hi and enters a room, with the settings it has
    -3                  socket 3 hangs up
    ~16.3               so many seconds pass

Two sockets each share an address, and so a user. Those of the first are staff.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from typing import Any

import msgspec
from django.contrib.auth.models import Group, User
from django.db import connection as database

from moderation.models import AddressSighting, AuditEntry, Ban, Order
from rooms.derived_ids import user_of
from rooms.models import ChatLine, Player, PlayerName, RoomRecord
from rooms.tests.live.fakes import FakeClock
from rooms.tests.model.loop import FedLoop
from rooms.tests.model.server import ErrorLog, Server, Wire, start

from .grammar import SOCKETS
from .memory import STAFF_ACCOUNT, Memory, StaffDesk

EACH_SETTLES = 4
"""Frames are handled in bundles of so many, so that handlers get in each other's way."""
LONGEST_PASSING_S = 1_000_000.0
BETWEEN_SCRIPTS_S = 7_200.0
"""After that nobody is shut out, and no rate and no meter is remembered."""
_NAMED = re.compile(rb"\$(t?)([0-9])")
_WRITTEN = (ChatLine, PlayerName, RoomRecord, Ban, AuditEntry, Order, AddressSighting)


class Finding(AssertionError):
    """The server did what it must not, whatever it is told."""


class Site:
    """A server and the sockets at it. `frames` is how many it has been sent.

    With a `memory` that stands for the database, and moderators who are in it.
    """

    def __init__(self, errors: ErrorLog, memory: Memory | None = None) -> None:
        self._errors = errors
        self._memory = memory
        self._clock = FakeClock()
        self._loop = FedLoop(self._clock)
        self._loop.set_exception_handler(self._take_stray)
        self._strays: list[str] = []
        self._wires: dict[int, Wire] = {}
        self._names: dict[bytes, bytes] = {}
        self._unsettled = 0
        self.frames = 0
        self._server: Server = self._run(
            start(self._clock, None if memory is None else StaffDesk(memory))
        )
        self._run(self._settle_in())
        self._promote(user_of(address_of(0)))
        self._tasks = len(asyncio.all_tasks(self._loop))

    def play(self, script: bytes) -> None:
        """Do what a script says, and hold the server to what is true of any. Raises Finding."""
        self._errors.lines.clear()
        self._strays.clear()
        self._run(self._play(script.split(b"\n")))

    def purge(self) -> None:
        """Forget what scripts have left in the database."""
        if self._memory is not None:
            self._memory.clear()
            return
        with database.cursor() as cursor:
            for model in _WRITTEN:
                # Past the models: the record of staff may not be deleted by them.
                cursor.execute(f"DELETE FROM {model._meta.db_table}")

    def close(self) -> None:
        """Stop the server, and whatever a finding has left of it."""
        self._run(self._stop())
        self._loop.close()

    async def _stop(self) -> None:
        await self._server.live.stop()
        left = asyncio.all_tasks(self._loop) - {asyncio.current_task(self._loop)}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _promote(self, user_id: str) -> None:
        if self._memory is not None:
            player = self._memory.players[user_id]
            self._memory.players[user_id] = player._replace(account_id=STAFF_ACCOUNT)
            return
        account, _ = User.objects.get_or_create(username="fuzzer")
        account.groups.add(Group.objects.get(name="admin"))
        Player.objects.filter(pk=user_id).update(account=account)

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self._loop.run_until_complete(work)

    async def _settle_in(self) -> None:
        """Every user is known."""
        for number in range(SOCKETS):
            self._send(number, '[{"m":"hi"}]')
            await self._loop.settle()
            frames = [json.loads(frame) for frame in self._wires[number].take()]
            answers = [one for frame in frames for one in frame]
            token = next(one["token"] for one in answers if one["m"] == "hi")
            self._names[b"%d" % number] = user_of(address_of(number)).encode()
            self._names[b"t%d" % number] = token.encode()
        await self._all_go()

    async def _play(self, lines: Iterable[bytes]) -> None:
        for line in lines:
            await self._do(line[:1], line[1:])
        await self._settle()
        await self._all_go()
        await self._pass(BETWEEN_SCRIPTS_S)
        self._check_nothing_is_left()

    async def _do(self, what: bytes, rest: bytes) -> None:
        if what.isdigit():
            await self._say(int(what), rest.decode("utf-8", "replace"))
        elif what == b"~":
            with suppress(ValueError):
                await self._pass(min(abs(float(rest)), LONGEST_PASSING_S))
        elif rest[:1].isdigit():
            number, told = int(rest[:1]), rest[1:]
            if what == b"*":
                await self._say(number, told)
            elif what == b"=":
                meta, _, payload = self._named(told).partition(b"|")
                await self._say(number, len(meta).to_bytes(4, "big") + meta + payload)
            elif what == b"%":
                room = told.decode("utf-8", "replace")
                frame = json.dumps([{"m": "hi"}, {"m": "ch", "_id": room}])
                await self._say(number, frame)
            elif what == b"-" and (wire := self._wires.get(number)):
                wire.hang_up()
                await self._settle()

    async def _say(self, number: int, frame: str | bytes) -> None:
        if isinstance(frame, str) and "$" in frame:
            frame = self._named(frame.encode()).decode()
        self._send(number, frame)
        self._unsettled += 1
        if self._unsettled >= EACH_SETTLES:
            await self._settle()

    def _send(self, number: int, frame: str | bytes) -> None:
        wire = self._wires.get(number)
        if wire is None or wire.close_code is not None:
            wire = self._wires[number] = self._server.dial(address_of(number))
        wire.say(frame)
        self.frames += 1

    def _named(self, frame: bytes) -> bytes:
        return _NAMED.sub(lambda found: self._names[found[1] + found[2]], frame)

    async def _settle(self) -> None:
        """All that was sent is dealt with; look at what came of it."""
        self._unsettled = 0
        await self._loop.settle()
        heard: set[str | bytes] = set()
        for number, wire in list(self._wires.items()):
            heard.update(wire.take())
            if wire.task.done():
                # What a consumer lets through is a bug, whatever it was sent.
                wire.task.result()
                del self._wires[number]
        for frame in heard:
            look_at(frame)
        if self._errors.lines or self._strays:
            raise Finding("\n".join([*self._errors.lines, *self._strays]))

    async def _pass(self, seconds: float) -> None:
        await self._settle()
        self._clock.pass_s(seconds)
        await self._server.sweep()
        await self._settle()

    async def _all_go(self) -> None:
        for wire in self._wires.values():
            wire.hang_up()
        await self._settle()
        if self._wires:
            raise Finding(f"sockets that do not end: {list(self._wires)}")

    def _check_nothing_is_left(self) -> None:
        left = {name: what for name, what in self._server.leftovers().items() if what}
        if left:
            raise Finding(f"left over: {left}")
        tasks = asyncio.all_tasks(self._loop) - {asyncio.current_task(self._loop)}
        # Somebody who looks in from time to time may be at it.
        if len(tasks) > self._tasks:
            raise Finding(f"tasks that were left: {tasks}")

    def _take_stray(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        self._strays.append(repr(context))


def address_of(number: int) -> str:
    return f"10.0.0.{number // 2}"


def look_at(frame: str | bytes) -> None:
    """What goes out is JSON that a browser takes (1-8)."""
    if isinstance(frame, bytes):
        frame = frame[4 : 4 + int.from_bytes(frame[:4], "big")].decode()
    try:
        msgspec.json.decode(frame)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise Finding(f"{error}: {frame[:300]!r}") from None
