"""Who somebody is (docs/protocol.md §3)."""

from __future__ import annotations

import re

import pytest

from rooms.tests.clients import Site
from rooms.tests.lines import new_address
from rooms.tests.rules import rule

from .records import AT
from .servers import Server

USER_ID = re.compile(r"[0-9a-f]{24}")
COLOR = re.compile(r"#[0-9a-f]{6}")


@rule("3.1-1")
async def test_an_id_is_24_hex_digits(site: Site) -> None:
    alice = await site.arrive("alice")
    assert USER_ID.fullmatch(alice.id)


@rule("3.1-2", "3.3-1", "5.7-3")
async def test_id_and_user_id_are_equal_and_so_is_p_of_ch(site: Site, room: str) -> None:
    alice = await site.arrive("alice")
    entered = await alice.enters(room)
    (person,) = entered["ppl"]
    assert entered["p"] == person["id"] == person["_id"] == alice.id


@rule("3.2-8", "3.3-4", "3.3-8")
async def test_a_new_participant_has_all_fields(site: Site, room: str) -> None:
    alice = await site.arrive("alice")
    (person,) = (await alice.enters(room))["ppl"]
    assert COLOR.fullmatch(person.pop("color"))
    assert person == {
        "_id": alice.id,
        "id": alice.id,
        "name": "Anonymous",
        "x": 200,
        "y": 100,
        "afk": False,
    }


@rule("3.2-5", "3.2-7")
async def test_a_new_user_gets_a_token(site: Site) -> None:
    alice = await site.connect("alice")
    hello = await alice.says_hi()
    assert hello["token"].startswith(f"{alice.id}.")


@rule("3.2-2", "3.2-5")
async def test_a_token_that_holds_is_not_sent_again(site: Site) -> None:
    alice = await site.arrive("alice")
    again = await site.connect("alice")
    hello = await again.says_hi(alice.token)
    assert "token" not in hello
    assert hello["u"]["_id"] == alice.id


@rule("3.2-4", "3.2-5")
@pytest.mark.parametrize(
    "token", ["stale", "", f"{'a' * 24}.nonsense", 5, ["x"], {"t": 1}, "x" * 513, "\u0000", True]
)
async def test_for_a_token_that_is_none_another_one_is_sent(site: Site, token: object) -> None:
    alice = await site.connect("alice")
    hello = await alice.says_hi(token)
    assert hello["token"] != token
    again = await site.connect("alice")
    assert "token" not in await again.says_hi(hello["token"])
    assert again.id == alice.id


@rule("4.3-4")
async def test_name_and_colour_are_kept_with_the_token(site: Site) -> None:
    alice = await site.arrive("alice")
    await alice.says({"m": "userset", "set": {"name": "Alice", "color": "#ABCDEF"}})
    await alice.hears_nothing()
    await alice.leaves()
    again = await site.connect("alice")
    user = (await again.says_hi(alice.token))["u"]
    assert (user["name"], user["color"]) == ("Alice", "#abcdef")


@rule("3.2-2")
async def test_a_token_counts_from_whatever_address(site: Site) -> None:
    alice = await site.arrive("alice", address=new_address())
    again = await site.arrive("alice", alice.token, address=new_address())
    assert again.id == alice.id


@rule("3.2-3")
async def test_without_a_token_everybody_at_an_address_is_one_user(site: Site) -> None:
    address = new_address()
    one, two = [await site.arrive("somebody", address=address) for _ in range(2)]
    other = await site.arrive("other")
    assert one.id == two.id
    assert one.token == two.token
    assert other.id != one.id


@rule("3.2-3")
async def test_addresses_of_one_ipv6_network_are_one_user(site: Site) -> None:
    one = await site.arrive("somebody", address="2001:db8:7:8::1")
    two = await site.arrive("somebody", address="2001:db8:7:8:ffff::2")
    other = await site.arrive("other", address="2001:db8:7:9::1")
    assert one.id == two.id
    assert other.id != one.id


@rule("3.2-6")
async def test_the_last_address_before_the_proxies_counts(site: Site) -> None:
    address = new_address()
    one = await site.arrive("somebody", address=f"{new_address()}, {address}")
    two = await site.arrive("somebody", address=f"{new_address()}, {address}, 127.0.0.1")
    assert one.id == two.id


@rule("3.2-7")
async def test_the_database_has_no_token(site: Site, server: Server) -> None:
    alice = await site.arrive("alice")
    secret = alice.token.partition(".")[2].encode()
    stored = [path.read_bytes() for path in server.data.glob("mpp.sqlite3*")]
    assert stored
    assert not any(secret in content for content in stored)
    # The user is there, so that the absence of the token means something.
    assert any(alice.id.encode() in content for content in stored)


@rule("3.2-7", "3.2-4")
async def test_a_revoked_token_is_one_no_more(site: Site, server: Server) -> None:
    alice = await site.arrive("alice")
    server.change("UPDATE rooms_token SET revoked_at = ? WHERE player_id = ?", AT, alice.id)
    again = await site.connect("alice")
    hello = await again.says_hi(alice.token)
    assert hello["token"] != alice.token
    assert again.id != alice.id


@rule("3.2-1")
@pytest.mark.parametrize("login", [{"type": "discord", "code": "x"}, {}, "x", None])
async def test_without_a_login_provider_the_token_says_who_it_is(site: Site, login: object) -> None:
    alice = await site.arrive("alice")
    again = await site.connect("alice")
    await again.hears_next("b")
    await again.says({"m": "hi", "token": alice.token, "login": login})
    hello = await again.hears_next("hi")
    assert hello["u"]["_id"] == alice.id
    assert "accountInfo" not in hello
    await again.hears_nothing()


@rule("3.2-1", "3.2-3")
async def test_without_a_token_a_login_leads_to_the_user_of_the_address(site: Site) -> None:
    address = new_address()
    alice = await site.arrive("alice", address=address)
    again = await site.connect("alice", address=address)
    await again.says({"m": "hi", "login": {"type": "discord", "code": "x"}})
    assert (await again.hears("hi"))["u"]["_id"] == alice.id
