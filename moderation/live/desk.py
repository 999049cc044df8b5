"""The moderators, as the live part knows them (`rooms.desk.Desk`)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from channels.db import database_sync_to_async
from django.db import DatabaseError

from moderation import roles
from moderation.actors import actor_of_user
from moderation.errors import ModerationError, Refusal
from moderation.selectors.bans import bans_in_rooms
from moderation.services.audit import audit_record
from moderation.services.bans import Terms, ban_issue
from moderation.services.impersonation import impersonations_report
from moderation.services.room_bans import room_bans_store
from moderation.services.sightings import Sightings
from rooms.desk import Arrival, DeskError, Standing, Verdict
from rooms.live import Live
from rooms.records import LiftedBan, StoredBan, moment

from . import view
from .orders import OrderReader
from .samples import Sampler
from .sender import DeliverySender
from .verdicts import Judge, ms_of

log = logging.getLogger("moderation.live")


class ModeratorsDesk:
    """One of a process. See `rooms.desk.Desk` for what the methods promise."""

    def __init__(self) -> None:
        self._judge = Judge()
        self._sightings = Sightings()
        self._reader: OrderReader | None = None
        self._sender: DeliverySender | None = None
        self._sampler: Sampler | None = None

    def standings(self, account_ids: Collection[int]) -> Mapping[int, Standing]:
        found = roles.rights_of_accounts(account_ids)
        return {key: Standing(standing.rights, standing.rank) for key, standing in found.items()}

    def verdicts(self, arrivals: Collection[Arrival], now: int) -> Mapping[str, Verdict]:
        return self._judge.verdicts(arrivals, moment(now))

    def seen(self, arrivals: Collection[Arrival], now: int) -> None:
        pairs = [(one.user_id, address) for one in arrivals for address in one.addresses]
        self._sightings.note(pairs, at=moment(now))

    def room_bans(self, room_ids: Collection[str], now: int) -> list[StoredBan]:
        return [
            StoredBan(
                room_id=ban.room_id,
                user_id=ban.user_id,
                by_user_id=ban.issued_by,
                expires_at=ms_of(ban.expires_at) or FAR,
                created_at=ms_of(ban.issued_at) or 0,
            )
            for ban in bans_in_rooms(room_ids, at=moment(now))
        ]

    def store_room_bans(
        self, bans: Mapping[tuple[str, str], StoredBan | LiftedBan], now: int
    ) -> None:
        room_bans_store(bans, at=moment(now))

    def named(self, names: Mapping[str, str], now: int) -> None:
        try:
            impersonations_report(names, at=moment(now))
        except DatabaseError:
            raise
        except Exception:
            # The names themselves are to be stored all the same.
            log.exception("Names could not be compared with those of staff")

    async def record(
        self,
        *,
        by: str,
        action: str,
        target: str = "",
        room: str = "",
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
        at: int,
    ) -> None:
        def write() -> None:
            audit_record(
                by=actor_of_user(by),
                action=action,
                target=target,
                room=room,
                before=before,
                after=after,
                at=moment(at),
            )

        await database_sync_to_async(write)()

    async def ban_from_site(
        self,
        *,
        by: str,
        target: str,
        reason: str,
        note: str,
        length_ms: float | None,
        longest_ms: int,
        at: int,
    ) -> None:
        terms = Terms(user_id=target, reason=reason, note=note, length=_length(length_ms))

        def write() -> None:
            longest = timedelta(milliseconds=longest_ms)
            ban_issue(terms=terms, by=actor_of_user(by), longest=longest, at=moment(at))

        try:
            await database_sync_to_async(write)()
        except ModerationError as error:
            raise DeskError(error.code, outranked=error.code is Refusal.OUTRANKED) from error

    def connect(self, live: Live) -> None:
        view.register(live)
        self._reader = OrderReader(live, self._judge)
        self._sender = DeliverySender(live)
        self._sampler = Sampler(live)

    async def prepare(self) -> None:
        reader, *_ = self._connected
        await reader.begin()

    async def attend(self) -> None:
        reader, sender, sampler = self._connected
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(reader.read())
            tasks.create_task(sender.send())
            tasks.create_task(sampler.run())

    @property
    def _connected(self) -> tuple[OrderReader, DeliverySender, Sampler]:
        if self._reader is None or self._sender is None or self._sampler is None:
            raise RuntimeError("a desk attends to what it was connected to")
        return self._reader, self._sender, self._sampler


FAR = 253_370_764_800_000
"""Stands for never, where the rules of a room count time."""


SHORTEST_MS = 1_000
"""A ban for no time at all only puts out, which a ban of this length does."""


def _length(ms: float | None) -> timedelta | None:
    try:
        return None if ms is None else timedelta(milliseconds=max(ms, SHORTEST_MS))
    except OverflowError:
        return None  # Longer than can be counted: for ever.
