"""Reads what Chromium traced: how long the tasks of the page's main thread were."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

LONG_MS = 50.0
CATEGORIES = ["toplevel", "devtools.timeline"]
_TASKS = ("RunTask", "ThreadControllerImpl::RunTask")


@dataclass(frozen=True)
class Tasks:
    """By the clock, and by the processor time that the thread really had; ms."""

    longest: float
    long: int
    longest_cpu: float
    long_cpu: int


def main_thread_tasks(trace: bytes) -> Tasks:
    """Of the renderer that did most."""
    events: list[dict[str, Any]] = json.loads(trace)["traceEvents"]
    threads = {
        (event["pid"], event["tid"])
        for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    }
    by_thread: dict[tuple[int, int], list[tuple[float, float]]] = {key: [] for key in threads}
    for event in events:
        key = (event["pid"], event["tid"])
        if event["ph"] == "X" and event["name"] in _TASKS and key in by_thread:
            took = event["dur"] / 1000, event.get("tdur", event["dur"]) / 1000
            by_thread[key].append(took)
    tasks = max(by_thread.values(), key=len, default=[])
    walls, cpus = [wall for wall, _ in tasks], [cpu for _, cpu in tasks]
    return Tasks(
        longest=max(walls, default=0.0),
        long=sum(wall > LONG_MS for wall in walls),
        longest_cpu=max(cpus, default=0.0),
        long_cpu=sum(cpu > LONG_MS for cpu in cpus),
    )
