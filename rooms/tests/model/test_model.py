"""Random sequences of everything that clients do: the server does what docs/protocol.md says.

A failing sequence is shrunk and told step by step. `make fuzz` runs longer and at random.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from .machine import run_sequence
from .server import ErrorLog

STEPS_A_SEQUENCE = 120
SEQUENCES = 200
LEAST_STEPS = 20_000


sequences = st.lists(st.integers(0, 2**32), min_size=STEPS_A_SEQUENCE, max_size=STEPS_A_SEQUENCE)
common = settings(
    database=None,
    deadline=None,
    report_multiple_bugs=False,
    print_blob=False,
    # A number stands for a step, not for a size: sequences are shrunk by `shortest`.
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


def taken(numbers: list[int], errors: ErrorLog) -> int:
    """Take the steps; nothing of them stays in the database, and nothing was an error."""
    errors.lines.clear()
    with transaction.atomic():
        try:
            steps = run_sequence(numbers)
        finally:
            transaction.set_rollback(True)
    assert not errors.lines
    return steps


def followed(numbers: list[int], errors: ErrorLog) -> int:
    """As `taken`; of steps that fail a few that fail as well are told."""
    try:
        return taken(numbers, errors)
    except Exception:
        few = shortest(numbers, lambda fewer: fails(fewer, errors))
    told = {at: number for at, number in enumerate(few) if number}
    try:
        taken(few, errors)
    except Exception as error:
        # The list of all numbers would hide the story.
        pytest.fail(f"{error}\n\nSteps by their place: {told}", pytrace=False)
    pytest.fail(f"Fails now and then: {told}", pytrace=False)


def fails(numbers: list[int], errors: ErrorLog) -> bool:
    try:
        taken(numbers, errors)
    except Exception:
        return True
    return False


def shortest(numbers: list[int], is_failing: Callable[[list[int]], bool]) -> list[int]:
    """The numbers with zeros for all that a failure does not need: halves, quarters, singles."""
    size = len(numbers)
    while size := size // 2:
        for start in range(len(numbers) - size, -1, -size):
            fewer = [*numbers[:start], *[0] * size, *numbers[start + size :]]
            if fewer != numbers and is_failing(fewer):
                numbers = fewer
    return numbers


def test_the_server_does_what_the_model_says(errors):
    steps = 0

    @settings(common, max_examples=SEQUENCES, derandomize=True)
    @given(sequences)
    def follow(numbers):
        nonlocal steps
        steps += followed(numbers, errors)

    follow()
    assert steps >= LEAST_STEPS


@pytest.mark.skipif("STEPS" not in os.environ, reason="for `make fuzz`")
def test_so_many_random_steps(errors):
    wanted, done, began = int(os.environ["STEPS"]), 0, time.perf_counter()
    first = int(os.environ.get("SEED") or random.SystemRandom().getrandbits(32))

    def follow(numbers):
        nonlocal done
        done += followed(numbers, errors)

    for number in range(first, sys.maxsize):
        pace = round(done / (time.perf_counter() - began))
        print(f"SEED={number}: {done} of {wanted} steps, {pace}/s", flush=True)  # noqa: T201
        if done >= wanted:
            break
        seed(number)(settings(common, max_examples=100)(given(sequences)(follow)))()
