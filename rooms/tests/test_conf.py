"""Limits: one variable each, wrong ones refused, scaled for load tests (rooms/conf.py)."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from rooms.conf import Limits, limits_from
from rooms.domain.quota import QuotaParams
from rooms.domain.rates import Rate

FIELDS: dict[str, Any] = {field.name: field.default for field in dataclasses.fields(Limits)}
OTHER_VALUES = {
    int: ("7", 7),
    float: ("0.5", 0.5),
    Rate: ("7/3", Rate(7, 3)),
    QuotaParams: ("70/210", QuotaParams(70, 210)),
}


def variable(name):
    return f"MPP_{name.upper()}"


def fields_of(*types):
    return [name for name, default in FIELDS.items() if type(default) in types]


def test_without_variables_the_limits_are_the_defaults():
    assert limits_from({}) == Limits()


def test_an_empty_variable_is_as_good_as_none():
    assert limits_from({"MPP_CHAT_LENGTH": "", "MPP_RATE_CHAT": ""}) == Limits()


def test_other_variables_change_nothing():
    assert limits_from({"CHAT_LENGTH": "7", "MPP_MOTD": "hello"}) == Limits()


@pytest.mark.parametrize("name", [name for name in FIELDS if name != "limit_scale"])
def test_every_limit_has_its_variable(name):
    text, value = OTHER_VALUES[type(FIELDS[name])]
    changed: dict[str, Any] = {name: value}
    assert limits_from({variable(name): text}) == Limits(**changed)


def test_underscores_make_large_numbers_readable():
    assert limits_from({"MPP_PERIOD_BYTES": "1_000_000"}).period_bytes == 1_000_000


def refused(name, text):
    with pytest.raises(ValueError, match=rf"^{variable(name)} must be .*, but is ") as refusal:
        limits_from({variable(name): text})
    assert repr(text) in str(refusal.value)
    return str(refusal.value)


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("text", ["many", "-1"])
def test_a_wrong_value_is_refused_by_name(name, text):
    refused(name, text)


@pytest.mark.parametrize("text", ["4/4", "nan", "inf", "-inf", " "])
def test_a_wrong_number_is_refused(text):
    refused("limit_scale", text)
    refused("chat_length", text)


@pytest.mark.parametrize("text", ["1.5", "1e3", "0x10"])
def test_a_count_is_a_whole_number(text):
    assert "a whole number" in refused("chat_length", text)


@pytest.mark.parametrize(
    "text",
    [
        *("4", "4/", "/4", "4/4/4", "0/4", "4/0", "-4/4", "4/-4"),
        *("nan/4", "4/nan", "inf/4", "4/inf"),
    ],
)
def test_a_wrong_rate_is_refused(text):
    assert "COUNT/SECONDS" in refused("rate_chat", text)


@pytest.mark.parametrize("text", ["400", "400/", "0/1200", "400/399", "-1/5", "1.5/3", "1/2/3"])
def test_a_wrong_quota_is_refused(text):
    assert "ALLOWANCE/MAX" in refused("quota_normal", text)


MAY_BE_ZERO = [
    "webhook_private",
    *("tick_ms", "cursor_tick_ms", "clock_ahead_ms", "empty_room_ms", "forget_room_ms", "history"),
    *("tokens_per_address", "custom_global", "meter_memory_ms", "sighting_days"),
    *("chat_keep_days", "player_keep_days"),
]


@pytest.mark.parametrize("name", MAY_BE_ZERO)
def test_what_can_be_switched_off_may_be_zero(name):
    assert getattr(limits_from({variable(name): "0"}), name) == 0


@pytest.mark.parametrize("name", sorted({*fields_of(int, float)} - {*MAY_BE_ZERO}))
def test_what_cannot_be_switched_off_is_above_zero(name):
    assert "above 0" in refused(name, "0")


# Scaling

SCALED_COUNTS = [
    *("period_bytes", "hello_bytes", "period_objects", "queued_objects"),
    *("sockets_per_user", "tokens_per_address", "violations"),
]
DOUBLED = limits_from({"MPP_LIMIT_SCALE": "2"})


@pytest.mark.parametrize("name", SCALED_COUNTS)
def test_counts_of_users_addresses_and_sockets_are_scaled(name):
    assert getattr(DOUBLED, name) == 2 * FIELDS[name]


@pytest.mark.parametrize("name", fields_of(Rate))
def test_rates_are_scaled_in_their_count(name):
    rate = FIELDS[name]
    assert getattr(DOUBLED, name) == Rate(2 * rate.count, rate.seconds)


@pytest.mark.parametrize("name", fields_of(QuotaParams))
def test_quotas_are_scaled(name):
    quota = FIELDS[name]
    assert getattr(DOUBLED, name) == QuotaParams(2 * quota.allowance, 2 * quota.max)


@pytest.mark.parametrize("name", sorted({*fields_of(int, float)} - {*SCALED_COUNTS, "limit_scale"}))
def test_sizes_times_and_rooms_are_not_scaled(name):
    assert getattr(DOUBLED, name) == FIELDS[name]


def test_a_value_of_ones_own_is_scaled_too():
    limits = limits_from({"MPP_LIMIT_SCALE": "10", "MPP_RATE_CHAT": "3/2"})
    assert limits.rate_chat == Rate(30, 2)


def test_scaled_down_a_count_is_still_one():
    assert limits_from({"MPP_LIMIT_SCALE": "0.001"}).sockets_per_user == 1


def test_what_is_switched_off_stays_off_when_scaled():
    limits = limits_from({"MPP_LIMIT_SCALE": "2", "MPP_TOKENS_PER_ADDRESS": "0"})
    assert limits.tokens_per_address == 0


# The table of docs/protocol.md §14, as far as it is ours alone


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("name_length", 40), ("chat_length", 512), ("room_id_length", 512), ("history", 32)),
        *(("lobby_limit", 20), ("room_limit", 50), ("kickban_max_ms", 3_600_000)),
        *(("room_limit_max", 99), ("online_time_max_ms", 86_400_000)),
        *(("note_delay_max_ms", 200), ("reply_length", 32)),
        *(("crown_pickup_ms", 15_000), ("silence_ms", 60_000), ("hello_ms", 60_000)),
        *(("token_length", 512), ("frame_bytes", 131_072), ("sockets_per_user", 4)),
        *(
            ("hello_bytes", 16_384),
            ("period_bytes", 300_000),
            ("period_objects", 600),
            ("period_ms", 10_000),
        ),
        *(("queued_objects", 512), ("outbox_bytes", 1_048_576), ("outbox_frames", 2_000)),
        *(("handler_errors", 10), ("handler_errors_ms", 60_000), ("tokens_per_address", 3)),
        *(("custom_quota", Rate(16_384, 10)), ("custom_ids", 32), ("afk_ms", 900_000)),
        *(("siteban_ms", 30 * 86_400_000), ("ban_text_length", 512), ("list_pause_ms", 500)),
        *(("empty_room_ms", 3_000), ("forget_room_ms", 7 * 86_400_000)),
        *(
            ("rate_chat", Rate(4, 4)),
            ("rate_chat_crown", Rate(10, 4)),
            ("rate_cursor", Rate(40, 1)),
        ),
        *(("rate_join", Rate(5, 5)), ("rate_settings", Rate(5, 5)), ("rate_crown", Rate(10, 5))),
        *(("rate_userset", Rate(10, 60)), ("rate_kickban", Rate(5, 5)), ("rate_list", Rate(10, 5))),
        *(("rate_time", Rate(5, 5)), ("rate_notes", Rate(30, 1)), ("rate_custom", Rate(5, 5))),
        ("rate_devices", Rate(5, 5)),
        *(
            ("plugin_wait_ms", 5_000),
            ("meter_memory_ms", 60_000),
            ("rate_quota_refill", Rate(6, 60)),
        ),
    ],
)
def test_defaults_are_those_of_the_contract(name, value):
    assert getattr(Limits(), name) == value


# The table of README.md

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FIELDS)
def test_the_readme_lists_every_limit(name):
    assert f"`{variable(name)}`" in README
