"""Who may ask for what. Views say what they need; what an act takes, its service checks."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework.exceptions import MethodNotAllowed, NotAuthenticated, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from moderation.models import Ban
from moderation.selectors.bans import active_bans_of

from .authentication import actor_of, guest_of
from .exceptions import Banned

PUBLIC = "public"
PLAYER = "player"
BANNED_PLAYER = "banned-player"
ACCOUNT = "account"
ANYBODY = "anybody"
"""What a view can need beside a permission: nothing; a token of the piano; the same even of who is
banned; an account of staff; either of the last two."""


class Needs(BasePermission):
    """Reads `needs` of the view: for its action, one of the words above or a permission."""

    def has_permission(self, request: Request, view: Any) -> bool:
        need = view.needs.get(view.action)
        if need is None:
            raise MethodNotAllowed(str(request.method))
        if need == PUBLIC:
            return True
        if not request.user or not request.user.is_authenticated:
            raise NotAuthenticated
        if guest_of(request):
            return self._may_guest(request, need)
        if need in (PLAYER, BANNED_PLAYER):
            # An account that is linked to a player may do what the player may.
            return bool(actor_of(request).user_id)
        return need in (ACCOUNT, ANYBODY) or need in actor_of(request).permissions

    def _may_guest(self, request: Request, need: str) -> bool:
        if need in (BANNED_PLAYER, ANYBODY):
            return True
        if need != PLAYER:
            raise PermissionDenied("This is for staff accounts.")
        if is_banned(actor_of(request).user_id):
            raise Banned
        return True


def is_banned(user_id: str) -> bool:
    """Whether somebody may not come into the site at all."""
    return any(
        ban.scope == Ban.Scope.SITE and ban.effect == Ban.Effect.ENTRY
        for ban in active_bans_of([user_id], at=timezone.now())
    )
