"""Whatever is sent: no handler fails, no task and no room is left, all that goes out is JSON.

`make fuzz-long` goes on from here, led by what code is reached.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import get_args, get_origin

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from rooms.protocol.decoding import Message
from rooms.tests.model.conftest import errors
from rooms.tests.model.server import ErrorLog

from .grammar import MESSAGES, script
from .memory import Memory
from .site import Finding, Site, look_at

__all__ = ["errors"]

CORPUS = sorted((Path(__file__).parent / "corpus").iterdir())
SCRIPTS = 120


@pytest.fixture
def whole(errors: ErrorLog) -> Iterator[Site]:
    """With the database and its moderators."""
    site = Site(errors)
    yield site
    site.close()


@pytest.fixture
def site(errors: ErrorLog) -> Iterator[Site]:
    memory = Memory()
    with memory.in_place_of_the_database():
        site = Site(errors, memory)
        yield site
        site.close()


def test_the_grammar_has_every_message_of_the_decoder():
    kinds = [get_origin(kind) or kind for kind in get_args(Message)]
    known = {kind.__struct_config__.tag for kind in kinds}
    assert known == set(MESSAGES)


def test_nothing_of_the_corpus_makes_a_handler_fail(whole):
    for path in CORPUS:
        whole.play(path.read_bytes())
    assert whole.frames > len(CORPUS)


def test_no_script_of_the_grammar_makes_a_handler_fail(site):
    @settings(
        database=None,
        deadline=None,
        derandomize=True,
        max_examples=SCRIPTS,
        # What is found is short enough to be read; to shrink it takes a new server for each try.
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(script)
    def play(lines):
        site.play(lines)

    play()
    assert site.frames > SCRIPTS


@pytest.mark.parametrize("frame", ["[NaN]", '["\\ud800"]', "[", b"\0\0\0\x01["])
def test_what_no_browser_takes_is_found(frame):
    with pytest.raises(Finding):
        look_at(frame)


def test_a_handler_that_fails_is_found(site, monkeypatch):
    def fail(*arguments: object) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr("rooms.handlers.chat.chatting.say", fail, raising=True)
    with pytest.raises(Finding, match="on purpose"):
        site.play(b'%4Alpha\n4[{"m":"a","message":"x"}]')
