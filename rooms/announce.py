"""Events of a room to messages: who is told what (docs/protocol.md §5.5–§8.2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rooms import notices
from rooms.archive import Archive
from rooms.batch import Audience, Batch
from rooms.domain import events
from rooms.domain.room import Room
from rooms.hub import Hub, telling
from rooms.listing import Listing
from rooms.protocol import encoding
from rooms.protocol.encoding import UNMOVED
from rooms.remembering import stored_line, stored_room
from rooms.sockets.frame import Kind
from rooms.telling import cursors_in

EJECT = "eject"
REQUOTA = "requota"
REHISTORY = "rehistory"

_LISTED = {
    events.Joined,
    events.Left,
    events.Vanished,
    events.Appeared,
    events.SettingsChanged,
    events.CrownChanged,
}
_KEPT = {
    events.Opened,
    events.SettingsChanged,
    events.CrownChanged,
    events.ChatCleared,
}


class Outgoing:
    """What a change has to be told: into the batch of its room, and to users wherever they are."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.posts: list[dict[str, Any]] = []

    def publish(self, fragment: bytes, version: int, only: Audience | None = None) -> None:
        self.batch.add(fragment, Kind.STATE, None, version, only)

    def order(self, name: str, *arguments: Any) -> None:
        self.batch.orders.append((name, *arguments))

    def tell_user(self, user_id: str, fragment: bytes) -> None:
        self.posts.append(telling(user_id, fragment))


class Announcer:
    """Publishes what a change of a room led to, and has the archive remember what is to last.

    `now` is ms since the epoch.
    """

    def __init__(self, hub: Hub, archive: Archive, now: Callable[[], int]) -> None:
        self._hub = hub
        self._archive = archive
        self._now = now
        self.listing: Listing | None = None
        self._tellers: dict[type, Callable[[Room, int, Any, Outgoing], None]] = {
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
            events.PutOut: self._put_out,
            events.LineHidden: self._line_hidden,
        }

    def __call__(self, room: Room, version: int, happened: list[events.Event]) -> None:
        """Tell and remember, where both are up to this process."""
        out = Outgoing(self._hub.batch(room.id))
        self.tell(room, version, happened, out)
        for post in out.posts:
            self._hub.post(post)
        self.remember(room, happened)

    def tell(self, room: Room, version: int, happened: list[events.Event], out: Outgoing) -> None:
        """Put what happened into words."""
        for event in happened:
            if teller := self._tellers.get(type(event)):
                teller(room, version, event, out)
        out.batch.newest = version

    def remember(self, room: Room, happened: list[events.Event]) -> None:
        """Have the archive and the list of rooms know what happened."""
        for event in happened:
            match event:
                case events.Said(line):
                    self._archive.remember_line(stored_line(room.id, line))
                case events.Kickbanned():
                    self._remember_ban(room, event)
                case events.Unbanned(user_id, by):
                    self._archive.forget_ban(room_id=room.id, user_id=user_id, by=by)
        kinds = {type(event) for event in happened}
        is_emptied = not room.participants and events.Left in kinds
        if is_emptied or not kinds.isdisjoint(_KEPT):
            self._archive.remember_room(stored_room(room, self._now()))
        if self.listing and not kinds.isdisjoint(_LISTED):
            self.listing.mark(room.id)

    def _person(
        self,
        room: Room,
        version: int,
        event: events.Joined | events.PersonChanged | events.Appeared | events.Vanished,
        out: Outgoing,
    ) -> None:
        person = room.participants[event.user_id]
        position = cursors_in(self._hub, room.id).get(event.user_id, UNMOVED)
        only: Audience | None = "staff" if person.user.vanished else None
        out.publish(encoding.joined(person, position), version, only)

    def _vanished(self, room: Room, version: int, event: events.Vanished, out: Outgoing) -> None:
        out.publish(encoding.left(event.user_id), version, "public")
        self._person(room, version, event, out)

    def _left(self, room: Room, version: int, event: events.Left, out: Outgoing) -> None:
        only: Audience | None = "staff" if event.unseen else None
        out.publish(encoding.left(event.user_id), version, only)

    def _settings(
        self, room: Room, version: int, event: events.SettingsChanged, out: Outgoing
    ) -> None:
        self._state(room, version, out)

    def _crown(self, room: Room, version: int, event: events.CrownChanged, out: Outgoing) -> None:
        self._state(room, version, out)
        out.order(REQUOTA, *event.modes)

    def _state(self, room: Room, version: int, out: Outgoing) -> None:
        cursors = cursors_in(self._hub, room.id)
        if room.visible_to_all() == len(room.participants):
            out.publish(encoding.room_state(room, cursors), version)
            return
        shown: Audience
        for shown in ("public", "staff"):
            state = encoding.room_state(room, cursors, vanished=shown == "staff")
            out.publish(state, version, shown)

    def _chat_cleared(
        self, room: Room, version: int, event: events.ChatCleared, out: Outgoing
    ) -> None:
        out.publish(encoding.history(()), version)

    def _said(self, room: Room, version: int, event: events.Said, out: Outgoing) -> None:
        line = event.line
        people = (line.sender.user_id, line.recipient.user_id) if line.recipient else None
        out.publish(encoding.said(line), version, people)

    def _kickbanned(
        self, room: Room, version: int, event: events.Kickbanned, out: Outgoing
    ) -> None:
        target = event.target.user_id
        told_room = notices.banned_somebody(event)
        out.tell_user(target, notices.banned_you(room.id, event))
        if target == event.by.user_id:
            # Out of the room by then, but it is an award (§8.2).
            out.tell_user(target, told_room)
        out.order(EJECT, target, version)
        # An award would give away who vanished.
        unseen = event.by.vanished and target == event.by.user_id
        out.publish(told_room, version, "staff" if unseen else None)

    def _put_out(self, room: Room, version: int, event: events.PutOut, out: Outgoing) -> None:
        out.tell_user(event.user_id, notices.put_out(room.id, event.text))
        out.order(EJECT, event.user_id, version)

    def _line_hidden(
        self, room: Room, version: int, event: events.LineHidden, out: Outgoing
    ) -> None:
        out.order(REHISTORY)

    def _remember_ban(self, room: Room, event: events.Kickbanned) -> None:
        if event.duration_ms:
            self._archive.remember_ban(
                room_id=room.id,
                user_id=event.target.user_id,
                by=event.by.user_id,
                expires_at=event.expires_at,
            )
