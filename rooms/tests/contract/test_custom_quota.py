"""How much a user may send by custom messages (docs/protocol.md §9.2)."""

from __future__ import annotations

import pytest

from rooms.tests.clients import Site
from rooms.tests.rules import rule

from .test_custom import SUBSCRIBED, sends, two

QUOTA_BYTES = 16_384


def text_of(size: int) -> str:
    """A string of so many bytes of JSON."""
    return "x" * (size - len('""'))


@rule("9.2-1", "14-14", "15-15")
async def test_16384_bytes_are_sent_and_what_is_over_is_dropped(site: Site, room: str) -> None:
    alice, bob = await two(site, room)
    await sends(alice, SUBSCRIBED, data=text_of(QUOTA_BYTES + 1))
    await sends(alice, SUBSCRIBED, data=text_of(QUOTA_BYTES))
    assert len((await bob.hears("custom"))["data"]) == len(text_of(QUOTA_BYTES))
    # The quota comes back evenly, but not at once.
    await sends(alice, SUBSCRIBED, data=text_of(QUOTA_BYTES))
    await bob.hears_nothing("custom", "notification", after=alice)
    await alice.hears_nothing("notification")


@rule("9.2-1")
async def test_bytes_are_counted_as_utf8_of_compact_json(site: Site, room: str) -> None:
    alice, bob = await two(site, room)
    piano = "🎹"  # four bytes, two units of UTF-16
    most = (QUOTA_BYTES - len('""')) // len(piano.encode())
    await sends(alice, SUBSCRIBED, data=piano * (most + 1))
    spaced = '[{"m": "custom", "target": {"mode": "subscribed"}, "data": [ 1 , 2 ]}]'
    await alice.says_raw(spaced + " " * QUOTA_BYTES)
    assert (await bob.hears("custom"))["data"] == [1, 2]


@pytest.mark.one_process("each process counts by itself")
@rule("9.2-1")
async def test_the_quota_is_of_the_user_wherever_it_is(site: Site, room: str) -> None:
    alice, bob = await two(site, room)
    tab = await site.tab_of(alice, f"{room} b")
    await sends(tab, SUBSCRIBED, data=text_of(QUOTA_BYTES))
    await tab.hears_nothing()
    await sends(alice, SUBSCRIBED, data=text_of(QUOTA_BYTES))
    await bob.hears_nothing("custom", after=alice)
    carol = await site.join("carol", room)
    await sends(carol, SUBSCRIBED, data=text_of(QUOTA_BYTES))
    await bob.hears("custom", p=carol.id)
