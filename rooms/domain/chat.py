"""The last lines of chat that a room remembers (protocol §6.3–6.5)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count
from operator import itemgetter

from .people import User


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `sent_at` is in ms; `recipient` is set for a direct message only."""

    line_id: str
    sent_at: int
    text: str
    sender: User
    reply_to: str | None = None
    recipient: User | None = None


_Numbered = tuple[int, Line]


class ChatTail:
    """The newest lines in the order they were said.

    Everybody sees `length` lines of their own, unless more than `length` pairs of people send each
    other direct messages: then the pair that was silent for longest is forgotten.
    """

    def __init__(self, length: int, lines: Iterable[Line] = ()) -> None:
        self.length = length
        # Numbered, because two lines may be of one moment, and clocks are set back.
        self._numbers = count()
        self._public: deque[_Numbered] = deque(maxlen=length)
        self._direct: dict[frozenset[str], deque[_Numbered]] = {}
        for line in lines:
            self.append(line)

    def append(self, line: Line) -> None:
        numbered = (next(self._numbers), line)
        if line.recipient is None:
            self._public.append(numbered)
            return
        pair = frozenset((line.sender.user_id, line.recipient.user_id))
        # Re-inserted, so that the pair that was silent for longest stands first.
        lines = self._direct.pop(pair, None) or deque[_Numbered](maxlen=self.length)
        lines.append(numbered)
        self._direct[pair] = lines
        while len(self._direct) > self.length:
            del self._direct[next(iter(self._direct))]

    def remove(self, line_id: str) -> bool:
        """Take a line out; False if it is not here (any more)."""
        for lines in (self._public, *self._direct.values()):
            for entry in lines:
                if entry[1].line_id == line_id:
                    lines.remove(entry)
                    return True
        return False

    def remove_person(self, user_id: str) -> bool:
        """Take out all lines by or to somebody; False if there are none."""
        if not self.names(user_id):
            return False
        public = (entry for entry in self._public if entry[1].sender.user_id != user_id)
        self._public = deque(public, self.length)
        self._direct = {pair: own for pair, own in self._direct.items() if user_id not in pair}
        return True

    def names(self, user_id: str) -> bool:
        """Whether there are lines by or to somebody."""
        return any(user_id in pair for pair in self._direct) or any(
            line.sender.user_id == user_id for _, line in self._public
        )

    def copy(self) -> ChatTail:
        """The same lines, to be added to by themselves."""
        twin = ChatTail(self.length)
        twin._numbers = count(next(self._numbers))
        twin._public = self._public.copy()
        twin._direct = {pair: lines.copy() for pair, lines in self._direct.items()}
        return twin

    def clear(self) -> None:
        self._public.clear()
        self._direct.clear()

    def lines(self) -> list[Line]:
        """All lines, oldest first; `ChatTail(length, lines)` is the same tail again."""
        direct = (entry for lines in self._direct.values() for entry in lines)
        return [line for _, line in sorted([*self._public, *direct], key=itemgetter(0))]

    def visible_to(self, user_id: str) -> list[Line]:
        """The last lines that `user_id` may see, oldest first."""
        own = [entry for pair, lines in self._direct.items() if user_id in pair for entry in lines]
        merged = sorted([*self._public, *own], key=itemgetter(0)) if own else self._public
        return [line for _, line in merged][-self.length :]

    def ids(self) -> set[str]:
        """Ids that a new line must not have."""
        return {line.line_id for line in self.lines()}
