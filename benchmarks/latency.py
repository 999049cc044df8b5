"""Measures how long a key press takes to sound at the other's: `make bench-latency`.

Two of our pages over the real server, each by a line of 50 ms each way; one presses keys of the
computer keyboard, for both every sound is noted as it is scheduled on the audio clock. The figures
are from the key event to the moment for which the sound is scheduled there; "output" is what the
browser's and the machine's sound output add to it.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass

from playwright.sync_api import Browser, Page
from rich.console import Console

from benchmarks.browser import chromium
from benchmarks.line import Line, line_to
from benchmarks.servers import running
from benchmarks.tables import markdown, percentile

CHOICES = ("together", "balanced", "concert")
CODES = [f"Key{letter}" for letter in "ZXCVBNMQWERTYUI"]
# Shorter than the difference of two clocks' steps is no cut.
CUT_MS = 15
_PROBE = """
  const now = () => performance.timeOrigin + performance.now();
  Object.assign(window, {presses: [], sounds: [], left: [], came: []});
  addEventListener('keydown', (event) => {
    if (!event.repeat) presses.push(performance.timeOrigin + event.timeStamp);
  }, true);
  const strikes = (data) => JSON.parse(data).flatMap(({m, n}) => (m === 'n' ? n : [])).filter(({s}) => !s);
  const {send} = WebSocket.prototype;
  WebSocket.prototype.send = function (data) {
    left.push(...strikes(data).map(now));
    return send.call(this, data);
  };
  window.WebSocket = class extends WebSocket {
    constructor(url) {
      super(url);
      this.addEventListener('message', ({data}) => came.push(...strikes(data).map(now)));
    }
  };
  const scheduled = ({currentTime}, when) => now() + Math.max(0, when - currentTime) * 1000;
  const leaves = (context) => {
    const {contextTime, performanceTime} = context.getOutputTimestamp();
    return performanceTime - performance.now() + (context.currentTime - contextTime) * 1000;
  };
  for (const type of [AudioBufferSourceNode, OscillatorNode]) {
    const {start, stop} = type.prototype;
    type.prototype.start = function (when = 0, ...rest) {
      const output = leaves(this.context);
      this.heard = {start: scheduled(this.context, when), stop: Infinity, output};
      sounds.push(this.heard);
      return start.call(this, when, ...rest);
    };
    type.prototype.stop = function (when = 0) {
      this.heard.stop = scheduled(this.context, when);
      return stop.call(this, when);
    };
  }
"""  # noqa: E501


_FORGET = "() => { presses.length = left.length = came.length = sounds.length = 0; }"


@dataclass(frozen=True)
class Outcome:
    """What came of the presses; times in ms."""

    latencies: list[float]
    parts: tuple[list[float], list[float], list[float]]
    pressed: int
    heard: int
    cut: int
    output: float


def visit(browser: Browser, port: int, timing: str) -> Page:
    """Somebody in the room who has chosen a timing and hears."""
    page = browser.new_context(viewport={"width": 1200, "height": 700}).new_page()
    page.add_init_script(_PROBE)
    page.goto(f"http://127.0.0.1:{port}/latency")
    page.wait_for_function("() => window.MPP?.room.ownId && MPP.room.id")
    page.locator("#settings-button").click()
    page.locator("select[name=timing]").select_option(timing)
    page.keyboard.press("Escape")
    page.mouse.click(600, 250)
    page.wait_for_function("() => MPP.sound.state === 'running'")
    page.wait_for_function("() => MPP.sound.samplesLoaded > 20")
    # Five pings, one every two seconds, settle the clock.
    page.wait_for_timeout(9000)
    return page


def play(page: Page, seconds: float) -> None:
    """Single notes and chords, as hands play them."""
    chance = random.Random(7)
    spent = 0.0
    while spent < seconds * 1000:
        codes = chance.sample(CODES, chance.choice((1, 1, 1, 2, 3)))
        hold, pause = chance.uniform(30, 220), chance.choice((0, 20, 60, 120, 250))
        for code in codes:
            page.keyboard.down(code)
        page.wait_for_timeout(hold)
        for code in codes:
            page.keyboard.up(code)
        page.wait_for_timeout(pause)
        spent += hold + pause


def measure(browser: Browser, timing: str, line: Line, seconds: float) -> Outcome:
    """One run with two fresh pages."""
    with running("uvicorn", page=True) as (port, _), line_to(port, line) as far:
        pages = [visit(browser, far, timing) for _ in range(2)]
        play(pages[0], 2)
        for page in pages:
            page.wait_for_timeout(1500)
            page.evaluate(_FORGET)
        play(pages[0], seconds)
        pages[1].wait_for_timeout(2000)
        presses, left, own = pages[0].evaluate("[presses, left, sounds]")
        came, heard = pages[1].evaluate("[came, sounds]")
        for page in pages:
            page.context.close()
    starts = [sound["start"] for sound in heard]
    return Outcome(
        latencies=differences(presses, starts),
        parts=(differences(presses, left), differences(left, came), differences(came, starts)),
        pressed=len(presses),
        heard=len(heard),
        cut=sum(short > CUT_MS for short in differences(lengths(heard), lengths(own))),
        output=percentile((sound["output"] for sound in heard), 50),
    )


def lengths(sounds: list[dict[str, float]]) -> list[float]:
    """How long each is held, in ms."""
    return [sound["stop"] - sound["start"] for sound in sounds]


def differences(earlier: list[float], later: list[float]) -> list[float]:
    """Of what belongs together by its place; what has no partner is left out."""
    return [b - a for a, b in zip(earlier, later, strict=False)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delay", type=float, default=50, help="of each line and way, in ms")
    parser.add_argument("--jitter", type=float, nargs="+", default=[0, 20], help="up to, in ms")
    parser.add_argument("--seconds", type=float, default=40, help="of playing for each row")
    parser.add_argument("--choice", action="append", choices=CHOICES)
    options = parser.parse_args()
    console, rows = Console(stderr=True), []
    with chromium(core=None) as chrome:
        for jitter in options.jitter:
            for choice in options.choice or CHOICES:
                with console.status(f"{choice}, jitter {jitter:g} ms"):
                    line = Line(options.delay, jitter)
                    outcome = measure(chrome.browser, choice, line, options.seconds)
                p50, p95, most = (percentile(outcome.latencies, part) for part in (50, 95, 100))
                lost = outcome.pressed - outcome.heard
                parts = [f"{percentile(part, 50):.0f}" for part in outcome.parts]
                times = [f"{time:.0f}" for time in (p50, p95, most)]
                figures = (*times, " + ".join(parts), f"{outcome.output:.0f}")
                counts = (str(outcome.pressed), str(lost), str(outcome.cut))
                rows.append((choice, f"{options.delay:g} + {jitter:g}", *figures, *counts))
    head = (
        "choice",
        "line ms",
        "p50 ms",
        "p95 ms",
        "most ms",
        "out + line + held",
        "output ms",
        "notes",
        "lost",
        "cut",
    )
    print(markdown(head, rows))


if __name__ == "__main__":
    main()
