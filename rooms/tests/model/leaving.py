"""Leaving rooms, in the model (§5.6, §7.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .people import Socket
from .place import Crown, Place, Presence, point
from .values import between

if TYPE_CHECKING:
    from .world import World


def leave(world: World, socket: Socket) -> None:
    """Take a socket out of its room, if it is in one."""
    place, presence = socket.place, socket.presence
    socket.place = socket.presence = None
    if place is None or presence is None:
        return
    socket.may_miss_what_it_expects()
    presence.sockets.remove(socket)
    if not presence.sockets:
        gone(world, place, presence)


def gone(world: World, place: Place, presence: Presence) -> None:
    """The last socket of a user went (5.6-2, 5.6-3)."""
    user = presence.user
    del place.people[user]
    world.gone[place.id, user] = (world.now, presence)
    frame = world.new_frame()
    held = place.holder is user
    place.tell({"m": "bye", "p": user.id}, frame=frame if held else None)
    if held:
        drop_crown(world, place, presence)
        place.show_state(frame=frame)
    world.listing.mark(place.id)
    if not place.people:
        place.empty_since = world.now


def drop_crown(world: World, place: Place, dropper: Presence) -> None:
    """The crown falls from the cursor of its holder (7.4-2)."""
    assert place.crown
    x, _ = dropper.at
    end = {"x": point((min(90.0, max(10.0, x)), 0))["x"], "y": between(70, 90)}
    place.crown = Crown(place.crown.user, False, world.time(), world.now, point(dropper.at), end)
