"""The page knows the limits of its server (rooms/views.py)."""

from __future__ import annotations

import dataclasses
import json
import re

import pytest

from rooms import views

NAMED_IN_THE_PAGE = {
    "chat-input": ("maxlength", "chat_length"),
    "name-input": ("maxlength", "name_length"),
    "user-name": ("maxlength", "name_length"),
    "room-create-name": ("maxlength", "room_id_length"),
    "site-ban-custom": ("maxlength", "ban_text_length"),
    "site-ban-note": ("maxlength", "ban_text_length"),
}


def fields(page):
    """The attributes of every <input> of a page."""
    return [
        dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall("<input [^>]*>", page)
    ]


@pytest.fixture
def text(rf, settings):
    settings.MPP = dataclasses.replace(
        settings.MPP,
        chat_length=61,
        name_length=62,
        room_id_length=63,
        ban_text_length=64,
        room_limit_max=65,
        siteban_ms=66,
        kickban_max_ms=67,
        crown_pickup_ms=68,
        note_delay_max_ms=69,
        online_time_max_ms=70,
    )
    return views.page(rf.get("/")).content.decode()


@pytest.fixture
def page(text):
    return fields(text)


@pytest.mark.parametrize("testid", NAMED_IN_THE_PAGE)
def test_a_field_takes_no_more_than_the_server_does(page, settings, testid):
    (field,) = [one for one in page if one.get("data-testid") == testid]
    attribute, limit = NAMED_IN_THE_PAGE[testid]
    assert field[attribute] == str(getattr(settings.MPP, limit))


def test_a_room_can_be_given_the_highest_limit(page):
    (field,) = [one for one in page if one.get("name") == "limit"]
    assert field["max"] == "65"


def test_the_script_is_told_the_limits_as_data(text):
    (block,) = re.findall('<script id="limits" type="application/json">(.*?)</script>', text)
    assert json.loads(block) == {
        "ban_text_length": 64,
        "chat_length": 61,
        "crown_pickup_ms": 68,
        "kickban_max_ms": 67,
        "note_delay_max_ms": 69,
        "online_time_max_ms": 70,
        "room_id_length": 63,
        "siteban_ms": 66,
    }
