"""Frames of one connection: limits, order, hot messages at once, the others in their turn."""

from __future__ import annotations

import logging
from collections import deque
from secrets import token_hex

import rooms.handlers.chat
import rooms.handlers.crown
import rooms.handlers.custom
import rooms.handlers.play
import rooms.handlers.room
import rooms.handlers.session
import rooms.handlers.staff  # noqa: F401 - importing a family registers its handlers
from rooms import notices
from rooms.closing import CloseCode, close
from rooms.domain.errors import Refusal, RoomError
from rooms.handlers.registry import HANDLERS, HOT_HANDLERS, Handler, Needs
from rooms.live import Live
from rooms.origins import logged_as
from rooms.protocol import binary
from rooms.protocol.decoding import Message, TooManyObjects
from rooms.services.customs import send_custom
from rooms.session import Connection
from rooms.telling import tell

log = logging.getLogger("rooms.inbound")


def receive_now(live: Live, connection: Connection, payload: bytes | str) -> bool:
    """Handle a frame of hot messages inline; False if the frame has to wait for its turn.

    A frame that waits must go to `receive_in_turn`, and so must all that come before that is done.
    It is decoded again there: a microsecond for the few frames that wait, and no place for it in
    each connection.
    """
    if connection.socket.closed:
        return True
    if connection.busy:
        return False
    messages = _decoded(live, connection, payload)
    for message in messages:
        if message is not None and type(message) not in HOT_HANDLERS:
            connection.busy = True
            return False
    now = live.clock.steady()
    if not _within_limits(live, connection, payload, len(messages), now):
        return True
    received = live.hub.tally.received
    for message in messages:
        if message is None:
            continue
        kind = type(message)
        received[kind] += 1
        try:
            HOT_HANDLERS[kind](live, connection, message, now)
        except Exception:
            _failed(live, connection, message)
    return True


async def receive_in_turn(live: Live, connection: Connection, payload: bytes | str) -> None:
    """Handle a frame message by message, each after the one before has been dealt with."""
    connection.busy = True
    try:
        messages = _decoded(live, connection, payload)
        now = live.clock.steady()
        if not _within_limits(live, connection, payload, len(messages), now):
            return
        for message in messages:
            if message is not None and not connection.socket.closed:
                await _handle(live, connection, message)
    finally:
        connection.busy = False


def receive_binary(live: Live, connection: Connection, frame: bytes) -> None:
    """A binary frame is a custom message with a payload, or nothing (docs/protocol.md §9.3)."""
    if connection.socket.closed or not _within_limits(
        live, connection, frame, 1, live.clock.steady()
    ):
        return
    message = binary.read(frame)
    if message is None:
        return
    custom, payload = message
    try:
        send_custom(live, connection, custom.target, custom.data, payload)
    except Exception:
        _failed(live, connection, custom)


def count_frame(live: Live, connection: Connection) -> None:
    """A ping or a part of a message came: it is as dear as a message (docs/protocol.md §13)."""
    if not connection.socket.closed:
        _within_limits(live, connection, b"", 1, live.clock.steady())


def _decoded(live: Live, connection: Connection, payload: bytes | str) -> list[Message | None]:
    """The messages of a frame; a frame that is too long closes the socket and holds none."""
    # Most frames are short: the limits are asked for few.
    if len(payload) > live.limits.hello_bytes and _is_too_long(live, connection, len(payload)):
        return []
    try:
        return live.decode(payload)
    except TooManyObjects:
        close(live, connection, CloseCode.QUEUE_TOO_LONG, "too many messages in one frame")
        return []


def _is_too_long(live: Live, connection: Connection, length: int) -> bool:
    """Close a socket before a frame is looked into that is too long anyway.

    Bytes are at least as many as the `length` in characters.
    """
    if length > live.limits.frame_bytes:
        close(live, connection, CloseCode.FRAME_TOO_BIG, "frame too big")
    elif connection.user is None and length > live.limits.hello_bytes:
        close(live, connection, CloseCode.TOO_MANY_BYTES, "too many bytes")
    return connection.socket.closed


async def _handle(live: Live, connection: Connection, message: Message) -> None:
    tally = live.hub.tally
    tally.received[type(message)] += 1
    try:
        now = live.clock.steady()
        if (hot := HOT_HANDLERS.get(type(message))) is not None:
            hot(live, connection, message, now)
            return
        handler = HANDLERS.get(type(message))
        if handler is None or not handler.needs.met_by(connection):
            return
        if not (_allowed(live, connection, handler, now) or handler.spares(connection)):
            tally.refused[handler.rate or ""] += 1
            return
        await handler.handle(live, connection, message)
    except RoomError as refusal:
        # The contract has no error replies: who may not is ignored.
        log.debug("%s refused: %s", type(message).__name__, refusal.code)
        if refusal.code is Refusal.AWAY:
            tell(connection, notices.away())
    except Exception:
        _failed(live, connection, message)


def _allowed(live: Live, connection: Connection, handler: Handler, now: float) -> bool:
    """Rates count by user and room, or by user alone for what needs no room (§14.1)."""
    user, rate = connection.user, handler.rate
    if rate is None:
        return True
    if user is None:
        return connection.rates.allow(rate, getattr(live.limits, rate), now)
    pace = getattr(live.limits, rate).scaled(user.rate_factor)
    if handler.needs is Needs.ROOM and connection.meters is not None:
        return connection.meters.allow(rate, pace, now)
    return live.hub.users[user.user_id].rates.allow(rate, pace, now)


def _within_limits(
    live: Live, connection: Connection, payload: bytes | str, objects: int, now: float
) -> bool:
    """Count what came within the period; over the limits the socket is closed (§13)."""
    limits = live.limits
    size = len(payload)
    if isinstance(payload, str) and not payload.isascii():
        size = len(payload.encode("utf-8", "surrogatepass"))
    if now >= connection.period_ends:
        connection.period_ends = now + limits.period_ms
        connection.period_bytes = connection.period_objects = 0
    connection.period_bytes = in_all = connection.period_bytes + size
    connection.period_objects = count = connection.period_objects + objects
    live.hub.tally.bytes_in += size
    most = limits.period_bytes if connection.user else limits.hello_bytes
    # Each note comes by here: what is within all limits is asked nothing more.
    if size <= limits.frame_bytes and in_all <= most and count <= limits.period_objects:
        return True
    if size > limits.frame_bytes:
        close(live, connection, CloseCode.FRAME_TOO_BIG, "frame too big")
    elif _exceeds(in_all, most, connection):
        close(live, connection, CloseCode.TOO_MANY_BYTES, "too many bytes")
    elif _exceeds(count, limits.period_objects, connection):
        close(live, connection, CloseCode.TOO_MANY_OBJECTS, "too many messages")
    else:
        return True
    return False


def _exceeds(count: int, most: int, connection: Connection) -> bool:
    """Whether it is too much; who may do things more often may send more for it."""
    if count <= most:
        return False
    return connection.user is None or count > most * max(1.0, connection.user.rate_factor)


def _failed(live: Live, connection: Connection, message: Message) -> None:
    """A bug: log it under a reference, and give up on a socket that keeps hitting bugs (§15)."""
    reference = token_hex(4)
    live.hub.tally.bugs += 1
    # A direct socket passes on frames outside of the task of its consumer.
    with logged_as(connection.id):
        log.exception("Handler of %s failed, reference %s", type(message).__name__, reference)
    now, limits = live.clock.steady(), live.limits
    errors = connection.errors
    if errors is None:
        errors = connection.errors = deque(maxlen=limits.handler_errors)
    errors.append(now)
    if len(errors) == limits.handler_errors and now - errors[0] <= limits.handler_errors_ms:
        close(live, connection, CloseCode.SERVER_ERROR, f"server error {reference}")
