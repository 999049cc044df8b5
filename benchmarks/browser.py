"""The browser of the measurements."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.servers import LOAD_CORE

_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextlib.contextmanager
def chromium(core: str | None = LOAD_CORE) -> Iterator[Browser]:
    """Headless Chromium whose processes share one core; `None`: all cores."""
    program = shutil.which("chromium")
    if program is None:
        raise SystemExit("these measurements need chromium")
    with tempfile.TemporaryDirectory() as directory:
        pinned = Path(directory) / "chromium"
        pin = f"taskset -c {core} " if core else ""
        pinned.write_text(f'#!/bin/sh\nexec {pin}{program} "$@"\n')
        pinned.chmod(0o700)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=pinned, args=list(_FLAGS))
            yield browser
            browser.close()
