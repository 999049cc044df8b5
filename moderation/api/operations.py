"""What the schema says of single operations. Loaded with the first view, so it loads none."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema

from .permissions import ANYBODY, BANNED_PLAYER, PLAYER, PUBLIC

PLAYER_TOKEN = "playerToken"  # noqa: S105


class Operation(AutoSchema):
    """Says which credentials an operation takes."""

    def get_auth(self) -> list[dict[str, Any]]:
        view: Any = self.view
        need = view.needs[view.action]
        if need == PUBLIC:
            return []
        schemes: list[dict[str, Any]] = super().get_auth()
        if need in (ANYBODY, BANNED_PLAYER, PLAYER):
            return schemes
        return [scheme for scheme in schemes if PLAYER_TOKEN not in scheme]
