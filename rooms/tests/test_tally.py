"""What is counted of what is sent (rooms/tally.py), as the frames say that went out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rooms import notices
from rooms.protocol import encoding
from rooms.sockets.frame import Frame, Kind
from rooms.tally import Buckets, Tally, type_of

NOTES, CURSOR, LINE = b'{"m":"n","t":1}', b'{"m":"m","x":"1"}', b'{"m":"a","a":"hi"}'
KINDS = {NOTES: Kind.NOTE, CURSOR: Kind.CURSOR, LINE: Kind.STATE}


def batch(*fragments: bytes, senders: dict[str, list[int]] | None = None) -> dict[str, Any]:
    kinds = bytes(KINDS[one] for one in fragments)
    return {"fragments": list(fragments), "kinds": kinds, "senders": senders or {}}


def test_a_message_to_a_room_counts_once_and_its_deliveries_for_each_who_gets_it() -> None:
    tally = Tally()
    tally.delivered(batch(NOTES, CURSOR, NOTES, LINE, senders={"a": [0, 2]}), {"a": 1, "b": 1})
    assert dict(tally.sent) == {"n": 2, "m": 1, "a": 1}
    assert tally.deliveries == 2 + 4


def test_who_sent_by_another_process_costs_no_delivery_here() -> None:
    tally = Tally()
    tally.delivered(batch(NOTES, senders={"elsewhere": [0]}), {"a": 1, "b": 1})
    assert tally.deliveries == 2


def test_bytes_are_those_of_the_frames() -> None:
    tally, message = Tally(), batch(NOTES, CURSOR, LINE, senders={"a": [1]})
    tally.delivered(message, {"a": 1, "b": 1})
    whole = Frame(message["fragments"], message["kinds"])
    rest = whole.without([1])
    assert rest is not None
    assert tally.bytes_out == whole.size + rest.size


def test_a_batch_with_orders_alone_is_none() -> None:
    tally = Tally()
    tally.delivered(batch(), {"a": 1})
    assert sum(tally.batch_sizes.counts) == 0


def test_a_value_is_in_the_first_bucket_that_is_large_enough() -> None:
    buckets = Buckets(1, 10)
    for value in (1, 2, 10, 11):
        buckets.add(value)
    assert (buckets.counts, buckets.total) == ([1, 2, 1], 24)


def test_what_is_no_message_has_a_type_as_well() -> None:
    assert type_of(b"[]") == type_of(b'{"x":1}') == "other"


@pytest.mark.parametrize(
    "fragment",
    [
        encoding.challenge(),
        encoding.time(1.0, None),
        encoding.notes(1.0, "a", []),
        encoding.cursor("a", "1", "2"),
        encoding.history([]),
        notices.away(),
        notices.muted(),
        notices.restarting(5),
    ],
)
def test_the_type_stands_first_in_what_the_server_encodes(fragment: bytes) -> None:
    assert type_of(fragment) == json.loads(fragment)["m"]
