"""Rooms: coming in and being refused (docs/protocol.md §5.1–§5.4)."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from rooms.tests.clients import Site
from rooms.tests.rules import rule

_lobbies = itertools.count(1000, 10)

DEFAULTS = {
    "visible": True,
    "chat": True,
    "crownsolo": False,
    "no cussing": False,
    "noindex": False,
    "allowBots": True,
}
NORMAL = {**DEFAULTS, "color": "#3b5054", "color2": "#001014", "limit": 50}
LOBBY = {**DEFAULTS, "color": "#73b3cc", "color2": "#273546", "limit": 2, "lobby": True}


@pytest.fixture
def lobby() -> str:
    """A lobby that nobody was in before; neither was anybody in the nine after it."""
    return f"lobby{next(_lobbies)}"


@rule("5.5-1", "5.3-1", "11.2-4")
async def test_the_welcome_is_ch_c_nq_in_one_frame(site: Site, room: str) -> None:
    alice = await site.arrive("alice")
    await alice.says({"m": "ch", "_id": room})
    entered, history, quota = await alice.hears_frame()
    assert entered["m"] == "ch"
    assert (entered["ch"]["_id"], entered["ch"]["id"], entered["ch"]["count"]) == (room, room, 1)
    assert history == {"m": "c", "c": []}
    assert quota == {"m": "nq", "allowance": 600, "max": 1800, "maxHistLen": 3}


@rule("7.2-1", "7.1-4")
async def test_who_makes_a_room_holds_its_crown(site: Site, room: str) -> None:
    alice = await site.arrive("alice")
    crown = (await alice.enters(room))["ch"]["crown"]
    assert crown["userId"] == crown["participantId"] == alice.id
    assert crown["startPos"] == crown["endPos"] == {"x": 50, "y": 50}


@rule(
    "5.2-1",
    "5.2-2",
    "5.2-3",
    "5.2-4",
    "5.2-5",
    "5.2-6",
    "5.2-7",
    "5.2-8",
    "5.2-9",
    "5.2-10",
    "5.2-13",
)
async def test_a_new_room_has_default_settings(site: Site, room: str) -> None:
    alice = await site.arrive("alice")
    assert (await alice.enters(room))["ch"]["settings"] == NORMAL


@rule("5.2-14", "5.2-11", "5.2-12", "5.4-3")
@pytest.mark.parametrize(
    ("wish", "settings"),
    [
        (
            {"visible": False, "limit": "12", "lobby": True, "color": "red"},
            {**NORMAL, "visible": False, "limit": 12},
        ),
        (
            {"color": "#ABCDEF"},
            {key: value for key, value in NORMAL.items() if key != "color2"} | {"color": "#abcdef"},
        ),
        ({"chat": "false", "crownsolo": 1, "limit": 100}, NORMAL),
        ({"limit": "", "owner_id": "a" * 24, "minOnlineTime": "5", "unknown": 1}, NORMAL),
        ({"limit": 0, "no cussing": True}, {**NORMAL, "limit": 0, "no cussing": True}),
        ([], NORMAL),
        (5, NORMAL),
    ],
)
async def test_a_new_room_takes_the_valid_settings(
    site: Site, room: str, wish: Any, settings: dict[str, Any]
) -> None:
    alice = await site.arrive("alice")
    await alice.says({"m": "ch", "_id": room, "set": wish})
    assert (await alice.hears("ch"))["ch"]["settings"] == settings


@rule("5.4-3")
async def test_settings_for_a_room_that_exists_are_ignored(site: Site, room: str) -> None:
    await site.join("alice", room)
    bob = await site.arrive("bob")
    assert (await bob.enters(room, {"limit": 7}))["ch"]["settings"] == NORMAL


@rule("5.1-1", "5.2-7", "5.2-8", "5.2-9", "5.2-11", "5.3-4", "11.1-1")
async def test_a_lobby_has_its_own_defaults_and_no_crown(site: Site, lobby: str) -> None:
    alice = await site.arrive("alice")
    info = (await alice.enters(lobby, {"limit": 99, "chat": False}))["ch"]
    assert info["settings"] == LOBBY
    assert "crown" not in info
    assert (await alice.hears("nq"))["max"] == 600


@rule("5.1-2", "5.3-4")
async def test_a_test_room_has_no_crown_and_no_limit_to_speak_of(site: Site, room: str) -> None:
    alice = await site.arrive("alice")
    info = (await alice.enters(f"test/{room}"))["ch"]
    assert "crown" not in info
    assert info["settings"]["limit"] == 99
    assert "lobby" not in info["settings"]


@rule("5.1-1", "5.1-2", "5.1-3")
@pytest.mark.parametrize("room_id", ["Lobby", "lobby-x", "lobby01", "lobby1234567890", "test/"])
async def test_what_only_looks_like_a_lobby_or_test_room_is_normal(
    site: Site, room_id: str
) -> None:
    alice = await site.arrive("alice")
    assert "crown" in (await alice.enters(room_id))["ch"]


@rule("5.4-1")
@pytest.mark.parametrize("suffix", ["", " ä 🎹", " <b>&amp;", "/spin", " " + "x" * 490])
async def test_an_id_is_kept_verbatim(site: Site, room: str, suffix: str) -> None:
    alice = await site.arrive("alice")
    assert (await alice.enters(room + suffix))["ch"]["_id"] == room + suffix


INVALID = ["", "   ", "x" * 513, "a\nb", "a\u202eb", "a\x00b", 5, None, True, ["x"], {"x": 1}]


@rule("5.4-1")
@pytest.mark.parametrize("room_id", INVALID)
async def test_without_a_room_an_invalid_id_leads_to_the_lobby(site: Site, room_id: Any) -> None:
    alice = await site.arrive("alice")
    await alice.says({"m": "ch", "_id": room_id})
    assert (await alice.hears("ch"))["ch"]["_id"] == "lobby"


async def test_without_an_id_it_is_the_lobby_too(site: Site) -> None:
    alice = await site.arrive("alice")
    await alice.says({"m": "ch"})
    assert (await alice.hears("ch"))["ch"]["_id"] == "lobby"


@rule("5.4-1")
@pytest.mark.parametrize("room_id", INVALID)
async def test_in_a_room_an_invalid_id_is_ignored(site: Site, room: str, room_id: Any) -> None:
    alice = await site.join("alice", room)
    await alice.says({"m": "ch", "_id": room_id})
    await alice.hears_nothing()


@rule("5.4-2")
async def test_the_same_room_again_is_shown_to_that_socket_only(site: Site, room: str) -> None:
    alice, bob = await site.join("alice", room), await site.join("bob", room)
    await alice.hears("p", id=bob.id)
    await alice.says({"m": "ch", "_id": room, "set": {"limit": 7}})
    again = await alice.hears_next("ch")
    assert again["p"] == alice.id
    assert again["ch"]["settings"] == NORMAL
    assert {person["id"] for person in again["ppl"]} == {alice.id, bob.id}
    await alice.hears_nothing("c", "nq", after=bob)
    await bob.hears_nothing(after=alice)


@rule("5.1-4", "5.4-8")
async def test_a_full_lobby_leads_to_the_next(site: Site, lobby: str) -> None:
    number = int(lobby.removeprefix("lobby"))
    people = [await site.arrive(f"guest {count}") for count in range(5)]
    entered = [(await person.enters(lobby))["ch"]["_id"] for person in people]
    numbers = [number, number, number + 1, number + 1, number + 2]
    assert entered == [f"lobby{number}" for number in numbers]


@rule("5.1-4")
async def test_the_lobby_after_the_first_is_the_second(site: Site) -> None:
    people = [await site.arrive(f"guest {count}") for count in range(3)]
    entered = [(await person.enters("lobby"))["ch"]["_id"] for person in people]
    assert entered == ["lobby", "lobby", "lobby2"]


@rule("5.1-1", "5.1-4")
async def test_the_lobby_after_nan_is_the_first(site: Site) -> None:
    people = [await site.arrive(f"guest {count}") for count in range(3)]
    entered = [(await person.enters("lobbyNaN"))["ch"]["_id"] for person in people]
    assert entered == ["lobbyNaN", "lobbyNaN", "lobby1"]


@rule("5.1-4", "5.4-8")
async def test_who_is_in_a_full_lobby_gets_in_with_another_socket(site: Site, lobby: str) -> None:
    alice = await site.join("alice", lobby)
    await site.join("bob", lobby)
    tab = await site.tab_of(alice)
    assert tab.room == lobby


@rule("5.1-3", "5.4-8", "5.4-12")
async def test_a_full_room_refuses_with_a_notice_and_leads_to_awkward(
    site: Site, room: str
) -> None:
    alice = await site.join("alice", room, {"limit": 1})
    bob = await site.arrive("bob")
    await bob.says({"m": "ch", "_id": room})
    notice = await bob.hears_next("notification")
    assert room in notice["text"]
    assert (notice["target"], notice["duration"], notice["class"]) == ("#room", 7000, "short")
    assert (await bob.hears_next("ch"))["ch"]["_id"] == "test/awkward"
    await alice.hears_nothing()


@rule("5.4-8")
async def test_who_held_the_crown_comes_into_a_full_room(site: Site, room: str) -> None:
    alice = await site.join("alice", room, {"limit": 1})
    await alice.drops_crown()
    await alice.hears("ch")
    await alice.enters(f"{room} b")
    await site.join("bob", room)
    assert (await alice.enters(room))["ch"]["_id"] == room


@rule("5.4-10", "5.4-12")
async def test_a_refused_socket_leaves_its_old_room(site: Site, room: str) -> None:
    await site.join("alice", f"{room} b", {"limit": 1})
    bob, carol = await site.join("bob", room), await site.join("carol", room)
    await carol.enters(f"{room} b")
    await bob.hears("bye", p=carol.id)


@rule("5.2-10", "5.4-7")
async def test_who_was_online_for_too_short_is_refused(site: Site, room: str) -> None:
    await site.join("alice", room, {"minOnlineTime": 3_600_000})
    bob = await site.arrive("bob")
    await bob.says({"m": "ch", "_id": room})
    assert "60 minutes" in (await bob.hears_next("notification"))["text"]
    assert (await bob.hears_next("ch"))["ch"]["_id"] == "test/awkward"
