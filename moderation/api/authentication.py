"""Who asks: an account by session or API token, or a player by the token of `hi`.

No cookie opens a socket of the piano, and no token of a player opens what is for staff: such a
token lies in a browser for as long as somebody plays, one of the API expires.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from knox.auth import TokenAuthentication
from rest_framework.authentication import (
    BaseAuthentication,
    SessionAuthentication,
    get_authorization_header,
)
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from moderation.actors import Actor, actor_of_user
from moderation.requests import actor_of as actor_of_http
from moderation.requests import address_of
from rooms.identity import player_of_token

from .exceptions import CsrfFailed


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody at the piano who has shown the token of their `hi`."""

    user_id: str
    pk: None = None
    is_authenticated: bool = True
    is_active: bool = True


class ApiToken(TokenAuthentication):
    """`Authorization: Token …`: one of an account, hashed and expiring."""

    def authenticate_credentials(self, token: bytes) -> Any:
        try:
            return super().authenticate_credentials(token)
        except UnicodeDecodeError:
            raise AuthenticationFailed("Invalid token.") from None


class PlayerToken(BaseAuthentication):
    """`Authorization: Bearer …`: what a client or bot says at `hi` (docs/protocol.md §3.2)."""

    def authenticate(self, request: Request) -> tuple[Guest, str] | None:
        kind, _, token = get_authorization_header(request).partition(b" ")
        if kind.lower() != b"bearer":
            return None
        text = token.strip().decode("latin-1")
        player = player_of_token(text, longest=settings.MPP.token_length)
        if player is None:
            raise AuthenticationFailed("This token is unknown or has been revoked.")
        return Guest(player.id), text

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class Session(SessionAuthentication):
    """The cookie of the admin; what changes something needs its CSRF token as well."""

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except PermissionDenied as error:
            raise CsrfFailed from error


def guest_of(request: Request) -> Guest | None:
    """Who asks with a token of the piano, if anybody does."""
    return request.user if isinstance(request.user, Guest) else None


def actor_of(request: Request) -> Actor:
    """Who asks, with the rights they have now. Found once a request.

    A player is nobody but a player here, even if their account is one of staff.
    """
    guest = guest_of(request)
    if guest is None:
        return actor_of_http(request)
    return Actor(guest.user_id).asking_from(address_of(request))


def rights_at_the_piano(request: Request) -> Actor:
    """As `actor_of`, with what the linked account of a player may do at the piano."""
    guest = guest_of(request)
    return actor_of_user(guest.user_id) if guest else actor_of(request)
