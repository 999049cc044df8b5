"""The page as `make serve` sends it: compressed, without comments, by uvicorn."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from rooms.tests.browser.conftest import Enter
from rooms.tests.browser.site import Site

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    served = Site(tmp_path_factory.mktemp("served"), "serve")
    served.start()
    yield served
    served.stop()


def test_the_page_that_is_served_plays(enter: Enter, served: Site, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann", at=served), enter(f"/{room}", "Ben", at=served).listens()
    ann.presses("c3")
    ben.hears("c3")
    ben.has_sounded(1)
    ann.lifts()
    ann.says("**as served**")
    expect(ben.part("chat-line").last).to_contain_text("as served")
    script = "fetch('/static/rooms/js/main.js')"
    packed = f"{script}.then(({{headers}}) => headers.get('content-encoding'))"
    assert ann.page.evaluate(f"() => {packed}") == "gzip"
    assert "/**" not in ann.page.evaluate(f"() => {script}.then((answer) => answer.text())")
