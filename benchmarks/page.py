"""Measures the page: how soon one can play, what it weighs, what it costs: `make bench-page`.

The server and the bots have one core, all processes of headless Chromium the other. What other
programs took of that core meanwhile is reported: with more than a few percent, measure again.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page
from rich.console import Console

from benchmarks.browser import Chromium, chromium
from benchmarks.cores import Share
from benchmarks.servers import LOAD_CORE, ROOT, SERVER_CORE, running
from benchmarks.tables import markdown
from benchmarks.trace import CATEGORIES, main_thread_tasks

ROOM = "crowd"
# Until the browser has compiled what runs often.
WARM_UP_MS = 8000
_PROBE = """
  window.asked = 0;
  window.shifts = 0;
  const ask = window.requestAnimationFrame;
  window.requestAnimationFrame = (task) => (asked++, ask(task));
  window.countFrames = () => {
    window.frames60 = [];
    const tick = (time) => (frames60.push(time), ask(tick));
    ask(tick);
  };
  addEventListener('keydown', () => { window.struck ??= performance.now(); }, true);
  new PerformanceObserver((list) => {
    for (const {value, hadRecentInput} of list.getEntries()) if (!hadRecentInput) shifts += value;
  }).observe({type: 'layout-shift', buffered: true});
"""
Row = tuple[str, str]


class Weight:
    """Bytes over the wire, by a new context's first visit."""

    def __init__(self, session: CDPSession) -> None:
        self._addresses: dict[str, str] = {}
        self.before_samples = self.requests = 0
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", self._came)
        session.send("Network.enable")

    def _asked(self, event: dict[str, Any]) -> None:
        self._addresses[event["requestId"]] = event["request"]["url"]

    def _came(self, event: dict[str, Any]) -> None:
        if "/salamander/" not in self._addresses.get(event["requestId"], "/salamander/"):
            self.before_samples += event["encodedDataLength"]
            self.requests += 1


@contextmanager
def visit(browser: Browser, port: int) -> Iterator[tuple[Page, CDPSession]]:
    """A page with nothing in its cache, opened and ready to be played."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.add_init_script(_PROBE)
    session = context.new_cdp_session(page)
    weight = Weight(session)
    page.goto(f"http://127.0.0.1:{port}/{ROOM}", wait_until="commit")
    page.wait_for_function("() => performance.getEntriesByName('playable').length")
    page.keyboard.press("KeyE")
    page.wait_for_function("() => MPP.sound.voicesStarted === 1")
    page.wait_for_function("() => MPP.room.id")
    page.wait_for_load_state("networkidle")
    page.wait_for_function("() => MPP.sound.samplesLoaded === MPP.sound.samplesTotal")
    session.detach()
    page.evaluate("weight => { window.weight = weight; }", [weight.before_samples, weight.requests])
    yield page, context.new_cdp_session(page)
    context.close()


def loading(browser: Browser, port: int, times: int) -> list[Row]:
    """Medians of several first visits."""
    found = []
    for _ in range(times):
        with visit(browser, port) as (page, _):
            ask = """[performance.getEntriesByName('playable')[0].startTime, struck,
                      weight[0] / 1024, weight[1], shifts]"""
            found.append(page.evaluate(ask))
    playable, struck, weight, requests, shifts = map(statistics.median, zip(*found, strict=True))
    return [
        ("one can play after", f"{playable:.0f} ms"),
        ("first key struck and sounding after", f"{struck:.0f} ms"),
        ("weight before the samples", f"{weight:.0f} KB in {requests:.0f} requests"),
        ("layout shift while loading and joining", f"{shifts:.4f}"),
    ]


def idling(chrome: Chromium, port: int, seconds: float) -> list[Row]:
    """Somebody is in a room, and nothing happens there."""
    with visit(chrome.browser, port) as (page, session):
        page.wait_for_timeout(3000)
        session.send("Performance.enable")
        before, asked, share = busy(session), page.evaluate("asked"), Share(LOAD_CORE, chrome.pid)
        page.wait_for_timeout(seconds * 1000)
        own, _ = share.taken(seconds)
        spent = (busy(session) - before) / seconds * 100
        frames = page.evaluate("asked") - asked
    return [
        ("idle: frames asked for", f"{frames} in {seconds:.0f} s"),
        ("idle: main thread busy", f"{spent:.2f} %"),
        ("idle: all of Chromium", f"{own:.1f} % of the core"),
    ]


def busy(session: CDPSession) -> float:
    """Seconds of tasks on the main thread so far."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))


def crowded(chrome: Chromium, port: int, bots: int, seconds: float) -> list[Row]:
    """Somebody listens to a room of people who play and point."""
    command = ["taskset", "-c", SERVER_CORE, sys.executable, "-m", "benchmarks.crowd"]
    command += [f"ws://127.0.0.1:{port}/ws", ROOM, "--count", str(bots)]
    with visit(chrome.browser, port) as (page, _):
        crowd = subprocess.Popen(command, cwd=ROOT)
        try:
            page.wait_for_function("count => MPP.room.people.length > count", arg=bots - 1)
            page.wait_for_timeout(WARM_UP_MS)
            voices = page.evaluate("() => { countFrames(); return MPP.sound.voicesStarted; }")
            share, start = Share(LOAD_CORE, chrome.pid), time.monotonic()
            page.wait_for_timeout(seconds * 1000)
            took = time.monotonic() - start
            own, others = share.taken(took)
            voices = page.evaluate("MPP.sound.voicesStarted") - voices
            times: list[float] = page.evaluate("frames60")
            # Apart from the frames, which tracing slows down.
            chrome.browser.start_tracing(page=page, categories=CATEGORIES)
            page.wait_for_timeout(seconds * 1000)
            tasks = main_thread_tasks(chrome.browser.stop_tracing())
        finally:
            crowd.terminate()
            crowd.wait()
    frames = (len(times) - 1) / (times[-1] - times[0]) * 1000
    longest = max(b - a for a, b in itertools.pairwise(times))
    return [
        (f"{bots} bots: notes heard", f"{voices / took:.0f} a second"),
        (f"{bots} bots: frames", f"{frames:.1f} a second, longest gap {longest:.0f} ms"),
        (f"{bots} bots: tasks over 50 ms", f"{tasks.long} (longest {tasks.longest:.0f} ms)"),
        (
            f"{bots} bots: the same by processor time",
            f"{tasks.long_cpu} (longest {tasks.longest_cpu:.0f} ms)",
        ),
        (f"{bots} bots: Chromium / others on its core", f"{own:.0f} % / {others:.0f} %"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--loads", type=int, default=5, help="first visits; medians count")
    parser.add_argument("--bots", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20, help="of the room full of bots")
    parser.add_argument("--runs", type=int, default=1, help="of the room full of bots")
    options = parser.parse_args()
    console = Console(stderr=True)
    server = running("uvicorn", page=True, MPP_IDENTITY="fresh", MPP_ROOM_LIMIT="99")
    rows: list[Row] = []
    with server as (port, _), chromium() as chrome:
        with console.status("loading"):
            rows += loading(chrome.browser, port, options.loads)
        with console.status("idling"):
            rows += idling(chrome, port, 10)
        for _ in range(options.runs):
            with console.status("full of bots"):
                rows += crowded(chrome, port, options.bots, options.seconds)
    print(markdown(("what", "figure"), rows))


if __name__ == "__main__":
    main()
