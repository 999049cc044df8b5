"""One server and one browser for all of these tests; a context for each player."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from rooms.tests.browser.player import Player
from rooms.tests.browser.site import ROOT, Site
from rooms.tests.browser.watch import Watch
from tools.local import CHROMIUM_FLAGS

# Only for failures: nothing here is expected to take this long.
PATIENCE_MS = 20_000
DESKTOP = {"width": 1440, "height": 900}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}


# A picture of the page, by name. MPP_SCREENSHOTS=docs/images keeps those of the documents.
Keep = Callable[[Page, str], None]
LARGEST_BYTES = 400_000


class Enter(Protocol):
    """`enter("/room", "Ann")`: somebody new comes by this address and takes this name."""

    def __call__(self, address: str, name: str = "", /, **options: Any) -> Player: ...


# One package at a time: while playwright's own event loop exists, no other can run in this thread.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS, handle_sigint=False
        )
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("site"))
    site.start()
    yield site
    site.stop()


@pytest.fixture(autouse=True)
def watch() -> Iterator[Watch]:
    """No test passes if the browser complained."""
    watch = Watch()
    yield watch
    assert not watch.problems, "\n".join(watch.problems)


@pytest.fixture
def enter(chromium: Browser, site: Site, watch: Watch) -> Iterator[Enter]:
    def enter(address: str, name: str = "", /, at: Site = site, **options: Any) -> Player:
        # The page's own cache has tests of its own; elsewhere it would only load everything twice.
        context = chromium.new_context(
            **{"viewport": DESKTOP, "service_workers": "block", **options}
        )
        context.set_default_timeout(PATIENCE_MS)
        watch.follow(context, at.address)
        watch.expects("Service Worker registration blocked by Playwright")
        player = Player(context.new_page(), at.address).opens(address)
        if name:
            player.sends({"m": "userset", "set": {"name": name}})
            expect(player.tag_of(player)).to_contain_text(name)
        return player

    yield enter
    watch.close()


@pytest.fixture
def room(request: pytest.FixtureRequest) -> str:
    """A room of this test alone."""
    return re.sub(r"\W+|_", "-", str(request.node.name)).strip("-")


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    folder = os.environ.get("MPP_SCREENSHOTS")
    target = ROOT / folder if folder else tmp_path
    target.mkdir(parents=True, exist_ok=True)

    def keep(page: Page, name: str) -> None:
        path = target / f"{name}.png"
        page.screenshot(path=path)
        assert path.stat().st_size < LARGEST_BYTES

    return keep
