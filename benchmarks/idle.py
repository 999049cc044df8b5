"""Measures many idle people over several workers: `make bench-idle`.

Every worker has its share of the connections, in rooms of 20 that all workers serve together: each
room has people by every worker. A connection sends nothing but its `t`.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.servers import ROOT, free_port
from deploy.local import stores, workers

MPPLOAD = ROOT / "benchmarks" / "bin" / "mppload"
ROOM_OF = 20
MARGIN_S = 600


def load(port: int, pid: int, connections: int, number: int, options: Any) -> subprocess.Popen[str]:
    """One generator, with the people of one worker."""
    return subprocess.Popen(
        [
            *(str(MPPLOAD), "idle", "--json", "--path", "/ws", "--port", str(port)),
            *("--pid", str(pid), "--conns", str(connections)),
            # So many of each room by this worker; the others have the rest of it.
            *("--clients", str(max(1, ROOM_OF // options.workers)), "--rooms", "1"),
            *("--sources", "64", "--token-prefix", f"w{number}-"),
            *("--connect-rate", str(options.rate), "--settle", str(options.seconds)),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--connections", type=int, default=50_000)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=300, help="how long they stay")
    parser.add_argument("--rate", type=int, default=200, help="new connections a second and worker")
    options = parser.parse_args()
    share = options.connections // options.workers
    with contextlib.ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mpp-idle-")))
        environment = {
            **os.environ,
            **stack.enter_context(stores(data)),
            "MPP_DATA_DIR": str(data),
            "DEBUG": "false",
            "SECRET_KEY": "only for this measurement",
            "ALLOWED_HOSTS": "127.0.0.1",
            "LOG_LEVEL": "WARNING",
            "MPP_IDENTITY": "fresh",
            "MPP_LIMIT_SCALE": "1000000",
        }
        migrate = ["python", "manage.py", "migrate", "-v0"]
        subprocess.run(
            [str(ROOT / ".venv" / "bin" / migrate[0]), *migrate[1:]],
            cwd=ROOT,
            env=environment,
            check=True,
        )
        first = free_port()
        pids = stack.enter_context(workers(options.workers, first, environment))
        running = [
            load(first + number, pid, share, number, options) for number, pid in enumerate(pids)
        ]
        for one in running:
            told, _ = one.communicate(timeout=share / options.rate + options.seconds + MARGIN_S)
            print(json.dumps(json.loads(told)))


if __name__ == "__main__":
    main()
