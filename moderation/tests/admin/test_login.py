"""The door of the admin: passwords are few and long."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from rooms.domain.rates import Rate

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"
SECRET = "eighty-eight keys"


def tries(client: Client, password: str, **extra: Any) -> int:
    form = {"username": "ann", "password": password}
    return client.post(LOGIN, form, **extra).status_code


@pytest.fixture(autouse=True)
def quick_hashing(settings: Any) -> None:
    """Hashing as it is in production takes a second."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def test_passwords_of_an_address_are_few_at_the_admin_right_ones_too(settings: Any) -> None:
    User.objects.create_user("ann", password=SECRET, is_staff=True)
    settings.MPP = dataclasses.replace(settings.MPP, rate_password=Rate(2, 3_600))
    client = Client()
    assert [tries(client, "wrong"), tries(client, "wrong")] == [200, 200]
    assert tries(client, SECRET) == 429
    assert client.get(LOGIN).status_code == 200
    assert tries(client, SECRET, REMOTE_ADDR="203.0.113.5") == 302


def test_addresses_of_one_ipv6_network_count_together(settings: Any) -> None:
    settings.MPP = dataclasses.replace(settings.MPP, rate_password=Rate(1, 3_600))
    client = Client()
    statuses = [tries(client, "wrong", REMOTE_ADDR=f"2001:db8::{last}") for last in (1, 2)]
    assert statuses == [200, 429]


@pytest.mark.parametrize("password", ["elevenchars", "1234567890123", "qwerty123456"])
def test_short_and_common_passwords_are_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password)


def test_a_long_password_of_plain_words_is_taken() -> None:
    validate_password(SECRET)
