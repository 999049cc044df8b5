"""Who says `hi`: token to user, address to user, and what they may (protocol §3.2, §12.1).

A token is `<_id>.<secret>`, and the database has only its digest. In mode `per-address` a visitor
without a live token is the user of the address; the secret is derived from SECRET_KEY, the user id
and the player's token generation. So everybody at an address is given the same token however often
they ask, and one row is enough. Revoking raises the generation, which makes the next token another
one. In mode `fresh`, and where no address is known, user and secret are random and every such `hi`
makes a player. A new SECRET_KEY gives every address a new user; issued tokens stay valid.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from channels.db import database_sync_to_async
from django.conf import settings

from . import selectors, writes
from .addresses import UNKNOWN
from .batching import Batcher
from .conf import Limits
from .derived_ids import (
    SECRET_BYTES,
    USER_ID_BYTES,
    derived_token,
    user_of,
    user_of_account,
)
from .desk import FREE, Arrival, Desk, NoDesk, SiteBan, Standing
from .domain.names import DEFAULT_NAME, default_color
from .domain.people import Restriction, Right, Tag, User
from .domain.quota import QuotaParams
from .plugins import Account
from .records import StoredProfile, moment
from .selectors import PlayerRow
from .tokens import KnownTokens, digest_of, is_token

IdentityMode = Literal["per-address", "fresh"]

# How exactly `last seen` is kept: saves most `hi`s of known people their write.
SEEN_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Resolved:
    """Who it is. `token_to_send` is None when the token that came is the right one."""

    user: User
    token_to_send: str | None = None
    account: Mapping[str, str] | None = None
    """What the user is told of the account that it logged in with, now or ever."""
    ban: SiteBan | None = None

    @property
    def user_id(self) -> str:
        return self.user.user_id

    @property
    def name(self) -> str:
        return self.user.name

    @property
    def color(self) -> str:
        return self.user.color


NOTHING: frozenset[str] = frozenset()
_NOBODY = Standing(frozenset(), 0)


class _Hello(NamedTuple):
    token: str | None
    digest: str
    user_id: str
    is_derived: bool
    address: str
    account: Account | None = None


class Identity:
    """Resolves `hi`s in batches: one read of all tokens, one transaction for all new players.

    `now` is ms since the epoch. `unwritten_profile` and `unwritten_online_ms` tell what is newer
    than the database (`Archive`). `desk` is asked in the database thread, once a batch.
    """

    def __init__(
        self,
        *,
        mode: IdentityMode,
        now: Callable[[], int],
        unwritten_profile: Callable[[str], StoredProfile | None] = lambda user_id: None,
        unwritten_online_ms: Callable[[str], int] = lambda user_id: 0,
        limits: Limits,
        desk: Desk | None = None,
    ) -> None:
        self._mode = mode
        self._now = now
        self._unwritten_profile = unwritten_profile
        self._unwritten_online_ms = unwritten_online_ms
        self._desk = desk or NoDesk()
        self._longest_token = limits.token_length
        self._unlimited = limits.quota_unlimited
        self._batcher: Batcher[_Hello, Resolved] = Batcher(self._resolve_batch)
        self._known_tokens = KnownTokens()

    async def resolve(
        self, token: object, address: str, account: Account | None = None
    ) -> Resolved:
        """The user of a `hi` with this `token`, whatever it is, from `address`.

        With an `account` it is the user of that account.

        Raises django.db.DatabaseError.
        """
        if account is not None:
            return await self._resolve_account(token, address, account)
        known = token if is_token(token, self._longest_token) else None
        is_derived = self._mode == "per-address" and address != UNKNOWN
        user_id = user_of(address) if is_derived else secrets.token_hex(USER_ID_BYTES)
        digest = digest_of(known) if known else ""
        return await self._batcher.submit(_Hello(known, digest, user_id, is_derived, address))

    async def _resolve_account(self, token: object, address: str, account: Account) -> Resolved:
        hello = _Hello(None, "", user_of_account(account), True, address, account)
        resolved = await self._batcher.submit(hello)
        return (
            replace(resolved, token_to_send=None) if resolved.token_to_send == token else resolved
        )

    async def known(self, people: Mapping[str, Collection[str]]) -> dict[str, Resolved]:
        """Those of these users who were ever here, as a `hi` would find them now.

        `people` has the addresses that each of them is here from. Raises django.db.DatabaseError.
        """
        known: dict[str, Resolved] = await database_sync_to_async(
            lambda: self._resolved(selectors.players_by_id(people), people)
        )()
        return known

    def _resolve_batch(self, hellos: list[_Hello]) -> list[Resolved]:
        now = moment(self._now())
        known = selectors.players_by_digest({hello.digest for hello in hellos if hello.token})
        # Many of one address may come at once: they are one user.
        strangers = {hello.user_id: hello for hello in hellos if hello.digest not in known}
        players = self._players_of(strangers.values(), now)
        tokens = self._admit(strangers, players, known, now)
        addresses: dict[str, set[str]] = {}
        for hello in hellos:
            user_id = known[hello.digest].id if hello.digest in known else hello.user_id
            addresses.setdefault(user_id, set()).add(hello.address)
        resolved = self._resolved(
            {player.id: player for player in (*known.values(), *players.values())}, addresses
        )
        self._desk.seen(
            [Arrival(user_id, frozenset(seen)) for user_id, seen in addresses.items()], self._now()
        )
        return [
            resolved[known[hello.digest].id]
            if hello.digest in known
            else replace(resolved[hello.user_id], token_to_send=tokens[hello.user_id])
            for hello in hellos
        ]

    def _admit(
        self,
        strangers: Mapping[str, _Hello],
        players: Mapping[str, PlayerRow],
        known: Mapping[str, PlayerRow],
        now: datetime,
    ) -> dict[str, str]:
        """Write down who came; the tokens of the strangers, by user."""
        tokens = {user_id: _new_token(strangers[user_id], players[user_id]) for user_id in players}
        new = [player for player in players.values() if player.is_new]
        digests = self._known_tokens.missing(
            {digest_of(token): user_id for user_id, token in tokens.items()},
            new={player.id for player in new},
        )
        writes.admit(
            players=new,
            digests=digests,
            seen=[
                player.id
                for player in (*known.values(), *players.values())
                if now - player.last_seen_at >= SEEN_EVERY
            ],
            accounts={
                user_id: hello.account.info for user_id, hello in strangers.items() if hello.account
            },
            at=now,
        )
        self._known_tokens.add(
            digest for digest, user_id in digests.items() if strangers[user_id].is_derived
        )
        return tokens

    def _players_of(self, strangers: Collection[_Hello], now: datetime) -> dict[str, PlayerRow]:
        derived = [hello.user_id for hello in strangers if hello.is_derived]
        stored = selectors.players_by_id(derived) if derived else {}
        players = {
            hello.user_id: stored.get(hello.user_id)
            or PlayerRow(
                id=hello.user_id,
                name=DEFAULT_NAME,
                color=default_color(hello.user_id),
                token_generation=0,
                last_seen_at=now,
                is_new=True,
            )
            for hello in strangers
        }
        for hello in strangers:
            if hello.account:
                player = players[hello.user_id]
                players[hello.user_id] = player._replace(account_info=hello.account.info)
        return players

    def _resolved(
        self, players: Mapping[str, PlayerRow], addresses: Mapping[str, Collection[str]]
    ) -> dict[str, Resolved]:
        accounts = {row.account_id for row in players.values() if row.account_id is not None}
        found = self._desk.standings(accounts) if accounts else {}
        standings = {key: found.get(row.account_id or 0, _NOBODY) for key, row in players.items()}
        arrivals = [
            Arrival(user_id, frozenset(addresses.get(user_id, ())), standing.rank)
            for user_id, standing in standings.items()
        ]
        verdicts = self._desk.verdicts(arrivals, self._now())
        resolved = {}
        for user_id, row in players.items():
            verdict = verdicts.get(user_id, FREE)
            user = self._user(row, standings[user_id], verdict.restrictions)
            resolved[user_id] = Resolved(user, account=row.account_info, ban=verdict.ban)
        return resolved

    def _user(
        self, row: PlayerRow, standing: Standing, restrictions: tuple[Restriction, ...]
    ) -> User:
        # Looked up here, in the database thread, where no write can fall between it and the read.
        profile = self._unwritten_profile(row.id) or row
        locks = (("name", row.name_locked), ("color", row.color_locked))
        rights = standing.rights | {Right.LIST_PEOPLE} if row.list_people else standing.rights
        return User(
            row.id,
            profile.name,
            profile.color,
            tag=Tag(row.tag_text, row.tag_color) if row.tag_text else None,
            rights=rights,
            rank=standing.rank,
            bot=row.bot,
            online_ms=row.online_ms + self._unwritten_online_ms(row.id),
            # An empty one is 216 bytes as well, for each connection.
            locked=frozenset(what for what, is_locked in locks if is_locked) or NOTHING,
            rate_factor=row.rate_factor,
            quota=self._quota(row),
            max_sockets=row.max_sockets,
            restrictions=restrictions,
        )

    def _quota(self, row: PlayerRow) -> QuotaParams | None:
        if row.unlimited_notes:
            return self._unlimited
        if row.quota_allowance is None or row.quota_max is None:
            return None
        return QuotaParams(row.quota_allowance, row.quota_max)


def player_of_token(token: str, *, longest: int) -> PlayerRow | None:
    """Whose live token this is (protocol §3.2 step 2); asks the database in the caller's thread."""
    if not is_token(token, longest):
        return None
    digest = digest_of(token)
    return selectors.players_by_digest([digest]).get(digest)


def token_issue(*, user_id: str, at: datetime) -> str:
    """A further token of a player; nobody can be told it again, the database has its digest."""
    token = _random_token(user_id)
    writes.token_add(user_id=user_id, digest=digest_of(token), at=at)
    return token


def _random_token(user_id: str) -> str:
    return f"{user_id}.{secrets.token_urlsafe(SECRET_BYTES)}"


def _new_token(hello: _Hello, player: PlayerRow) -> str:
    if not hello.is_derived:
        return _random_token(player.id)
    return derived_token(player.id, player.token_generation, settings.SECRET_KEY)
