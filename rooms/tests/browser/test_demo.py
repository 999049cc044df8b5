"""`make demo`: a server whose lobby has music."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from rooms.tests.browser.conftest import Enter
from rooms.tests.browser.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Site]:
    demo = Site(tmp_path / "demo", "demo")
    demo.start()
    yield demo
    demo.stop()


def test_the_bot_of_the_demo_is_heard_in_the_lobby(demo: Site, enter: Enter) -> None:
    ann = enter("/", at=demo).listens()
    ann.is_in("lobby")
    expect(ann.part("person")).to_have_count(2)
    ann.waits("() => window.heard.length >= 10")
    ann.waits("() => MPP.sound.voicesStarted >= 10")
    expect(ann.page.locator(".key.down").first).to_be_visible()
    ann.says("!list")
    expect(ann.part("chat-line").nth(1)).to_be_visible()
