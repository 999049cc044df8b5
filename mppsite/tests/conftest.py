"""Settings read by a process of their own, in a directory and an environment of their own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent.parent
SETTINGS = REPOSITORY / "mppsite" / "settings.py"
PRINT = """
import json, runpy, sys
settings = runpy.run_path(sys.argv[1])
values = {name: value for name, value in settings.items() if name.isupper() and name != "MPP"}
values["limits"] = {name: getattr(settings["MPP"], name) for name in ("chat_length", "history")}
print(json.dumps(values, default=str))
"""


class Home:
    """A directory with a copy of the settings, so that nobody's `.env` or data is touched."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.data = directory / "data"
        self.settings = directory / "mppsite" / "settings.py"
        self.settings.parent.mkdir()
        shutil.copy(SETTINGS, self.settings)

    def run(self, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY), **variables}
        return subprocess.run(
            [sys.executable, "-c", PRINT, str(self.settings)],
            env=environment,
            cwd=self.directory,
            capture_output=True,
            text=True,
            check=False,
        )

    def read(self, **variables: str) -> dict[str, Any]:
        """The settings that these variables, and no others, lead to."""
        result = self.run(variables)
        assert result.returncode == 0, result.stderr
        values: dict[str, Any] = json.loads(result.stdout)
        return values

    def refusal(self, **variables: str) -> str:
        """Why the settings cannot be read with these variables."""
        result = self.run(variables)
        assert result.returncode == 1, result.stdout
        return result.stderr.strip().splitlines()[-1]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def read(home: Home) -> Callable[..., dict[str, Any]]:
    return home.read


@pytest.fixture
def refusal(home: Home) -> Callable[..., str]:
    return home.refusal
