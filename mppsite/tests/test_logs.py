"""Facts about what the logs look like."""

from __future__ import annotations

import json
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest

from mppsite import requests
from mppsite.logs import logging_at
from rooms.origins import logged_as


@pytest.fixture
def request_id() -> Iterator[str]:
    token = requests._current.set("abc")
    yield "abc"
    requests._current.reset(token)


def written(form: str, capsys: Any, text: str = "") -> str:
    """What one record looks like, through handlers as they are configured."""
    logging.config.dictConfig(logging_at("INFO", form))
    try:
        raise ZeroDivisionError(text) if text else ZeroDivisionError
    except ZeroDivisionError:
        logging.getLogger("rooms.tests").exception("Order %s failed", 7)
    return str(capsys.readouterr().err)


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Logging is the whole process's: what pytest has set up comes back."""
    loggers = [logging.getLogger(name) for name in ("", "django", "rooms", "mppsite", "moderation")]
    before = [(one, one.handlers[:], one.level) for one in loggers]
    yield
    for one, handlers, level in before:
        one.handlers[:], one.level = handlers, level


def test_a_record_is_one_json_object_with_the_id_of_its_request(
    capsys: Any, request_id: str
) -> None:
    (line,) = written("json", capsys).splitlines()
    record = json.loads(line)
    assert (record["level"], record["logger"], record["message"]) == (
        "ERROR",
        "rooms.tests",
        "Order 7 failed",
    )
    assert (record["request_id"], record["connection_id"]) == (request_id, "")
    assert "ZeroDivisionError" in record["exc_info"]
    assert record["at"]


def test_text_is_for_people(capsys: Any, request_id: str) -> None:
    first, *traceback = written("text", capsys).splitlines()
    assert first.endswith(" ERROR rooms.tests [abc]: Order 7 failed")
    assert traceback[-1] == "ZeroDivisionError"


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_record_names_the_socket_that_it_comes_from(capsys: Any, form: str) -> None:
    with logged_as("one.7"):
        text = written(form, capsys)
    if form == "json":
        assert json.loads(text)["connection_id"] == "one.7"
    else:
        assert " [one.7]: Order 7 failed" in text
    assert "one.7" not in written(form, capsys)


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_row_that_the_database_quotes_is_not_logged(capsys: Any, form: str) -> None:
    error = (
        "null value in a column\nDETAIL:  Failing row contains (7, what alice said,\n 192.0.2.7)."
    )
    text = written(form, capsys, error)
    assert "null value in a column" in text
    assert "alice" not in text
    assert "192.0.2.7" not in text
