"""Carries out in this process what staff decided in any (docs/architecture.md §5)."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from channels.db import database_sync_to_async

from moderation.models import Order
from moderation.services import orders as queue
from moderation.services.erasure import remains_erase
from moderation.services.orders import Kind, orders_written
from rooms.keeper import refresh_people, refresh_words
from rooms.live import Live
from rooms.services import desk
from rooms.services.people import refresh
from rooms.state.base import StoreAway

from .trying import Trier
from .verdicts import Judge

log = logging.getLogger("moderation.orders")

NEWS = "moderation.news"
"""Type of the message by which a process tells the others that there are orders."""

OVERDUE_EVERY = 10
FORGET_EVERY = 1_000
"""Looks between two for orders that nobody finished, and for those that are old."""
LATE = 200
"""Ids that are read again, because a transaction that began earlier may have ended later."""

Payload = Mapping[str, Any]
Handler = Callable[[Live, Payload], Awaitable[None]]


async def _users(live: Live, payload: Payload) -> None:
    await refresh(live, payload["ids"], payload.get("profile") or {})


async def _everybody(live: Live, payload: Payload) -> None:
    await refresh_people(live)


async def _words(live: Live, payload: Payload) -> None:
    await refresh_words(live)


async def _notice(live: Live, payload: Payload) -> None:
    desk.show_notice(live, payload["title"], payload["text"], payload["room"], payload["user"])


async def _sign_out(live: Live, payload: Payload) -> None:
    desk.sign_out(live, payload["user"])


async def _settings(live: Live, payload: Payload) -> None:
    await desk.change_settings(live, payload["room"], payload["changes"], _number(payload))


async def _owner(live: Live, payload: Payload) -> None:
    await desk.set_owner(live, payload["room"], payload["owner"] or None)


async def _clear(live: Live, payload: Payload) -> None:
    await desk.clear_chat(live, payload["room"], _number(payload))


async def _close(live: Live, payload: Payload) -> None:
    room_id, number = payload["room"], _number(payload)
    if payload.get("stay"):
        await desk.reopen_room(live, room_id, number)
    else:
        await desk.close_room(live, room_id, payload["until"], payload["text"], number)


async def _kick(live: Live, payload: Payload) -> None:
    await desk.put_out(live, payload["room"], payload["user"], payload["text"])


async def _unban(live: Live, payload: Payload) -> None:
    await desk.lift_ban(live, payload["room"], payload["user"])


async def _hide(live: Live, payload: Payload) -> None:
    await desk.hide_line(live, payload["room"], payload["line"])


async def _erase(live: Live, payload: Payload) -> None:
    user_id = payload["user"]
    await live.presence.forget(user_id)
    rooms = await live.archive.forget_person(user_id) | desk.rooms_that_name(live, user_id)
    await database_sync_to_async(remains_erase)(user_id=user_id, rooms=rooms)


async def _forget(live: Live, payload: Payload) -> None:
    await desk.forget_person(live, payload["rooms"], payload["user"])


def _number(payload: Payload) -> int:
    """That of the decision about the room; earlier versions ordered without."""
    number: int = payload.get("decision", 0)
    return number


HANDLERS: Mapping[str, Handler] = {
    Kind.USERS: _users,
    Kind.NETWORKS: _everybody,
    Kind.WORDS: _words,
    Kind.NOTICE: _notice,
    Kind.SIGN_OUT: _sign_out,
    Kind.ERASE: _erase,
    Kind.ROOM_SETTINGS: _settings,
    Kind.ROOM_OWNER: _owner,
    Kind.ROOM_CLEAR: _clear,
    Kind.ROOM_CLOSE: _close,
    Kind.ROOM_KICK: _kick,
    Kind.ROOM_UNBAN: _unban,
    Kind.ROOM_HIDE: _hide,
    Kind.ROOM_FORGET: _forget,
}


class OrderReader:
    """Reads the orders of staff and has this process carry them out.

    Looks twice a second, and at once when a decision was made in this process or another one says
    so. `judge` is told when bans of networks change.
    """

    def __init__(self, live: Live, judge: Judge) -> None:
        self._live = live
        self._judge = judge
        self._bell = asyncio.Event()
        self._newest = 0
        self._seen: set[int] = set()
        self._looks = 0
        self._begun = False
        self._trier = Trier(log, "Orders of staff cannot be read; it is tried again and again")
        live.hub.on_post(NEWS, lambda message: self._bell.set())
        # Signals hold receivers weakly: this one lives as long as the desk.
        orders_written.connect(self._ring)

    def _ring(self, **_: Any) -> None:
        """In whatever thread: tell all processes, this one included."""
        self._live.call_from_thread(self._live.hub.post, {"type": NEWS})

    async def begin(self) -> None:
        """What is written from now on will be read; a database that fails is tried again."""
        self._begun = False
        await self._trier.run(self._begin)

    async def read(self) -> None:
        """Do what is ordered, for ever."""
        pause_s = self._live.limits.orders_ms / 1000
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(pause_s):
                    await self._bell.wait()
            self._bell.clear()
            await self._trier.run(self._look if self._begun else self._begin)

    async def _begin(self) -> None:
        """What was decided before counts already: everybody asks the database when they come."""
        self._newest = await database_sync_to_async(queue.newest_order)()
        past = await database_sync_to_async(queue.orders_after)(self._newest - LATE)
        self._seen = set(past)
        self._begun = True

    async def _look(self) -> None:
        self._looks += 1
        fresh = await database_sync_to_async(queue.orders_after)(self._newest - LATE)
        unseen = set(fresh) - self._seen
        due = await database_sync_to_async(queue.orders_read)(unseen) if unseen else []
        if self._looks % OVERDUE_EVERY == 0:
            due += await database_sync_to_async(queue.orders_overdue)()
        if self._looks % FORGET_EVERY == 0:
            await database_sync_to_async(queue.orders_forget)()
        for order in due:
            self._seen.add(order.pk)
            self._newest = max(self._newest, order.pk)
            await self._carry_out(order)
        self._seen = {pk for pk in self._seen if pk > self._newest - LATE}

    async def _carry_out(self, order: Order) -> None:
        if not order.everybody and not await database_sync_to_async(queue.order_take)(order.pk):
            return
        if order.kind == Kind.NETWORKS:
            self._judge.forget_networks()
        self._live.decisions += 1
        try:
            await HANDLERS[order.kind](self._live, order.payload)
        except StoreAway:
            # What is to be done once is tried again when its lease is over.
            return
        except Exception:
            # A fault in one order must not hold up the others; trying again would not help.
            log.exception("Order %s (%s) could not be carried out", order.pk, order.kind)
        if not order.everybody:
            await database_sync_to_async(queue.order_finish)(order.pk)
