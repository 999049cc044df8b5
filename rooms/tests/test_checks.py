"""What is told of the environment at start (rooms/checks.py)."""

from __future__ import annotations

import dataclasses
import os
from typing import Any

import pytest
from django.core.checks import run_checks

from rooms.checks import log_unknown_names
from rooms.conf import VARIABLES


@pytest.fixture
def warned(monkeypatch):
    """What is told of an environment that has these variables of ours and no others."""
    for name in [name for name in os.environ if name.startswith("MPP_")]:
        monkeypatch.delenv(name)

    def run(**variables):
        for name, text in variables.items():
            monkeypatch.setenv(name, text)
        return [one for one in run_checks() if one.id == "rooms.W001"]

    return run


def test_a_misspelt_name_is_told_with_the_nearest_one(warned):
    (warning,) = warned(MPP_CHAT_LENGHT="100")
    assert "MPP_CHAT_LENGHT" in warning.msg
    assert "MPP_CHAT_LENGTH?" in warning.hint


def test_a_misspelt_name_that_is_no_limit_is_told_too(warned):
    (warning,) = warned(MPP_IDENTITTY="fresh")
    assert "MPP_IDENTITY?" in warning.hint


def test_a_name_that_is_near_to_none_is_told_without_a_guess(warned):
    (warning,) = warned(MPP_XYZZY="1")
    assert "mean" not in warning.hint


def test_every_unknown_name_is_told(warned):
    told = warned(MPP_HISTROY="1", MPP_MODT="1")
    assert [one.msg.split()[0] for one in told] == ["MPP_HISTROY", "MPP_MODT"]


@pytest.mark.parametrize("name", [*VARIABLES, "MPP_DATA_DIR", "MPP_IDENTITY", "MPP_MOTD"])
def test_known_names_are_not_told(warned, name):
    assert warned(**{name: ""}) == []


def test_other_names_are_not_ours(warned):
    assert warned(CHAT_LENGHT="100", XMPP_HOST="x") == []


def test_a_server_that_runs_no_checks_logs_them(monkeypatch, caplog):
    monkeypatch.setenv("MPP_CHAT_LENGHT", "100")
    log_unknown_names()
    assert "MPP_CHAT_LENGHT is set" in caplog.text
    assert "MPP_CHAT_LENGTH?" in caplog.text


# Lengths

LENGTHS = {
    "name_length": 40,
    "chat_length": 512,
    "room_id_length": 512,
    "reply_length": 32,
    "ban_text_length": 512,
}


@pytest.mark.parametrize(("limit", "kept"), LENGTHS.items())
def test_a_limit_beyond_what_the_database_keeps_is_told(settings, limit, kept):
    changed: dict[str, Any] = {limit: kept + 1}
    settings.MPP = dataclasses.replace(settings.MPP, **changed)
    (warning,) = [one for one in run_checks() if one.id == "rooms.W002"]
    assert f"MPP_{limit.upper()} is {kept + 1}" in warning.msg
    assert f"{kept} characters" in warning.msg


@pytest.mark.parametrize(("limit", "kept"), LENGTHS.items())
def test_a_limit_up_to_what_the_database_keeps_is_not_told(settings, limit, kept):
    changed: dict[str, Any] = {limit: kept}
    settings.MPP = dataclasses.replace(settings.MPP, **changed)
    assert [one for one in run_checks() if one.id == "rooms.W002"] == []
