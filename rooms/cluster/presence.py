"""Users and addresses across processes (docs/protocol.md §13: 4009, 4001).

A socket counts for as long as its process holds its lease. What is known of a user goes by itself
soon after no process calls the user here any more, however it ended. With a host away each process
decides for itself what belongs there.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import islice
from typing import Any

from rooms.addresses import network_of
from rooms.conf import Limits
from rooms.domain.people import User
from rooms.presence import Arrival, LocalPresence
from rooms.state import scripts
from rooms.state.base import StoreAway
from rooms.state.documents import decoded_user, encoded_user
from rooms.state.shards import Shard, Shards

STAY_S = 20.0
"""A process says so often who is here; well within scripts.KNOWN_MS."""
_AT_ONCE = 500
_ANY_NUMBER = 1_000_000


class SharedPresence:
    """A Presence for a site of several processes."""

    def __init__(self, shards: Shards, local: LocalPresence, limits: Limits) -> None:
        self._shards = shards
        self._local = local
        self._limits = limits

    async def arrive(self, user: User, socket: str, most: int) -> Arrival:
        try:
            admitted, others, shown = await self._shard(user.user_id).run(
                scripts.ARRIVE, user.user_id, socket, most, scripts.KNOWN_MS
            )
        except StoreAway:
            return await self._local.arrive(user, socket, most)
        looks = decoded_user(shown) if shown else None
        if looks and not others:
            # Nobody shows the user now: what was chosen last may be newer than the database.
            looks = dataclasses.replace(
                user, name=looks.name, color=looks.color, vanished=looks.vanished
            )
        return Arrival(bool(admitted), looks)

    async def depart(self, user_id: str, socket: str) -> None:
        # Without an answer the lease of the process ends what is left of it.
        await self._quietly(user_id, scripts.DEPART, user_id, socket, scripts.KNOWN_MS)

    async def admit_address(self, address: str, user_id: str) -> bool:
        most, period = self._limits.tokens_per_address, self._limits.tokens_period_ms
        if not most:
            return True
        network = network_of(address)
        try:
            return bool(
                await self._shards.of_key(network).run(
                    scripts.ADDRESS, network, user_id, period, most
                )
            )
        except StoreAway:
            return await self._local.admit_address(address, user_id)

    async def look(self, user_id: str) -> User | None:
        if here := await self._local.look(user_id):
            return here
        try:
            shown = await self._shard(user_id).read("HGET", _key(user_id), "u")
        except StoreAway:
            return None
        return decoded_user(shown) if shown else None

    async def show(self, user: User) -> int:
        look = encoded_user(user)
        number = await self._quietly(
            user.user_id, scripts.SHOW, user.user_id, look, scripts.KNOWN_MS
        )
        return int(number or 0)

    async def revise(self, user_id: str, change: Callable[[User], User]) -> None:
        shard = self._shard(user_id)
        with suppress(StoreAway):
            if shown := await shard.read("HGET", _key(user_id), "u"):
                revised = encoded_user(change(decoded_user(shown)))
                await shard.run(scripts.REVISE, user_id, shown, revised)

    async def forget(self, user_id: str) -> None:
        with suppress(StoreAway):
            await self._shard(user_id).read("HDEL", _key(user_id), "u")

    async def stay(self, shard: Shard, user_ids: Iterable[str]) -> None:
        """Have a host know for longer who is here. Raises StoreAway."""
        mine = (one for one in user_ids if self._shard(one) is shard)
        while some := list(islice(mine, _AT_ONCE)):
            await shard.run(scripts.STAY, scripts.KNOWN_MS, *some)

    async def assert_here(self, shard: Shard, user: User, sockets: list[str]) -> None:
        """Tell a host that was away who is here. Raises StoreAway."""
        if self._shard(user.user_id) is not shard:
            return
        for socket in sockets:
            await shard.run(scripts.ARRIVE, user.user_id, socket, _ANY_NUMBER, scripts.KNOWN_MS)
        # Others may have shown the user while nothing was heard here.
        await shard.read("HSETNX", _key(user.user_id), "u", encoded_user(user))

    async def _quietly(self, user_id: str, script: str, *arguments: object) -> Any:
        try:
            return await self._shard(user_id).run(script, *arguments)
        except StoreAway:
            return None

    def _shard(self, user_id: str) -> Shard:
        return self._shards.of_key(user_id)


def _key(user_id: str) -> str:
    return f"mpp:user:{user_id}"
