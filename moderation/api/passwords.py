"""Names and passwords, where an API token is issued and nowhere else."""

from __future__ import annotations

from typing import Any

from rest_framework.authentication import BasicAuthentication
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request

from .throttles import Strangers


class Passwords(Strangers):
    """Tries of passwords from one address."""

    scope = "password"

    def allow_request(self, request: Request, view: Any) -> bool:
        """Counts a request once, whoever asks first: a password before it is hashed."""
        known = vars(request._request)
        if "password_allowed" not in known:
            known["password_allowed"] = super().allow_request(request, view)
        return bool(known["password_allowed"])


class Password(BasicAuthentication):
    """Hashing takes a third of a second of a core: who may not try any more is not given it."""

    www_authenticate_realm = "API tokens"

    def authenticate_credentials(
        self, userid: str, password: str, request: Request | None = None
    ) -> Any:
        tries = Passwords()
        if request is not None and not tries.allow_request(request, None):
            raise Throttled(tries.wait())
        if "\x00" in userid + password:  # No database takes it.
            raise AuthenticationFailed("Invalid username/password.")
        return super().authenticate_credentials(userid, password, request)
