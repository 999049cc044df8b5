"""The Redis hosts of a site. Each is complete by itself: what is on one needs no other."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from zlib import crc32

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import NoScriptError, RedisError

from rooms.state.base import StoreAway
from rooms.state.cancelling import Cancellable

log = logging.getLogger("rooms.state")

CALL_S = 2.0
"""How long an answer may take before a host counts as away."""

CALLS_AT_ONCE = 32
"""More of them, as when thousands leave at once, wait their turn: each takes a connection."""

CONNECTION: Mapping[str, Any] = {
    "socket_timeout": CALL_S,
    "socket_connect_timeout": CALL_S,
    "socket_keepalive": True,
}
_FAILURES = (RedisError, OSError, TimeoutError)


class Shard:
    """One host. While it is `away` nothing is asked of it but `probe`."""

    def __init__(self, index: int, url: str) -> None:
        self.index = index
        self.away = False
        # A call that failed is tried again by who knows what it was for.
        self._redis: Redis = Redis.from_url(url, retry=Retry(NoBackoff(), 0), **CONNECTION)
        self._shas: dict[str, str] = {}
        self._turns = asyncio.Semaphore(CALLS_AT_ONCE)

    async def run(self, script: str, *arguments: Any) -> Any:
        """Run a script of scripts.py. Raises StoreAway."""
        async with self._turns:
            if self.away:
                raise StoreAway
            return await self.probe(script, *arguments)

    async def probe(self, script: str, *arguments: Any) -> Any:
        """`run`, also while the host is away. Raises StoreAway."""
        try:
            with Cancellable():
                return await self._evaluate(script, arguments)
        except _FAILURES as error:
            self.lost(error)
            raise StoreAway from error

    async def read(self, command: str, *arguments: Any) -> Any:
        """Run a command. Raises StoreAway."""
        async with self._turns:
            if self.away:
                raise StoreAway
            try:
                with Cancellable():
                    return await self._redis.execute_command(command, *arguments)  # type: ignore[no-untyped-call]
            except _FAILURES as error:
                self.lost(error)
                raise StoreAway from error

    def lost(self, error: BaseException) -> None:
        """The host did not answer."""
        if not self.away:
            self.away = True
            log.warning("Redis host %d is away: %r", self.index, error)

    async def close(self) -> None:
        await self._redis.aclose()

    async def _evaluate(self, script: str, arguments: Sequence[Any]) -> Any:
        sha = self._shas.get(script)
        if sha is None:
            sha = self._shas[script] = await self._redis.script_load(script)
        try:
            return await self._redis.evalsha(sha, 0, *arguments)
        except NoScriptError:
            # The host was started anew.
            return await self._redis.eval(script, 0, *arguments)


class Shards:
    """All hosts. `index_of` tells which one has a room; users and addresses go by a hash."""

    def __init__(self, urls: Sequence[str], index_of: Callable[[str], int] | None = None) -> None:
        self.all = [Shard(index, url) for index, url in enumerate(urls)]
        self._index_of = index_of or (lambda room_id: 0)

    def of_room(self, room_id: str) -> Shard:
        return self.all[self._index_of(room_id)]

    def of_key(self, key: str) -> Shard:
        """The host of a user or an address."""
        return self.all[crc32(key.encode()) % len(self.all)]

    async def close(self) -> None:
        for shard in self.all:
            await shard.close()
