"""Ids of users that follow from where they come, or from an account of theirs (protocol §3.2)."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.utils.crypto import salted_hmac

from .addresses import network_of
from .plugins import Account

USER_ID_BYTES = 12
IDS_KEPT = 2_048
"""Those that a process need not derive again."""


def user_of(address: str) -> str:
    """The id of the default user of `address`: a keyed hash, from which it cannot be guessed."""
    return _derived_id("rooms.identity.user", network_of(address), settings.SECRET_KEY)


def user_of_account(account: Account) -> str:
    """The id of the user of an account of a login provider, derived as that of an address."""
    value = f"{account.type}:{account.account_id}"
    return _derived_id("rooms.identity.account", value, settings.SECRET_KEY)


@lru_cache(IDS_KEPT)
def _derived_id(salt: str, value: str, secret: str) -> str:
    keyed = salted_hmac(salt, value, secret=secret, algorithm="sha256")
    return keyed.hexdigest()[: 2 * USER_ID_BYTES]
