"""What requirements*.txt lock; `make lock` writes them, tests and licences.py read them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
_BY_HAND = re.compile(r"-r requirements(-dev)?\.in")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")


@dataclass(frozen=True, slots=True)
class Locked:
    """One package of a compiled file."""

    name: str
    extras: frozenset[str]
    version: str
    hashes: int
    """How many files of this version may be installed."""
    by_hand: bool
    """Whether a .in file names it; otherwise another package needs it."""


def chosen(name: str) -> dict[str, str]:
    """Package and version as a .in file names them, with those of the files that it includes."""
    pins: dict[str, str] = {}
    for line in (ROOT / name).read_text().splitlines():
        if line.startswith("-r "):
            pins |= chosen(line.removeprefix("-r "))
        elif line and not line.startswith(("#", "-c ")):
            requirement = Requirement(line.partition("#")[0])
            pins[canonicalize_name(requirement.name)] = _version_of(requirement)
    return pins


def locked(name: str) -> dict[str, Locked]:
    """The packages of a compiled file."""
    entries = re.split(r"^(?=[a-z0-9])", (ROOT / name).read_text(), flags=re.MULTILINE)
    return {one.name: one for one in map(_locked, entries[1:])}


def _locked(entry: str) -> Locked:
    requirement = Requirement(entry.splitlines()[0].removesuffix("\\"))
    return Locked(
        canonicalize_name(requirement.name),
        frozenset(requirement.extras),
        _version_of(requirement),
        len(_HASH.findall(entry)),
        bool(_BY_HAND.search(entry)),
    )


def _version_of(requirement: Requirement) -> str:
    return str(requirement.specifier).removeprefix("==")
