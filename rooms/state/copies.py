"""This process's read copies of rooms that live elsewhere, and the patches that keep them true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rooms.domain.chat import ChatTail
from rooms.domain.events import ChatCleared, Event, LineHidden, Opened, Said
from rooms.domain.people import Participant, process_of
from rooms.domain.room import Room
from rooms.domain.rules import RoomRules

from .documents import copied, decoded_lines, encoded_lines, head_of, room_from, tail_from

_RECASTS = Opened | ChatCleared | LineHidden
"""After these the chat is not what it was with something added."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A room as of a version; `head` is its document without the chat."""

    room: Room
    version: int
    head: bytes


@dataclass(frozen=True, slots=True)
class Base:
    """What a change is tried on: the room as it is known, and the version that is stored.

    They differ where the store lost something that this process still knows: then everything is
    stored again.
    """

    copy: Copy
    stored: int

    @property
    def next(self) -> int:
        return max(self.copy.version, self.stored) + 1

    @property
    def is_stored(self) -> bool:
        return self.copy.version == self.stored

    @property
    def is_left_behind(self) -> bool:
        """Whether the store has all of a room that was unloaded a moment ago."""
        return self.is_stored and self.stored > 0 and not self.copy.room.is_open


@dataclass(frozen=True, slots=True)
class Draft:
    """What a change made of a room, to be stored as `version`.

    `head` and `chat` are None where nothing changed; `added` is what was said, if that is all.
    """

    room: Room
    version: int
    base: Base
    full_head: bytes
    head: bytes | None
    chat: bytes | None
    added: bytes | None
    writer: str
    happened: bool

    @property
    def changes_nothing(self) -> bool:
        """Nothing to store, and nothing to tell."""
        return self.head is None and self.chat is None and not self.happened

    def patch(self) -> dict[str, Any]:
        """What other processes need to keep their copies true; any channel layer can carry it."""
        return {
            "version": self.version,
            "base": self.base.copy.version,
            "head": self.head,
            "chat": self.chat if self.added is None else None,
            "added": self.added,
            "writer": self.writer,
            "whole": not self.base.is_stored,
        }


def draft(room: Room, base: Base, events: Sequence[Event], writer: str, now: int) -> Draft:
    """What `events` made of `base`; `now` is ms since the epoch."""
    said = [event.line for event in events if isinstance(event, Said)]
    anew = not base.is_stored or any(isinstance(one, _RECASTS) for one in events)
    head = head_of(room, now)
    return Draft(
        room=room,
        version=base.next,
        base=base,
        full_head=head,
        head=head if anew or head != base.copy.head else None,
        chat=encoded_lines(room.chat.lines()) if said or anew else None,
        added=encoded_lines(said) if said and not anew else None,
        writer=writer,
        happened=bool(events),
    )


def patched(
    copy: Copy | None, room_id: str, rules: RoomRules, patch: dict[str, Any]
) -> Copy | None:
    """The copy after a patch; None if something before the patch is missing."""
    head, chat, added, version = patch["head"], patch["chat"], patch["added"], patch["version"]
    if copy is None or copy.version != patch["base"]:
        if head is None or chat is None:
            return None
        return Copy(room_from(room_id, rules, head, tail_from(rules, chat)), version, head)
    tail: ChatTail = copy.room.chat if chat is None else tail_from(rules, chat)
    for line in decoded_lines(added) if added else ():
        tail.append(line)
    if head is None:
        return Copy(copy.room, version, copy.head)
    return Copy(room_from(room_id, rules, head, tail), version, head)


def merged(known: Copy, found: Copy | None) -> Copy:
    """What this process knows, with the people that others have stored already.

    Of a process that is in the store by itself, the store knows best.
    """
    if found is None:
        return known
    room = copied(known.room)
    there = found.room.participants
    sure = {process_of(one) for person in there.values() for one in person.sockets}
    for user_id, person in list(room.participants.items()):
        person.sockets = {one for one in person.sockets if process_of(one) not in sure}
        if not person.sockets and user_id not in there:
            del room.participants[user_id]
    for user_id, person in there.items():
        mine = room.participants.setdefault(user_id, Participant(person.user))
        mine.user, mine.afk = person.user, person.afk
        mine.sockets |= person.sockets
    return Copy(room, known.version, known.head)
