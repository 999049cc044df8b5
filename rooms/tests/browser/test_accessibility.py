"""Every state of the page stands up to WCAG 2.2 AA, as far as axe-core can tell, and beyond."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from rooms.tests.browser.conftest import DESKTOP, PHONE, Enter
from rooms.tests.browser.guests import Guest, invite
from rooms.tests.browser.player import Player
from rooms.tests.browser.site import ROOT

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
LANDSCAPE = {**PHONE, "viewport": {"width": 844, "height": 390}}
# What the client knows of (docs/protocol.md §12.1).
PERMISSIONS = [
    "clearChat",
    "vanish",
    "chsetAnywhere",
    "chownAnywhere",
    "usersetOthers",
    "siteBan",
    "siteBanAnyReason",
    "siteBanAnyDuration",
]


def violations(page: Page, within: str, rules: list[str]) -> list[str]:
    """What axe finds in a part of the page, in words for a failing test."""
    # What is about to come or go has no colours to judge.
    page.evaluate(
        "() => Promise.all(document.getAnimations().map((a) => a.finished.catch(() => null)))"
    )
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate(
        """([within, runOnly]) =>
          axe.run(within || document, {runOnly, resultTypes: ['violations']})""",
        [within, rules],
    )
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def is_fine(player: Player, state: str, within: str = "", theme: str = "dark") -> None:
    # By another light only the colours are others.
    rules = RULES if theme == "dark" else COLOURS
    found = violations(player.page, within, rules)
    assert not found, f"{state}:\n" + "\n".join(found)


def grant(socket: WebSocketRoute) -> None:
    """Let the page believe that it belongs to staff; what the server allows is another matter."""
    server = socket.connect_to_server()

    def pass_on(frame: str | bytes) -> None:
        messages = json.loads(frame)
        for message in messages:
            if message["m"] == "hi":
                message["permissions"] = dict.fromkeys(PERMISSIONS, True)
        socket.send(json.dumps(messages))

    server.on_message(pass_on)


def answer(route: Route) -> None:
    someone = {"id": "b" * 24, "name": "Trollo", "color": "#cc3355"}
    bans = [{"user": someone, "expires_at": None, "issued_by": someone, "by_staff": True}]
    route.fulfill(json=bans if "bans" in route.request.url else [{"code": "a", "text": "Spam"}])


def furnished(enter: Enter, room: str, theme: str, **options: Any) -> Player:
    """A room with people, a talk, a crown, and all that staff see."""
    ann = enter(f"/{room}", "Ann", **options)
    ann.page.route("**/api/v1/**", answer)
    ann.page.route_web_socket(re.compile("/ws$"), grant)
    settings = json.dumps({"theme": theme, "chatTimes": True, "chatIds": True})
    ann.page.evaluate("text => localStorage.setItem('piano-settings', text)", settings)
    ann.reloads()
    colors = ["#000000", "#ffffff", "#7f7f7f", "#ff0000", "#00ff00", "#0000ff", "#ffff00"]
    invite(
        ann.page,
        [Guest(f"Guest {color}", color, room=room, x=30, y=40) for color in colors],
    )
    for number in range(len(colors)):
        ann.page.evaluate(
            "([n, text]) => guests[n].say(text)",
            [number, f"**b** *i* ~~s~~ `c` ||x|| https://example.org/ @{ann.id}"],
        )
    ann.waits("count => MPP.room.chat.length === count", len(colors))
    return ann


def dialogs(ann: Player) -> Iterator[tuple[str, Callable[[], object]]]:
    """Each dialog by its name, and how it is opened from the page."""

    def other() -> None:
        ann.page.locator('[data-testid="person"][data-own="false"]').first.click()

    def person(part: str) -> Callable[[], None]:
        def opens() -> None:
            other()
            ann.part(part).click()

        return opens

    def rooms(part: str) -> Callable[[], None]:
        def opens() -> None:
            ann.part("room-button").click()
            ann.part(part).click()

        return opens

    yield "room-list", ann.part("room-button").click
    yield "share-dialog", rooms("room-now-share")
    yield "members-dialog", rooms("room-now-people")
    yield "name-dialog", ann.page.locator('[data-testid="person"][data-own="true"]').click
    yield "person-dialog", other
    yield "kickban-dialog", person("person-kickban")
    yield "report-dialog", person("person-report")
    yield "user-dialog", person("person-set")
    yield "site-ban-dialog", person("person-site-ban")
    yield "room-settings-dialog", ann.part("room-settings-button").click
    yield "staff-dialog", ann.part("staff-button").click
    yield "about-dialog", ann.part("about-button").click
    yield "music-dialog", ann.part("music-button").click


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_every_dialog_and_state_is_accessible(enter: Enter, room: str, theme: str) -> None:
    ann = furnished(enter, room, theme)
    is_fine(ann, "page", theme=theme)
    ann.part("chat-line").last.hover()
    expect(ann.part("chat-report")).to_be_visible()
    ann.part("spoiler").last.click()
    ann.part("chat-reply").click()
    ann.part("chat-input").fill("@gu" + "x" * 500)
    ann.part("chat-input").fill("@gu")
    ann.part("chat-input").press("End")
    expect(ann.part("mention-option").first).to_be_visible()
    is_fine(ann, "chat", "#chat", theme)
    ann.part("chat-input").fill("x" * 511)
    is_fine(ann, "chat nearly full", "#chat", theme)
    ann.part("chat-input").fill("")
    for _ in range(3):
        ann.part("chat-input").press("Escape")
    for name, opens in dialogs(ann):
        opens()
        expect(ann.part(name)).to_be_visible()
        is_fine(ann, name, "dialog[open]", theme)
        ann.page.keyboard.press("Escape")
        expect(ann.part(name)).to_be_hidden()
    ann.part("settings-button").click()
    for tab in ann.part("settings-dialog").get_by_role("tab").all():
        tab.click()
        is_fine(ann, f"settings, {tab.text_content()}", "dialog[open]", theme)
    ann.page.keyboard.press("Escape")
    ann.part("crown-button").click()
    expect(ann.part("crown-drop")).to_be_visible()
    is_fine(ann, "dropped crown", "#crown-drop", theme)


@pytest.mark.parametrize("options", [PHONE, LANDSCAPE], ids=["portrait", "landscape"])
def test_on_a_phone_it_is_accessible_too(enter: Enter, room: str, options: dict[str, Any]) -> None:
    ann = furnished(enter, room, "dark", **options)
    is_fine(ann, "page")
    for name, opens in list(dialogs(ann))[:4]:
        opens()
        expect(ann.part(name)).to_be_visible()
        is_fine(ann, name, "dialog[open]")
        ann.page.keyboard.press("Escape")


def test_joins_leaves_and_the_crown_are_told(enter: Enter, room: str) -> None:
    ann = enter(f"/{room}", "Ann")
    voice = ann.part("announcer")
    expect(voice).to_contain_text(f"Room {room}. People: 1.")
    ben = enter(f"/{room}", "Ben")
    expect(voice).to_contain_text("Came in:")
    ann.opens_tag_of(ben)
    ann.part("person-crown").click()
    expect(voice).to_contain_text("Ben holds the crown.")
    # While a dialog is open it speaks from there, for nothing else on the page is heard.
    ann.part("settings-button").click()
    ben.part("crown-button").click()
    expect(ann.part("settings-dialog").get_by_test_id("announcer")).to_contain_text(
        "The crown is free."
    )
    ann.page.keyboard.press("Escape")
    ben.page.close()
    expect(voice).to_contain_text("Left: Ben.")
    # One voice, and the log of the chat.
    live = ann.page.locator("[aria-live]:not([aria-live=off]), [role=status], [role=log]")
    outside = [element.get_attribute("id") for element in live.all() if element.is_visible()]
    assert set(outside) <= {"announcer", "chat-log"}


def test_everything_is_reached_by_keyboard_and_the_focus_is_seen(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Ben")
    ben.says("hello")
    ann.reads("hello")
    wanted = {
        "room-button", "room-settings-button", "crown-button", "people-button", "share-button",
        "about-button", "settings-button", "person", "chat-log", "chat-input", "chat-send",
        "octave-down", "octave-up", "pedal", "volume", "chat-toggle",
    }  # fmt: skip
    reached: set[str] = set()
    ann.page.locator("body").press("Tab")
    for _ in range(60):
        at = ann.page.evaluate(
            """() => {
              const {outlineStyle, outlineWidth} = getComputedStyle(document.activeElement);
              return [document.activeElement.dataset.testid ?? '',
                document.activeElement === document.body
                  || (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2)];
            }"""
        )
        reached.add(at[0])
        assert at[1], f"no focus is seen on {at[0]}"
        ann.page.keyboard.press("Tab")
    assert wanted <= reached, wanted - reached
    # A line is chosen by the arrow keys and answered by Enter.
    ann.part("chat-log").focus()
    ann.page.keyboard.press("ArrowUp")
    ann.page.keyboard.press("Enter")
    expect(ann.part("draft-reply")).to_contain_text("hello")
    expect(ann.part("chat-input")).to_be_focused()


def test_calm_motion_is_respected(enter: Enter, room: str) -> None:
    ann = enter(f"/{room}", reduced_motion="reduce", viewport=DESKTOP)
    ann.part("settings-button").click()
    longest = ann.page.evaluate(
        """() => Math.max(0, ...[...document.querySelectorAll('*')].flatMap((element) => {
          const style = getComputedStyle(element);
          return [style.transitionDuration, style.animationDuration]
            .flatMap((list) => list.split(',')).map((time) =>
              time.trim().endsWith('ms') ? parseFloat(time) : parseFloat(time) * 1000);
        }))"""
    )
    assert longest <= 1
