"""What a frame of notes costs until it is in the pending batch, step by step.

`python -m benchmarks.frame_in`: in this process, without a network; best of several runs.
"""

from __future__ import annotations

import asyncio
import os
import timeit
from collections.abc import Callable
from functools import partial

import django
from websockets.speedups import apply_mask

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mppsite.settings")
django.setup()

from benchmarks.tables import markdown
from rooms.batch import Batch
from rooms.compose import compose
from rooms.conf import Limits, scaled
from rooms.domain.memory import Memory
from rooms.domain.people import User
from rooms.domain.room import Room
from rooms.inbound import receive_now
from rooms.layer import LeanInMemoryChannelLayer
from rooms.live import Live
from rooms.meters import Meters
from rooms.protocol import encoding
from rooms.session import Connection
from rooms.sockets.asgi import AsgiSocket
from rooms.sockets.frame import Kind

ROUNDS, RUNS = 500, 100
SCALE = 1e6
PAYLOAD = (
    b'[{"m":"n","t":1700000000000.123,"n":[{"n":"c3","v":0.5},{"n":"e3","v":0.4,"d":20},'
    b'{"n":"g3","v":0.4,"d":40}]}]'
)
MASK = b"\x37\xfa\x21\x3d"
FRAME = b"\x81\xfe" + len(PAYLOAD).to_bytes(2, "big") + MASK + apply_mask(PAYLOAD, MASK)


async def _unsent(message: object) -> None:
    """Nothing is sent in here."""


def _player() -> tuple[Live, Connection]:
    """Somebody who plays in a room; no limit is ever reached, but all are looked at."""
    limits = scaled(Limits(limit_scale=SCALE))
    live = compose(layer=LeanInMemoryChannelLayer(), limits=limits, identity="fresh")
    user = User("a" * 24, "Anonymous", "#777777")
    now = live.clock.steady()
    connection = Connection("one.1", AsgiSocket(_unsent), "127.0.0.1", now, live.hub.tally)
    connection.user = user
    live.hub.add(connection)
    live.hub.identify(connection, now)
    room = Room("room", limits)
    room.open(user, {}, Memory(), live.now)
    room.join(user, connection.id, live.now)
    local = live.hub.enter(connection, room, 1)
    connection.meters = local.meters[user.user_id] = Meters(
        limits, limits.quota_unlimited, user, now
    )
    return live, connection


def _ns(live: Live, work: Callable[[], object]) -> float:
    def empty() -> None:
        asyncio.run(live.hub.flush("room"))

    return min(timeit.repeat(work, empty, number=ROUNDS, repeat=RUNS)) / ROUNDS * 1e9


def _publish(batch: Batch, fragment: bytes) -> None:
    batch.add(fragment, Kind.NOTE, "one.1", 0, None)


def main() -> None:
    live, connection = _player()
    meters = connection.meters
    (message,) = live.decode(PAYLOAD)
    if meters is None or message is None:
        raise RuntimeError("a player has meters, and the payload is notes")
    now = live.clock.steady()
    fragment = encoding.notes(message.t, "a" * 24, message.n)  # type: ignore[union-attr]
    steps: dict[str, Callable[[], object]] = {
        "unmask the payload": lambda: apply_mask(FRAME[8:], FRAME[4:8]),
        "is it UTF-8": PAYLOAD.isascii,
        "decode and validate": partial(live.decode, PAYLOAD),
        "the time": live.clock.steady,
        "rate of messages": partial(meters.notes.take, now, 0),
        "note quota": partial(meters.quota.spend, 0, now),
        "encode": lambda: encoding.notes(message.t, "a" * 24, message.n),  # type: ignore[union-attr]
        "into the batch": partial(_publish, Batch("room"), fragment),
        "all, from the payload to the batch": partial(receive_now, live, connection, PAYLOAD),
    }
    print(
        markdown(("step", "ns"), [(name, f"{_ns(live, step):.0f}") for name, step in steps.items()])
    )


if __name__ == "__main__":
    main()
