"""This process among the processes of a site: its leases, and what it does when one was lost.

On every host the process has a lease. It is renewed every second; a process whose lease has ended
is taken for dead, and its people are taken out of their rooms by whoever notices. Each renewal
also sends a pulse round by the channel layer, so that a connection that has gone silent is
noticed, and brings the time of the site, which is that of the first host.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from contextlib import suppress
from functools import partial
from typing import Any

from rooms.clock import SteeredClock
from rooms.cluster.asking import Asking
from rooms.cluster.hosts import Host
from rooms.cluster.meeting import Meeting
from rooms.cluster.presence import STAY_S, SharedPresence
from rooms.cluster.pulse import SILENCE_S
from rooms.cluster.recovering import reap_room, recover_room, recover_rooms
from rooms.groups import CONTROL_GROUP
from rooms.live import Live
from rooms.redis_layer import RoomsRedisLayer
from rooms.state import scripts
from rooms.state.base import StoreAway
from rooms.state.redis import RedisStore
from rooms.state.shards import Shard, Shards

log = logging.getLogger("rooms.cluster")

RENEW_S = 1.0
RETRY_S = 0.5
CLAIM_MS = 5_000
"""How long a process that was found dead is left to who found it."""
HAND_OVER_MS = 8_000
"""How long the people of a process that ends may take to come back elsewhere."""
SECOND_LOOK_S = 3.0
PULSE = "mpp.pulse"
_ROOMS_AT_ONCE = 500


class ClusterMembership:
    """A Membership by leases."""

    def __init__(
        self,
        shards: Shards,
        layer: RoomsRedisLayer,
        store: RedisStore,
        presence: SharedPresence,
        clock: SteeredClock,
    ) -> None:
        self._shards = shards
        self._layer = layer
        self._store = store
        self._presence = presence
        self._clock = clock
        self._ends = False
        self._recovering: set[str] = set()
        self._hosts: list[Host] = []
        self._asking = Asking(layer)
        self._meeting = Meeting(self._asking)

    async def begin(self, live: Live) -> None:
        self._ends = False
        live.hub.on_state = lambda room_id, patch: self._take_state(live, room_id, patch)
        live.hub.on_post(PULSE, self._take_pulse)
        self._asking.begin(live)
        self._meeting.begin(live)
        self._hosts = [Host(shard) for shard in self._shards.all]
        for host in self._hosts:
            host.since = host.settled = await self._renew(live, host)
        for host in self._hosts:
            host.group = self._layer.group_on(host.shard.index, f"mpp.pulse.{live.process}")
            await live.hub.listening.join(host.group)
            live.spawn(self._keep(live, host))

    async def meet(self, live: Live, room_id: str) -> None:
        shard = self._shards.of_room(room_id)
        with suppress(StoreAway):
            await self._meeting.ask(live, shard, room_id, self._hosts[shard.index].group)

    async def ask(self, live: Live, topic: str, about: Any) -> list[Any]:
        host = self._hosts[self._layer.host_of(CONTROL_GROUP)]
        with suppress(StoreAway):
            if found := await self._asking.ask(
                live, host.shard, CONTROL_GROUP, host.group, topic, about
            ):
                return found
        return [live.answers[topic](about)]

    async def hand_over(self) -> None:
        """No renewal any more; the others wait a while before they take the people out."""
        self._ends = True
        for shard in self._shards.all:
            try:
                await shard.run(scripts.HAND_OVER, self._process, HAND_OVER_MS)
            except StoreAway:
                log.warning("Redis host %d was not told that this process ends", shard.index)

    @property
    def _process(self) -> str:
        return self._store.process

    # The lease

    async def _keep(self, live: Live, host: Host) -> None:
        try:
            while not self._ends:
                await asyncio.sleep(RETRY_S if host.lost else RENEW_S)
                try:
                    await self._tick(live, host)
                except StoreAway:
                    host.lost = True
                except Exception:
                    log.exception("Keeping touch with Redis host %d failed", host.shard.index)
        finally:
            host.stop()

    async def _tick(self, live: Live, host: Host) -> None:
        host.lost = host.lost or host.shard.away
        since = await self._renew(live, host)
        if self._ends:
            return
        host.put_back = host.put_back or since != host.since
        self._layer.came_back(host.shard.index)
        if await self._is_silent(live, host):
            await self._layer.reconnect(host.shard.index)
            host.lost = True
            return
        # Beside, because the lease has to be renewed however long they take.
        if host.lost or host.put_back:
            host.start("recovery", self._recover(live, host, since))
        host.start("reaping", self._reap(live, host))
        host.start("gaps", self._look_for_gaps(live, host))
        if host.now() >= host.stays_until:
            host.stays_until = host.now() + STAY_S
            host.start("staying", self._presence.stay(host.shard, tuple(live.hub.users)))

    async def _renew(self, live: Live, host: Host) -> int:
        """Since when the lease is held. Raises StoreAway."""
        asked = self._clock.inner()
        since, seconds, micros = await host.shard.probe(
            scripts.RENEW, self._process, scripts.LEASE_MS
        )
        if host.shard.index == 0:
            at = int(seconds) * 1000 + int(micros) / 1000
            self._clock.steer(at, asked, self._clock.inner())
        host.shard.away = False
        return int(since)

    async def _is_silent(self, live: Live, host: Host) -> bool:
        """Send a pulse; whether those before were not heard. After an outage, wait for it.

        Raises StoreAway.
        """
        number = await self._send_pulse(live, host)
        if not host.lost or host.is_recovering:
            now, heard_at = host.now(), self._layer.heard_at(host.shard.index)
            return host.pulse.is_silent(now, heard_at)
        give_up = host.now() + SILENCE_S
        while not await host.pulse.comes_back(number):
            if host.now() > give_up:
                return True
            # The one before may have gone round before this process was subscribed again.
            number = await self._send_pulse(live, host)
        return False

    async def _send_pulse(self, live: Live, host: Host) -> int:
        """The number that was sent. Raises StoreAway."""
        number, index = host.pulse.send(host.now()), host.shard.index
        await live.hub.send(host.group, {"type": PULSE, "host": index, "number": number})
        if self._layer.is_away(index):
            # It was heard, but here only.
            raise StoreAway
        return number

    def _take_pulse(self, message: dict[str, Any]) -> None:
        self._hosts[message["host"]].pulse.take(message["number"])

    # After an outage

    async def _recover(self, live: Live, host: Host, since: int) -> None:
        put_back = host.put_back
        log.warning(
            "Redis host %d is back%s", host.shard.index, ", all are put back" if put_back else ""
        )
        host.lost = host.put_back = False
        try:
            await self._assert(live, host, put_back)
        except StoreAway:
            host.lost, host.put_back = True, put_back
            raise
        host.since = since
        live.spawn(self._look_again(live, host, put_back, since))

    async def _look_again(self, live: Live, host: Host, put_back: bool, since: int) -> None:
        """Others recover at the same time, and may not have finished with this process."""
        await asyncio.sleep(SECOND_LOOK_S)
        try:
            await self._assert(live, host, put_back)
            if host.since == since:
                host.settled = since
        except StoreAway:
            host.lost, host.put_back = True, host.put_back or put_back

    async def _assert(self, live: Live, host: Host, put_back: bool) -> None:
        """Tell a host who is here, and learn what it knows. Raises StoreAway."""
        shard = host.shard
        believed = await shard.read("SMEMBERS", f"mpp:proc:{self._process}")
        rooms = {one.decode() for one in believed} | self._rooms_of(live, shard)
        await recover_rooms(live, rooms, partial(self._taken_for_dead, host), put_back=put_back)
        for here in tuple(live.hub.users.values()):
            sockets = [one.id for one in here.connections]
            user = next((one.user for one in here.connections if one.user), None)
            if user is not None:
                await self._presence.assert_here(shard, user, sockets)

    def _rooms_of(self, live: Live, shard: Shard) -> set[str]:
        return {one for one in live.hub.rooms if self._shards.of_room(one) is shard}

    # Others

    async def _reap(self, live: Live, host: Host) -> None:
        """Take the people of a dead process out of their rooms. Raises StoreAway."""
        found = await host.shard.run(scripts.LAPSED, CLAIM_MS)
        if not found:
            return
        process = found[0].decode()
        if process == self._process:
            host.put_back = True
            return
        log.warning(
            "Process %s is gone; its people are taken out of %d rooms", process, len(found[1])
        )
        for room_id in found[1]:
            # It may only have slept.
            if not await host.shard.read("SISMEMBER", "mpp:dying", process):
                return
            await reap_room(live, room_id.decode(), process)
        await host.shard.run(scripts.REAPED, process)

    # Gaps

    def _take_state(self, live: Live, room_id: str, patch: dict[str, Any]) -> None:
        is_own = patch["writer"].partition(":")[0] == self._process
        if not self._store.take(room_id, patch) or (patch["whole"] and not is_own):
            self._recover_soon(live, room_id)

    def _recover_soon(self, live: Live, room_id: str) -> None:
        if room_id not in self._recovering and room_id in live.hub.rooms:
            self._recovering.add(room_id)
            live.spawn(self._recover_one(live, room_id))

    async def _recover_one(self, live: Live, room_id: str) -> None:
        host = self._hosts[self._shards.of_room(room_id).index]
        try:
            await recover_room(live, room_id, partial(self._taken_for_dead, host))
        except StoreAway:
            log.debug("A room is recovered when its host is back")
        finally:
            self._recovering.discard(room_id)

    async def _taken_for_dead(self, host: Host) -> bool:
        """Whether the lease ended since all were put back. Raises StoreAway."""
        since = host.since
        if not self._ends:
            # In its turn, unlike `_renew`: many rooms may ask at once.
            since, *_ = await host.shard.run(scripts.RENEW, self._process, scripts.LEASE_MS)
        return host.put_back or int(since) != host.settled

    async def _look_for_gaps(self, live: Live, host: Host) -> None:
        """News that nothing came after would not be missed. Raises StoreAway."""
        for room_id, version in host.ahead.items():
            if self._store.version(room_id) < version:
                self._recover_soon(live, room_id)
        host.ahead = {}
        rooms: Collection[str] = self._rooms_of(live, host.shard)
        for start in range(0, len(rooms), _ROOMS_AT_ONCE):
            some = list(rooms)[start : start + _ROOMS_AT_ONCE]
            for room_id, version in (await self._store.versions(some)).items():
                if version != self._store.version(room_id):
                    host.ahead[room_id] = version
