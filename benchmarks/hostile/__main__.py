"""Measures people without and with each attack, in turn: the table of docs/hostile.md."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.servers import LOAD_CORE, ROOT, running
from benchmarks.tables import markdown

from .attacks import ATTACKS
from .figures import HEAD, Found, told_by
from .people import ROOMS, people_at

SLOW = "slow"
EACH = 25
DEAF = 25
"""In each room, beside as many who read."""
CALM_WINDOWS = 3
SLOW_TURNS = 2
SLOW_WINDOWS = 14
"""In which all who do not read must have been closed."""
SETTLE_S = 6.0
"""After which rooms that nobody is in have left memory."""


@contextmanager
def attacker(name: str, port: int, turn: int, found: Found) -> Iterator[None]:
    """Somebody who attacks from a process of the lowest priority."""
    command = ["taskset", "-c", LOAD_CORE, sys.executable, "-m", "benchmarks.hostile.attacks"]
    process = subprocess.Popen(
        [*command, name, str(port), str(turn)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        yield
    finally:
        process.terminate()
        found.outcome.update(json.loads(process.communicate()[0]))


def attack(name: str, port: int, pid: int, found: Found) -> None:
    """The same people all the time, and an attacker every other time."""
    plan = ATTACKS[name]
    with people_at(port, pid, each=EACH) as people:
        for turn in range(plan.turns):
            found.without += people.windows(CALM_WINDOWS)
            found.weigh(pid, at_rest=True)
            with attacker(name, port, turn, found):
                for _ in range(plan.windows):
                    found.attacked.append(people.window())
                    found.weigh(pid)


def slow(port: int, pid: int, found: Found) -> None:
    """As many people in turn: all of them read, or half of them never do."""
    for _ in range(SLOW_TURNS):
        with people_at(port, pid, each=EACH + DEAF) as people:
            found.without += people.windows(CALM_WINDOWS)
            found.weigh(pid, at_rest=True)
        with people_at(port, pid, each=EACH + DEAF, deaf=DEAF) as people:
            for number in range(SLOW_WINDOWS):
                window = people.window()
                found.weigh(pid)
                if window.deaf_closed == ROOMS * DEAF:
                    break
                # The first has people who come in, and the last is not all of this kind.
                if number and not window.deaf_closed:
                    found.attacked.append(window)
        found.outcome["closed"] += window.deaf_closed


def measured(name: str) -> Found:
    """One attack at a server of its own."""
    found = Found(name)
    with running(
        "uvicorn", TRUSTED_PROXIES="127.0.0.1", MPP_LIMIT_SCALE="1", MPP_IDENTITY="per-address"
    ) as (port, pid):
        before = told_by(port)
        if name == SLOW:
            slow(port, pid, found)
        else:
            attack(name, port, pid, found)
        time.sleep(SETTLE_S)
        found.weigh(pid, at_rest=True)
        print(found.told(before, told_by(port)))
    return found


def main() -> None:
    names = [SLOW, *ATTACKS]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("attacks", nargs="*", help=", ".join(names))
    chosen = parser.parse_args().attacks or names
    if unknown := set(chosen) - set(names):
        parser.error(f"no such attack: {', '.join(sorted(unknown))}")
    print(markdown(HEAD, [measured(name).row() for name in chosen]))


if __name__ == "__main__":
    main()
