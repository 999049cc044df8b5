"""Facts about what a `hi` finds out beside the name (protocol §3.2, §11.1, §12.1)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from channels.db import database_sync_to_async
from django.contrib.auth.models import User as Account

from moderation.live.desk import ModeratorsDesk
from rooms.archive import Archive
from rooms.conf import Limits
from rooms.desk import NoDesk, SiteBan, Standing, Verdict
from rooms.domain.people import Tag
from rooms.domain.quota import UNLIMITED, QuotaParams
from rooms.identity import Identity
from rooms.models import Player

from .makers import ALICE, BOB, SECOND

pytestmark = pytest.mark.usefixtures("database")
HOME = "203.0.113.5"
STANDING = Standing(frozenset({"vanish"}), 2)


class FakeDesk(NoDesk):
    """Knows one standing for every account and some bans; counts what it is asked."""

    def __init__(self) -> None:
        self.bans: dict[str, SiteBan] = {}
        self.asked: list[Any] = []

    def standings(self, account_ids):
        self.asked.append(set(account_ids))
        return dict.fromkeys(account_ids, STANDING)

    def verdicts(self, arrivals, now):
        self.asked.append((arrivals, now))
        return {user_id: Verdict(ban) for user_id, ban in self.bans.items()}


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def identity(clock, archive: Archive, desk: FakeDesk) -> Identity:
    return Identity(
        limits=Limits(),
        mode="per-address",
        now=clock,
        unwritten_profile=archive.profile,
        unwritten_online_ms=archive.online_ms,
        desk=desk,
    )


async def add(user_id: str, **fields: Any) -> None:
    await Player.objects.acreate(id=user_id, name="somebody", color="#123456", **fields)


async def user(identity: Identity, **fields: Any):
    await add(ALICE, **fields)
    return (await identity.known({ALICE: {HOME}}))[ALICE].user


async def test_a_stranger_has_nothing_special(identity):
    stranger = (await identity.resolve(None, HOME)).user
    assert (stranger.tag, stranger.rights, stranger.rank) == (None, frozenset(), 0)
    assert (stranger.bot, stranger.locked, stranger.online_ms) == (False, frozenset(), 0)
    assert (stranger.quota, stranger.rate_factor, stranger.max_sockets) == (None, 1.0, None)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"tag_text": "BOT", "tag_color": "#55f"}, {"tag": Tag("BOT", "#55f")}),
        ({"bot": True}, {"bot": True}),
        ({"name_locked": True}, {"locked": frozenset({"name"})}),
        ({"name_locked": True, "color_locked": True}, {"locked": frozenset({"name", "color"})}),
        ({"quota_allowance": 5, "quota_max": 9}, {"quota": QuotaParams(5, 9)}),
        ({"unlimited_notes": True}, {"quota": UNLIMITED}),
        ({"rate_factor": 2.5}, {"rate_factor": 2.5}),
        ({"max_sockets": 9}, {"max_sockets": 9}),
        ({"list_people": True}, {"rights": frozenset({"listPeople"})}),
        ({"online_ms": 77}, {"online_ms": 77}),
    ],
)
async def test_flags_make_the_user(identity, fields, expected):
    found = await user(identity, **fields)
    assert {name: getattr(found, name) for name in expected} == expected


async def test_a_linked_account_gives_rights_and_rank(identity):
    account = await Account.objects.acreate(username="staff")
    found = await user(identity, account=account, list_people=True)
    assert (found.rights, found.rank) == (frozenset({"vanish", "listPeople"}), 2)


async def test_an_account_that_is_deleted_gives_nothing(identity):
    account = await Account.objects.acreate(username="staff")
    await add(ALICE, account=account)
    await account.adelete()
    assert (await identity.known({ALICE: {HOME}}))[ALICE].user.rank == 0


async def test_bans_are_told_with_the_user(identity, desk):
    ban = SiteBan("noise", None)
    stranger = await identity.resolve(None, HOME)
    desk.bans[stranger.user_id] = ban
    assert (await identity.resolve(None, HOME)).ban == ban
    assert (await identity.resolve(stranger.token_to_send, HOME)).ban == ban


async def test_bans_are_asked_for_once_a_batch_and_staff_only_if_there_is_any(
    identity, desk, clock
):
    await asyncio.gather(*(identity.resolve(None, f"192.0.2.{n}") for n in range(5)))
    ((arrivals, now),) = desk.asked
    assert {address for one in arrivals for address in one.addresses} == {
        f"192.0.2.{n}" for n in range(5)
    }
    assert now == clock.ms


async def test_with_moderation_a_batch_takes_a_query_for_tokens_staff_and_bans_each(clock, queries):
    identity = Identity(limits=Limits(), mode="fresh", now=clock, desk=ModeratorsDesk())
    known = [await identity.resolve(None, HOME) for _ in range(9)]
    account = await Account.objects.acreate(username="staff")
    await Player.objects.filter(pk=known[0].user_id).aupdate(account=account)
    async with queries() as asked:
        await asyncio.gather(*(identity.resolve(one.token_to_send, HOME) for one in known))
    assert [query["sql"].lstrip("(").split()[0] for query in asked] == ["SELECT"] * 3


async def test_unknown_people_are_not_known(identity):
    await add(ALICE)
    assert (await identity.known({ALICE: (), BOB: ()})).keys() == {ALICE}


# Time online


@pytest.mark.parametrize("written", [False, True])
async def test_time_online_adds_up_written_or_not(identity, archive, written):
    await add(ALICE, online_ms=SECOND)
    for _ in range(2):
        archive.remember_online(user_id=ALICE, ms=2 * SECOND)
        if written:
            await archive.flush()
    assert (await identity.known({ALICE: {HOME}}))[ALICE].user.online_ms == 5 * SECOND


async def test_time_online_of_several_processes_adds_up(archive, clock):
    await add(ALICE)
    other = Archive(limits=Limits(), now=clock)
    for one in (archive, other):
        one.remember_online(user_id=ALICE, ms=SECOND)
    await asyncio.gather(archive.flush(), other.flush())
    assert (await Player.objects.aget()).online_ms == 2 * SECOND


async def test_time_online_that_could_not_be_written_waits(archive, monkeypatch):
    from django.db import OperationalError

    from rooms import writes

    def fail(bundle, *, now, desk):
        raise OperationalError("disk on fire")

    await add(ALICE)
    archive.remember_online(user_id=ALICE, ms=SECOND)
    with monkeypatch.context() as patched:
        patched.setattr(writes, "store_bundle", fail)
        with pytest.raises(OperationalError):
            await archive.flush()
        archive.remember_online(user_id=ALICE, ms=SECOND)
        assert archive.online_ms(ALICE) == 2 * SECOND
    await archive.flush()
    assert archive.online_ms(ALICE) == 0
    assert (await Player.objects.aget()).online_ms == 2 * SECOND


async def test_one_more_name_does_not_lose_flags_or_time(archive):
    await add(ALICE, bot=True, online_ms=5, tag_text="BOT", tag_color="#55f")
    archive.remember_profile(user_id=ALICE, name="Alice", color="#000000")
    archive.remember_online(user_id=ALICE, ms=5)
    await archive.flush()
    row = await Player.objects.aget()
    assert (row.name, row.bot, row.tag_text, row.online_ms) == ("Alice", True, "BOT", 10)


@pytest.mark.parametrize(
    "wrong",
    [
        {"quota_allowance": 5},
        {"quota_max": 5},
        {"quota_allowance": 5, "quota_max": 4},
        {"quota_allowance": 0, "quota_max": 4},
        {"rate_factor": 0},
        {"tag_text": "BOT"},
        {"tag_color": "#55f"},
    ],
)
async def test_the_database_takes_no_halves(wrong):
    from django.db import IntegrityError

    with pytest.raises(IntegrityError):
        await database_sync_to_async(Player.objects.create)(
            id=ALICE, name="somebody", color="#123456", **wrong
        )
