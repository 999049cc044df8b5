"""A fresh site on a copy made while people chat knows what was said (docs/operations.md)."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from .conftest import Place, database

ROOM = "My room"


@pytest.fixture(params=["sqlite", "postgresql"])
def places(request, data, tmp_path):
    """The site, and a fresh one."""
    if request.param == "sqlite":
        return [Place(data), Place(tmp_path / "new")]
    postgres = request.getfixturevalue("postgres")
    old = Place(tmp_path / "old", database(postgres, "before"))
    old.does("migrate", "-v0")
    return [old, Place(tmp_path / "new", database(postgres, "after"))]


async def test_a_fresh_site_has_all_of_a_copy_that_was_made_while_people_chat(places):
    old, new = places
    async with old.open() as site:
        alice = await site.join("Alice", ROOM, {"visible": False, "color": "#112233"})
        for number in range(5):
            await alice.chats(f"line {number}")
            await alice.hears("a", a=f"line {number}")
        copy = old.does("backup").strip()
        await alice.chats("after it")
        await alice.hears("a", a="after it")
        assert "Another server runs" in old.run("restore", copy).stderr
    assert "Restored" in new.does("restore", copy)
    async with new.open() as site:
        # Who had a token is still somebody: the digests are in the copy.
        assert (await site.arrive("Alice", alice.token)).id == alice.id
        bob = await site.arrive("Bob")
        room = await bob.enters(ROOM)
        assert room["ch"]["settings"]["color"] == "#112233"
        lines = [line["a"] for line in (await bob.hears("c"))["c"]]
    # What was said just before may not have been in the database yet.
    assert lines[:4] == [f"line {number}" for number in range(4)]
    assert "after it" not in lines


def test_a_restore_keeps_what_was_there_before(data):
    place = Place(data)
    copy = place.does("backup").strip()
    with closing(sqlite3.connect(data / "mpp.sqlite3")) as file, file:
        file.execute("INSERT INTO rooms_filteredword (word, everywhere) VALUES ('late', 1)")
    place.does("restore", copy)

    def words(name):
        with closing(sqlite3.connect(data / name)) as file:
            return file.execute("SELECT word FROM rooms_filteredword").fetchall()

    assert words("mpp.sqlite3") == []
    assert words("mpp.sqlite3.before-restore") == [("late",)]


def test_what_is_no_copy_is_refused_and_changes_nothing(data, tmp_path):
    place = Place(data)
    before = (data / "mpp.sqlite3").read_bytes()
    broken = tmp_path / "broken"
    broken.write_bytes(before[: len(before) // 2])
    refused = place.run("restore", str(broken))
    assert refused.returncode == 1
    assert "CommandError" in refused.stderr
    assert (data / "mpp.sqlite3").read_bytes() == before


def test_only_as_many_copies_are_kept_as_were_asked_for(data):
    copies = data / "backups"
    copies.mkdir()
    for day in (1, 2, 3):
        (copies / f"mpp-2026010{day}-000000-000000.sqlite3").touch(mode=0o600)
    newest, *_ = Place(data).does("backup", "--keep", "2").split("\n")
    left = sorted(copies.iterdir())
    assert [path.name for path in left] == ["mpp-20260103-000000-000000.sqlite3", left[1].name]
    assert str(left[1]) == newest
    assert left[1].stat().st_mode & 0o077 == 0
