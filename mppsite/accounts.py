"""Settings of accounts: who logs in is staff, everything else on the site needs none."""

from typing import Any

LOGIN_REDIRECT_URL = "/admin/"
SESSION_COOKIE_AGE = 43_200
"""Seconds: a day at the desk."""
_RULES: dict[str, dict[str, Any]] = {
    "MinimumLengthValidator": {"min_length": 12},
    "CommonPasswordValidator": {},
    "NumericPasswordValidator": {},
}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in _RULES.items()
]
