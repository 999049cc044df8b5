"""Who may import whom, and how long code may be (docs/architecture.md §1)."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("rooms", "mppsite", "moderation")
NOT_OURS = {"migrations", "__pycache__"}
# By module, for the standard library: time and chance are arguments of the domain.
IMPURE = {"time", "random", "secrets", "asyncio", "threading", "os", "socket", "datetime"}


def files(*apps: str) -> list[str]:
    """Code that is no test, as paths from the root."""
    found = (path.relative_to(ROOT) for app in apps for path in (ROOT / app).rglob("*.py"))
    return sorted(
        str(path) for path in found if not NOT_OURS & set(path.parts) and "tests" not in path.parts
    )


@cache
def parsed(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text(), path)


def module_of(path: str) -> list[str]:
    return list(Path(path).with_suffix("").parts)


def imported(path: str) -> Iterator[str]:
    """Full names of what a file imports: the module, and the module with the name in it."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = module_of(path)[: -node.level] if node.level else []
            base = ".".join([*package, *([node.module] if node.module else [])])
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def importers(*packages: str, among: tuple[str, ...] = APPS) -> set[str]:
    return {
        path for path in files(*among) if any(within(name, *packages) for name in imported(path))
    }


def top(name: str) -> str:
    return name.partition(".")[0]


# Imports


@pytest.mark.parametrize("path", files("rooms/domain"))
def test_the_domain_imports_itself_and_what_is_pure(path):
    for name in imported(path):
        pure = top(name) in sys.stdlib_module_names - IMPURE
        assert pure or within(name, "rooms.domain"), name


@pytest.mark.parametrize("path", files("rooms/protocol"))
def test_the_protocol_imports_itself_the_domain_and_msgspec(path):
    for name in imported(path):
        known = top(name) == "msgspec" or top(name) in sys.stdlib_module_names
        assert known or within(name, "rooms.domain", "rooms.protocol"), name


@pytest.mark.parametrize("path", files("rooms/state"))
def test_stores_know_the_domain_and_each_other_only(path):
    for name in imported(path):
        if top(name) in APPS:
            assert within(name, "rooms.domain", "rooms.state"), name


def test_rooms_know_neither_moderation_nor_the_site():
    assert importers("moderation", "mppsite", among=("rooms",)) == set()


def test_moderation_does_not_know_the_site():
    assert importers("mppsite", among=("moderation",)) == set()


LIVE = ("rooms.live", "rooms.hub", "rooms.session", "rooms.services", "rooms.state", "rooms.keeper")


def test_moderation_touches_the_live_part_in_one_package():
    touching = importers(*LIVE, among=("moderation",))
    assert touching
    assert {path for path in touching if not path.startswith("moderation/live/")} == set()


def test_only_pages_and_api_ask_what_is_live():
    askers = {path for path in importers("moderation.live") if path.startswith("moderation/")}
    allowed = ("moderation/live/", "moderation/admin", "moderation/api")
    assert {path for path in askers if not path.startswith(allowed)} == set()


def test_only_the_composition_names_a_store():
    concrete = [path for path in files("rooms/state") if path != "rooms/state/base.py"]
    names = [".".join(module_of(path)) for path in concrete if not path.endswith("__init__.py")]
    assert names
    outside = {path for path in importers(*names) if not path.startswith("rooms/state/")}
    assert {path for path in outside if not path.startswith("rooms/cluster/")} == {
        "rooms/compose.py",
        "rooms/redis_layer.py",
    }


def test_who_is_one_of_several_processes_is_known_where_the_parts_are_put_together():
    outside = {path for path in importers("rooms.cluster") if not path.startswith("rooms/cluster/")}
    assert outside == {"rooms/compose.py"}


def test_only_the_consumer_names_the_socket_for_any_server():
    assert importers("rooms.sockets.asgi") == {"rooms/consumers.py"}


def test_the_direct_socket_is_known_to_its_own_package_only():
    names = ("rooms.sockets.direct", "rooms.sockets.direct_socket")
    outside = {path for path in importers(*names) if not path.startswith("rooms/sockets/")}
    assert outside == set()


LIVE_PATH = (
    *("rooms/consumers.py", "rooms/hub.py", "rooms/batch.py", "rooms/inbound.py"),
    *("rooms/session.py", "rooms/live.py", "rooms/meters.py", "rooms/listing.py", "rooms/layer.py"),
    *("rooms/handlers/", "rooms/domain/", "rooms/protocol/", "rooms/sockets/", "rooms/state/"),
)


def test_the_live_path_knows_no_tables():
    assert {path for path in importers("rooms.models") if path.startswith(LIVE_PATH)} == set()


def test_the_live_path_asks_no_database():
    stored = ("django.db", "rooms.selectors", "rooms.writes")
    assert {path for path in importers(*stored) if path.startswith(LIVE_PATH)} == set()


def test_tables_are_known_where_they_are_read_written_and_shown():
    allowed = ("moderation/", "rooms/selectors.py", "rooms/writes.py", "rooms/purging.py")
    assert {path for path in importers("rooms.models") if not path.startswith(allowed)} == set()


def test_the_core_of_the_server_does_not_import_django_or_channels():
    core = ("rooms/domain/", "rooms/protocol/", "rooms/sockets/", "rooms/state/", "rooms/hub.py")
    assert {path for path in importers("django", "channels") if path.startswith(core)} == set()


# Lengths

CODE = files(*APPS, "benchmarks", "deploy", "music", "tools")
SUFFIXES = {".py", ".js", ".ts", ".css", ".c", ".h", ".sh"}
# Installed, built, of others, or written by Django; besides whatever is hidden.
NOT_WRITTEN_HERE = {"node_modules", "data", "vendor", *NOT_OURS}


def sources() -> set[str]:
    """All code of this repository, tests and measurements too, as paths from the root."""
    found = set()
    for directory, inner, names in os.walk(ROOT):
        inner[:] = [name for name in inner if name[0] != "." and name not in NOT_WRITTEN_HERE]
        here = Path(directory).relative_to(ROOT)
        found |= {str(here / name) for name in names if Path(name).suffix in SUFFIXES}
    return found


def lines_of(path: str) -> int:
    return len((ROOT / path).read_text().splitlines())


def test_a_file_has_at_most_300_lines():
    assert {path: lines for path in sources() if (lines := lines_of(path)) > 300} == {}


@pytest.mark.parametrize("path", files("rooms/domain"))
def test_a_file_of_the_domain_has_at_most_150_lines(path):
    assert lines_of(path) <= 150


def body_length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its signature and docstring."""
    body = function.body
    if ast.get_docstring(function, clean=False) is not None:
        body = body[1:]
    return body[-1].end_lineno - body[0].lineno + 1 if body and body[-1].end_lineno else 0


@pytest.mark.parametrize("path", CODE)
def test_a_function_has_at_most_40_lines(path):
    long = {
        f"{node.name}: {body_length(node)}"
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and body_length(node) > 40
    }
    assert long == set()


def c_functions(path: str) -> Iterator[tuple[str, int]]:
    """First line and length of each function's body: braces at the beginning of a line."""
    lines = (ROOT / path).read_text().splitlines()
    opened = [number for number, line in enumerate(lines) if line == "{"]
    closed = [number for number, line in enumerate(lines) if line == "}"]
    for first, last in zip(opened, closed, strict=True):
        yield lines[first - 1], last - first - 1


@pytest.mark.parametrize("path", sorted(path for path in sources() if path.endswith((".c", ".h"))))
def test_a_function_in_c_has_at_most_40_lines(path):
    assert {name: lines for name, lines in c_functions(path) if lines > 40} == {}


# These tests themselves


def test_there_is_code_to_look_at():
    ours = {"rooms/hub.py", "rooms/domain/room.py", "mppsite/settings.py"}
    assert ours | {"benchmarks/soak.py", "deploy/local.py", "music/compose.py"} <= set(CODE)


def test_files_are_found_wherever_and_in_whatever_language_they_are_written():
    assert {
        *("rooms/hub.py", "rooms/tests/test_boundaries.py", "manage.py", "music/compose.py"),
        *("static/rooms/js/main.js", "static/rooms/css/layout.css", "tools/samples/make.sh"),
        *("benchmarks/soak.py", "benchmarks/mppload/main.c", "benchmarks/mppload/options.h"),
    } <= sources()


def test_functions_in_c_are_seen():
    assert dict(c_functions("benchmarks/mppload/ping.c"))["void run_ping(void)"] > 5


def test_what_others_wrote_is_not_held_to_our_lengths():
    assert {path for path in sources() if "vendor" in path or "node_modules" in path} == set()


def test_imports_are_seen_however_they_are_written():
    seen = set(imported("rooms/domain/room.py")) | set(imported("rooms/inbound.py"))
    assert {"rooms.domain.crown", "rooms.domain.admission.admit", "rooms.handlers.chat"} <= seen
