"""Refusals of the API itself. Apart from errors.py, which loads views, and those load these."""

from __future__ import annotations

from rest_framework import exceptions, status


class Banned(exceptions.PermissionDenied):
    """Who is banned from the site may only see why, and appeal."""

    default_code = "banned"
    default_detail = "You are banned from this site."


class CsrfFailed(exceptions.PermissionDenied):
    """The request came with a session, but without what proves that our page sent it."""

    default_code = "csrf-failed"
    default_detail = "A session needs the CSRF token in the header X-CSRFToken."


class TooLarge(exceptions.APIException):
    """The body is longer than anything this API takes."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too-large"
    default_detail = "The body is too large."
