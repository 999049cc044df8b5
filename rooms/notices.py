"""Texts of the server (docs/protocol.md §8.2). Plain text only: names of users stand in them."""

from __future__ import annotations

from math import ceil

from rooms.domain.errors import Refusal, RoomError
from rooms.domain.events import Kickbanned
from rooms.domain.people import User
from rooms.protocol.encoding import notification

_SHORT = {"target": "#room", "duration": 7000, "class": "short"}


def _minutes(ms: int) -> str:
    minutes = ceil(ms / 60_000)
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def _length(ms: int) -> str:
    """Of a ban by staff, which may be long: in the largest unit of which there are two."""
    minutes = ceil(ms / 60_000)
    for unit, size in (("days", 1_440), ("hours", 60)):
        if minutes >= 2 * size:
            return f"{round(minutes / size)} {unit}"
    return _minutes(ms)


def _notice(text: str) -> bytes:
    return notification({"title": "Notice", "text": text, **_SHORT})


def refused(room_id: str, refusal: RoomError) -> bytes:
    """Why somebody may not come in."""
    remaining = refusal.remaining_ms
    reason = {
        Refusal.BANNED: f"You are banned from {room_id} for {_minutes(remaining)} more."
        if remaining
        else f"You are banned from {room_id}.",
        Refusal.CLOSED: (
            f"{room_id} is closed by moderators for {_minutes(refusal.remaining_ms)} more."
        ),
        Refusal.FULL: f"{room_id} is full.",
        Refusal.TOO_MANY_ROOMS: "You open too many new rooms: try again later.",
        Refusal.BOTS: f"{room_id} does not admit bots.",
        Refusal.ONLINE_TIME: (
            f"{room_id} admits you after {_minutes(refusal.remaining_ms)} more online."
        ),
    }.get(refusal.code, f"You cannot enter {room_id}.")
    return _notice(reason)


def banned_you(room_id: str, event: Kickbanned) -> bytes:
    """To the target of a kickban."""
    if not event.duration_ms:
        return _notice(f"You were kicked from {room_id}.")
    return _notice(f"You were banned from {room_id} for {_minutes(event.duration_ms)}.")


def banned_somebody(event: Kickbanned) -> bytes:
    """To the room of a kickban."""
    by, target = event.by.name, event.target.name
    if event.by.user_id == event.target.user_id:
        text = f"Let it be known that {by} kickbanned themself."
        return notification(
            {"title": "Certificate of Award", "text": text, "target": "#room", "duration": 7000}
        )
    if event.by.vanished:
        # Who it was would be told by it.
        by_nobody = f"banned for {_minutes(event.duration_ms)}" if event.duration_ms else "kicked"
        return _notice(f"{target} was {by_nobody}.")
    if not event.duration_ms:
        return _notice(f"{by} kicked {target}.")
    return _notice(f"{by} banned {target} for {_minutes(event.duration_ms)}.")


def put_out(room_id: str, text: str) -> bytes:
    """To who was put out of a room by moderators."""
    return _notice(f"Moderators put you out of {room_id}{f': {text}' if text else '.'}")


def unbanned(target: User | None) -> bytes:
    """To who lifted a ban."""
    return _notice(f"{target.name if target else 'The user'} may come in again.")


def outranked() -> bytes:
    """To who tried something on somebody of higher rank."""
    return _notice("You cannot do that to this user.")


def too_fast() -> bytes:
    """To who chats too fast."""
    return _notice("You are chatting too fast: this line was not sent.")


def too_many_sockets(user_id: str, most: int) -> bytes:
    """Before a socket over the limit is closed."""
    text = f"User {user_id} has {most} connections already; close one of them first."
    return notification({"title": "Notice", "text": text, "target": "#room", "duration": 15000})


def not_here() -> bytes:
    """To who wrote to somebody who is gone."""
    return _notice("This user is not in the room any more.")


def locked(what: str) -> bytes:
    """To who may not change the own name or colour."""
    return _notice(f"Your {what} cannot be changed.")


def login_failed() -> bytes:
    """To who could not be logged in, before the `hi` of somebody without an account."""
    return _notice("You could not be logged in; try again.")


def away() -> bytes:
    """To who wanted what takes the store of rooms while that is away."""
    return _notice("The server cannot do that just now; please try again in a moment.")


def muted() -> bytes:
    """To who may not chat."""
    return _notice("You are muted: nobody else saw this line.")


def site_banned(reason: str, remaining_ms: int | None, code: str = "") -> bytes:
    """Before the sockets of somebody who is banned from the site are closed.

    With `code` the banned may appeal: our page makes a link of the field, others show the text.
    """
    length = "permanently" if remaining_ms is None else f"for {_length(remaining_ms)}"
    text = f"You are banned {length}: {reason}" if reason else f"You are banned {length}."
    fields = {"target": "#room", "duration": 20000, "class": "classic"}
    if code:
        text += "" if text.endswith((".", "!", "?")) else "."
        text += f" You may appeal on this site at /appeal/{code}"
        fields["appeal"] = code
    return notification({"title": "Notice", "text": text, **fields})


def from_staff(title: str, text: str) -> bytes:
    """What moderators want to be read."""
    return notification({"title": title, "text": text, "target": "#room", "duration": 30000})


def restarting(seconds: int) -> bytes:
    """To everybody, before the server goes."""
    fields = {"id": "server-restart", "target": "#piano", "duration": seconds * 1000}
    text = f"The server restarts in {seconds} seconds; you will be back in your room at once."
    return notification({"title": "Notice", "text": text, **fields})
