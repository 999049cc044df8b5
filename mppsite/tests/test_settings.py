"""The environment, read once: defaults, and what is refused at start (mppsite/settings.py)."""

from __future__ import annotations

import stat

import pytest

from .conftest import SETTINGS

PRODUCTION = {"ALLOWED_HOSTS": "piano.example.org", "SECRET_KEY": "long and random"}


def test_the_settings_are_short():
    assert len(SETTINGS.read_text().splitlines()) <= 200


# Development and production


def test_without_hosts_it_is_somebodys_own_machine(read):
    settings = read()
    assert settings["DEBUG"] is True
    assert settings["MPP_IDENTITY"] == "fresh"
    assert settings["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]


def test_with_hosts_it_is_production(read):
    settings = read(**PRODUCTION)
    assert settings["DEBUG"] is False
    assert settings["MPP_IDENTITY"] == "per-address"
    assert settings["ALLOWED_HOSTS"] == ["piano.example.org"]


@pytest.mark.parametrize(
    ("text", "debug"), [("true", True), ("1", True), ("ON", True), ("no", False), ("False", False)]
)
def test_debug_is_true_or_false(read, text, debug):
    assert read(DEBUG=text, SECRET_KEY="x")["DEBUG"] is debug


def test_debug_is_nothing_else(refusal):
    assert "DEBUG must be true or false, but is 'maybe'" in refusal(DEBUG="maybe")


def test_what_the_process_was_started_with_wins_over_the_file(home):
    (home.directory / ".env").write_text("MPP_MOTD=from the file\nLOG_LEVEL=debug\n")
    settings = home.read(MPP_MOTD="from outside")
    assert (settings["MPP_MOTD"], settings["LOG_LEVEL"]) == ("from outside", "DEBUG")


# The secret key


def test_production_needs_a_secret_key(refusal):
    assert "SECRET_KEY must be set" in refusal(ALLOWED_HOSTS="piano.example.org")


def test_without_debug_a_secret_key_is_needed(refusal):
    assert "SECRET_KEY must be set" in refusal(DEBUG="false")


def test_production_makes_no_secret_key(home):
    home.refusal(DEBUG="false")
    assert not (home.data / "secret_key").exists()


def test_a_given_secret_key_is_taken(home):
    assert home.read(SECRET_KEY="long and random")["SECRET_KEY"] == "long and random"
    assert not (home.data / "secret_key").exists()


def test_development_keeps_the_key_of_its_first_start(read):
    first = read()["SECRET_KEY"]
    assert len(first) >= 50
    assert read()["SECRET_KEY"] == first


def test_every_data_directory_has_a_key_of_its_own(home):
    other = str(home.directory / "other")
    assert home.read()["SECRET_KEY"] != home.read(MPP_DATA_DIR=other)["SECRET_KEY"]


def test_the_key_is_for_its_owner_only(home):
    home.read()
    assert stat.S_IMODE((home.data / "secret_key").stat().st_mode) == 0o600


# Choices, networks, limits


@pytest.mark.parametrize("mode", ["fresh", "per-address"])
def test_identity_is_one_of_two(read, mode):
    assert read(MPP_IDENTITY=mode)["MPP_IDENTITY"] == mode


def test_identity_is_nothing_else(refusal):
    text = refusal(MPP_IDENTITY="cookie")
    assert "MPP_IDENTITY must be one of" in text
    assert "'cookie'" in text


def test_no_proxy_is_trusted_unless_named(read):
    assert read()["TRUSTED_PROXIES"] == []


def test_proxies_are_addresses_or_networks(read):
    proxies = read(TRUSTED_PROXIES="10.0.0.0/8,::1")["TRUSTED_PROXIES"]
    assert proxies == ["10.0.0.0/8", "::1/128"]


@pytest.mark.parametrize("text", ["nginx", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.1,proxy"])
def test_a_proxy_that_is_no_network_is_refused(refusal, text):
    assert "TRUSTED_PROXIES must list addresses or networks" in refusal(TRUSTED_PROXIES=text)


def test_limits_come_from_the_environment(read):
    assert read(MPP_CHAT_LENGTH="100")["limits"] == {"chat_length": 100, "history": 32}


def test_a_wrong_limit_is_refused_by_name(refusal):
    text = refusal(MPP_CHAT_LENGTH="many")
    assert "ImproperlyConfigured" in text
    assert "MPP_CHAT_LENGTH must be a whole number above 0, but is 'many'" in text


# Where data is


def test_data_is_kept_beside_the_program_by_default(home):
    settings = home.read()
    assert settings["MPP_DATA_DIR"] == str(home.data)
    assert settings["DATABASES"]["default"]["NAME"] == str(home.data / "mpp.sqlite3")


def test_data_may_be_kept_elsewhere(home):
    elsewhere = str(home.directory / "elsewhere")
    settings = home.read(MPP_DATA_DIR=elsewhere)
    assert settings["DATABASES"]["default"]["NAME"] == f"{elsewhere}/mpp.sqlite3"


def test_sqlite_lets_readers_and_the_writer_work_at_once(read):
    options = read()["DATABASES"]["default"]["OPTIONS"]
    assert "journal_mode=WAL" in options["init_command"]
    assert options["transaction_mode"] == "IMMEDIATE"


def test_another_database_has_no_options_of_sqlite(read):
    database = read(DATABASE_URL="postgres://user:pass@db/mpp")["DATABASES"]["default"]
    assert database["ENGINE"].endswith("postgresql")
    assert "init_command" not in database.get("OPTIONS", {})
