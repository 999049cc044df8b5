"""docs/operations.md explains what operators see: every line of the log that asks for them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from .conftest import REPOSITORY

HANDBOOK = (REPOSITORY / "docs" / "operations.md").read_text()
LEVELS = {"warning", "error", "exception", "critical"}


def text_of(call: ast.Call) -> str:
    """The text that a call logs, now or (Trier) when something fails; or nothing."""
    name = ast.unparse(call.func)
    owner, _, level = name.rpartition(".")
    if name != "Trier" and not (level in LEVELS and owner in ("log", "logger")):
        return ""
    text = call.args[1 if name == "Trier" else 0]
    return str(text.value) if isinstance(text, ast.Constant) else ""


def lines_of_logs() -> Iterator[str]:
    """The texts of our own log lines from WARNING on, gaps as the handbook writes them."""
    for app in ("rooms", "moderation", "mppsite"):
        for path in sorted((REPOSITORY / app).rglob("*.py")):
            if "tests" in path.parts or "bot" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and (text := text_of(node)).strip("%s. "):
                    yield re.sub(r"%[-.0-9]*[a-z]", "…", text)


def test_every_line_of_the_log_that_asks_for_somebody_is_explained() -> None:
    lines = set(lines_of_logs())
    assert len(lines) > 20
    assert {line for line in lines if f"`{line}" not in HANDBOOK} == set()


def test_every_incident_says_what_to_do() -> None:
    incidents = HANDBOOK.partition("## Incidents")[2].split("\n### ")[1:]
    assert len(incidents) >= 10
    assert min(len(text.split()) for text in incidents) > 40
