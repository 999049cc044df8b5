"""Events of a room to messages: who is told what (docs/protocol.md §5.5–§8.2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rooms import notices
from rooms.archive import Archive
from rooms.batch import Audience
from rooms.domain import events
from rooms.domain.room import Room
from rooms.hub import Hub
from rooms.listing import Listing
from rooms.protocol import encoding
from rooms.protocol.encoding import UNMOVED
from rooms.remembering import stored_line, stored_room
from rooms.telling import cursors_in

EJECT = "eject"
REQUOTA = "requota"
REHISTORY = "rehistory"

_LISTED = (
    events.Joined,
    events.Left,
    events.Vanished,
    events.Appeared,
    events.SettingsChanged,
    events.CrownChanged,
)


class Announcer:
    """Publishes what a change of a room led to, and has the archive remember what is to last.

    `now` is ms since the epoch.
    """

    def __init__(self, hub: Hub, archive: Archive, now: Callable[[], int]) -> None:
        self._hub = hub
        self._archive = archive
        self._now = now
        self.listing: Listing | None = None
        self._tellers: dict[type, Callable[[Room, int, Any], None]] = {
            events.Opened: self._opened,
            events.Joined: self._person,
            events.Left: self._left,
            events.PersonChanged: self._person,
            events.Vanished: self._vanished,
            events.Appeared: self._person,
            events.SettingsChanged: self._settings,
            events.CrownChanged: self._crown,
            events.Said: self._said,
            events.ChatCleared: self._chat_cleared,
            events.Kickbanned: self._kickbanned,
            events.Unbanned: self._unbanned,
            events.PutOut: self._put_out,
            events.LineHidden: self._line_hidden,
        }

    def __call__(self, room: Room, version: int, happened: list[events.Event]) -> None:
        for event in happened:
            self._tellers[type(event)](room, version, event)
        self._hub.reached(room.id, version)
        if self.listing and any(isinstance(event, _LISTED) for event in happened):
            self.listing.mark(room.id)

    def _opened(self, room: Room, version: int, event: events.Opened) -> None:
        self._remember(room)

    def _person(
        self,
        room: Room,
        version: int,
        event: events.Joined | events.PersonChanged | events.Appeared | events.Vanished,
    ) -> None:
        person = room.participants[event.user_id]
        position = cursors_in(self._hub, room.id).get(event.user_id, UNMOVED)
        only: Audience | None = "staff" if person.user.vanished else None
        fragment = encoding.joined(person, position)
        self._hub.publish(room.id, fragment, version=version, only=only)

    def _vanished(self, room: Room, version: int, event: events.Vanished) -> None:
        gone = encoding.left(event.user_id)
        self._hub.publish(room.id, gone, version=version, only="public")
        self._person(room, version, event)

    def _left(self, room: Room, version: int, event: events.Left) -> None:
        only: Audience | None = "staff" if event.unseen else None
        self._hub.publish(room.id, encoding.left(event.user_id), version=version, only=only)
        if not room.participants:
            self._remember(room)

    def _settings(self, room: Room, version: int, event: events.SettingsChanged) -> None:
        self._state(room, version)
        self._remember(room)

    def _crown(self, room: Room, version: int, event: events.CrownChanged) -> None:
        self._state(room, version)
        self._hub.order(room.id, REQUOTA, *event.modes)
        self._remember(room)

    def _state(self, room: Room, version: int) -> None:
        cursors = cursors_in(self._hub, room.id)
        if room.visible_to_all() == len(room.participants):
            self._hub.publish(room.id, encoding.room_state(room, cursors), version=version)
            return
        shown: Audience
        for shown in ("public", "staff"):
            state = encoding.room_state(room, cursors, vanished=shown == "staff")
            self._hub.publish(room.id, state, version=version, only=shown)

    def _chat_cleared(self, room: Room, version: int, event: events.ChatCleared) -> None:
        self._hub.publish(room.id, encoding.history(()), version=version)
        self._remember(room)

    def _said(self, room: Room, version: int, event: events.Said) -> None:
        line = event.line
        people = (line.sender.user_id, line.recipient.user_id) if line.recipient else None
        self._hub.publish(room.id, encoding.said(line), version=version, only=people)
        self._archive.remember_line(stored_line(room.id, line))

    def _kickbanned(self, room: Room, version: int, event: events.Kickbanned) -> None:
        target = event.target.user_id
        told_room = notices.banned_somebody(event)
        self._hub.tell_user(target, notices.banned_you(room.id, event))
        if target == event.by.user_id:
            # Out of the room by then, but it is an award (§8.2).
            self._hub.tell_user(target, told_room)
        self._hub.order(room.id, EJECT, target, version)
        # An award would give away who vanished.
        unseen = event.by.vanished and target == event.by.user_id
        self._hub.publish(room.id, told_room, version=version, only="staff" if unseen else None)
        if event.duration_ms:
            self._archive.remember_ban(
                room_id=room.id,
                user_id=target,
                by=event.by.user_id,
                expires_at=event.expires_at,
            )

    def _put_out(self, room: Room, version: int, event: events.PutOut) -> None:
        self._hub.tell_user(event.user_id, notices.put_out(room.id, event.text))
        self._hub.order(room.id, EJECT, event.user_id, version)

    def _line_hidden(self, room: Room, version: int, event: events.LineHidden) -> None:
        self._hub.order(room.id, REHISTORY)

    def _unbanned(self, room: Room, version: int, event: events.Unbanned) -> None:
        self._archive.forget_ban(room_id=room.id, user_id=event.user_id, by=event.by)

    def _remember(self, room: Room) -> None:
        self._archive.remember_room(stored_room(room, self._now()))
