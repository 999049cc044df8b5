"""Every rule of the contract has a test that names it."""

from __future__ import annotations

from collections import Counter

from rooms.tests import rules


def test_every_rule_of_the_contract_has_a_test():
    named = {name for name, _ in rules.tested()}
    missing = [name for name in rules.written() if name not in named]
    assert not missing, f"{len(missing)} rules without a test: {missing}"


def test_every_test_names_rules_that_are_written():
    known = set(rules.written())
    strays = [f"{where} names {name}" for name, where in rules.tested() if name not in known]
    assert not strays


def test_no_id_is_given_twice():
    assert [name for name, count in Counter(rules.written()).items() if count > 1] == []
