"""`make cluster`: where its data goes when PostgreSQL has another user, and whom it waits for."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy import local
from deploy.postgres import closed_to_server
from tools.local import await_healthy, free_port

ROOT_USER, SOMEBODY = 0, 1000


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A directory that is closed to others, in one that is open, and root who starts things."""
    monkeypatch.setattr(os, "geteuid", lambda: ROOT_USER)
    # pytest's own directories are closed from further out.
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        directory = Path(name)
        directory.chmod(0o711)
        (directory / "closed").mkdir(mode=0o700)
        yield directory / "closed"


def test_it_is_the_outermost_closed_directory_that_is_named(home: Path) -> None:
    (home / "inner").mkdir(mode=0o700)
    assert closed_to_server(home / "inner" / "to come") == home
    assert closed_to_server(home.parent / "to come") is None


def test_to_whoever_is_not_root_nothing_is_closed(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: SOMEBODY)
    assert closed_to_server(home) is None


def test_data_in_a_closed_directory_is_refused_and_the_directory_stays_closed(home: Path) -> None:
    with pytest.raises(SystemExit, match=f"^{home} is closed to .* by --data$"):
        local.data_directory(home / "data")
    assert home.stat().st_mode & 0o777 == 0o700
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("closed", [True, False])
def test_the_data_of_a_closed_checkout_lies_elsewhere(
    closed: bool, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, elsewhere = home / "data" / "cluster", home.parent / "elsewhere"
    monkeypatch.setattr(local, "DATA", inside)
    monkeypatch.setattr(local, "DATA_OF_ROOT", elsewhere)
    home.chmod(0o700 if closed else 0o755)
    assert local.data_directory(None) == (elsewhere if closed else inside)


def test_a_server_that_has_ended_is_not_waited_for() -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    assert not await_healthy(free_port(), ended, math.inf)
