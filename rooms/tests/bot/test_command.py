"""The command as the operator knows it, against a server on loopback."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from rooms.bot.client import Server
from rooms.bot.display import Silence
from rooms.bot.errors import RefusedError
from rooms.bot.performance import perform
from rooms.bot.playlist import Playlist
from rooms.bot.session import Guest

from .fake_server import PATIENCE, FakeServer
from .fakes import TICKS, off, on, scale, score_of, write_midi


@pytest.fixture
async def server():
    async with FakeServer().running() as server:
        yield server


@pytest.fixture
def tune(tmp_path):
    """One note of a tenth of a second."""
    return write_midi(tmp_path / "tune.mid", [(0, on(72)), (TICKS // 5, off(72))])


async def run(*arguments):
    """Start the command in a process of its own."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        str(Path(settings.BASE_DIR) / "manage.py"),
        "piano_bot",
        *map(str, arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


async def end_of(process):
    async with asyncio.timeout(3 * PATIENCE):
        out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


async def test_it_plays_a_file_and_leaves(server, tune, tmp_path):
    token = tmp_path / "token"
    process = await run(
        *(tune, "--url", server.url, "--room", "My room", "--name", "Pianist"),
        *("--color", "#ABCDEF", "--token-file", token, "--transpose", "2"),
    )
    code, out, err = await end_of(process)
    assert (code, err) == (0, "")
    assert "tune" in out
    assert [m["m"] for m in server.messages[:4]] == ["hi", "userset", "t", "ch"]
    assert server.all_of("userset")[0]["set"] == {"name": "Pianist", "color": "#abcdef"}
    assert [note["n"] for m in server.all_of("n") for note in m["n"]] == ["d4", "d4"]
    assert server.messages[-1] == {"m": "bye"}
    assert token.read_text() == "given"
    assert token.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_it_cleanly(server, number):
    process = await run("--url", server.url, "--quiet", "--loop")
    async with asyncio.timeout(3 * PATIENCE):
        await server.receives("n")
    process.send_signal(number)
    assert await end_of(process) == (0, "", "")
    assert server.messages[-1] == {"m": "bye"}


async def test_without_a_server_it_says_so(tune):
    async with FakeServer().running() as gone:
        url = gone.url
    code, _, err = await end_of(await run(tune, "--url", url, "--tries", "1", "--quiet"))
    assert code == 1
    assert err.startswith(f"CommandError: {url} could not be reached in 1 tries")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["nowhere.mid"], "nowhere.mid: there is no such file"),
        ([__file__], "not a readable MIDI file"),
        (["--color", "red"], "six hex digits"),
        (["--name", "x" * 41], "1 to 40 printable characters"),
        (["--room", " "], "1 to 512 printable characters"),
        (["--tries", "0"], "from 1 up"),
        (["--url", "http://127.0.0.1"], "not a WebSocket address"),
    ],
)
def test_a_mistake_is_named(arguments, reason):
    with pytest.raises(CommandError, match=reason):
        call_command("piano_bot", *arguments, "--quiet")


def test_a_token_file_that_cannot_be_read_is_named(tmp_path):
    (tmp_path / "token").write_bytes(b"\xff\xfe")
    with pytest.raises(CommandError, match="token file cannot be read"):
        call_command("piano_bot", "--quiet", "--token-file", str(tmp_path / "token"))


def test_with_nothing_to_play_it_says_so(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    with pytest.raises(CommandError, match="nothing to play"):
        call_command("piano_bot", "--quiet")


async def test_a_refusal_in_the_middle_ends_the_performance(server):
    playing = asyncio.create_task(
        perform(
            Server(server.url),
            Guest("My room"),
            Playlist([scale(seconds=60)]),
            Silence(),
            asyncio.Event(),
        )
    )
    await server.receives("n")
    await server.tells(*server.welcome("test/awkward"))
    with pytest.raises(RefusedError):
        await playing
    await server.empties()


async def test_people_in_the_room_can_steer_it(server):
    stop = asyncio.Event()
    pieces = [scale("first", 60), score_of((0, "c7", 0.5), (60_000, "c7", None), title="second")]
    playing = asyncio.create_task(
        perform(Server(server.url), Guest("My room"), Playlist(pieces), Silence(), stop)
    )
    await server.receives("n")
    await server.chats("!play second")
    said = await server.receives("a")
    assert said["message"] == "Now: second"
    async with asyncio.timeout(PATIENCE):
        while not any(note["n"] == "c7" for m in server.all_of("n") for note in m["n"]):
            await server.receives("n", len(server.all_of("n")) + 1)
    stop.set()
    await playing
    assert server.messages[-1] == {"m": "bye"}
