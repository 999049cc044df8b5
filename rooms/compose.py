"""Builds the parts of a process and wires them (used by mppsite/asgi.py and by tests)."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Sequence
from functools import partial
from ipaddress import IPv4Network, IPv6Network
from typing import Any

from rooms.addresses import client_address
from rooms.announce import EJECT, REHISTORY, REQUOTA, Announcer
from rooms.archive import Archive
from rooms.clock import Chance, Clock, SteeredClock, SystemChance, SystemClock
from rooms.closing import CloseCode
from rooms.conf import Limits
from rooms.desk import Desk, NoDesk
from rooms.doorkeeper import Doorkeeper
from rooms.hub import Hub
from rooms.identity import Identity
from rooms.listing import Listing
from rooms.live import Alone, Live, Parts
from rooms.notices import restarting
from rooms.plugins import NO_PLUGINS, Plugins
from rooms.presence import LocalPresence
from rooms.protocol.decoding import FrameDecoder
from rooms.services.customs import CUSTOM, take_custom
from rooms.services.entering import eject, rehistory, requota
from rooms.services.people import SHOWN, take_shown
from rooms.sockets.base import Farewell, OutboxLimits
from rooms.sockets.frame import Frame
from rooms.state.base import RoomStore
from rooms.state.memory import MemoryStore
from rooms.telling import cursors_in

RESTART_S = 5
"""How long a restart takes, as people are told: from the close to the first upgrade."""


def compose(
    *,
    layer: Any,
    limits: Limits,
    identity: str,
    desk: Desk | None = None,
    trusted_proxies: Sequence[IPv4Network | IPv6Network] = (),
    motd: str = "",
    origins: Sequence[str] = (),
    plugins: Plugins = NO_PLUGINS,
    clock: Clock | None = None,
    chance: Chance | None = None,
    redis: Sequence[str] = (),
) -> Live:
    """The live part of a process: the only one, or one of those that share these Redis hosts."""
    steered, desk = SteeredClock(clock or SystemClock(limits.clock_ahead_ms)), desk or NoDesk()

    def now() -> int:
        return int(steered.wall())

    hub = _hub(layer, limits)
    archive = _archive(now, limits, desk)
    announcer = Announcer(hub, archive, now)
    local = LocalPresence(hub, doorkeeper := Doorkeeper(limits), steered.steady)
    parts = Parts("one", MemoryStore(limits, announcer, now), local, Alone())
    if redis:
        # Loaded where it is needed: the client of Redis takes 6 MB.
        from rooms.cluster.wiring import cluster_parts

        parts = cluster_parts(redis, layer, limits, hub, announcer, steered, local)
    announcer.listing = _listing(parts.store, hub, now, limits)
    live = Live(
        limits=limits,
        clock=steered,
        chance=chance or SystemChance(),
        hub=hub,
        store=parts.store,
        archive=archive,
        identity=_identity(identity, now, archive, limits, desk),
        desk=desk,
        listing=announcer.listing,
        doorkeeper=doorkeeper,
        presence=parts.presence,
        process=parts.process,
        membership=parts.membership,
        outbox=OutboxLimits(limits.outbox_bytes, limits.outbox_frames, limits.outbox_stall_ms),
        farewell=_farewell(),
        decode=_decoder(limits).decode,
        motd=motd,
        origins=tuple(origins),
        plugins=plugins,
        address_of=partial(_address_of, trusted_proxies),
    )
    _connect(live)
    return live


def write_at_exit(live: Live) -> None:
    """Have what waits for the database written when the process ends, whatever ends it."""
    # The last registered runs first.
    atexit.register(live.archive.flush_at_exit)
    atexit.register(live.end)


def _hub(layer: Any, limits: Limits) -> Hub:
    return Hub(layer, limits)


def _listing(store: RoomStore, hub: Hub, now: Callable[[], int], limits: Limits) -> Listing:
    return Listing(
        find=store.find,
        find_all=store.rooms,
        now=now,
        pause_ms=limits.list_pause_ms,
        cursors=partial(cursors_in, hub),
    )


def _archive(now: Callable[[], int], limits: Limits, desk: Desk) -> Archive:
    return Archive(
        now=now,
        desk=desk,
        limits=limits,
    )


def _identity(
    mode: str, now: Callable[[], int], archive: Archive, limits: Limits, desk: Desk
) -> Identity:
    return Identity(
        mode="fresh" if mode == "fresh" else "per-address",
        now=now,
        unwritten_profile=archive.profile,
        unwritten_online_ms=archive.online_ms,
        desk=desk,
        limits=limits,
    )


def _decoder(limits: Limits) -> FrameDecoder:
    return FrameDecoder(most=limits.queued_objects, longest_delay_ms=limits.note_delay_max_ms)


def _farewell() -> Farewell:
    notice = Frame([restarting(RESTART_S)])
    return Farewell(notice, CloseCode.SERVER_CLOSING, "the server restarts")


def _connect(live: Live) -> None:
    """Let what reaches the hub from anywhere be carried out here."""
    live.hub.on_order(EJECT, partial(eject, live), first=True)
    live.hub.on_order(REQUOTA, partial(requota, live))
    live.hub.on_order(REHISTORY, partial(rehistory, live))
    live.hub.on_post(CUSTOM, partial(take_custom, live))
    live.hub.on_post(SHOWN, partial(take_shown, live))
    live.desk.connect(live)


def _address_of(trusted_proxies: Sequence[IPv4Network | IPv6Network], scope: dict[str, Any]) -> str:
    peer = scope.get("client")
    return client_address(peer[0] if peer else None, scope.get("headers", ()), trusted_proxies)
