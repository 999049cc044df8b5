"""Coming into rooms and leaving them, in the model (§5.4–§5.6)."""

from __future__ import annotations

from math import ceil
from typing import Any

from . import numbers, words
from .leaving import leave
from .people import Socket
from .place import Crown, Place, point, some_point
from .values import Mentioning
from .world import World, with_user

AWKWARD = "test/awkward"
CENTRE = (50.0, 50.0)


class Refused(Exception):
    def __init__(self, *parts: str, is_full: bool = False) -> None:
        self.text = Mentioning(*parts)
        self.is_full = is_full


@with_user("ch")
def ch(world: World, socket: Socket, message: dict[str, Any]) -> None:
    assert socket.user
    if not socket.user.buckets.take("ch", world.now) and socket.place:
        return
    world.stir(socket.presence, socket.place)
    room_id, wish = message.get("_id"), message.get("set")
    if not isinstance(room_id, str) or not words.good_text(room_id, numbers.ROOM_ID):
        if socket.place:
            return
        room_id = "lobby"
    enter(world, socket, room_id, wish if isinstance(wish, dict) else {})
    world.stir(socket.presence, socket.place)


def enter(world: World, socket: Socket, room_id: str, wish: dict[str, Any]) -> None:
    while True:
        if socket.place and socket.place.id == room_id:
            socket.expect(socket.place.state_for(socket, own=True))
            return
        try:
            place = _admitting(world, socket, room_id, wish)
        except Refused as refusal:
            if refusal.is_full and words.kind_of(room_id) == "lobby":
                room_id = words.next_lobby(room_id)
                continue
            socket.notice(refusal.text)
            room_id, wish = AWKWARD, {}
            continue
        leave(world, socket)
        _join(world, socket, place)
        return


def _admitting(world: World, socket: Socket, room_id: str, wish: dict[str, Any]) -> Place:
    """The room, if it lets the socket in (5.4-3 to 5.4-8)."""
    user = socket.user
    assert user
    if remaining := world.is_banned(room_id, user):
        raise Refused(room_id, f"{ceil(remaining / 60_000)} minute")
    place = world.places.get(room_id)
    if place is None:
        return _opened(world, socket, room_id, wish)
    if user in place.people or (place.crown and place.crown.user is user):
        return place
    missing = place.settings.get("minOnlineTime", 0) - user.online(world.now)
    if missing > 0:
        raise Refused(room_id, f"{ceil(missing / 60_000)} minute")
    if place.kind != "test" and len(place.people) >= place.settings["limit"]:
        raise Refused(room_id, "full", is_full=True)
    return place


def _opened(world: World, socket: Socket, room_id: str, wish: dict[str, Any]) -> Place:
    """A new room, or one that is remembered (5.4-3, 5.4-4)."""
    assert socket.user
    kind, memory = words.kind_of(room_id), world.recall(room_id)
    place = Place(room_id, words.first_settings(kind), clock=lambda: world.now)
    if memory:
        place.settings, place.lines = memory.settings, memory.lines
    good = words.accepted(wish)
    if kind == "normal":
        if good and (memory is None or memory.last_holder is socket.user):
            place.settings = words.with_changes(place.settings, good, new=True)
        place.crown = Crown(
            socket.user, True, world.time(), world.now, point(CENTRE), point(CENTRE)
        )
    world.places[room_id] = place
    return place


def _join(world: World, socket: Socket, place: Place) -> None:
    user = socket.user
    assert user
    place.empty_since = None
    presence, is_first = place.people.get(user), False
    returned = place.crown is not None and not place.crown.held and place.crown.user is user
    if returned:
        place.crown = Crown(user, True, world.time(), world.now, some_point(), some_point())
    if presence is None:
        is_first = True
        presence = place.people[user] = world.presence_of(user, place)
    presence.sockets.append(socket)
    socket.place, socket.presence = place, presence
    if is_first:
        place.show_person(presence, but=user)
        world.listing.mark(place.id)
    if returned:
        place.show_state(but=socket)
        place.refresh_quota(user, but=socket)
        world.listing.mark(place.id)
    frame = world.new_frame()
    socket.expect(place.state_for(socket, own=True), frame)
    socket.expect(place.history_for(user), frame)
    socket.expect(presence.purse.message(), frame)
    if returned and not is_first:
        # It is a socket of somebody whose mode changed, too (7.4-4).
        socket.expect(presence.purse.message(), is_open=True)
