"""When a connection counts as silent (rooms/cluster/pulse.py). Times are seconds."""

from __future__ import annotations

import asyncio

from rooms.cluster.pulse import BEHIND_S, SILENCE_S, Pulse

LATE = SILENCE_S + 1


def test_a_pulse_that_comes_back_is_no_silence():
    pulse = Pulse()
    pulse.take(pulse.send(100))
    assert not any(pulse.is_silent(now, heard_at=0) for now in (100, 101, 200))


def test_a_connection_that_brings_nothing_is_silent_at_the_second_look():
    pulse = Pulse()
    pulse.send(100)
    assert not pulse.is_silent(100 + SILENCE_S, heard_at=99)
    assert not pulse.is_silent(100 + LATE, heard_at=99)
    assert pulse.is_silent(101 + LATE, heard_at=99)


def test_a_process_that_did_not_run_itself_hears_no_silence():
    pulse = Pulse()
    number = pulse.send(100)
    assert not pulse.is_silent(110, heard_at=99)
    pulse.take(number)
    assert not pulse.is_silent(111, heard_at=110)


def test_a_connection_that_brings_other_things_is_only_behind():
    pulse = Pulse()
    pulse.send(100)
    assert not any(pulse.is_silent(100 + late, heard_at=100 + late) for late in (5, 10, 15, 20))


def test_a_connection_that_is_behind_for_too_long_is_given_up():
    pulse = Pulse()
    pulse.send(100)
    assert pulse.is_silent(101 + BEHIND_S, heard_at=101 + BEHIND_S)


async def test_a_pulse_is_waited_for():
    pulse = Pulse()
    number = pulse.send(100)
    asyncio.get_running_loop().call_soon(pulse.take, number)
    assert await pulse.comes_back(number)
