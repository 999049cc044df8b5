"""What `collectstatic` makes of the scripts still is what was tested (SERVESTATIC_MINIFY)."""

from __future__ import annotations

import gzip
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
_SOUNDS = shutil.ignore_patterns("*.mp3")


@pytest.fixture
def collected(tmp_path: Path) -> Path:
    """A checkout in which the compressed scripts stand in for the written ones."""
    data = tmp_path / "data"
    environment = {"PATH": os.environ["PATH"], "MPP_DATA_DIR": str(data), "DEBUG": "true"}
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    shutil.copytree(ROOT / "static", tmp_path / "static", ignore=_SOUNDS)
    for packed in (data / "static" / "rooms" / "js").rglob("*.js.gz"):
        script = tmp_path / "static" / packed.relative_to(data / "static").with_suffix("")
        script.write_bytes(gzip.decompress(packed.read_bytes()))
    # Some tests read what scripts and other files have to agree on.
    for path in ROOT.iterdir():
        if path.name not in ("static", "data") and not path.name.startswith("."):
            (tmp_path / path.name).symlink_to(path)
    return tmp_path


def test_compressed_scripts_pass_the_unit_tests_without_their_comments(collected: Path) -> None:
    written = (ROOT / "static/rooms/js/net/clock.js").stat().st_size
    assert (collected / "static/rooms/js/net/clock.js").stat().st_size < written * 0.7
    tests = sorted((collected / "static/rooms/tests").glob("*.test.js"))
    assert len(tests) > 20
    done = subprocess.run(
        ["node", "--test", *map(str, tests)],
        cwd=collected,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:]
    assert "# fail 0" in done.stdout
