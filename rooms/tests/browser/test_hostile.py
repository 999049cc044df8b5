"""A hostile server or player can show texts. It can do nothing else to the page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from rooms.tests.browser.conftest import PATIENCE_MS
from rooms.tests.browser.hostile import HostileServer, polluting, texts, wrong
from rooms.tests.browser.player import Player
from rooms.tests.browser.site import Site
from rooms.tests.browser.watch import Watch

pytestmark = pytest.mark.browser

Victim = tuple[Player, HostileServer]


@pytest.fixture
def victim(chromium: Browser, site: Site, watch: Watch) -> Iterator[Victim]:
    """Somebody whose page talks to a hostile server from the start."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    watch.follow(context, site.address)
    page = context.new_page()
    server = HostileServer(page)
    yield Player(page, site.address).opens("/trap"), server
    watch.close()


def caught_up(player: Player, server: HostileServer) -> None:
    """Return when the page has handled all that was sent."""
    server.sends({"m": "mystery"})
    player.waits("() => window.mysteries >= 1 && !(window.mysteries = 0)")


def still_plays(player: Player, server: HostileServer) -> None:
    """Keys sound and are sent, chat is sent, others are heard."""
    before, sent = player.voices, len(server.got("n"))
    player.presses("c3")
    expect(player.key("c3")).to_contain_class("down")
    player.lifts()
    expect(player.key("c3")).not_to_contain_class("down")
    assert player.voices == before + 1
    player.says("still here")
    assert server.got("a")[-1]["message"] == "still here"
    assert len(server.got("n")) > sent
    server.sends({"m": "p", "_id": "friend", "id": "friend", "name": "Friend", "color": "#ff8800"})
    server.sends({"m": "n", "p": "friend", "t": 1, "n": [{"n": "e3", "v": 1}]})
    expect(player.key("e3")).to_contain_class("down")
    player.has_sounded(before + 2)
    server.sends({"m": "n", "p": "friend", "t": 1, "n": [{"n": "e3", "s": 1}]})
    expect(player.key("e3")).not_to_contain_class("down")


def test_nothing_that_a_server_sends_is_more_than_text(victim: Victim) -> None:
    player, server = victim
    player.listens().page.evaluate("() => MPP.client.on('mystery', () => window.mysteries = 1)")
    scripts = player.asks("document.scripts.length")
    server.sends(*texts())
    caught_up(player, server)
    expect(player.part("chat-line").filter(has_text="<script>").first).to_be_attached()
    expect(player.part("notification")).to_have_count(4)
    for _ in range(4):
        player.part("notification").first.get_by_role("button").click()
    # Every sheet that shows foreign texts is opened, too.
    player.part("room-button").click()
    expect(player.part("room-item").filter(has_text="onerror").first).to_be_visible()
    player.page.keyboard.press("Escape")
    player.page.locator('[data-testid="person"][data-own="false"]').nth(1).click()
    expect(player.part("person-dialog")).to_be_visible()
    player.page.keyboard.press("Escape")
    assert player.asks("document.scripts.length") == scripts
    expect(player.page.locator("img, iframe, object, embed, style, [onload]")).to_have_count(0)
    expect(
        player.page.locator("[style*=evil], link[href*=evil], [href^=javascript]")
    ).to_have_count(0)
    still_plays(player, server)


def test_what_is_malformed_is_dropped_counted_and_harmless(victim: Victim) -> None:
    player, server = victim
    player.listens().page.evaluate("() => MPP.client.on('mystery', () => window.mysteries = 1)")
    before, people = (
        player.asks("MPP.client.droppedMessages"),
        player.asks("MPP.room.people.length"),
    )
    bad = wrong()
    server.sends(*bad)
    server.sends_text(f"[{polluting()},{polluting().replace('hi', 'p')}]")
    for text in ("", "{", "[1", "[NaN]", "[" * 200_000, '["' + "x" * 5_000_000 + '"]'):
        server.sends_text(text)
    server.sends_text("[" + "[" * 100_000 + "]" * 100_000 + "]")
    caught_up(player, server)
    # Nearly all of them; of some types everything but one field may be missing.
    assert player.asks("MPP.client.droppedMessages") - before > len(bad) * 0.8
    assert player.asks("MPP.room.people.length") == people
    assert player.asks(
        "({}).polluted === undefined && Object.prototype.chsetAnywhere === undefined"
    )
    expect(player.part("staff-button")).to_be_hidden()
    still_plays(player, server)


def test_a_flood_is_cut_to_what_a_page_can_show(victim: Victim) -> None:
    player, server = victim
    player.listens().page.evaluate("() => MPP.client.on('mystery', () => window.mysteries = 1)")
    who = {"_id": "a", "id": "a", "name": "A", "color": "#ff8800"}
    for start in range(0, 3000, 500):
        numbers = range(start, start + 500)
        server.sends(*({"m": "a", "id": f"{n}", "t": n, "a": f"{n}", "p": who} for n in numbers))
        server.sends(*({"m": "notification", "id": f"n{n}", "text": f"{n}"} for n in numbers))
        server.sends({"m": "p", **who}, *({"m": "m", "id": "a", "x": n, "y": n} for n in numbers))
        notes = [{"n": "c4", "v": 0.5}, {"n": "c4", "d": 1, "s": 1}]
        server.sends(*({"m": "n", "p": "a", "t": 1, "n": notes * 10} for _ in range(20)))
    caught_up(player, server)
    assert player.part("chat-line").count() <= 256
    assert player.part("notification").count() <= 4
    assert player.asks("MPP.sound.voicesSounding") <= 100
    still_plays(player, server)
