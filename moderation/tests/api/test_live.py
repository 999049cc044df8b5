"""What the API knows of those who are at the piano now."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import quote

import pytest

from rooms.tests.clients import Client, Site
from rooms.tests.lines import dial_url

from .served import Served, fill, serve


@pytest.fixture
def room(request: pytest.FixtureRequest) -> str:
    """A room of this test alone."""
    return f"rooms/{request.node.name}"


def path_of(room: str) -> str:
    return f"rooms/{quote(room, safe='')}/"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    template, data = tmp_path_factory.mktemp("filled"), tmp_path_factory.mktemp("live") / "data"
    made = serve("uvicorn", template, data, fill(template))
    yield made
    made.server.stop()


@pytest.fixture
async def site(served: Served) -> AsyncIterator[Site]:
    site = Site(dial_url(served.server.url))
    yield site
    await site.close()


async def ask(served: Served, who: str, method: str, path: str, body: Any = None) -> Any:
    status, told = await asyncio.to_thread(served.ask, who, method, path, body)
    assert status < 300, told
    return told


def let_ask(served: Served, client: Client) -> str:
    """Somebody at the piano asks by their own token."""
    served.tokens[client.id] = client.token
    return client.id


async def test_staff_see_who_is_in_a_room_and_from_where(served, site, room):
    alice = await site.join("Alice here", room, address="198.51.100.77")
    told = await known(served, room)
    assert (told["people"], told["crown_holder"]["id"]) == (1, alice.id)
    assert [one["id"] for one in (await ask(served, "owner", "GET", "rooms/?open=true"))["results"]]
    people = await ask(served, "owner", "GET", f"{path_of(room)}participants/")
    assert [(one["id"], one["name"], one["holds_crown"]) for one in people] == [
        (alice.id, "Alice here", True)
    ]
    assert [socket["address"] for socket in people[0]["sockets"]] == ["198.51.100.77"]
    user = await ask(served, "owner", "GET", f"users/{alice.id}/")
    assert user["rooms"] == [room]


async def known(served: Served, room: str) -> Any:
    """The room, once the database has it: what is live is written a moment later."""
    async with asyncio.timeout(30):
        while True:
            status, told = await asyncio.to_thread(served.ask, "owner", "GET", path_of(room))
            if status == 200:
                return told
            assert told["error"]["code"] == "unknown-room"


async def test_the_holder_of_the_crown_sees_at_once_who_was_banned(served, site, room):
    alice, bob = await site.join("Alice", room), await site.join("Bob", room)
    await alice.kickbans(bob, 60_000)
    await bob.hears("ch")
    rows = await ask(served, let_ask(served, alice), "GET", f"{path_of(room)}bans/")
    assert [(row["user"]["id"], row["issued_by"]["id"], row["by_staff"]) for row in rows] == [
        (bob.id, alice.id, False)
    ]
    status, told = await asyncio.to_thread(
        served.ask, let_ask(served, bob), "GET", f"{path_of(room)}bans/"
    )
    assert (status, told["error"]["code"]) == (403, "not-allowed")


async def test_a_report_comes_with_how_much_was_played(served, site, room):
    alice, bob = await site.join("Alice", room), await site.join("Bob", room)
    await bob.plays("c3", "e3", "g3")
    await alice.hears("n", p=bob.id)
    await known(served, room)
    body = {"target": bob.id, "room": room, "reason": "noise"}
    made = await ask(served, let_ask(served, alice), "POST", "reports/", body)
    report = await ask(served, "owner", "GET", f"reports/{made['id']}/")
    assert sum(report["evidence"]["notes"]) > 0


async def test_who_is_put_out_by_the_api_is_out(served, site, room):
    bob = await site.join("Bob", room)
    await known(served, room)
    await ask(served, "owner", "POST", f"{path_of(room)}kick/", {"user": bob.id, "text": "Enough"})
    notice = await bob.hears("notification")
    assert "Enough" in str(notice)


async def test_numbers_say_how_many_are_here(served, site, room):
    await site.join("Alice", room)
    now = (await ask(served, "trial moderator", "GET", "stats/"))["now"]
    assert (now["people"], now["rooms"]) == (1, 1)
