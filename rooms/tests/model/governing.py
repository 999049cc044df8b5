"""Settings, crown and bans in the model (§5.8, §7.3, §8.1)."""

from __future__ import annotations

from math import ceil
from typing import Any

from . import numbers, words
from .entering import AWKWARD, enter
from .leaving import drop_crown, gone
from .people import Socket, User
from .place import Crown, Place, Presence, point, some_point
from .values import Mentioning
from .world import World, in_room


def _here(socket: Socket) -> tuple[Place, Presence, User]:
    assert socket.place
    assert socket.presence
    return socket.place, socket.presence, socket.presence.user


@in_room("chset")
def chset(world: World, socket: Socket, message: dict[str, Any]) -> None:
    place, presence, user = _here(socket)
    wish = message.get("set")
    if not isinstance(wish, dict) or not presence.buckets.take("chset", world.now):
        return
    good = words.accepted(wish)
    if place.holder is user and good:
        place.settings = words.with_changes(place.settings, good, new=False)
        place.show_state()
        world.listing.mark(place.id)


@in_room("chown")
def chown(world: World, socket: Socket, message: dict[str, Any]) -> None:
    place, presence, actor = _here(socket)
    if not presence.buckets.take("chown", world.now) or place.crown is None:
        return
    wanted = message.get("id")
    target = world.user_of(wanted) if isinstance(wanted, str) else None
    taker = place.people.get(target) if target else None
    if place.holder is actor:
        if taker is None:
            drop_crown(world, place, presence)
            place.show_state()
            place.refresh_quota(actor)
            world.listing.mark(place.id)
        elif taker is not presence:
            _give(world, place, taker, presence)
        return
    if place.crown.held or taker is None:
        return
    waited = world.now - place.crown.dropped_at
    if place.crown.user is actor or waited >= numbers.PICKUP_MS:
        _give(world, place, taker, None)


def _give(world: World, place: Place, taker: Presence, giver: Presence | None) -> None:
    start, end = (point(giver.at), point(taker.at)) if giver else (some_point(), some_point())
    place.crown = Crown(taker.user, True, world.time(), world.now, start, end)
    place.show_state()
    place.refresh_quota(*(one.user for one in (giver, taker) if one))
    world.listing.mark(place.id)


@in_room("kickban")
def kickban(world: World, socket: Socket, message: dict[str, Any]) -> None:
    place, presence, actor = _here(socket)
    target_id, ms = message.get("_id"), words.finite(message.get("ms"))
    if not isinstance(target_id, str) or ms is None:
        return
    if not presence.buckets.take("kickban", world.now):
        return
    target = world.user_of(target_id)
    if place.holder is not actor or target is None or ms < 0:
        return
    length = min(int(ms), numbers.LONGEST_KICKBAN_MS)
    minutes = [f"{ceil(length / 60_000)} minute"] if length else []
    if length:
        world.bans[place.id, target] = world.now + length
    for one in target.sockets:
        one.notice(Mentioning(place.id, *minutes))
    _put_out(world, place, target)
    if target is actor:
        award = Mentioning(actor.name)
        for one in {*place.sockets, *target.sockets}:
            one.notice(award, "Certificate of Award", duration=7000)
    else:
        for one in place.sockets:
            one.notice(Mentioning(actor.name, target.name, *minutes))


def _put_out(world: World, place: Place, target: User) -> None:
    presence = place.people.get(target)
    if presence is None:
        return
    sockets, presence.sockets = presence.sockets, []
    gone(world, place, presence)
    for one in sockets:
        one.place = one.presence = None
        enter(world, one, AWKWARD, {})


@in_room("unban")
def unban(world: World, socket: Socket, message: dict[str, Any]) -> None:
    place, presence, actor = _here(socket)
    target_id = message.get("_id")
    if not isinstance(target_id, str) or not presence.buckets.take("kickban", world.now):
        return
    target = world.user_of(target_id)
    if place.holder is actor and target and world.is_banned(place.id, target):
        del world.bans[place.id, target]
        socket.notice(Mentioning(target.name))
