"""The parts of a process that is one of several (used by rooms/compose.py)."""

from __future__ import annotations

from collections.abc import Sequence
from secrets import token_hex

from rooms.announce import Announcer
from rooms.clock import SteeredClock
from rooms.cluster.herald import LayerHerald
from rooms.cluster.membership import ClusterMembership
from rooms.cluster.presence import SharedPresence
from rooms.conf import Limits
from rooms.groups import room_group
from rooms.hub import Hub
from rooms.live import Parts
from rooms.presence import LocalPresence
from rooms.redis_layer import RoomsRedisLayer
from rooms.state.redis import RedisStore
from rooms.state.shards import Shards


def cluster_parts(
    urls: Sequence[str],
    layer: RoomsRedisLayer,
    limits: Limits,
    hub: Hub,
    announcer: Announcer,
    clock: SteeredClock,
    local: LocalPresence,
) -> Parts:
    """The parts of a process whose rooms live on the hosts `urls`."""
    shards = Shards(urls, lambda room_id: layer.host_of(room_group(room_id)))
    process = token_hex(4)
    store = RedisStore(
        limits,
        LayerHerald(hub, announcer, layer),
        lambda: int(clock.wall()),
        shards=shards,
        process=process,
        on_copy=hub.renew,
    )
    presence = SharedPresence(shards, local, limits)
    membership = ClusterMembership(shards, layer, store, presence, clock)
    return Parts(process, store, presence, membership)
