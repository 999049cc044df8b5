"""Logins and a proxy detector, by examples of both (docs/protocol.md §3.2, §4.1, §13)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from rooms.tests.clients import Client, Site
from rooms.tests.lines import Message, new_address
from rooms.tests.rules import rule

from . import plugged
from .conftest import BELIEVER, Servers, visited
from .records import flag
from .servers import Server

INFO = {
    "type": "discord",
    "username": "alice",
    "discriminator": "0001",
    "avatar": "avatar-of-alice",
}


@pytest.fixture(scope="module")
def plugged_servers(running: Callable[..., Servers]) -> Servers:
    return running(
        MPP_LOGIN_PROVIDER=f"{plugged.__name__}.Logins",
        MPP_PROXY_DETECTOR=f"{plugged.__name__}.Proxies",
        MPP_PLUGIN_WAIT_MS="100",
        **BELIEVER,
    )


@pytest.fixture
def server(plugged_servers: Servers, kind: str) -> Server:
    return plugged_servers[kind]


@pytest.fixture
async def site(server: Server) -> AsyncIterator[Site]:
    async with visited(server) as site:
        yield site


async def logs_in(client: Client, code: str, token: str = "") -> Message:
    """The answer to a `hi` with a login."""
    wanted = {"type": "discord", "code": code}
    await client.says({"m": "hi", "login": wanted, **({"token": token} if token else {})})
    hello = await client.hears("hi")
    client.id, client.token = hello["u"]["_id"], hello.get("token", token)
    return hello


@rule("3.2-1", "4.1-3", "4.1-9")
async def test_a_login_leads_to_the_user_of_the_account_from_anywhere(site: Site) -> None:
    there, here = await site.connect("alice"), await site.connect("alice")
    hello = await logs_in(there, plugged.ALICE)
    assert hello["accountInfo"] == INFO
    assert hello["token"].startswith(f"{there.id}.")
    await logs_in(here, plugged.ALICE)
    assert here.id == there.id
    other = await site.connect("bob")
    assert (await logs_in(other, plugged.BOB))["accountInfo"]["username"] == "bob"
    assert other.id != here.id


@rule("3.2-1", "3.2-5")
async def test_a_login_wins_over_a_token(site: Site) -> None:
    guest = await site.arrive("guest")
    alice = await site.connect("alice")
    hello = await logs_in(alice, plugged.ALICE, token=guest.token)
    assert alice.id != guest.id
    assert hello["token"].startswith(f"{alice.id}.")
    again = await site.connect("alice")
    assert "token" not in await logs_in(again, plugged.ALICE, token=alice.token)


@rule("4.1-9")
async def test_who_has_logged_in_once_is_told_of_the_account_again(site: Site) -> None:
    alice = await site.connect("alice")
    await logs_in(alice, plugged.ALICE)
    again = await site.connect("alice")
    assert (await again.says_hi(alice.token))["accountInfo"] == INFO
    renamed = await site.connect("alice")
    hello = await logs_in(renamed, plugged.RENAMED_ALICE)
    assert renamed.id == alice.id
    assert hello["accountInfo"]["username"] == "alicia"
    last = await site.connect("alice")
    assert (await last.says_hi(alice.token))["accountInfo"]["username"] == "alicia"


@rule("4.1-9")
async def test_who_has_not_logged_in_is_told_of_no_account(site: Site) -> None:
    guest = await site.connect("guest")
    assert "accountInfo" not in await guest.says_hi()


FAILURES = ["unknown", plugged.BROKEN, plugged.NEVER, plugged.UNSOUND, plugged.NO_ACCOUNT]


@rule("3.2-1", "15-18", "8.2-20")
@pytest.mark.parametrize("code", [*FAILURES, "", 5, None, "x" * 513])
async def test_a_failed_login_is_told_and_the_token_decides(site: Site, code: Any) -> None:
    guest = await site.arrive("guest")
    again = await site.connect("guest")
    await again.hears_next("b")
    await again.says({"m": "hi", "token": guest.token, "login": {"type": "discord", "code": code}})
    notice = await again.hears_next("notification")
    assert "logged in" in notice["text"]
    assert (notice["target"], notice["duration"], notice["class"]) == ("#room", 7000, "short")
    hello = await again.hears_next("hi")
    assert hello["u"]["_id"] == guest.id
    assert "accountInfo" not in hello


@rule("15-18")
@pytest.mark.parametrize("login", [{}, [], "discord", 5, {"type": "other", "code": plugged.ALICE}])
async def test_a_login_of_another_shape_is_a_failed_one(site: Site, login: Any) -> None:
    guest = await site.connect("guest")
    await guest.hears_next("b")
    await guest.says({"m": "hi", "login": login})
    await guest.hears_next("notification")
    assert "token" in await guest.hears_next("hi")


@rule("13-9", "2-8")
async def test_who_comes_by_a_proxy_is_closed_4005_and_not_answered(site: Site) -> None:
    visitor = await site.connect("visitor", address=plugged.PROXY)
    await visitor.hears_next("b")
    await visitor.says({"m": "hi"})
    assert await visitor.is_closed() == 4005


@rule("13-9")
async def test_bots_may_come_by_a_proxy(site: Site, server: Server) -> None:
    robot = await site.arrive("robot")
    flag(server, robot, bot=1)
    again = await site.connect("robot", address=plugged.PROXY)
    await again.says_hi(robot.token)
    assert again.id == robot.id


@rule("13-9")
@pytest.mark.parametrize(
    "address", [plugged.WHERE_THE_DETECTOR_FAILS, plugged.WHERE_IT_NEVER_ANSWERS, None]
)
async def test_without_a_verdict_everybody_is_let_in(
    site: Site, server: Server, address: str | None
) -> None:
    visitor = await site.connect("visitor", address=address or new_address())
    assert "token" in await visitor.says_hi()
    if address:
        assert "The proxy detector failed" in server.log
