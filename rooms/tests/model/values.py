"""Expected values, some of them open: the contract says what they must be like."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any


class Open:
    """A value that is not known beforehand."""

    def matches(self, actual: Any) -> bool:
        raise NotImplementedError


class Learned(Open):
    """Known from the first time it is seen, when it must pass `check`; the same ever after."""

    def __init__(self, check: Callable[[Any], bool], hint: str = "") -> None:
        self.known = False
        self.value: Any = None
        self._check = check
        self._hint = hint

    def __repr__(self) -> str:
        return f"<{self.value!r}>" if self.known else f"<{self._hint}>"

    def matches(self, actual: Any) -> bool:
        if self.known:
            return same(self.value, actual)
        if not self._check(actual):
            return False
        self.known, self.value = True, actual
        return True


class Maybe(Open):
    """May be missing, but must not be anything else."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __repr__(self) -> str:
        return f"maybe {self.value!r}"

    def matches(self, actual: Any) -> bool:
        return same(self.value, actual)


class Mentioning(Open):
    """A text for people in which all `parts` stand."""

    def __init__(self, *parts: str) -> None:
        self.parts = parts

    def __repr__(self) -> str:
        return f"<text with {self.parts}>"

    def matches(self, actual: Any) -> bool:
        return isinstance(actual, str) and all(part in actual for part in self.parts)


class AnyOrder(Open):
    """Objects in any order; with `extra` ones that may be there as well."""

    def __init__(self, items: list[Any], extra: list[Any] | None = None) -> None:
        self.items = items
        self.extra = extra or []

    def __repr__(self) -> str:
        return f"{self.items} and maybe {self.extra}" if self.extra else repr(self.items)

    def matches(self, actual: Any) -> bool:
        if not isinstance(actual, list):
            return False
        by_id = {item["_id"]: item for item in actual if isinstance(item, dict)}
        if len(by_id) != len(actual):
            return False
        for item in self.items:
            if item["_id"] not in by_id or not same(item, by_id.pop(item["_id"])):
                return False
        for item in self.extra:
            if item["_id"] in by_id and not same(item, by_id.pop(item["_id"])):
                return False
        return not by_id


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def near(value: float, by: float) -> Learned:
    """A number that is as much, but for `by`."""
    return Learned(lambda actual: is_number(actual) and abs(actual - value) <= by, f"near {value}")


def between(low: float, high: float) -> Learned:
    return Learned(lambda actual: is_number(actual) and low <= actual <= high, f"{low} to {high}")


def some_number() -> Learned:
    return Learned(is_number, "number")


def place(value: float) -> Learned:
    """A coordinate as others are told it: a string of two decimals (§6.2)."""

    def check(actual: Any) -> bool:
        return (
            isinstance(actual, str)
            and re.fullmatch(r"-?[0-9]+\.[0-9]{2}", actual) is not None
            and abs(float(actual) - value) <= 0.0051
        )

    return Learned(check, f"{value:.2f}")


def pattern(regex: str) -> Learned:
    return Learned(
        lambda actual: isinstance(actual, str) and re.fullmatch(regex, actual) is not None, regex
    )


def same(expected: Any, actual: Any) -> bool:
    """Whether a browser would not see a difference; booleans are no numbers."""
    if isinstance(expected, Open):
        return expected.matches(actual)
    if isinstance(expected, dict):
        return isinstance(actual, dict) and _same_objects(expected, actual)
    if isinstance(expected, list | tuple):
        return (
            isinstance(actual, list | tuple)
            and len(expected) == len(actual)
            and all(map(same, expected, actual))
        )
    if is_number(expected):
        return is_number(actual) and float(expected) == float(actual)
    return type(expected) is type(actual) and expected == actual


def _same_objects(expected: dict[str, Any], actual: dict[str, Any]) -> bool:
    if not actual.keys() <= expected.keys():
        return False
    return all(
        same(value, actual[key]) if key in actual else isinstance(value, Maybe)
        for key, value in expected.items()
    )
