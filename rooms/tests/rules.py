"""Names the rules of docs/protocol.md that a test holds.

    @rule("5.4-7", "5.1-4")
    async def test_a_full_lobby_leads_to_the_next(site): ...

`test_rules.py` fails for a rule without a test, and for a test of a rule that is not there.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = ROOT / "docs" / "protocol.md"
_ID = re.compile(r"^(?:\| |`)(\d+(?:\.\d+)?-\d+)(?: \||`)", re.MULTILINE)
_T = TypeVar("_T", bound=Callable[..., object])


def rule(*ids: str) -> Callable[[_T], _T]:
    """The decorated test holds these rules."""

    def mark(test: _T) -> _T:
        return test

    return mark


def written() -> list[str]:
    """The ids in the document, in its order."""
    return _ID.findall(CONTRACT.read_text(encoding="utf-8"))


def tested() -> Iterator[tuple[str, str]]:
    """Every id that a test names, and where."""
    for path in sorted((ROOT / "rooms" / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for name in _rules_of(node):
                    yield name, f"{path.name}::{node.name}"


def _rules_of(test: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    for decorator in test.decorator_list:
        if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "rule":
            yield from (ast.literal_eval(argument) for argument in decorator.args)
