"""Several processes on the memory of one are refused (mppsite/alone.py)."""

from __future__ import annotations

import subprocess
import sys

import pytest

CLAIM = """
import sys
from pathlib import Path
from mppsite.alone import claim
claim(Path(sys.argv[1]))
print("claimed", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def start(tmp_path):
    """Start a process that claims the data directory for as long as it runs."""
    running = []

    def begin():
        process = subprocess.Popen(
            [sys.executable, "-c", CLAIM, str(tmp_path)],
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.communicate()


def test_a_second_process_is_refused_with_the_cure(start):
    assert start().stdout.readline() == "claimed\n"
    _, told = (second := start()).communicate()
    assert second.returncode == 1
    assert "Set REDIS_URL" in told


def test_a_process_that_died_stands_in_nobodys_way(start):
    first = start()
    first.stdout.readline()
    first.kill()
    first.communicate()
    assert start().stdout.readline() == "claimed\n"
