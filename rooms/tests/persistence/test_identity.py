"""Facts about who says `hi` (protocol §3.2)."""

from __future__ import annotations

import asyncio
import re

import pytest
from channels.db import database_sync_to_async
from django.db import OperationalError

from rooms import selectors, writes
from rooms.addresses import UNKNOWN
from rooms.archive import Archive
from rooms.conf import Limits
from rooms.domain.names import DEFAULT_NAME, default_color
from rooms.identity import Identity
from rooms.models import Player, Token
from rooms.records import moment
from rooms.tests.rules import rule
from rooms.tokens import digest_of

from .makers import DAY, SECOND

pytestmark = pytest.mark.usefixtures("database")
HOME = "203.0.113.5"
AWAY = "198.51.100.7"


@pytest.fixture
def identity(clock) -> Identity:
    return Identity(limits=Limits(), mode="per-address", now=clock)


@pytest.fixture
def fresh(clock) -> Identity:
    return Identity(limits=Limits(), mode="fresh", now=clock)


@pytest.fixture(params=["per-address", "fresh"])
def either(clock, request) -> Identity:
    return Identity(limits=Limits(), mode=request.param, now=clock)


async def revoke(user_id: str) -> None:
    count = await database_sync_to_async(writes.revoke_tokens)([user_id], at=moment(0))
    assert count == 1


@rule("3.2-8", "3.1-1")
async def test_a_new_user_is_anonymous_with_a_colour_of_their_id(either):
    user = await either.resolve(None, HOME)
    assert re.fullmatch("[0-9a-f]{24}", user.user_id)
    assert (user.name, user.color) == (DEFAULT_NAME, default_color(user.user_id))


@rule("3.2-7")
async def test_a_token_names_its_user_first(either):
    user = await either.resolve(None, HOME)
    assert re.fullmatch(rf"{user.user_id}\.[\w-]{{32}}", user.token_to_send, re.ASCII)


async def test_a_token_is_recognised_from_anywhere_and_not_sent_again(either):
    user = await either.resolve(None, HOME)
    again = await either.resolve(user.token_to_send, AWAY)
    assert (again.user_id, again.token_to_send) == (user.user_id, None)


@rule("3.2-7")
async def test_only_the_digest_of_a_token_is_stored(either):
    token = (await either.resolve(None, HOME)).token_to_send
    row = await Token.objects.aget()
    assert row.digest == digest_of(token)
    assert token.partition(".")[2] not in str(vars(row))


@rule("3.2-4")
@pytest.mark.parametrize(
    "junk", ["", "stale", "x" * 513, "é", "\ud800", 5, True, None, {}, ["token"]]
)
async def test_an_unknown_or_malformed_token_counts_as_none(either, junk):
    user = await either.resolve(junk, HOME)
    assert user.token_to_send
    assert (await either.resolve(user.token_to_send, HOME)).user_id == user.user_id


async def test_an_address_is_always_the_same_user(identity):
    first = await identity.resolve(None, HOME)
    assert await identity.resolve(None, HOME) == first
    assert (await identity.resolve(None, AWAY)).user_id != first.user_id


async def test_the_user_of_an_address_survives_a_restart(identity, clock):
    first = await identity.resolve(None, HOME)
    assert (
        await Identity(limits=Limits(), mode="per-address", now=clock).resolve("stale", HOME)
        == first
    )


@rule("3.2-3")
async def test_the_user_of_an_address_depends_on_the_secret_key(identity, settings):
    first = await identity.resolve(None, HOME)
    settings.SECRET_KEY = "another"
    assert (await identity.resolve(None, HOME)).user_id != first.user_id


@rule("3.2-3")
async def test_a_64_network_is_one_user(identity):
    one = await identity.resolve(None, "2001:db8::1")
    other = await identity.resolve(None, "2001:db8::2")
    stranger = await identity.resolve(None, "2001:db8:0:1::1")
    assert one.user_id == other.user_id != stranger.user_id


async def test_a_mapped_address_is_the_ipv4_one(identity):
    one = await identity.resolve(None, "::ffff:1.2.3.4")
    assert one == await identity.resolve(None, "1.2.3.4")


async def test_an_address_needs_one_token_however_often_it_asks(identity):
    await asyncio.gather(*(identity.resolve(None, HOME) for _ in range(20)))
    await identity.resolve("stale", HOME)
    assert await Token.objects.acount() == await Player.objects.acount() == 1


async def test_without_an_address_everybody_is_somebody_else(identity):
    one, other = await asyncio.gather(*(identity.resolve(None, UNKNOWN) for _ in range(2)))
    assert one.user_id != other.user_id


@rule("3.2-3")
async def test_fresh_users_of_one_address_are_different(fresh):
    one, other = await asyncio.gather(*(fresh.resolve(None, HOME) for _ in range(2)))
    assert one.user_id != other.user_id


@rule("3.2-7", "3.2-4")
async def test_a_revoked_token_is_replaced_by_another(identity):
    user = await identity.resolve(None, HOME)
    await revoke(user.user_id)
    again = await identity.resolve(user.token_to_send, HOME)
    assert again.user_id == user.user_id
    assert again.token_to_send not in (None, user.token_to_send)
    assert (await identity.resolve(again.token_to_send, AWAY)).user_id == user.user_id


async def test_a_revoked_token_does_not_open_its_user_from_elsewhere(either):
    user = await either.resolve(None, HOME)
    await revoke(user.user_id)
    assert (await either.resolve(user.token_to_send, AWAY)).user_id != user.user_id


async def test_a_stored_name_and_colour_come_back(either):
    user = await either.resolve(None, HOME)
    await Player.objects.aupdate(name="Alice", color="#123456")
    again = await either.resolve(user.token_to_send, AWAY)
    assert (again.name, again.color) == ("Alice", "#123456")


async def test_a_name_that_is_not_written_yet_counts(clock, archive: Archive):
    identity = Identity(
        limits=Limits(), mode="per-address", now=clock, unwritten_profile=archive.profile
    )
    user = await identity.resolve(None, HOME)
    archive.remember_profile(user_id=user.user_id, name="Alice", color="#123456")
    assert (await identity.resolve(None, HOME)).name == "Alice"
    await archive.flush()
    assert archive.profile(user.user_id) is None
    assert (await identity.resolve(user.token_to_send, AWAY)).color == "#123456"


async def test_being_seen_is_noted_to_the_hour(identity, clock):
    user = await identity.resolve(None, HOME)
    first = (await Player.objects.aget()).last_seen_at
    clock.ms += 60 * SECOND
    await identity.resolve(user.token_to_send, HOME)
    assert (await Player.objects.aget()).last_seen_at == first == moment(clock.ms - 60 * SECOND)
    clock.ms += DAY
    await identity.resolve(user.token_to_send, HOME)
    assert (await Player.objects.aget()).last_seen_at == moment(clock.ms)


async def test_many_at_once_take_two_reads_and_one_transaction(identity, queries):
    known = [await identity.resolve(None, f"192.0.2.{n}") for n in range(40)]
    async with queries() as asked:
        await asyncio.gather(
            *(identity.resolve(user.token_to_send, HOME) for user in known),
            *(identity.resolve(None, f"203.0.113.{n}") for n in range(40)),
        )
    kinds = [query["sql"].split()[0] for query in asked]
    assert kinds == ["SELECT", "SELECT", "BEGIN", "INSERT", "INSERT", "COMMIT"]


async def test_known_people_take_one_read_and_no_write(identity, queries):
    user = await identity.resolve(None, HOME)
    async with queries() as asked:
        await asyncio.gather(*(identity.resolve(user.token_to_send, HOME) for _ in range(9)))
    assert [query["sql"].split()[0] for query in asked] == ["SELECT"]


async def test_a_failing_database_is_told_to_all_who_wait(identity, monkeypatch):
    def fail(digests: object) -> None:
        raise OperationalError("disk on fire")

    monkeypatch.setattr(selectors, "players_by_digest", fail)
    results = await asyncio.gather(
        *(identity.resolve(None, HOME) for _ in range(3)), return_exceptions=True
    )
    assert [type(result) for result in results] == [OperationalError] * 3
