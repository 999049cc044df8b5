"""The channel layer of several processes: what the library leaves open when Redis goes away.

RedisPubSubChannelLayer with three differences. A subscription is only done when it is heard, so
that nothing published afterwards is missed. While a host is away messages still reach the groups'
members in this process. And a connection that has gone silent can be given up.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import count
from secrets import token_hex
from typing import Any

from channels_redis.pubsub import (
    RedisPubSubChannelLayer,
    RedisPubSubLoopLayer,
    RedisSingleShardConnection,
)
from channels_redis.utils import _consistent_hash
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from rooms.state.cancelling import Cancellable
from rooms.state.shards import CONNECTION

log = logging.getLogger("rooms.layer")

SUBSCRIBE_S = 2.0
ECHO_AGAIN_S = 0.5
_ECHO = b"mpp.echo:"
_FAILURES = (RedisError, OSError, TimeoutError)


class RoomsRedisLayer(RedisPubSubChannelLayer):  # type: ignore[misc]
    """The layer over the Redis hosts with these URLs."""

    def __init__(self, hosts: list[str], **options: Any) -> None:
        # Tried again it would be late, and stand between others and their turn.
        connection = {**CONNECTION, "retry": Retry(NoBackoff(), 0)}
        super().__init__(hosts=[{"address": url, **connection} for url in hosts], **options)
        self.hosts = len(hosts)

    def _get_layer(self) -> Any:
        # The library makes its own class here; everything else of it stays as it is.
        loop = asyncio.get_running_loop()
        if loop not in self._layers:
            super()._get_layer()
            self._layers[loop] = _LoopLayer(*self._args, **self._kwargs, channel_layer=self)
        return self._layers[loop]

    def address_of(self, group: str) -> str:
        """The Redis channel that carries a group."""
        return f"{self._kwargs.get('prefix', 'asgi')}__group__{group}"

    def host_of(self, group: str) -> int:
        """The host, by its number, that carries a group."""
        index: int = _consistent_hash(self.address_of(group), self.hosts)
        return index

    def group_on(self, host: int, stem: str) -> str:
        """A group of that name which a certain host carries."""
        return next(
            group for number in count() if self.host_of(group := f"{stem}.{number}") == host
        )

    async def groups_send(self, messages: Iterable[tuple[str, dict[str, Any]]]) -> None:
        """`group_send` for many, in one call to each host; a host's messages keep their order."""
        layer = self._get_layer()
        by_host: dict[int, list[tuple[str, bytes]]] = {}
        for group, message in messages:
            packed = self.address_of(group), self.serialize(message)
            by_host.setdefault(self.host_of(group), []).append(packed)
        calls = (layer.shard(host).publish_all(some) for host, some in by_host.items())
        await asyncio.gather(*calls)

    def came_back(self, host: int) -> None:
        """Try a host again."""
        self._get_layer().shard(host).away = False

    def is_away(self, host: int) -> bool:
        """Whether what is sent stays in this process."""
        away: bool = self._get_layer().shard(host).away
        return away

    def heard_at(self, host: int) -> float:
        """When anything was heard from a host last, by the clock of the loop."""
        heard_at: float = self._get_layer().shard(host).heard_at
        return heard_at

    async def reconnect(self, host: int) -> None:
        """Give up the connection that nothing is heard on."""
        await self._get_layer().shard(host).reconnect()


class _LoopLayer(RedisPubSubLoopLayer):  # type: ignore[misc]
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        shards: list[RedisSingleShardConnection] = self._shards
        self._shards: list[_Host] = [_Host(shard.host, self) for shard in shards]

    def shard(self, host: int) -> _Host:
        return self._shards[host]


class _Host(RedisSingleShardConnection):  # type: ignore[misc]
    def __init__(self, host: dict[str, Any], channel_layer: Any) -> None:
        super().__init__(host, channel_layer)
        self.away = False
        self.heard_at = 0.0
        """When anything was heard last, by the clock of the loop."""
        self._echoes: dict[bytes, asyncio.Event] = {}
        # Other processes in the same group hear it as well.
        self._names = (_ECHO + f"{token_hex(8)}:{number}".encode() for number in count(1))

    async def publish(self, channel: str, message: bytes) -> None:
        """Publish, or give it to those who are here if nobody else can be reached."""
        await self.publish_all([(channel, message)])

    async def publish_all(self, messages: Sequence[tuple[str, bytes]]) -> None:
        """`publish` for many, in one call."""
        if not self.away:
            try:
                with Cancellable():
                    await self._publish_together(messages)
                return
            except _FAILURES as error:
                self.away = True
                log.warning("Messages stay in this process: %r", error)
        for channel, message in messages:
            super()._receive_message({"channel": channel, "data": message})

    async def _publish_together(self, messages: Sequence[tuple[str, bytes]]) -> None:
        async with self._lock:
            self._ensure_redis()
            calls = self._redis.pipeline(transaction=False)
            for channel, message in messages:
                calls.publish(channel, message)
            await calls.execute()

    async def subscribe(self, channel: str) -> None:
        """Return when all that is published from now on will be heard. Raises ConnectionError."""
        try:
            with Cancellable():
                await super().subscribe(channel)
        except _FAILURES as error:
            raise ConnectionError(f"{channel} cannot be subscribed to") from error
        if self.away:
            return
        name = next(self._names)
        echo = self._echoes[name] = asyncio.Event()
        try:
            async with asyncio.timeout(SUBSCRIBE_S):
                while not echo.is_set():
                    with Cancellable():
                        await super().publish(channel, name)
                    # Published before the subscription was taken, it is not heard.
                    await _either(echo, ECHO_AGAIN_S)
        except _FAILURES as error:
            log.warning("It is not known whether %s can be heard: %r", channel, error)
        finally:
            del self._echoes[name]

    async def unsubscribe(self, channel: str) -> None:
        """Hear no more of it; a host that cannot be told will find nobody to send it to."""
        try:
            with Cancellable():
                await super().unsubscribe(channel)
        except _FAILURES:
            self._subscribed_to.discard(channel)

    async def reconnect(self) -> None:
        if self._pubsub is not None and self._pubsub.connection is not None:
            await self._pubsub.connection.disconnect(nowait=True)

    def _receive_message(self, message: dict[str, Any] | None) -> None:
        if message is None:
            return
        self.heard_at = asyncio.get_running_loop().time()
        data = message["data"]
        if isinstance(data, bytes) and data.startswith(_ECHO):
            if echo := self._echoes.get(data):
                echo.set()
            return
        super()._receive_message(message)


async def _either(event: asyncio.Event, seconds: float) -> None:
    """Wait for the event, but not longer."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
