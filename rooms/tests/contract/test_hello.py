"""hi and its answer (docs/protocol.md §3.2, §4.1)."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from rooms.tests.clients import Client, Site
from rooms.tests.rules import rule

from .conftest import MOTD
from .records import AT, flag, join_as
from .servers import Server

LONGEST_TOKEN = 512


def give_token(server: Server, client: Client, token: str) -> None:
    """Somebody has a further token."""
    server.change(
        "INSERT INTO rooms_token (digest, created_at, player_id) VALUES (?, ?, ?)",
        hashlib.sha256(token.encode()).hexdigest(),
        AT,
        client.id,
    )


def long_token(client: Client, length: int) -> str:
    return f"{client.id}.".ljust(length, "x")


@rule("4.1-1", "14-17")
async def test_a_token_may_be_of_512_characters(site: Site, server: Server) -> None:
    alice = await site.arrive("alice")
    token = long_token(alice, LONGEST_TOKEN)
    give_token(server, alice, token)
    again = await site.connect("alice")
    assert "token" not in await again.says_hi(token)
    assert again.id == alice.id


@rule("4.1-1", "14-17")
async def test_a_longer_token_is_as_good_as_none(site: Site, server: Server) -> None:
    alice = await site.arrive("alice")
    token = long_token(alice, LONGEST_TOKEN + 1)
    give_token(server, alice, token)
    other = await site.connect("other")
    assert (await other.says_hi(token))["token"] != token
    assert other.id != alice.id


@rule("4.1-1", "15-17")
@pytest.mark.parametrize("token", ["stale", "", 5, True, ["x"], {"t": 1}, "\u0000", "é"])
async def test_a_bad_token_brings_another_identity_and_its_token(site: Site, token: Any) -> None:
    alice = await site.connect("alice")
    hello = await alice.says_hi(token)
    assert hello["token"] not in ("", token)
    assert hello["token"].startswith(f"{alice.id}.")
    again = await site.connect("alice")
    await again.says_hi(hello["token"])
    assert again.id == alice.id


@rule("4.1-7")
async def test_a_token_is_sent_only_if_it_is_another_one(site: Site) -> None:
    alice = await site.connect("alice")
    hello = await alice.says_hi()
    assert hello["token"]
    again = await site.connect("alice")
    assert "token" not in await again.says_hi(hello["token"])


@rule("4.1-2")
@pytest.mark.parametrize("code", [None, "", "42", 5, True, [1], {"a": 1}, "x" * 1000])
async def test_an_answer_to_b_may_be_anything(site: Site, code: Any) -> None:
    alice = await site.arrive("alice")
    again = await site.connect("alice")
    await again.hears_next("b")
    await again.says({"m": "hi", "token": alice.token, "code": code})
    hello = await again.hears_next("hi")
    assert hello["u"]["_id"] == alice.id


LOGINS: list[Any] = [
    {"type": "discord", "code": "abc"},
    {"type": "discord"},
    {"type": "elsewhere", "code": "abc"},
    {},
    [],
    "discord",
    None,
]


@rule("4.1-3", "4.1-9", "15-18")
@pytest.mark.parametrize("login", LOGINS, ids=repr)
async def test_a_login_that_leads_nowhere_leaves_the_token_in_force(site: Site, login: Any) -> None:
    alice = await site.arrive("alice")
    again = await site.connect("alice")
    await again.hears_next("b")
    await again.says({"m": "hi", "token": alice.token, "login": login})
    # There is no login provider: nothing is tried, so that nothing fails.
    hello = await again.hears_next("hi")
    assert hello["u"]["_id"] == alice.id
    assert "accountInfo" not in hello


@rule("4.1-3", "15-18")
async def test_with_a_login_alone_one_is_the_user_of_the_address(site: Site) -> None:
    address = "203.0.113.7"
    alice = await site.arrive("alice", address=address)
    other = await site.connect("other", address=address)
    await other.says({"m": "hi", "login": {"type": "discord", "code": "abc"}})
    assert (await other.hears("hi"))["u"]["_id"] == alice.id


@rule("4.1-4", "4.1-5", "4.1-6", "4.1-8", "4.1-9", "4.1-10")
async def test_the_answer_has_these_fields_and_no_others(site: Site) -> None:
    alice = await site.connect("alice")
    hello = await alice.says_hi()
    assert isinstance(hello.pop("v", ""), str)
    assert hello.keys() == {"m", "t", "u", "permissions", "token", "motd"}
    assert hello["u"].keys() == {"_id", "name", "color"}
    assert hello["permissions"] == {}


@rule("4.1-8")
async def test_the_motd_is_the_operators_as_it_is(strict: Site) -> None:
    alice = await strict.connect("alice")
    assert (await alice.says_hi())["motd"] == MOTD


@rule("4.1-8")
async def test_the_motd_is_not_empty_by_default(site: Site) -> None:
    alice = await site.connect("alice")
    assert (await alice.says_hi())["motd"]


@rule("4.1-6")
async def test_permissions_are_those_of_the_role_each_true(
    site: Site, server: Server, room: str
) -> None:
    moderator = await join_as(site, server, "moderator", room, "moderator")
    again = await site.connect("moderator")
    permissions = (await again.says_hi(moderator.token))["permissions"]
    assert set(permissions.values()) == {True}
    assert permissions.keys() >= {"clearChat", "vanish", "chsetAnywhere", "siteBan"}
    assert "siteBanAnyDuration" not in permissions


@rule("4.1-5")
async def test_a_tag_is_in_u(site: Site, server: Server) -> None:
    alice = await site.arrive("alice")
    flag(server, alice, tag_text="BOT", tag_color="#55f")
    again = await site.connect("alice")
    user = (await again.says_hi(alice.token))["u"]
    assert user["tag"] == {"text": "BOT", "color": "#55f"}
    assert user.keys() == {"_id", "name", "color", "tag"}


async def test_hi_is_answered_to_its_socket_alone(site: Site, room: str) -> None:
    alice = await site.join("alice", room)
    bob = await site.join("bob", room)
    await alice.hears("p", id=bob.id)
    tab = await site.arrive("tab", alice.token)
    assert tab.id == alice.id
    await bob.hears_nothing(after=alice)
    await alice.hears_nothing(after=bob)
