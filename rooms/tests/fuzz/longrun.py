"""A long run: scripts that atheris makes of scripts, and what is to be said at the end."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import random
import shutil
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path

import atheris
from hypothesis import HealthCheck, Phase, given, settings

from rooms.tests.model.server import ErrorLog, undelayed

from .memory import Memory
from .site import Site

POOL = 1_500
"""Scripts of the grammar, whose lines atheris is given."""
LINES = 60
"""Of a script of the grammar."""
REPORTS = 10
PURGE_EVERY = 20
"""Scripts."""
GROWTH = 1.05
"""How many times as many objects as after a fifth of the run there may be at its end."""


@contextlib.contextmanager
def site() -> Iterator[Site]:
    """A site that keeps what it keeps in memory."""
    memory = Memory()
    errors = ErrorLog()
    for name in ("rooms", "moderation", "asyncio"):
        logger = logging.getLogger(name)
        logger.addHandler(errors)
        logger.setLevel(logging.ERROR)
        logger.propagate = False
    with undelayed(), memory.in_place_of_the_database():
        yield Site(errors, memory)


def replay(paths: Sequence[Path]) -> None:
    """Play scripts; what they find is raised."""
    with site() as one:
        for path in paths:
            one.play(path.read_bytes())
        print(f"{one.frames} frames, nothing found")  # noqa: T201


class LongRun:
    """Plays what it is given until there were so many frames, then says how it went and exits."""

    def __init__(self, frames: int, keep: Path) -> None:
        self._frames = frames
        self._keep = keep
        self._stack = contextlib.ExitStack()
        self._site = self._stack.enter_context(site())
        self._pool: list[bytes] = []
        self._scripts = 0
        self._began = time.process_time()
        self._marks: list[tuple[int, int, int]] = []
        """Frames, objects, KiB at each tenth."""

    def seed(self, corpus: Path, known: Path) -> None:
        """Fill a directory with scripts to begin with."""
        from .grammar import script

        corpus.mkdir()
        for path in known.iterdir():
            shutil.copy(path, corpus)
        scripts: list[bytes] = []
        how = settings(
            database=None,
            deadline=None,
            max_examples=POOL,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )

        @how
        @given(script)
        def collect(one: bytes) -> None:
            scripts.append(one)

        collect()
        self._pool = [line for one in scripts for line in one.split(b"\n") if len(line) < 4_000]
        for number in range(0, len(self._pool), LINES):
            lines = b"\n".join(self._pool[number : number + LINES])
            (corpus / f"grammar-{number}").write_bytes(lines)
        self._began = time.process_time()

    def one(self, script: bytes) -> None:
        """Play a script. What it finds ends the run, and the script is kept."""
        try:
            self._site.play(script)
        except BaseException:
            traceback.print_exc()
            self._end(f"FOUND after {self._site.frames} frames", 1, script)
        self._scripts += 1
        if self._scripts % PURGE_EVERY == 0:
            self._site.purge()
        if self._site.frames >= self._frames * (len(self._marks) + 1) / REPORTS:
            self._mark()
        if self._site.frames >= self._frames:
            self._finish()

    def mutate(self, script: bytes, most: int, seed: int) -> bytes:
        """Another script: bytes changed as libFuzzer does, or lines as the grammar has them."""
        chance = random.Random(seed)
        if chance.random() < 0.3:
            return bytes(atheris.Mutate(script, most))
        lines = script.split(b"\n")
        for _ in range(chance.randint(1, 6)):
            at, what = chance.randrange(len(lines) + 1), chance.random()
            if what < 0.5 or at == len(lines):
                lines.insert(at, chance.choice(self._pool))
            elif what < 0.65:
                lines[at] = bytes(atheris.Mutate(lines[at], len(lines[at]) + 64))
            elif what < 0.8:
                lines.insert(at, chance.choice(lines))
            elif len(lines) > 1:
                del lines[at]
        while len(lines) > 1 and sum(map(len, lines)) + len(lines) > most:
            del lines[chance.randrange(len(lines))]
        return b"\n".join(lines)[:most]

    def _mark(self) -> None:
        gc.collect()
        resident = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        self._marks.append((self._site.frames, len(gc.get_objects()), resident // 1024))
        frames, objects, kib = self._marks[-1]
        pace = frames / (time.process_time() - self._began)
        _say(
            f"{frames} frames, {self._scripts} scripts, {pace:.0f}/s, {objects} objects, {kib} KiB"
        )

    def _finish(self) -> None:
        settled, end = self._marks[REPORTS // 5 - 1], self._marks[-1]
        flat = end[1] <= settled[1] * GROWTH
        _say(
            f"{self._site.frames} frames in {time.process_time() - self._began:.0f} s "
            f"of the processor: 0 unhandled exceptions, 0 leaked tasks, 0 leaked rooms or sockets; "
            f"objects {settled[1]} -> {end[1]}, resident {settled[2]} -> {end[2]} KiB "
            f"(libFuzzer's corpus included): {'flat' if flat else 'GROWING'}"
        )
        self._end("", 0 if flat else 1)

    def _end(self, text: str, code: int, script: bytes | None = None) -> None:
        if script is not None:
            path = Path.cwd() / "fuzz-finding"
            path.write_bytes(script)
            text += f"; play it again: python -m rooms.tests.fuzz {path}"
        _say(text)
        sys.stdout.flush()
        # libFuzzer would go on; what the temporary directory holds nobody needs.
        os._exit(code)


def _say(text: str) -> None:
    if text:
        print(text, flush=True)  # noqa: T201
