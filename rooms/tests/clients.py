"""Clients that speak the protocol, so that tests speak of people, rooms and notes.

    alice = await site.join("alice", "My room")
    bob = await site.join("bob", "My room")
    await alice.plays("c3")
    await bob.hears("n", p=alice.id)
    await alice.hears_nothing(after=bob)

A `Site` is a server somewhere or an application in this process (see lines.py). Nothing here waits
for time to pass: silence is shown by a mark that comes after whatever might have been said.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from .lines import PATIENCE, Closed, Dial, Line, Message

_marks = itertools.count(1)
_MARK_Y = -77_777.0
"""Where no test puts a cursor."""


class Client:
    """One socket and the person behind it."""

    def __init__(self, name: str, line: Line) -> None:
        self.name = name
        self.line = line
        self.id = ""
        self.token = ""
        self.room: str | None = None
        self._unheard: deque[Message] = deque()

    def __repr__(self) -> str:
        return f"<{self.name} in {self.room!r}>"

    # Saying

    async def says(self, *messages: Message) -> None:
        """Send messages in one frame."""
        await self.says_raw(json.dumps(messages))

    async def says_raw(self, payload: str | bytes) -> None:
        """Send a frame, whatever it is; bytes make a binary one."""
        await self.line.send(payload)

    async def plays(self, *keys: str, t: float = 1_700_000_000_000) -> None:
        await self.says({"m": "n", "t": t, "n": [{"n": key, "v": 0.5} for key in keys]})

    async def moves(self, x: Any, y: Any) -> None:
        await self.says({"m": "m", "x": x, "y": y})

    async def chats(self, text: str, **fields: Any) -> None:
        await self.says({"m": "a", "message": text, **fields})

    async def enters(self, room: str, settings: Mapping[str, Any] | None = None) -> Message:
        """Ask for a room and wait for the `ch` of it, or of another one."""
        await self.says({"m": "ch", "_id": room, **({"set": settings} if settings else {})})
        return await self.hears("ch")

    async def sets_room(self, settings: Mapping[str, Any]) -> None:
        await self.says({"m": "chset", "set": settings})

    async def calls_itself(self, name: str) -> None:
        await self.says({"m": "userset", "set": {"name": name}})

    async def gives_crown(self, to: Client) -> None:
        await self.says({"m": "chown", "id": to.id})

    async def takes_crown(self) -> None:
        await self.says({"m": "chown", "id": self.id})

    async def drops_crown(self) -> None:
        await self.says({"m": "chown"})

    async def kickbans(self, target: Client, ms: Any) -> None:
        await self.says({"m": "kickban", "_id": target.id, "ms": ms})

    async def unbans(self, target: Client) -> None:
        await self.says({"m": "unban", "_id": target.id})

    async def says_hi(self, token: Any = None) -> Message:
        """Introduce itself and learn who it is."""
        await self.says({"m": "hi", **({} if token is None else {"token": token})})
        hello = await self.hears("hi")
        self.id = hello["u"]["_id"]
        self.token = hello.get("token", token)
        return hello

    async def leaves(self) -> None:
        """Close the socket."""
        await self.line.close()

    # Hearing

    async def hears(self, kind: str, **fields: Any) -> Message:
        """The next message of a kind with such fields; what came before it is passed over."""
        passed: list[str] = []
        wanted = {"m": kind, **fields}
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    message = await self._next()
                    if wanted.items() <= message.items():
                        return message
                    passed.append(message["m"])
        except (TimeoutError, Closed) as error:
            raise AssertionError(f"{self!r} waited for {wanted}, but heard {passed}") from error

    async def hears_next(self, kind: str, **fields: Any) -> Message:
        """The next message, which must be of this kind and have these fields."""
        message = await self.hears_next_of(kind)
        wanted = {"m": kind, **fields}
        assert wanted.items() <= message.items(), f"{self!r} wanted {wanted}, but heard {message}"
        return message

    async def hears_next_of(self, *kinds: str) -> Message:
        """The next message, which must be of one of these kinds."""
        async with asyncio.timeout(PATIENCE):
            message = await self._next()
        assert message["m"] in kinds, f"{self!r} wanted one of {kinds}, but heard {message}"
        return message

    async def hears_frame(self) -> list[Message]:
        """The next frame as it came, nothing of it heard before."""
        assert not self._unheard, f"{self!r} has not heard {list(self._unheard)} yet"
        async with asyncio.timeout(PATIENCE):
            return await self._frame()

    async def hears_before_mark(self, after: Client | None = None) -> list[Message]:
        """All that comes before a mark which `after`, or this client, sets now.

        `after` must be another socket in the same room. What `after` caused before is in front of
        the mark, as are the answers to whatever this client has already heard.
        """
        heard: list[Message] = []
        is_mark = await (after._mark_by_cursor() if after else self._mark_own())
        try:
            async with asyncio.timeout(PATIENCE):
                while not is_mark(message := await self._next()):
                    if message["m"] != "m" or message["y"] != f"{_MARK_Y:.2f}":
                        heard.append(message)
        except (TimeoutError, Closed) as error:
            raise AssertionError(f"{self!r} did not hear the mark, but {heard}") from error
        return heard

    async def hears_nothing(self, *kinds: str, after: Client | None = None) -> None:
        """Nothing, or nothing of these kinds, came before a mark (see `hears_before_mark`)."""
        heard = await self.hears_before_mark(after)
        surprises = [message for message in heard if not kinds or message["m"] in kinds]
        assert not surprises, f"{self!r} heard {surprises}"

    async def is_closed(self) -> int:
        """Hear the socket out; the code that it is closed with."""
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    await self._next()
        except Closed as closed:
            return closed.code

    async def _mark_by_cursor(self) -> Callable[[Message], bool]:
        x = next(_marks)
        await self.moves(x, _MARK_Y)
        mark = {"m": "m", "id": self.id, "x": f"{x:.2f}", "y": f"{_MARK_Y:.2f}"}
        return lambda message: message == mark

    async def _mark_own(self) -> Callable[[Message], bool]:
        # Not by `t`, whose answer goes ahead of what waits.
        if self.room is None:
            await self.says({"m": "+ls"}, {"m": "-ls"})
            return lambda message: message["m"] == "ls" and message["c"]
        text = f"mark {next(_marks)}"
        await self.chats(text)
        return lambda message: message["m"] == "a" and message["a"] == text

    async def _next(self) -> Message:
        while not self._unheard:
            self._unheard.extend(await self._frame())
        message = self._unheard.popleft()
        if message["m"] == "ch":
            self.room = message["ch"]["_id"]
        return message

    async def _frame(self) -> list[Message]:
        payload = await self.line.receive()
        assert isinstance(payload, str), f"{self!r} got a binary frame"
        # What a browser would not take fails the test.
        frame = json.loads(payload, parse_constant=_no_json)
        assert isinstance(frame, list)
        assert frame
        assert all(isinstance(message["m"], str) for message in frame)
        payload.encode()
        return frame


def _no_json(constant: str) -> NoReturn:
    raise AssertionError(f"{constant} is no JSON")


class Site:
    """A server that people come to."""

    def __init__(self, dial: Dial) -> None:
        self._dial = dial
        self._clients: list[Client] = []

    async def connect(self, name: str = "somebody", **how: Any) -> Client:
        """A socket that has said and heard nothing; `how` is for the way of dialling."""
        client = Client(name, await self._dial(**how))
        self._clients.append(client)
        return client

    async def arrive(self, name: str, token: Any = None, **how: Any) -> Client:
        """Somebody who has said `hi` and is in no room yet."""
        client = await self.connect(name, **how)
        await client.hears_next("b")
        await client.says_hi(token)
        return client

    async def join(
        self, name: str, room: str, settings: Mapping[str, Any] | None = None, **how: Any
    ) -> Client:
        """Somebody called `name` who is in a room and has heard all that comes with it."""
        client = await self.arrive(name, **how)
        await client.calls_itself(name)
        await client.enters(room, settings)
        await client.hears("nq")
        return client

    async def tab_of(self, client: Client, room: str | None = None) -> Client:
        """Another socket of the same person, in the same room or another one."""
        tab = await self.arrive(f"{client.name}'s tab", client.token)
        assert tab.id == client.id
        await tab.enters(room or client.room or "")
        await tab.hears("nq")
        return tab

    def forget(self, client: Client) -> None:
        """`close` need not end this one."""
        self._clients.remove(client)

    async def close(self) -> None:
        """Have everybody leave."""
        clients, self._clients = self._clients, []
        for client in clients:
            await client.leaves()
