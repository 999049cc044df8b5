"""What is reported to Sentry, through the library itself with a transport that keeps it."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import sentry_sdk
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from mppsite import requests
from mppsite.sentry import report_to
from mppsite.tests.conftest import REPOSITORY
from rooms.origins import logged_as

DSN = "https://key@sentry.example.org/1"
WORDS, ADDRESS = "what alice says to bob", "203.0.113.77"
log = logging.getLogger("rooms.tests")


class Kept(Transport):
    """Sends nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        self.texts.append(envelope.serialize().decode())

    @property
    def event(self) -> dict[str, Any]:
        (text,) = self.texts
        event: dict[str, Any] = json.loads(text.splitlines()[-1])
        return event


@pytest.fixture
def kept() -> Iterator[Kept]:
    transport = Kept()
    report_to(DSN, transport)
    yield transport
    sentry_sdk.get_global_scope().set_client(None)


def fail(words: str, address: str) -> None:
    """A bug whose text and whose variables hold what they must not tell."""
    raise ValueError(f"{words} from {address}")


def log_a_bug() -> None:
    sentry_sdk.set_user({"ip_address": ADDRESS})
    sentry_sdk.set_tag("said", WORDS)
    sentry_sdk.add_breadcrumb(message=WORDS)
    logging.getLogger("rooms").info("%s", WORDS)
    try:
        fail(WORDS, ADDRESS)
    except ValueError:
        log.exception("Handler of %s failed, reference %s", "Chat", "0123abcd", extra={"x": WORDS})


def test_a_bug_is_reported_with_its_reference_and_the_code_that_failed(kept: Kept) -> None:
    token = requests._current.set("abc")
    with logged_as("one.7"):
        log_a_bug()
    requests._current.reset(token)
    event = kept.event
    assert event["logentry"]["message"] == "Handler of Chat failed, reference 0123abcd"
    (raised,) = event["exception"]["values"]
    assert raised["type"] == "ValueError"
    assert [one["function"] for one in raised["stacktrace"]["frames"]] == ["log_a_bug", "fail"]
    assert event["tags"] == {"request_id": "abc", "connection_id": "one.7"}


def test_neither_words_nor_addresses_are_reported(kept: Kept) -> None:
    log_a_bug()
    (text,) = kept.texts
    assert WORDS not in text
    assert ADDRESS not in text


def test_of_lines_of_other_libraries_only_the_gaps_are_reported(kept: Kept) -> None:
    logging.getLogger("django.request").error("Failed: %s by %s", WORDS, ADDRESS)
    assert kept.event["logentry"]["message"] == "Failed: %s by %s"
    assert WORDS not in kept.texts[0]


def test_what_is_no_error_is_not_reported(kept: Kept) -> None:
    log.warning("Redis host %d is away", 0)
    assert kept.texts == []


def test_without_a_dsn_the_library_is_not_even_loaded() -> None:
    script = (
        "import sys; from mppsite.sentry import report_to; report_to('');"
        "sys.exit('sentry_sdk' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], cwd=REPOSITORY, check=True)
