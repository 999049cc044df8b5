"""The page as people see it. MPP_SCREENSHOTS=docs/images keeps the pictures of the README."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from rooms.tests.browser.conftest import DESKTOP, PHONE, Enter, Keep
from rooms.tests.browser.guests import Guest, invite
from rooms.tests.browser.player import Player
from rooms.tests.browser.site import Program, Site

pytestmark = pytest.mark.browser

TABLET = {"viewport": {"width": 1024, "height": 768}, "has_touch": True}
LANDSCAPE = {**PHONE, "viewport": {"width": 844, "height": 390}}
LOBBY = [
    Guest("Maja", "#ffb347", x=24, y=33),
    Guest("Tomás", "#5ec8ff", x=58, y=24),
    Guest("kenji_", "#b18cff", x=44, y=46),
]
LINES = [
    ("Tomás", "hi everyone! new here, love that this just works"),
    ("Maja", "welcome! key of G, come in anywhere"),
    ("kenji_", "I take the bass"),
    ("Tomás", "trying the right hand then"),
    ("Maja", "lovely, once more from the top?"),
]
ELSEWHERE = [
    Guest("Ines", "#ff7aa2", room="Late night jazz", settings={"color": "#4b2e63"}),
    Guest("Bo", "#8bd450", room="Late night jazz"),
    Guest("Noor", "#4fd1c5", room="Late night jazz"),
    Guest("Prof. Lind", "#f6d55c", room="Lesson 4: inversions", settings={"crownsolo": True}),
    Guest("Ida", "#7aa2ff", room="Lesson 4: inversions"),
    Guest("Wren", "#ff9d6c", room="four hands", settings={"color": "#205048", "limit": 2}),
    Guest("Sol", "#c0d860", room="Café Bach", settings={"color": "#6b3a2e"}),
]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server on which nobody has said anything yet."""
    stage = Site(tmp_path_factory.mktemp("stage"))
    stage.start()
    yield stage
    stage.stop()


@pytest.fixture
def pianist(stage: Site, tmp_path: Path) -> Iterator[Callable[[str, str], None]]:
    """`pianist("room", "piece")`: the bot goes there and plays it."""
    bots: list[Program] = []

    def play(room: str, piece: str) -> None:
        command = [sys.executable, "manage.py", "piano_bot", f"music/{piece}.mid", "--quiet"]
        command += ["--url", stage.address.replace("http", "ws") + "/ws", "--room", room]
        bots.append(Program([*command, "--name", "Clara", "--color", "#ff6f91"], tmp_path, "bot"))
        bots[-1].start()

    yield play
    for bot in bots:
        bot.stop()


def converse(player: Player, guests: list[Guest], lines: list[tuple[str, str]]) -> None:
    """Have everybody say their lines in turn."""
    numbers = {guest.name: number for number, guest in enumerate(guests)}
    for count, (name, text) in enumerate(lines, 1):
        if name in numbers:
            player.page.evaluate("([n, text]) => guests[n].say(text)", [numbers[name], text])
        else:
            player.says(text)
        player.waits("count => MPP.room.chat.length === count", count)


def music_is_on(player: Player) -> None:
    player.page.evaluate("() => { window.heard.length = 0; }")
    player.waits("() => window.heard.length >= 24 && document.querySelectorAll('.key.down').length")
    close_notices(player)


def close_notices(player: Player) -> None:
    player.page.evaluate(
        "() => document.querySelectorAll('.notice button').forEach((b) => b.click())"
    )


def test_desktop(enter: Enter, stage: Site, keep: Keep) -> None:
    ann = enter("/", at=stage, viewport=DESKTOP).listens()
    invite(ann.page, LOBBY)
    ann.is_called("Ada", "#4fd1c5")
    converse(ann, LOBBY, [*LINES, ("Ada", "yes! count us in")])
    ann.page.evaluate("() => guests.forEach((guest) => guest.improvise())")
    ann.page.keyboard.down("KeyE")
    music_is_on(ann)
    ann.page.keyboard.down("KeyU")
    keep(ann.page, "desktop")


def test_desktop_while_somebody_plays(
    enter: Enter, stage: Site, keep: Keep, pianist: Callable[[str, str], None]
) -> None:
    room, guests = "Clara's practice room", [Guest("Emil", "#ffd166", x=66, y=38)]
    ann = enter(f"/{room}", at=stage, viewport=DESKTOP).listens()
    ann.is_called("Ada", "#4fd1c5")
    invite(ann.page, [replace(guest, room=room) for guest in guests])
    lines = [
        ("Emil", "what are you practising?"),
        ("Ada", "the C major prelude, listen"),
        ("Emil", "ah, Bach on a rainy evening. perfect"),
    ]
    converse(ann, guests, lines)
    pianist(room, "bach-prelude-c-major")
    music_is_on(ann)
    keep(ann.page, "desktop-playing")


@pytest.mark.parametrize(
    ("name", "room", "options"),
    [
        pytest.param("tablet", "Sunday session", TABLET, id="tablet"),
        pytest.param("phone", "lobby2", PHONE, id="phone"),
        pytest.param("phone-landscape", "lobby3", LANDSCAPE, id="landscape"),
    ],
)
def test_small_screens(
    enter: Enter, stage: Site, keep: Keep, name: str, room: str, options: dict[str, object]
) -> None:
    guests = [replace(guest, room=room) for guest in LOBBY]
    ann = enter(f"/{room}", at=stage, **options)
    # On a low screen the names scroll in the top bar, so not by the dialog.
    ann.sends({"m": "userset", "set": {"name": "Ada", "color": "#4fd1c5"}})
    ann.taps("c3")
    invite(ann.page, guests)
    converse(ann, guests, LINES[:4])
    ann.page.evaluate("() => guests.forEach((guest) => guest.improvise())")
    music_is_on(ann)
    ann.lays_fingers_on("c3", "e3")
    expect(ann.key("e3")).to_contain_class("down")
    keep(ann.page, name)


def test_rooms(enter: Enter, stage: Site, keep: Keep) -> None:
    ann = enter("/", "Ada", at=stage)
    invite(ann.page, [*LOBBY, *ELSEWHERE])
    ann.part("room-button").click()
    ann.room_item("Late night jazz").get_by_text("3 / 50").wait_for()
    close_notices(ann)
    keep(ann.page, "rooms")
