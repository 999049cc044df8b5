"""A whole site for a measurement: Valkey, PostgreSQL and N workers; what they have used so far."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redis import Redis

from benchmarks.cores import spent
from benchmarks.generator import MPPLOAD
from benchmarks.servers import ROOT
from deploy.local import stores, workers
from tools.local import free_port


@dataclass(frozen=True, slots=True)
class Usage:
    """Since the start: seconds of CPU, what was published, and bytes out of Valkey."""

    workers_s: tuple[float, ...]
    valkey_s: float
    postgres_s: float
    published: float
    changes: float
    valkey_bytes: float

    def since(self, before: Usage) -> Usage:
        """What was used between."""
        return Usage(
            tuple(now - then for now, then in zip(self.workers_s, before.workers_s, strict=True)),
            self.valkey_s - before.valkey_s,
            self.postgres_s - before.postgres_s,
            self.published - before.published,
            self.changes - before.changes,
            self.valkey_bytes - before.valkey_bytes,
        )

    def over(self, seconds: float) -> Usage:
        """What was used in each second."""
        return Usage(
            tuple(one / seconds for one in self.workers_s),
            self.valkey_s / seconds,
            self.postgres_s / seconds,
            self.published / seconds,
            self.changes / seconds,
            self.valkey_bytes / seconds,
        )


@dataclass(frozen=True, slots=True)
class Site:
    """A site that runs: one port and process id a worker."""

    ports: tuple[int, ...]
    pids: tuple[int, ...]
    redis: Redis
    postgres_pid: int

    def usage(self) -> Usage:
        """What has been used so far."""
        told: dict[str, Any] = self.redis.info("everything")
        return Usage(
            tuple(map(spent, self.pids)),
            told["used_cpu_user"] + told["used_cpu_sys"],
            spent(self.postgres_pid),
            _calls(told, "publish"),
            _calls(told, "evalsha"),
            told["total_net_output_bytes"],
        )

    def valkey_memory(self) -> int:
        """Bytes that Valkey has of the machine's memory."""
        told: dict[str, Any] = self.redis.info("memory")
        return int(told["used_memory_rss"])


def _calls(told: dict[str, Any], command: str) -> int:
    return int(told.get(f"cmdstat_{command}", {"calls": 0})["calls"])


@contextlib.contextmanager
def running_site(number: int) -> Iterator[Site]:
    """A site of `number` workers with an empty database and its limits lifted.

    Every check is still made: MPP_LIMIT_SCALE only moves where they bite.
    """
    with contextlib.ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="mpp-bench-")))
        # PostgreSQL has another user than root.
        data.chmod(0o711)
        found = stack.enter_context(stores(data))
        (data / "static").mkdir()
        environment = {
            **os.environ,
            **found,
            "MPP_DATA_DIR": str(data),
            "DEBUG": "false",
            "SECRET_KEY": "only for this measurement",
            "ALLOWED_HOSTS": "127.0.0.1",
            "LOG_LEVEL": "WARNING",
            "MPP_IDENTITY": "fresh",
            "MPP_LIMIT_SCALE": "1000000",
        }
        migrate = [sys.executable, "manage.py", "migrate", "-v0"]
        subprocess.run(migrate, cwd=ROOT, env=environment, check=True)
        first = free_port()
        pids = stack.enter_context(workers(number, first, environment))
        postgres_pid = int((data / "postgres" / "postmaster.pid").read_text().split()[0])
        redis = stack.enter_context(contextlib.closing(Redis.from_url(found["REDIS_URL"])))
        yield Site(tuple(range(first, first + number)), tuple(pids), redis, postgres_pid)


def generator(mode: str, port: int, pid: int, *options: str) -> subprocess.Popen[str]:
    """A load generator for the people of one worker, which tells on standard error how it goes."""
    command = [str(MPPLOAD), mode, "--json", "--path", "/ws"]
    command += ["--port", str(port), "--pid", str(pid), *options]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
