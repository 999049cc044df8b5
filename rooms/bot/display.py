"""What the operator sees on the terminal."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn


class Display(Protocol):
    """Where the bot shows what it does."""

    def begin(self, title: str, duration: float) -> None:
        """A piece of `duration` ms begins, or goes on."""

    def update(self, position: float, sent: int, points: int) -> None:
        """It is at `position` ms; so many notes were sent, so many points of quota are left."""

    def news(self, text: str) -> None:
        """Something worth a line."""


class Silence:
    """Shows nothing."""

    def begin(self, title: str, duration: float) -> None: ...

    def update(self, position: float, sent: int, points: int) -> None: ...

    def news(self, text: str) -> None: ...


def clock_text(ms: float) -> str:
    """Minutes and seconds."""
    seconds = max(0, int(ms / 1000))
    return f"{seconds // 60}:{seconds % 60:02}"


class Terminal:
    """A progress bar: title, position, notes sent, quota left. A context manager."""

    def __init__(self, console: Console | None = None) -> None:
        self._progress = Progress(
            # Titles come from files: their brackets are not markup.
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.fields[position]}"),
            TextColumn("{task.fields[sent]} notes"),
            TextColumn("quota {task.fields[points]}"),
            console=console,
        )
        self._task: TaskID | None = None
        self._duration = 0.0

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.stop()

    def begin(self, title: str, duration: float) -> None:
        if self._task is not None:
            self._progress.remove_task(self._task)
        self._duration = duration
        self._task = self._progress.add_task(
            title, total=duration, position=self._position(0), sent=0, points="?"
        )

    def update(self, position: float, sent: int, points: int) -> None:
        if self._task is None:
            return
        position = min(position, self._duration)
        self._progress.update(
            self._task,
            completed=position,
            position=self._position(position),
            sent=sent,
            points=points,
        )

    def news(self, text: str) -> None:
        self._progress.console.print(text, markup=False, highlight=False, soft_wrap=True)

    def _position(self, position: float) -> str:
        return f"{clock_text(position)} / {clock_text(self._duration)}"
