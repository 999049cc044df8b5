"""What the model and the server once disagreed about, one plain test each."""

from __future__ import annotations

import pytest

from rooms.protocol.decoding import decode


@pytest.mark.parametrize("ms", ["1" + "0" * 400, "-1" + "0" * 400])
def test_a_length_that_is_infinity_to_a_browser_makes_no_kickban(ms):
    assert decode(f'[{{"m":"kickban","_id":"x","ms":{ms}}}]', 10) == [None]


def test_a_long_length_is_a_length():
    (message,) = decode('[{"m":"kickban","_id":"x","ms":9000000000000000000000}]', 10)
    assert message is not None
    assert message.ms == 9e21
