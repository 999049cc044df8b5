"""Runs steps against the server and the model side by side and compares what is heard."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from rooms.tests.live.fakes import FakeClock

from . import customs, governing, numbers, talking  # noqa: F401 - these register what messages do
from .loop import FedLoop
from .people import Expected, Socket, stream_of
from .server import Heard, Server, Wire, start
from .steps import Chooser, Connect, HangUp, Pass, Say, SayBinary, Step
from .values import same
from .world import World


class Divergence(AssertionError):
    """The server did not do what the model says."""


@dataclass
class Run:
    """One sequence of steps."""

    server: Server
    world: World
    loop: FedLoop
    wires: dict[Socket, Wire] = field(default_factory=dict)
    story: list[str] = field(default_factory=list)
    steps: int = 0

    async def do(self, step: Step) -> None:
        """Take a step, and compare all that came of it."""
        self.steps += 1
        self.story.append(told(step))
        match step:
            case Connect():
                socket = await self.connect(step.address, step.token, greets=step.greets)
                if socket and socket.is_open and step.enters:
                    await self.say(socket, json.dumps([step.enters]), [step.enters])
            case Say(socket, text, elements):
                await self.say(socket, text, elements)
            case SayBinary(socket, frame, message, payload):
                self.wires[socket].say(frame)
                self.world.receive_binary(socket, frame, message, payload)
                await self.compare()
            case HangUp(socket):
                await self.hang_up(socket)
            case Pass(seconds, silent):
                await self.let_pass(seconds, silent)

    async def connect(self, address: str, token: str | None, *, greets: bool) -> Socket | None:
        wire = self.server.dial(address)
        socket = self.world.connect(address)
        await self.loop.settle()
        if wire.accepted != (socket is not None):
            raise Divergence(f"accepted: {wire.accepted}\n{self.tale()}")
        if socket is None:
            return None
        self.wires[socket] = wire
        await self.compare()
        if greets:
            hello = [{"m": "hi"} if token is None else {"m": "hi", "token": token}]
            await self.say(socket, json.dumps(hello), hello)
        return socket

    async def say(self, socket: Socket, text: str, elements: list[Any] | None) -> None:
        self.wires[socket].say(text)
        self.world.receive(socket, len(text.encode("utf-8", "surrogatepass")), elements)
        await self.compare()

    async def hang_up(self, socket: Socket) -> None:
        self.wires[socket].hang_up()
        self.world.hang_up(socket)
        await self.compare()

    async def let_pass(self, seconds: float, silent: Socket | None = None) -> None:
        # A real keeper looks more often; what it would have done long ago is done in time.
        first = min(seconds, 4.0)
        await self._let_pass(first * 1000, silent)
        if seconds > first:
            await self._let_pass((seconds - first) * 1000, silent)

    async def _let_pass(self, ms: float, silent: Socket | None) -> None:
        for socket in [one for one in self.world.sockets if one.user is None and one is not silent]:
            if self.world.now + ms - socket.opened_at > numbers.HELLO_MS:
                await self.hang_up(socket)
        self.server.clock.passed_ms += ms
        self.world.pass_ms(ms)
        await self.compare()
        for socket in [one for one in self.world.sockets if one.user and one is not silent]:
            if self.world.is_silent(socket):
                await self.say(socket, '[{"m":"t"}]', [{"m": "t"}])
        self.world.sweep()
        await self.server.sweep()
        await self.compare()

    async def compare(self) -> None:
        """Everybody must have heard what the model says, and nothing else."""
        await self.loop.settle()
        for socket, wire in list(self.wires.items()):
            frames = wire.heard()
            expected, socket.expected = socket.expected, []
            if expected or frames:
                problem = difference(expected, frames)
                if problem:
                    raise Divergence(f"socket {socket.number}: {problem}\n{self.tale()}")
            if wire.close_code != socket.code:
                raise Divergence(
                    f"socket {socket.number} closed with {wire.close_code}, "
                    f"not {socket.code}\n{self.tale()}"
                )
            if not socket.is_open:
                if not wire.task.done():
                    raise Divergence(f"socket {socket.number} does not end\n{self.tale()}")
                wire.task.result()
                del self.wires[socket]
        self.world.learn()

    async def finish(self) -> None:
        """A newcomer finds every room as the model has it; then all go, and nothing is left."""
        self.story.append("the end")
        await self.let_pass(0.7003)
        rooms = [*self.world.places, "lobby", "Alpha"]
        for number, room_id in enumerate(dict.fromkeys(rooms)):
            socket = await self.connect(f"10.1.0.{number}", None, greets=True)
            assert socket is not None
            elements = [{"m": "ch", "_id": room_id}, {"m": "+ls"}]
            await self.say(socket, json.dumps(elements), elements)
        for socket in list(self.world.sockets):
            await self.hang_up(socket)
        await self.let_pass(5.3)
        left = {name: what for name, what in self.server.leftovers().items() if what}
        if left:
            raise Divergence(f"left over: {left}\n{self.tale()}")

    def tale(self) -> str:
        """What was done, one step a line, and the people in it."""
        people = "\n".join(
            f"  socket {socket.number}: {socket.user} in {socket.place and socket.place.id!r}"
            for socket in self.world.sockets
        )
        return "\n".join([*self.story, people])


def told(step: Step) -> str:
    match step:
        case Say():
            return f"socket {step.socket.number} says {step.text[:300]!r}"
        case SayBinary():
            return f"socket {step.socket.number} says {step.frame[:200]!r}"
        case HangUp():
            return f"socket {step.socket.number} hangs up"
        case Pass():
            silent = f", socket {step.silent.number} silent" if step.silent else ""
            return f"{step.seconds} s pass{silent}"
        case Connect():
            return f"connect from {step.address} with {step.token}, {step.greets}, {step.enters}"


def difference(expected: list[Expected], frames: list[list[Heard]]) -> str:
    """Empty if what was heard is what was expected."""
    heard = [(message, number) for number, frame in enumerate(frames) for message in frame]
    wanted_in: dict[str, list[Expected]] = defaultdict(list)
    for one in expected:
        wanted_in[stream_of(one.message)].append(one)
    heard_in: dict[str, list[tuple[Heard, int]]] = defaultdict(list)
    for message, number in heard:
        heard_in[stream_of(message)].append((message, number))
    together: dict[int, int] = {}
    for stream in {**wanted_in, **heard_in}:
        here = wanted_in[stream]
        problem = _difference_in(here, heard_in[stream], together)
        if problem and any(one.is_open for one in here):
            # What may be missing may have been taken for one like it.
            required = [one for one in here if not one.is_open]
            problem = _difference_in(required, heard_in[stream], together)
        if problem:
            wanted = "\n    ".join(repr(one.message) for one in wanted_in[stream])
            got = "\n    ".join(repr(message) for message, _ in heard_in[stream])
            return f"{problem}\n  expected\n    {wanted}\n  heard\n    {got}"
    return _too_early(expected, [message for message, _ in heard])


def _difference_in(
    expected: list[Expected], heard: list[tuple[Heard, int]], together: dict[int, int]
) -> str:
    left = iter(heard)
    message, number = next(left, (None, 0))
    for one in expected:
        if message is not None and same(one.message, message):
            if one.frame is not None and together.setdefault(one.frame, number) != number:
                return f"{message!r} in a frame of its own"
            message, number = next(left, (None, 0))
        elif not one.is_open:
            return f"{message!r} instead of {one.message!r}"
    return "" if message is None else f"{message!r} is too much"


def _too_early(expected: list[Expected], heard: list[Heard]) -> str:
    """Who comes into a room hears `ch`, `c` and `nq` before anything else about it (2-5, 5.5-1)."""
    kinds = ["custom" if isinstance(message, tuple) else message["m"] for message in heard]
    if "c" not in kinds:
        return ""
    start = kinds.index("c") - 1
    if kinds[start : start + 3] != ["ch", "c", "nq"]:
        return f"{kinds[start : start + 3]} in place of a welcome"
    early = [message for message in heard[:start] if stream_of(message) == "room"]
    # The last words of the room before may come.
    before = takewhile(lambda one: one.frame is None or one.message["m"] != "ch", expected)
    due = sum(stream_of(one.message) == "room" for one in before)
    return f"too early: {early}" if len(early) > due else ""


async def _run(numbers_: Iterable[int], clock: FakeClock) -> int:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, FedLoop)
    run = Run(await start(clock), World(), loop)
    chooser = Chooser(run.world)
    try:
        for at, number in enumerate(numbers_):
            step = chooser.step(number, at)
            if step is not None:
                await run.do(step)
        await run.finish()
    finally:
        for wire in run.wires.values():
            wire.task.cancel()
        await asyncio.gather(*(wire.task for wire in run.wires.values()), return_exceptions=True)
        await run.server.live.stop()
    left = asyncio.all_tasks() - {asyncio.current_task()}
    assert not left, left
    return run.steps


def run_sequence(numbers_: Iterable[int]) -> int:
    """Take the steps that the numbers stand for, on a new server; how many were taken."""
    clock = FakeClock()
    with asyncio.Runner(loop_factory=lambda: FedLoop(clock)) as runner:
        return runner.run(_run(numbers_, clock))
