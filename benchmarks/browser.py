"""The browser of the measurements."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.servers import LOAD_CORE
from tools.local import CHROMIUM_FLAGS


@dataclass(frozen=True)
class Chromium:
    browser: Browser
    pid: int


@contextlib.contextmanager
def chromium(core: str | None = LOAD_CORE) -> Iterator[Chromium]:
    """Headless Chromium whose processes share one core; `None`: all cores."""
    program = shutil.which("chromium")
    if program is None:
        raise SystemExit("these measurements need chromium")
    with tempfile.TemporaryDirectory() as directory:
        start, pid = Path(directory) / "chromium", Path(directory) / "pid"
        pin = f"taskset -c {core} " if core else ""
        start.write_text(f'#!/bin/sh\necho $$ > {pid}\nexec {pin}{program} "$@"\n')
        start.chmod(0o700)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=start, args=CHROMIUM_FLAGS)
            yield Chromium(browser, int(pid.read_text()))
            browser.close()
