"""Facts about what is left out of records for who may not read it."""

from __future__ import annotations

import pytest

from moderation.actors import Actor
from moderation.redaction import ADDRESSES, HIDDEN, NOTES, keys_hidden_from, redacted


def who(*powers: str) -> Actor:
    return Actor(permissions=frozenset(f"moderation.{power}" for power in powers))


@pytest.mark.parametrize(
    ("actor", "hidden"),
    [
        (who(), ADDRESSES | NOTES),
        (who("see_notes"), ADDRESSES),
        (who("see_addresses"), NOTES),
        (who("see_notes", "see_addresses"), frozenset()),
    ],
)
def test_addresses_and_notes_take_a_power_each(actor, hidden):
    assert keys_hidden_from(actor) == hidden


def test_what_stands_under_a_key_is_replaced_at_any_depth():
    value = {"a": [{"network": "::/32", "b": 1}], "network": ["x"], "note": ""}
    assert redacted(value, ADDRESSES | NOTES) == {
        "a": [{"network": HIDDEN, "b": 1}],
        "network": HIDDEN,
        "note": "",
    }


def test_with_nothing_to_hide_it_stays_as_it_is():
    value = {"network": "::/32"}
    assert redacted(value, frozenset()) == value
