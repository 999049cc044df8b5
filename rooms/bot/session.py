"""One bot in one room, without its socket: frames in, frames out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rooms.domain.names import RoomKind, kind_of
from rooms.domain.quota import LOBBY, NoteQuota, QuotaParams
from rooms.protocol.client import ClientMessage, EnterRoom, Hello, Ping, UserSet

from .clock import ServerClock
from .errors import RefusedError
from .wire import Chat, Greeting, Heard, Notice, Quota, Room, ServerTime, decode

_FINAL_CODES = {
    4001: "too many users from this address",
    4005: "this address is filtered",
    4008: "banned from the site",
    4009: "too many connections of this user",
}
_ADDRESS_BANNED = range(4500, 5000)


@dataclass(frozen=True, slots=True)
class Guest:
    """Who wants to play where. Name and colour stay as the server has them if they are None."""

    room: str
    name: str | None = None
    color: str | None = None
    token: str | None = None


class Session:
    """Says what has to be said to get into the room, and learns what the server tells.

    It outlives connections: `open` begins a new one. Times are local ms.
    """

    def __init__(
        self,
        guest: Guest,
        now: float,
        *,
        on_chat: Callable[[str], None] = lambda text: None,
        on_token: Callable[[str], None] = lambda token: None,
    ) -> None:
        self.guest = guest
        self.token = guest.token
        self.clock = ServerClock()
        # The least a room gives, until `nq` tells more.
        self.quota = NoteQuota(LOBBY, now)
        self.joined = False
        self.room = guest.room
        self.notice = ""
        self.on_chat = on_chat
        self._on_token = on_token
        self._outgoing: list[ClientMessage[float]] = []

    def open(self) -> None:
        """A connection is there: introduce the bot (protocol §2, §4.1)."""
        self.joined = False
        self.notice = ""
        self.clock.restart()
        self._outgoing = [Hello(token=self.token)]

    def receive(self, frame: str | bytes, now: float) -> None:
        """Take in a frame. Raises RefusedError if it puts the bot out of its room."""
        for message in decode(frame):
            self._take(message, now)

    def outgoing(self) -> list[ClientMessage[float]]:
        """What is to be sent now; it is handed out once."""
        messages, self._outgoing = self._outgoing, []
        return messages

    def refusal(self, code: int | None) -> RefusedError | None:
        """The error a close code stands for, if coming back would be no use (protocol §13)."""
        reason = _FINAL_CODES.get(code or 0)
        if reason is None and code in _ADDRESS_BANNED:
            reason = "this address is banned for some minutes"
        if reason is None:
            return None
        return RefusedError(f"The server does not let the bot in: {self.notice or reason}.")

    def _take(self, message: Heard, now: float) -> None:
        match message:
            case Greeting():
                self._greet(message, now)
            case ServerTime(t=server, e=sent) if sent is not None:
                self.clock.answered(server, sent, now)
            case Room():
                self._enter(message.ch.id)
            case Quota():
                params = QuotaParams(message.allowance, message.max, max(1, message.maxHistLen))
                self.quota.set_params(params, now)
            case Chat():
                self.on_chat(message.a)
            case Notice():
                self.notice = (message.text or message.title).rstrip(".")

    def _greet(self, hello: Greeting, now: float) -> None:
        self.clock.greeted(hello.t, now)
        if hello.token is not None and hello.token != self.token:
            self.token = hello.token
            self._on_token(hello.token)
        wanted = {"name": self.guest.name, "color": self.guest.color}
        known = {"name": hello.u.name, "color": hello.u.color}
        changes = {k: value for k, value in wanted.items() if value not in (None, known[k])}
        # Before the room, so that nobody there sees the bot under another name.
        if changes:
            self._outgoing.append(UserSet(changes))
        self._outgoing += [Ping(now), EnterRoom(self.guest.room)]

    def _enter(self, room: str) -> None:
        """A `ch` for another room means: refused, kicked or moved (protocol §5.4, §8.1)."""
        full_lobby = RoomKind.LOBBY is kind_of(self.guest.room) is kind_of(room)
        if room != self.guest.room and not full_lobby:
            verb = "was put out of" if self.joined else "may not enter"
            reason = self.notice or f"the server moved it to {room}"
            raise RefusedError(f"The bot {verb} the room {self.guest.room!r}: {reason}.")
        self.room = room
        self.joined = True
