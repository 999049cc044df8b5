"""Codes that sockets are closed with (docs/protocol.md §13)."""

from __future__ import annotations

import re

from rooms.closing import CloseCode
from rooms.sockets.base import TRY_AGAIN_LATER
from rooms.tests.clients import Site
from rooms.tests.lines import WebSocketLine
from rooms.tests.rules import CONTRACT, rule

CUT_OFF = 1006
BY_THE_LIBRARY = 1007
PER_FRAME = 100_000
FRAMES = 150
"""More than the kernel holds for a socket on the loopback, and the megabyte that we do."""


@rule("13-1", "13-2", "13-3", "13-4", "13-5", "13-6", "13-7", "13-8", "13-9", "13-10", "13-11")
@rule("13-12", "13-14")
def test_codes_are_those_of_the_contract() -> None:
    section = CONTRACT.read_text(encoding="utf-8").partition("## 13.")[2].partition("## 14.")[0]
    written = {int(code) for code in re.findall(r"^\| 13-\d+ \| (\d+) \|", section, re.MULTILINE)}
    assert {*CloseCode, BY_THE_LIBRARY, TRY_AGAIN_LATER} == written
    assert 4006 not in written


@rule("13-14", "15-19")
async def test_who_takes_nothing_delays_nobody_and_is_closed(
    generous: Site, room: str, kind: str
) -> None:
    alice, bob = await generous.join("alice", room), await generous.join("bob", room)
    stuck = await generous.join("stuck", room)
    await bob.hears("p", id=stuck.id, name="stuck")
    assert isinstance(stuck.line, WebSocketLine)
    stuck.line.socket.transport.pause_reading()
    ids = [bob.id, stuck.id]
    for number in range(FRAMES):
        data = f"{number}".ljust(PER_FRAME, "x")
        await alice.says({"m": "custom", "target": {"mode": "ids", "ids": ids}, "data": data})
        assert (await bob.hears("custom"))["data"] == data
    stuck.line.socket.transport.resume_reading()
    # daphne takes whatever it is given, so that nothing waits where it could be counted.
    if kind != "daphne":
        assert await stuck.is_closed() in (TRY_AGAIN_LATER, CUT_OFF)
