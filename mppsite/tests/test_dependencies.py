"""What is installed is what was chosen: every version, file and licence is written down."""

from __future__ import annotations

import re
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.licences import VENDORED, npm_rows
from tools.locks import ROOT, chosen, locked

LOCKS = ("requirements.txt", "requirements-dev.txt")
COMPILE, LIST = "run `make lock`", "run `make licences`"
LICENCES = (ROOT / "docs" / "licences.md").read_text()


@pytest.mark.parametrize("name", ["requirements.in", "requirements-dev.in"])
def test_every_dependency_is_pinned_and_says_why_it_is_here(name: str) -> None:
    for line in (ROOT / name).read_text().splitlines():
        if line and line[0] not in "#-":
            pin, _, reason = line.partition("#")
            assert "==" in pin, line
            assert len(reason.split()) >= 2, line


@pytest.mark.parametrize("name", LOCKS)
def test_the_locked_versions_are_those_that_were_chosen(name: str) -> None:
    asked, found = chosen(name.replace(".txt", ".in")), locked(name)
    assert {one.name: one.version for one in found.values() if one.by_hand} == asked, COMPILE


@pytest.mark.parametrize("name", LOCKS)
def test_what_is_needed_with_an_extra_is_locked_with_it(name: str) -> None:
    """Else pip takes the newest release for it, which has no hash here, and installs nothing."""
    found = locked(name)
    for package in found:
        with suppress(PackageNotFoundError):  # It is for another platform.
            for needed in map(Requirement, requires(package) or ()):
                if needed.extras and (needed.marker is None or needed.marker.evaluate()):
                    one = found[canonicalize_name(needed.name)]
                    assert needed.extras <= one.extras, f"{package} needs {needed}: {COMPILE}"


@pytest.mark.parametrize("name", LOCKS)
def test_every_file_that_may_be_installed_has_its_hash(name: str) -> None:
    assert [one.name for one in locked(name).values() if not one.hashes] == [], COMPILE


def test_what_has_files_for_each_platform_has_the_hashes_of_all() -> None:
    """A wheel of a C extension is for one platform and Python."""
    for name in ("msgspec", "uvloop", "httptools", "psycopg-binary", "aiohttp"):
        assert locked("requirements.txt")[name].hashes > 20


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_names_no_place(name: str) -> None:
    """Where packages come from is a matter of the machine that installs them."""
    text = (ROOT / name).read_text()
    assert not re.search(r"://|--(extra-)?index|--find-links|--trusted-host|\s/|file:", text)


def test_tests_run_on_the_versions_that_are_served() -> None:
    served, tested = locked("requirements.txt"), locked("requirements-dev.txt")
    assert [name for name, one in served.items() if tested[name].version != one.version] == []


@pytest.mark.parametrize("name", ["Dockerfile", "Makefile"])
def test_nothing_is_installed_without_its_hash(name: str) -> None:
    lines = (ROOT / name).read_text().splitlines()
    installs = [line for line in lines if re.search(r"pip install\b", line)]
    assert installs
    assert [line for line in installs if "--require-hashes" not in line] == []


def test_every_licence_is_listed() -> None:
    packages = [(one.name, one.version) for one in locked("requirements-dev.txt").values()]
    for name, version in packages + [row[:2] for row in npm_rows()]:
        assert f"| {name} | {version} | " in LICENCES, LIST


def test_what_is_vendored_has_its_licence_beside_it_and_in_the_list() -> None:
    folders = sorted((ROOT / "static" / "vendor").iterdir())
    assert [folder.name for folder in folders] == sorted(VENDORED)
    for folder in folders:
        assert (folder / "LICENSE.txt").exists()
        assert f"`static/vendor/{folder.name}/`" in LICENCES, LIST


def test_no_licence_of_the_server_binds_who_runs_it_to_publish() -> None:
    served = LICENCES.partition("## Python, for tests")[0]
    assert re.findall(r"\| [^|]*(?<!L)(?:AGPL|GPL|SSPL)[^|]* \|", served) == []
