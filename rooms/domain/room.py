"""A room: its people, settings, crown, bans and chat (protocol §5–§7).

Methods check first and change after: one that raises RoomError has changed nothing. Results are
events for others to tell. `now` is ms since the epoch, `chance` lies in [0, 1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from . import crown as crowns
from .admission import admit
from .bans import RoomBans
from .chat import ChatTail, Line
from .crown import Crown, Point
from .errors import Refusal, RoomError
from .events import (
    Appeared,
    CrownChanged,
    Event,
    Joined,
    Left,
    Opened,
    PersonChanged,
    Said,
    Vanished,
)
from .memory import Memory
from .names import RoomKind, kind_of
from .people import Participant, User
from .rules import RoomRules
from .settings import accepted, defaults_for


class Room:
    """One room. Nobody is in it more than once; several sockets share a participant."""

    def __init__(self, room_id: str, rules: RoomRules) -> None:
        self.id = room_id
        self.kind = kind_of(room_id)
        self.rules = rules
        self.settings = defaults_for(self.kind, rules)
        self.participants: dict[str, Participant] = {}
        self.crown: Crown | None = None
        self.bans = RoomBans()
        self.chat = ChatTail(rules.history)
        self.history_since = 0
        self.decisions = 0
        self.is_open = False

    @property
    def has_crown(self) -> bool:
        """Whether this kind of room knows a crown at all."""
        return self.kind is RoomKind.NORMAL

    @property
    def holder(self) -> str | None:
        return self.crown.holder if self.crown else None

    def open(
        self, founder: User, wish: Mapping[str, object], memory: Memory, now: int
    ) -> list[Event]:
        """Bring the room to life for `founder`: new, or as it is remembered (protocol §5.4)."""
        self.bans = RoomBans(memory.bans)
        self.chat = ChatTail(self.rules.history, memory.lines)
        self.history_since = memory.history_since
        self.decisions = memory.decisions
        mine = memory.settings is None or memory.last_holder == founder.user_id
        self.settings = memory.settings or self.settings
        changes = accepted(wish, self.rules)
        if self.has_crown:
            # A crown would give away who vanished: such a room has one that nobody held yet.
            self.crown = None if founder.vanished else crowns.given(founder.user_id, now)
            if mine and changes:
                self.settings = self.settings.created(changes)
        self.is_open = True
        return [Opened(memory.mark)]

    def join(self, user: User, socket: str, now: int) -> list[Event]:
        """Let a socket of `user` in. Raises RoomError if the room refuses (protocol §5.4, 4–8)."""
        admit(self, user, now)
        person = self.participants.get(user.user_id)
        is_first = person is None
        if person is None:
            person = self.participants[user.user_id] = Participant(user)
        person.sockets.add(socket)
        events: list[Event] = [Joined(user.user_id, user.vanished)] if is_first else []
        return [*events, *self._return_crown(user, now)]

    def leave(
        self, user_id: str, sockets: Iterable[str], now: int, at: Point, chance: float
    ) -> list[Event]:
        """Let `sockets` of a user out; unknown ones are no error. `at` is the user's cursor."""
        person = self.participants.get(user_id)
        if person is None:
            return []
        person.sockets.difference_update(sockets)
        if person.sockets:
            return []
        del self.participants[user_id]
        left = Left(user_id, person.user.vanished)
        return [left, *self.drop_crown(user_id, now, at, chance)]

    def change_person(self, user: User, now: int, at: Point, chance: float) -> list[Event]:
        """Take over a new name or the like of somebody here; to most, who vanishes leaves."""
        person = self.participants.get(user.user_id)
        if person is None or person.user == user:
            return []
        was_vanished, person.user = person.user.vanished, user
        if user.vanished == was_vanished:
            return [PersonChanged(user.user_id)]
        if user.vanished:
            return [Vanished(user.user_id), *self.drop_crown(user.user_id, now, at, chance)]
        return [Appeared(user.user_id), *self._return_crown(user, now)]

    def mark_afk(self, user_id: str, afk: bool) -> list[Event]:
        """Note that somebody here has been idle for long, or no longer is (protocol §3.3)."""
        person = self.participants.get(user_id)
        if person is None or person.afk == afk:
            return []
        person.afk = afk
        return [PersonChanged(user_id)]

    def visible_to_all(self) -> int:
        """How many people are here whom everybody may see."""
        return sum(not person.user.vanished for person in self.participants.values())

    def say(self, line: Line) -> list[Event]:
        """Add a line of chat. Raises RoomError if there is no chat, or its sender is not here."""
        if line.sender.user_id not in self.participants:
            raise RoomError(Refusal.NOT_HERE)
        if not self.settings.chat:
            raise RoomError(Refusal.CHAT_OFF)
        self.chat.append(line)
        return [Said(line)]

    def _return_crown(self, user: User, now: int) -> list[Event]:
        """Give a dropped crown to `user` if it is theirs (protocol §7.2)."""
        back = crowns.returned(self.crown, user.user_id, self.settings.owner_id, now)
        if back is None or user.vanished:
            return []
        self.crown = back
        return [CrownChanged((user.user_id,))]

    def drop_crown(self, user_id: str, now: int, at: Point, chance: float) -> list[Event]:
        """Let the crown fall from `at` if `user_id` holds it."""
        if self.crown is None or self.crown.holder != user_id:
            return []
        self.crown = crowns.dropped(self.crown, now, at, chance)
        return [CrownChanged((user_id,))]
