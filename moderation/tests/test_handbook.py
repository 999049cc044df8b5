"""The moderators' handbook says what the program does (docs/moderation.md)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from moderation.errors import TEXTS, Refusal
from moderation.models import Webhook
from moderation.posting import Parcel
from moderation.roles import POWERS, RIGHTS, ROLES

HANDBOOK = (Path(__file__).resolve().parents[2] / "docs" / "moderation.md").read_text()


def names_of(cell: str) -> set[str]:
    return set(re.findall(r"`([\w.…-]+)`", cell))


def test_every_refusal_has_a_text_and_is_explained():
    assert set(TEXTS) == set(Refusal)
    known = names_of(HANDBOOK)
    for code in Refusal:
        assert code in known or (code.startswith("unknown-") and "`unknown-…`" in HANDBOOK), code


@pytest.mark.parametrize("name", [*RIGHTS, *POWERS, *Webhook.Event.values])
def test_every_right_power_and_event_is_explained(name):
    assert name in names_of(HANDBOOK)


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_the_table_of_roles_is_that_of_the_program(role):
    row = re.search(rf"^\| {role.name}[^|]*\| (\d) \|([^|]*)\|([^|]*)\|$", HANDBOOK, re.M)
    assert row
    assert int(row[1]) == role.rank
    given = names_of(row[2])
    rights = RIGHTS.keys() - given if "all" in row[2] else given
    assert rights == role.rights
    powers = set(POWERS) if row[3].strip() == "all" else names_of(row[3])
    assert powers == role.powers


def test_the_signature_check_of_the_handbook_works():
    code = re.search(r"```python\n(.*?)```", HANDBOOK, re.S)
    assert code
    scope: dict[str, Any] = {}
    exec(code[1], scope)
    parcel = Parcel(id=1, url="", secret="secret", event="ban.issued", body=b'{"id": 1}')
    check, signature = scope["is_from_the_piano"], parcel.headers["X-MPP-Signature"]
    assert check("secret", parcel.body, signature)
    assert not check("other", parcel.body, signature)
    assert not check("secret", b'{"id": 2}', signature)
