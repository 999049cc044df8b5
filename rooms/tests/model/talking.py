"""What people say, play and show in the model (§4, §6)."""

from __future__ import annotations

import re
from typing import Any

from . import numbers, words
from .people import Socket, User
from .place import Line, Place
from .values import Learned, Mentioning
from .world import World, anytime, in_room, with_user


@anytime("hi")
def hi(world: World, socket: Socket, message: dict[str, Any]) -> None:
    world.greet(socket, message.get("token"))


@anytime("bye")
def bye(world: World, socket: Socket, message: dict[str, Any]) -> None:
    world.close(socket, 1000)


@with_user("t")
def t(world: World, socket: Socket, message: dict[str, Any]) -> None:
    assert socket.user
    socket.seen_at = world.now
    if socket.user.buckets.take("t", world.now):
        echo = words.finite(message.get("e"))
        answer: dict[str, Any] = {"m": "t", "t": world.time()}
        socket.expect(answer if echo is None else {**answer, "e": echo})


@with_user("+ls")
def follow_list(world: World, socket: Socket, message: dict[str, Any]) -> None:
    assert socket.user
    if socket.user.buckets.take("list", world.now):
        world.listing.subscribe(socket)


@with_user("-ls")
def leave_list(world: World, socket: Socket, message: dict[str, Any]) -> None:
    assert socket.user
    if socket.user.buckets.take("list", world.now):
        socket.listed = None


@with_user("userset")
def userset(world: World, socket: Socket, message: dict[str, Any]) -> None:
    user, wish = socket.user, message.get("set")
    assert user
    if not isinstance(wish, dict) or not user.buckets.take("userset", world.now):
        return
    world.stir(socket.presence, socket.place)
    before = (user.name, user.color)
    if words.good_text(wish.get("name"), numbers.NAME):
        user.name = wish["name"]
    if (shade := words.color(wish.get("color"))) is not None:
        user.color = shade
    if (user.name, user.color) != before:
        for place in world.places.values():
            if user in place.people:
                place.show_person(place.people[user])


@in_room("a")
def a(world: World, socket: Socket, message: dict[str, Any]) -> None:
    text = message.get("message")
    if isinstance(text, str) and _may_chat(world, socket, text):
        _say(world, socket, message, None)


@in_room("dm")
def dm(world: World, socket: Socket, message: dict[str, Any]) -> None:
    text, target_id = message.get("message"), message.get("_id")
    if not isinstance(text, str) or not isinstance(target_id, str):
        return
    if not _may_chat(world, socket, text):
        return
    target = world.user_of(target_id)
    if target and socket.place and target in socket.place.people:
        _say(world, socket, message, target)
    else:
        socket.notice(Mentioning())


def _may_chat(world: World, socket: Socket, text: str) -> bool:
    place, presence = socket.place, socket.presence
    assert place
    assert presence
    if not words.good_text(text, numbers.CHAT):
        return False
    world.stir(presence, place)
    if not place.settings["chat"]:
        return False
    rate = "chat of the crown" if place.holder is presence.user else "chat"
    if presence.buckets.take("chat", world.now, rate=rate):
        presence.warned = False
        return True
    if not presence.warned:
        presence.warned = True
        socket.notice(Mentioning())
    return False


def _say(world: World, socket: Socket, message: dict[str, Any], to: User | None) -> None:
    place, sender = socket.place, socket.user
    assert place
    assert sender
    text = words.cleaned(message["message"], numbers.WORD_NEVER_SHOWN)
    if place.settings["no cussing"] and place.holder is not sender:
        text = words.cleaned(text, numbers.WORD_HIDDEN_WHERE_ASKED)
    said: dict[str, Any] = {"id": _line_id(place), "t": world.time(), "a": text}
    reply_to = message.get("reply_to")
    if isinstance(reply_to, str) and re.fullmatch("[0-9a-z]{1,32}", reply_to):
        said["r"] = reply_to
    if to is None:
        said |= {"m": "a", "p": sender.person()}
        place.tell(said)
    else:
        said |= {"m": "dm", "sender": sender.person(), "recipient": to.person()}
        place.tell(said, only=lambda one: one.user in (sender, to))
    place.lines.append(Line(said, (sender, to) if to else None))


def _line_id(place: Place) -> Learned:
    """Unlike those before it in the room (6.3-4)."""
    taken = {line.message["id"].value for line in place.lines}

    def check(value: Any) -> bool:
        return (
            isinstance(value, str)
            and re.fullmatch("[0-9a-f]{8}", value) is not None
            and value not in taken
        )

    return Learned(check, "id")


@in_room("n")
def n(world: World, socket: Socket, message: dict[str, Any]) -> None:
    place, presence, notes = socket.place, socket.presence, message.get("n")
    assert place
    assert presence
    time = words.finite(message.get("t"))
    good = words.played(notes) if isinstance(notes, list) else []
    if time is None or not good or not isinstance(notes, list):
        return
    may_play = not place.settings["crownsolo"] or place.holder is presence.user
    if (
        may_play
        and presence.buckets.take("n", world.now)
        and presence.purse.spend(len(notes), world.now)
    ):
        place.tell({"m": "n", "t": time, "p": presence.user.id, "n": good}, but=socket)
    # The hot path does not wait for what is told of its player.
    world.stir(presence, place)


@in_room("m")
def m(world: World, socket: Socket, message: dict[str, Any]) -> None:
    place, presence = socket.place, socket.presence
    assert place
    assert presence
    x, y = words.numeric(message.get("x")), words.numeric(message.get("y"))
    if x is None or y is None:
        return
    presence.move(x, y)
    if presence.buckets.take("m", world.now):
        x_shown, y_shown = presence.shown
        moved = {"m": "m", "id": presence.user.id, "x": x_shown, "y": y_shown}
        place.tell(moved, but=socket)
    world.stir(presence, place)
