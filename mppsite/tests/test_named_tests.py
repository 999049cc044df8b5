"""Documents that say which test shows something name tests that there are."""

from __future__ import annotations

import re
from functools import cache

import pytest

from .conftest import REPOSITORY

DEFINED = re.compile(r"^ *(?:async )?def (test_\w+)", re.MULTILINE)
NAMED = re.compile(r"`(test_\w+)`")


@cache
def known_tests() -> set[str]:
    """The names of all tests in Python."""
    return {
        name
        for app in ("rooms", "moderation", "mppsite")
        for path in (REPOSITORY / app).rglob("test_*.py")
        for name in DEFINED.findall(path.read_text())
    }


@pytest.mark.parametrize("name", ["security.md", "privacy.md"])
def test_every_test_that_a_document_names_exists(name: str) -> None:
    named = set(NAMED.findall((REPOSITORY / "docs" / name).read_text()))
    assert len(named) > 10
    assert named - known_tests() == set()


def test_every_threat_has_a_defence_and_a_test() -> None:
    text = (REPOSITORY / "docs" / "security.md").read_text()
    table = text.partition("## Threats")[2].partition("##")[0]
    rows = [line for line in table.splitlines() if line.startswith("| **")]
    assert len(rows) > 20
    for row in rows:
        _, threat, defence, shown, _ = row.split("|")
        assert defence.strip(), threat
        assert NAMED.search(shown), threat
