"""hi, bye, t, devices, userset (docs/protocol.md §4.1–§4.4)."""

from __future__ import annotations

from rooms.closing import CloseCode, close
from rooms.domain.text import finite
from rooms.handlers.registry import Needs, handles, handles_now
from rooms.live import Live
from rooms.protocol import encoding
from rooms.protocol.client import Bye, Devices, Hello, Ping, UserSet
from rooms.services import people
from rooms.services.idling import stir
from rooms.session import Connection
from rooms.sockets.frame import Frame


@handles(Hello, Needs.NOTHING)
async def hello(live: Live, connection: Connection, message: Hello) -> None:
    if connection.user is None:
        await people.greet(live, connection, message.token, message.login)


@handles(Bye, Needs.NOTHING)
async def bye(live: Live, connection: Connection, message: Bye) -> None:
    close(live, connection, CloseCode.NORMAL, "bye")


@handles_now(Ping)
def ping(live: Live, connection: Connection, message: Ping, now: float) -> None:
    if connection.user is None:
        return
    connection.seen_at = now
    here = live.hub.users[connection.user.user_id]
    if here.rates.allow("time", live.limits.rate_time.scaled(connection.user.rate_factor), now):
        echo = message.e if finite(message.e) is not None else None
        fragment = encoding.time(live.clock.wall(), echo)
        connection.tally.told("t", len(fragment))
        connection.socket.send_now(Frame([fragment]))


@handles(Devices, Needs.NOTHING, rate="rate_devices")
async def devices(live: Live, connection: Connection, message: Devices) -> None:
    """Accepted, not used."""


@handles(UserSet, Needs.USER, rate="rate_userset")
async def userset(live: Live, connection: Connection, message: UserSet) -> None:
    await stir(live, connection)
    await people.change_profile(live, connection, message.set)
