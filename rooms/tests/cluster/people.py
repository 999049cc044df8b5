"""People who stay: each keeps a picture of the room as a client does, and comes back if closed."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Callable, Sequence
from contextlib import suppress

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from rooms.tests.lines import PATIENCE, Message, new_address

BACK_OFF_S = (0.05, 0.5, 1.0, 2.5)
PING_S = 5.0
_notes = itertools.count(1)


class View:
    """The room as somebody sees it."""

    def __init__(self) -> None:
        self.room: str | None = None
        self.people: dict[str, tuple[str, str]] = {}
        self.crown: Message | None = None
        self.settings: Message = {}
        self.chat: list[str] = []
        self.notes = 0
        self.heard: set[str] = set()
        self.left: set[str] = set()

    def take(self, message: Message) -> None:
        """What a client makes of a message."""
        match message["m"]:
            case "ch":
                room = message["ch"]
                if room["_id"] != self.room:
                    self.chat = []
                self.room, self.crown = room["_id"], room.get("crown")
                self.settings = room["settings"]
                self.people = {one["_id"]: _look(one) for one in message["ppl"]}
            case "p":
                self.people[message["_id"]] = _look(message)
            case "bye":
                self.people.pop(message["p"], None)
                self.left.add(message["p"])
            case "c":
                self.chat = [line["id"] for line in message["c"]]
            case "a":
                self.chat.append(message["id"])
                self.heard.add(message["a"])
            case "n":
                self.notes += 1

    def picture(self) -> Message:
        """What everybody in the room has to agree on."""
        return {
            "people": self.people,
            "crown": self.crown,
            "settings": self.settings,
            "chat": self.chat[-32:],
        }


def _look(person: Message) -> tuple[str, str]:
    return person["name"], person["color"]


class Inhabitant:
    """Somebody with one socket, in one room, at the doors of some workers."""

    def __init__(self, name: str, room: str, doors: Sequence[Callable[[], str]]) -> None:
        self.name = name
        self.room = room
        self.view = View()
        self.id = ""
        self.closed_with: list[int] = []
        self.said: list[str] = []
        self._returns = True
        self._doors = doors
        self._door = 0
        self._token: str | None = None
        self._address = new_address()
        self._socket: ClientConnection | None = None
        self._changed = asyncio.Condition()
        self._life: asyncio.Task[None] | None = None

    async def come(self) -> None:
        """Return in the room."""
        self._life = asyncio.create_task(self._live())
        await self.sees(lambda view: view.room is not None)

    async def go(self) -> None:
        if self._life:
            self._life.cancel()
            await asyncio.gather(self._life, return_exceptions=True)
        if self._socket:
            await self._socket.close()

    def does_not_return(self) -> None:
        """The next close is the last."""
        self._returns = False

    async def says(self, *messages: Message) -> None:
        """Send what can be sent."""
        if self._socket:
            with suppress(ConnectionClosed):
                await self._socket.send(json.dumps(messages))

    async def plays(self) -> None:
        await self.says({"m": "n", "t": next(_notes), "n": [{"n": "c3", "v": 0.5}]})

    async def sees(
        self, fact: Callable[[View], bool], seconds: float = PATIENCE, what: str = ""
    ) -> None:
        """Wait until it is so."""
        async with self._changed:
            try:
                async with asyncio.timeout(seconds):
                    await self._changed.wait_for(lambda: fact(self.view))
            except TimeoutError:
                raise AssertionError(f"{self.name} does not see {what or fact}") from None

    async def _live(self) -> None:
        tries = 0
        while self._returns:
            try:
                await self._stay()
                tries = 0
            except (OSError, InvalidHandshake, ConnectionClosed, TimeoutError):
                pass
            self._socket = None
            self._door += 1
            await asyncio.sleep(BACK_OFF_S[min(tries, len(BACK_OFF_S) - 1)])
            tries += 1

    async def _stay(self) -> None:
        door = self._doors[self._door % len(self._doors)]()
        async with connect(
            f"{door}/ws",
            additional_headers={"X-Forwarded-For": self._address},
            compression=None,
            ping_interval=None,
            open_timeout=PATIENCE,
            max_queue=None,
            proxy=None,
        ) as socket:
            self._socket = socket
            await self.says({"m": "hi", **({"token": self._token} if self._token else {})})
            pinging = asyncio.create_task(self._ping())
            try:
                async for frame in socket:
                    await self._take(json.loads(frame))
            finally:
                pinging.cancel()
                if socket.close_code is not None:
                    self.closed_with.append(socket.close_code)

    async def _take(self, frame: list[Message]) -> None:
        async with self._changed:
            for message in frame:
                if message["m"] == "hi":
                    self.id = message["u"]["_id"]
                    self._token = message.get("token", self._token)
                    named = {"m": "userset", "set": {"name": self.name}}
                    enter = {"m": "ch", "_id": self.room}
                    await self.says(
                        *([named, enter] if message["u"]["name"] != self.name else [enter])
                    )
                self.view.take(message)
            self._changed.notify_all()

    async def _ping(self) -> None:
        while True:
            await self.says({"m": "t", "e": 1})
            await asyncio.sleep(PING_S)


class Rumour:
    """Lines of chat that somebody says on and on, and which of them everybody was told."""

    def __init__(self, who: Inhabitant, every_s: float) -> None:
        self._who = who
        self._task = asyncio.create_task(self._talk(every_s))

    async def _talk(self, every_s: float) -> None:
        for number in itertools.count():
            text = f"{self._who.name} {number}"
            self._who.said.append(text)
            await self._who.says({"m": "a", "message": text})
            await self._who.plays()
            await asyncio.sleep(every_s)

    async def end(self) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
