"""Write docs/licences.md: under which licences what we build on may be used (`make licences`)."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable

from packaging.utils import canonicalize_name

from tools.locks import ROOT, locked

TARGET = ROOT / "docs" / "licences.md"
# Of packages whose metadata names none: read in the licence that they ship.
READ_BY_US = {
    "async-timeout": "Apache-2.0",  # installed before Python 3.11.3 alone
    "atheris": "Apache-2.0",
    "promql-parser": "MIT",
}
VENDORED = {
    "inter": ("Inter, the typeface of the page", "OFL-1.1"),
    "salamander": (
        "Salamander Grand Piano V3 by Alexander Holm, made into short samples",
        "CC-BY-3.0",
    ),
    "uqr": ("uqr 0.1.3, draws QR codes", "MIT"),
}
HEAD = """# Licences

What the project builds on, and under which licence. `make licences` writes this list from
requirements*.txt, package-lock.json and static/vendor/; a test fails if something is missing. The
project itself is under the MIT licence ([LICENSE](../LICENSE)).

"""

Row = tuple[str, str, str]


def python_rows(lock: str, without: Iterable[str] = ()) -> list[Row]:
    """Name, version and licence of what is locked. Raises LookupError if one is unknown."""
    command = [
        sys.executable,
        "-m",
        "piplicenses",
        "--format=json",
        "--from=mixed",
        "--with-system",
    ]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)  # noqa: S603
    known = {canonicalize_name(one["Name"]): one["License"] for one in told} | READ_BY_US
    packages = [one for name, one in locked(lock).items() if name not in set(without)]
    rows = [(one.name, one.version, known.get(one.name, "UNKNOWN")) for one in packages]
    if nameless := [name for name, _, licence in rows if licence == "UNKNOWN"]:
        raise LookupError(f"Read the licences of {', '.join(nameless)} into tools/licences.py")
    return rows


def npm_rows() -> list[Row]:
    """The same of package-lock.json."""
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    return [
        (path.removeprefix("node_modules/"), one["version"], one["license"])
        for path, one in packages.items()
        if path
    ]


def table(title: str, head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    body = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    return f"## {title}\n\n{body}\n\n"


def document() -> str:
    """The whole of docs/licences.md."""
    packages = ("package", "version", "licence")
    vendored = [
        (f"`static/vendor/{name}/`", what, licence) for name, (what, licence) in VENDORED.items()
    ]
    music = ("`music/`", "compositions in the public domain, notation of our own", "MIT")
    return (
        HEAD
        + "".join(
            [
                table("Python, what the server runs on", packages, python_rows("requirements.txt")),
                table("Served to browsers", ("where", "what", "licence"), [*vendored, music]),
                table(
                    "Python, for tests and checks only",
                    packages,
                    python_rows("requirements-dev.txt", without=locked("requirements.txt")),
                ),
                table("npm, for tests and checks only", packages, npm_rows()),
            ]
        ).rstrip()
        + "\n"
    )


if __name__ == "__main__":
    TARGET.write_text(document())
