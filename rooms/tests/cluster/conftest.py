"""Three workers, a Valkey behind a cable for each, a PostgreSQL; made once for all tests here."""

from __future__ import annotations

import itertools
import os
from collections.abc import AsyncIterator, Iterator

import pytest

from .town import FULL, Town

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    town = Town(tmp_path_factory.mktemp("town"))
    town.start()
    yield town
    town.stop()


@pytest.fixture
async def town(processes: Town) -> AsyncIterator[Town]:
    """The town with everything running, and nobody in it."""
    await processes.make_whole()
    yield processes
    await processes.empty()


@pytest.fixture
def room() -> str:
    """A room that nobody was in before."""
    return f"Street {next(_numbers)} of {os.getpid()}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long is for `make test-cluster`."""
    for item in items:
        if item.get_closest_marker("long") and not FULL:
            item.add_marker(pytest.mark.skip(reason="long: make test-cluster"))
