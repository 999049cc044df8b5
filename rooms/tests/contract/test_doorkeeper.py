"""Who does not get in, and how that is said (docs/protocol.md §1, §2, §13)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from rooms.tests.clients import Client, Site
from rooms.tests.lines import new_address
from rooms.tests.rules import rule

from .conftest import ORIGIN
from .records import ban_from_site, flag
from .servers import HOST, Server

BAD_REQUEST, FILTERED, TOO_MANY_CONNECTIONS = 400, 403, 429
TOO_MANY_USERS, QUEUE_TOO_LONG, BANNED = 4001, 4003, 4008
BANNED_OFFSET = 500
UPGRADES_AN_HOUR = 3
USERS_OF_AN_ADDRESS = 3
VIOLATIONS = 5


async def refusal_of(site: Site, **how: Any) -> int:
    """The HTTP status by which an upgrade is refused."""
    with pytest.raises(InvalidStatus) as refusal:
        await site.connect(**how)
    return refusal.value.response.status_code


async def violates(site: Site, address: str) -> int:
    """Break a limit before `hi`; the code that one is closed with."""
    somebody = await site.connect(address=address)
    await somebody.says(*[{"m": "nonsense"}] * 513)
    return await somebody.is_closed()


async def people(site: Site, count: int) -> list[Client]:
    """So many users with tokens of their own, from as many addresses, who have left."""
    arrived = [await site.arrive(f"user {number}") for number in range(count)]
    for client in arrived:
        await client.leaves()
    return arrived


@rule("1-16", "1-17")
@pytest.mark.parametrize(
    "origin", ["https://other.example", "http://piano.example", f"{ORIGIN}.other.example", "null"]
)
async def test_with_a_list_of_origins_others_are_refused_403(strict: Site, origin: str) -> None:
    assert await refusal_of(strict, headers={"Origin": origin}) == FILTERED


@rule("1-16", "1-17")
async def test_with_a_list_of_origins_no_origin_is_refused_403(strict: Site) -> None:
    assert await refusal_of(strict, headers={}) == FILTERED


@rule("1-16")
async def test_an_origin_on_the_list_is_accepted(strict: Site) -> None:
    somebody = await strict.connect(headers={"Origin": ORIGIN})
    await somebody.hears_next("b")


@pytest.mark.one_process("each process counts by itself")
@rule("1-17")
async def test_too_many_upgrades_of_an_address_are_refused_429(strict: Site, kind: str) -> None:
    address = new_address()
    for _ in range(UPGRADES_AN_HOUR):
        await strict.connect(address=address)
    # daphne lets an application refuse by 403 only.
    expected = FILTERED if kind == "daphne" else TOO_MANY_CONNECTIONS
    assert await refusal_of(strict, address=address) == expected
    await (await strict.connect()).hears_next("b")


@rule("1-17")
async def test_a_bad_handshake_is_refused_400(server: Server) -> None:
    reader, writer = await asyncio.open_connection(HOST, server.port)
    writer.write(
        b"GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Version: 13\r\n\r\n"
    )
    status = await reader.readline()
    writer.close()
    await writer.wait_closed()
    assert int(status.split()[1]) == BAD_REQUEST


@rule("13-5", "14-23", "2-8")
async def test_a_fourth_user_of_an_address_is_closed_4001_before_hi(site: Site) -> None:
    address, known = new_address(), await people(site, USERS_OF_AN_ADDRESS + 1)
    for client in known[:-1]:
        await site.arrive(client.name, client.token, address=address)
    fourth = await site.connect("fourth", address=address)
    await fourth.says({"m": "hi", "token": known[-1].token})
    assert await fourth.hears_frame() == [{"m": "b", "code": ""}]
    assert await fourth.is_closed() == TOO_MANY_USERS
    # Those who were here before may come again, and the fourth from elsewhere.
    await site.arrive("again", known[0].token, address=address)
    await site.arrive("fourth", known[-1].token)


@rule("13-5", "14-23")
async def test_bots_are_not_counted_among_the_users_of_an_address(
    site: Site, server: Server
) -> None:
    address, known = new_address(), await people(site, USERS_OF_AN_ADDRESS + 2)
    flag(server, known[-1], bot=1)
    for client in (known[-1], *known[:USERS_OF_AN_ADDRESS]):
        await site.arrive(client.name, client.token, address=address)
    await site.arrive("robot", known[-1].token, address=address)


@rule("13-11", "15-20", "2-8")
async def test_who_is_banned_hears_why_and_no_hi(site: Site, server: Server) -> None:
    alice = await site.arrive("alice")
    await alice.leaves()
    ban_from_site(server, alice, "Too loud")
    again = await site.connect("alice")
    await again.says({"m": "hi", "token": alice.token}, {"m": "ch", "_id": "lobby"})
    await again.hears_next("b")
    notice = await again.hears_next("notification", target="#room", duration=20_000)
    assert "Too loud" in notice["text"]
    assert await again.is_closed() == BANNED


@pytest.mark.one_process("each process counts by itself")
@rule("13-13", "2-9", "1-17", "15-19")
async def test_who_breaks_limits_again_and_again_is_told_and_stays_outside(site: Site) -> None:
    address = new_address()
    codes = [await violates(site, address) for _ in range(VIOLATIONS)]
    assert codes == [QUEUE_TOO_LONG] * (VIOLATIONS - 1) + [QUEUE_TOO_LONG + BANNED_OFFSET]
    assert await refusal_of(site, address=address) == FILTERED
    # Others are not concerned.
    await (await site.connect()).hears_next("b")


@pytest.mark.one_process("each process counts by itself")
@rule("13-13")
async def test_different_violations_count_together_and_the_last_is_named(site: Site) -> None:
    address, known = new_address(), await people(site, USERS_OF_AN_ADDRESS + 1)
    for client in known[:-1]:
        await site.arrive(client.name, client.token, address=address)
    for _ in range(VIOLATIONS - 1):
        await violates(site, address)
    fourth = await site.connect("fourth", address=address)
    await fourth.says({"m": "hi", "token": known[-1].token})
    assert await fourth.is_closed() == TOO_MANY_USERS + BANNED_OFFSET


@rule("13-13")
async def test_closes_that_are_no_violation_do_not_count(site: Site) -> None:
    address = new_address()
    for _ in range(VIOLATIONS + 1):
        somebody = await site.connect(address=address)
        await somebody.says({"m": "bye"})
        assert await somebody.is_closed() == 1000
    assert await violates(site, address) == QUEUE_TOO_LONG


@rule("13-9")
async def test_who_comes_by_way_of_proxies_is_welcome(site: Site) -> None:
    headers = {"Via": "1.1 proxy", "Forwarded": "for=203.0.113.9", "X-Real-IP": "203.0.113.9"}
    path = f"{new_address()}, {new_address()}, 203.0.113.9"
    visitor = await site.arrive("visitor", headers=headers, address=path)
    await visitor.says({"m": "t", "e": 1})
    await visitor.hears_next("t", e=1)
