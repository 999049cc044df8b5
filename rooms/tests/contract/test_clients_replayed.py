"""What existing clients say, in their order, and what they need to hear (docs/protocol.md §17)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from rooms.tests.clients import Client, Site
from rooms.tests.lines import Message, new_address
from rooms.tests.rules import rule

from .records import join_as
from .servers import Server

USER_ID = re.compile(r"[0-9a-f]{24}")
COLOR = re.compile(r"#[0-9a-f]{6}")
LINE_ID = re.compile(r"[0-9a-f]{8}")
NOTICE_ID = re.compile(r"[A-Za-z0-9-]*")
TARGETS = {"#piano", "#room", "#names"}
SWITCHES = ("visible", "chat", "crownsolo", "no cussing", "noindex", "allowBots")
BOT_ORIGINS = ["https://multiplayerpiano.net", "https://www.multiplayerpiano.com"]


def answers_a_room(frame: list[Message], client: Client, room: str) -> Message:
    """The answer to `ch`, as every client needs it."""
    assert [message["m"] for message in frame] == ["ch", "c", "nq"]
    entered = frame[0]
    info = entered["ch"]
    assert entered["p"] == client.id
    assert info["_id"] == info["id"] == room
    assert client.id in [person["id"] for person in entered["ppl"]]
    assert info["count"] == len(entered["ppl"])
    assert all(isinstance(info["settings"][switch], bool) for switch in SWITCHES)
    assert type(info["settings"]["limit"]) is int
    for person in entered["ppl"]:
        assert person["id"] == person["_id"]
        assert USER_ID.fullmatch(person["id"])
        assert COLOR.fullmatch(person["color"])
    return entered


async def asks_for(client: Client, room: str, **fields: Any) -> Message:
    await client.says({"m": "ch", "_id": room, **fields})
    return answers_a_room(await client.hears_frame(), client, room)


async def live_client(site: Site, token: str | None = None) -> Client:
    """The page of the site, up to its `hi`: it waits for `b` and says what `code` made."""
    page = await site.connect("live", path="/", headers={"Origin": "http://localhost:8080"})
    challenge = (await page.hears_frame())[0]
    assert challenge["m"] == "b"
    assert isinstance(challenge["code"], str)
    await page.says({"m": "devices", "list": []})
    hello: Message = {"m": "hi", "🐱": 1, "code": None, **({"token": token} if token else {})}
    await page.says(hello)
    (answer,) = await page.hears_frame()
    assert answer["m"] == "hi"
    assert isinstance(answer["permissions"], dict)
    page.id, page.token = answer["u"]["_id"], answer.get("token") or token or ""
    return page


async def old_client(site: Site, address: str) -> Client:
    """The client of the seed and its TypeScript sister: `hi` at open, without code and token."""
    page = await site.connect("old", path="/ws", address=address)
    await page.says({"m": "hi"})
    # `b` means nothing to it.
    await page.hears_next("b")
    hello = await page.hears_next("hi")
    page.id = hello["u"]["_id"]
    return page


async def bot(site: Site, origin: str, token: str) -> Client:
    """The bot library: `hi` with its token at open, from a foreign origin."""
    robot = await site.connect("bot", path="/", headers={"Origin": origin})
    await robot.says({"m": "hi", "token": token})
    hello = await robot.hears("hi")
    robot.id, robot.token = hello["u"]["_id"], hello.get("token", token)
    return robot


@rule("1-1", "1-10", "2-5", "4.1-2", "4.1-6")
async def test_the_live_client(site: Site, room: str) -> None:
    alice = await live_client(site)
    await asks_for(alice, room)
    bob = await live_client(site)
    await asks_for(bob, room)
    await alice.hears_next("p", id=bob.id)
    # Its messages: cursor as strings, notes by flush, chat, a direct message, the list.
    await bob.says({"m": "m", "x": "42.10", "y": "61.25"})
    assert (await alice.hears_next("m", id=bob.id))["x"] == "42.10"
    await bob.says({"m": "n", "t": 1_700_000_000_000.5, "n": [{"n": "c3", "v": 0.5, "d": 0}]})
    assert (await alice.hears_next("n", p=bob.id))["n"] == [{"n": "c3", "v": 0.5, "d": 0}]
    await bob.says({"m": "a", "message": "hello"})
    assert LINE_ID.fullmatch((await alice.hears_next("a"))["id"])
    await bob.says({"m": "dm", "_id": alice.id, "message": "psst", "reply_to": None})
    for client in (alice, bob):
        # Who writes hears it as well: it prints nothing by itself.
        message = await client.hears("dm")
        assert (message["sender"]["_id"], message["recipient"]["_id"]) == (bob.id, alice.id)
        assert LINE_ID.fullmatch(message["id"])
    await bob.says({"m": "+ls"})
    listed = (await bob.hears("ls", c=True))["u"]
    assert all(info["id"] == info["_id"] for info in listed)
    assert room in [info["id"] for info in listed]
    carol = await live_client(site)
    await carol.says({"m": "ch", "_id": room})
    history = (await carol.hears_frame())[1]["c"]
    assert [line["m"] for line in history] == ["a"]


@rule("2-7", "2-8")
async def test_the_live_client_comes_back_to_its_room_with_its_settings(
    site: Site, room: str
) -> None:
    alice = await live_client(site)
    await asks_for(alice, room, set={"visible": False})
    await alice.sets_room({"visible": False, "chat": True, "limit": "12", "color": "#112233"})
    settings = (await alice.hears("ch"))["ch"]["settings"]
    bob = await live_client(site)
    await asks_for(bob, room)
    await alice.leaves()
    await bob.hears("bye", p=alice.id)
    again = await live_client(site, alice.token)
    assert again.id == alice.id
    # It brings everything that it was last told, the server's own settings included.
    entered = await asks_for(again, room, set={**settings, "limit": 99, "owner_id": again.id})
    assert entered["ch"]["settings"] == settings
    assert entered["ch"]["crown"]["participantId"] == again.id


@rule("2-7")
async def test_the_live_client_comes_back_before_its_old_socket_is_gone(
    site: Site, room: str
) -> None:
    alice = await live_client(site)
    settings = (await asks_for(alice, room))["ch"]["settings"]
    bob = await live_client(site)
    await asks_for(bob, room)
    again = await live_client(site, alice.token)
    await asks_for(again, room, set=settings)
    await alice.leaves()
    # Nobody notices: it is the same participant.
    await bob.hears_nothing("p", "bye", "ch", after=again)


@rule("2-8")
async def test_the_live_client_sends_back_what_it_was_told_of_the_settings(
    site: Site, room: str
) -> None:
    alice = await live_client(site)
    settings = (await asks_for(alice, room))["ch"]["settings"]
    await alice.sets_room({**settings, "crownsolo": True, "lobby": True, "limit": "50"})
    changed = (await alice.hears_next("ch"))["ch"]["settings"]
    assert changed == {**settings, "crownsolo": True}


@rule("6.6-1")
async def test_the_live_client_keeps_tags_and_gets_no_unsafe_notice(
    site: Site, server: Server, room: str
) -> None:
    alice = await live_client(site)
    await asks_for(alice, room)
    robot = await join_as(site, server, "robot", room, tag_text="BOT", tag_color="#55f")
    tag = {"text": "BOT", "color": "#55f"}
    assert (await alice.hears_next("p", id=robot.id))["tag"] == tag
    await robot.calls_itself("<b>robot</b>")
    assert (await alice.hears_next("p", id=robot.id))["tag"] == tag
    await alice.drops_crown()
    entered = await alice.hears_next("ch")
    assert [person.get("tag") for person in entered["ppl"]] == [None, tag]
    await alice.takes_crown()
    await alice.hears("ch")
    await alice.kickbans(robot, 60_000)
    for client in (alice, robot):
        notice = await client.hears("notification")
        assert NOTICE_ID.fullmatch(notice.get("id", ""))
        assert notice["target"] in TARGETS
        assert "html" not in notice


@rule("1-1", "4.1-2", "6.2-1")
async def test_the_old_client(site: Site, server: Server, room: str) -> None:
    status, text = server.get(f"/{room.replace(' ', '%20')}")
    assert status == 200
    assert "<!doctype html>" in text.lower()
    alice = await old_client(site, new_address())
    settings = (await asks_for(alice, room))["ch"]["settings"]
    assert settings["chat"] is True
    bob = await old_client(site, new_address())
    await asks_for(bob, room)
    await bob.says({"m": "m", "x": "0.00", "y": "99.99"})
    heard = await alice.hears("m", id=bob.id)
    assert (heard["x"], heard["y"]) == ("0.00", "99.99")
    await bob.says(
        {"m": "n", "t": 5, "n": [{"n": "c3", "v": "0.500"}, {"n": "c3", "d": 80, "s": 1}]}
    )
    notes = (await alice.hears_next("n"))["n"]
    assert notes == [{"n": "c3", "v": 0.5}, {"n": "c3", "d": 80, "s": 1}]
    await bob.says({"m": "t", "e": 1_700_000_000_000})
    await bob.hears("t", e=1_700_000_000_000)


@rule("2-7", "2-9")
async def test_clients_without_a_token_are_known_by_their_address(site: Site, room: str) -> None:
    address = new_address()
    alice = await old_client(site, address)
    settings = (await asks_for(alice, room))["ch"]["settings"]
    await alice.calls_itself("Alice")
    await alice.hears("p", name="Alice")
    await alice.leaves()
    again = await old_client(site, address)
    assert again.id == alice.id
    entered = await asks_for(again, room, set=settings)
    assert [person["name"] for person in entered["ppl"]] == ["Alice"]
    assert entered["ch"]["crown"]["participantId"] == alice.id


@rule("1-16", "4.1-7", "4.2-2", "2-7")
@pytest.mark.parametrize("origin", BOT_ORIGINS)
async def test_the_bot_library(site: Site, room: str, origin: str) -> None:
    token = (await site.arrive("bot")).token
    robot = await bot(site, origin, token)
    assert robot.token == token
    await robot.hears_nothing()
    entered = await asks_for(robot, room)
    await robot.says({"m": "+custom"}, {"m": "t", "e": 1})
    await robot.hears("t", e=1)
    alice = await live_client(site)
    await asks_for(alice, room)
    # Whatever changes in the room, the list of people is complete.
    await robot.hears_next("p", id=alice.id)
    await robot.gives_crown(alice)
    changed = await robot.hears("ch")
    assert [person["id"] for person in changed["ppl"]] == [robot.id, alice.id]
    assert changed.get("p", robot.id) == robot.id
    # The token that it was given before is not told to it again when it reconnects.
    await robot.leaves()
    again = await bot(site, origin, token)
    await asks_for(again, room, set=entered["ch"]["settings"])


@rule("1-6")
async def test_clients_that_know_text_only_get_text_only(site: Site, room: str) -> None:
    token = (await site.arrive("bot")).token
    robot = await bot(site, BOT_ORIGINS[0], token)
    await robot.enters(room)
    alice = await site.join("alice", room)
    await alice.plays("c3")
    await alice.moves(1, 2)
    await alice.chats("hello")
    # A binary frame would fail the hearing.
    kinds = {message["m"] for message in await robot.hears_before_mark(alice)}
    assert {"n", "m", "a"} <= kinds
