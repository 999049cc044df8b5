"""Client and player put together, from the connection to the bow."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from .client import Client, Server
from .clock import Timing
from .display import Display
from .player import Player
from .playlist import Playlist
from .session import Guest


async def perform(
    server: Server,
    guest: Guest,
    playlist: Playlist,
    display: Display,
    stop: asyncio.Event,
    *,
    on_token: Callable[[str], None] = lambda token: None,
    timing: Timing | None = None,
) -> None:
    """Play the playlist in the room until it is over or `stop` is set, then leave.

    Raises UnreachableError and RefusedError as `Client.run` does.
    """
    timing = timing or Timing()
    client = Client(server, guest, timing=timing, on_token=on_token, on_news=display.news)
    player = Player(client, playlist, display, timing)
    connection = asyncio.create_task(client.run(player.hear))
    music = asyncio.create_task(player.run())
    stopped = asyncio.create_task(stop.wait())
    tasks = (connection, music, stopped)
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        await client.leave()
    finally:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    # Leaving ends the connection too; only what went wrong before that counts.
    for result in results:
        if isinstance(result, Exception):
            raise result
