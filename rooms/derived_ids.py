"""Ids that follow from an address or an account, and their tokens (protocol §3.2)."""

from __future__ import annotations

import base64
from functools import lru_cache

from django.conf import settings
from django.utils.crypto import salted_hmac

from .addresses import network_of
from .plugins import Account

USER_ID_BYTES = 12
SECRET_BYTES = 24
KEPT = 2_048
"""Ids and tokens that a process need not derive again."""


def user_of(address: str) -> str:
    """The id of the default user of `address`: a keyed hash, from which it cannot be guessed."""
    return _derived_id("rooms.identity.user", network_of(address), settings.SECRET_KEY)


def user_of_account(account: Account) -> str:
    """The id of the user of an account of a login provider, derived as that of an address."""
    value = f"{account.type}:{account.account_id}"
    return _derived_id("rooms.identity.account", value, settings.SECRET_KEY)


@lru_cache(KEPT)
def _derived_id(salt: str, value: str, secret: str) -> str:
    keyed = salted_hmac(salt, value, secret=secret, algorithm="sha256")
    return keyed.hexdigest()[: 2 * USER_ID_BYTES]


@lru_cache(KEPT)
def derived_token(user_id: str, generation: int, secret: str) -> str:
    """The token of a user with a derived id; `secret` is the key of the site."""
    value = f"{user_id}.{generation}"
    keyed = salted_hmac("rooms.identity.token", value, secret=secret, algorithm="sha256")
    return f"{user_id}.{base64.urlsafe_b64encode(keyed.digest()[:SECRET_BYTES]).decode()}"
