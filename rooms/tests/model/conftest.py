"""A server that stands still until it is told something."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from .server import ErrorLog, undelayed


@pytest.fixture
def errors(db: None) -> Iterator[ErrorLog]:
    """What the server logs as an error, while its database work is done at once."""
    log = ErrorLog()
    logger = logging.getLogger("rooms")
    logger.addHandler(log)
    # Who may not is told to the log, and here that is nearly everybody.
    logger.propagate = False
    with undelayed():
        yield log
    logger.propagate = True
    logger.removeHandler(log)
