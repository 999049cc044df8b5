"""The page as an app: it opens without a network, and a new version comes when one likes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page, expect

from rooms.tests.browser.conftest import PATIENCE_MS, Enter
from rooms.tests.browser.site import HOST, Site
from rooms.tests.browser.watch import Watch

pytestmark = pytest.mark.browser

_KEPT_SAMPLES = """async () => {
  const name = (await caches.keys()).find((name) => name.startsWith('piano-samples-'));
  return name ? (await (await caches.open(name)).keys()).length : 0;
}"""


def is_kept(page: Page) -> None:
    expect(page.get_by_test_id("app-state")).to_have_attribute("data-kept", "ready")


class Renewing:
    """The site as seen through a proxy that can bring out a new version of it."""

    def __init__(self, site: Site) -> None:
        self.renewed = False
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.answer(self, site.port)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer((HOST, 0), Handler)
        self.address = f"http://{HOST}:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, handler: BaseHTTPRequestHandler, port: int) -> None:
        connection = HTTPConnection(HOST, port, timeout=PATIENCE_MS / 1000)
        connection.request("GET", handler.path)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        if self.renewed and handler.path == "/sw.js":
            body = body.replace(b'"version": "', b'"version": "new', 1)
        if self.renewed and handler.path == "/":
            body = body.replace(b'<html lang="en"', b'<html data-new lang="en"', 1)
        handler.send_response(response.status)
        handler.send_header("Content-Type", response.getheader("Content-Type") or "text/plain")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)


@pytest.fixture
def renewing(site: Site) -> Iterator[Renewing]:
    renewing = Renewing(site)
    yield renewing
    renewing.stop()


def test_without_a_network_the_piano_opens_and_plays(enter: Enter, room: str, watch: Watch) -> None:
    watch.expects("ERR_INTERNET_DISCONNECTED")
    ann = enter(f"/{room}", "Ann", service_workers="allow")
    ann.part("settings-button").click()
    is_kept(ann.page)
    expect(ann.part("app-state")).to_have_text("Ready: the piano also opens offline.")
    ann.waits(f"async () => await ({_KEPT_SAMPLES})() === MPP.sound.samplesTotal")
    ann.page.context.set_offline(True)
    expect(ann.part("connection-status")).to_have_attribute("data-phase", "offline")
    # Another room than the one that was open, for every address is the same page.
    ann.page.goto(ann.page.url + "-elsewhere")
    expect(ann.part("connection-status")).to_contain_text("Offline – the piano still plays")
    ann.waits("() => window.MPP?.sound.samplesLoaded === MPP.sound.samplesTotal")
    ann.listens()
    voices = ann.voices
    ann.plays("c3", "e3")
    ann.types("KeyT")
    assert ann.voices == voices + 3
    ann.page.context.set_offline(False)
    ann.is_in(f"{room}-elsewhere")
    assert ann.name == "Ann"


def test_the_server_keeps_what_is_its_own(enter: Enter, room: str) -> None:
    ann = enter(f"/{room}", service_workers="allow")
    is_kept(ann.page)
    ann.reloads()
    assert ann.asks("Boolean(navigator.serviceWorker.controller)")
    answer = ann.page.goto(ann.page.url.replace(f"/{room}", "/healthz"))
    assert answer
    assert answer.text() == "ok\n"
    # The administration is not the page, and neither are rooms that are named like it.
    ann.page.goto(ann.page.url.replace("/healthz", "/admin/"))
    expect(ann.page.locator("#id_username")).to_be_visible()
    ann.opens("/?c=sw.js").is_in("sw.js")


def test_a_new_version_waits_until_it_is_asked_for(
    chromium: Browser, renewing: Renewing, watch: Watch
) -> None:
    # The proxy speaks HTTP only.
    watch.expects("WebSocket connection to")
    context = chromium.new_context()
    context.set_default_timeout(PATIENCE_MS)
    watch.follow(context, renewing.address)
    page = context.new_page()
    page.goto(renewing.address)
    is_kept(page)
    page.reload()
    is_kept(page)
    expect(page.get_by_test_id("notification-action")).to_have_count(0)
    renewing.renewed = True
    page.reload()
    notice = page.get_by_test_id("notification").filter(has_text="A new version is ready.")
    expect(notice).to_be_visible()
    expect(page.locator("html[data-new]")).to_have_count(0)
    with page.expect_navigation():
        notice.get_by_role("button", name="Reload").click()
    expect(page.locator("html[data-new]")).to_have_count(1)
    is_kept(page)
    expect(page.get_by_test_id("notification-action")).to_have_count(0)
    names = page.evaluate("() => caches.keys()")
    assert sum(name.startswith("piano-shell-new") for name in names) == 1
    assert sum(name.startswith("piano-shell-") for name in names) == 1
    context.close()


def test_the_manifest_names_icons_that_are_there(enter: Enter) -> None:
    ann = enter("/")
    address = ann.page.locator('link[rel="manifest"]').get_attribute("href")
    found = ann.page.evaluate(
        """async (address) => {
          const response = await fetch(address);
          const manifest = await response.json();
          const sizes = await Promise.all(manifest.icons.map(async ({src}) => {
            const image = new Image();
            image.src = src;
            await image.decode();
            return `${image.naturalWidth}x${image.naturalHeight}`;
          }));
          return {type: response.headers.get('content-type'), manifest, sizes};
        }""",
        address,
    )
    manifest = found["manifest"]
    assert found["type"] == "application/manifest+json"
    assert found["sizes"] == [icon["sizes"] for icon in manifest["icons"]]
    assert {"192x192", "512x512"} <= set(found["sizes"])
    assert "maskable" in json.dumps(manifest["icons"])
    assert manifest["start_url"] == manifest["scope"] == "/"
