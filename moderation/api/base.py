"""What all views of the API have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.viewsets import GenericViewSet

from moderation.actors import Actor
from moderation.errors import ModerationError, Refusal

from .authentication import actor_of
from .people import with_people
from .throttles import Strangers

T = TypeVar("T")
Limits = Mapping[str, type[BaseThrottle]]


class ApiView(GenericViewSet[Any]):
    """Views say in `needs` what each action takes, in `limits` what counts it besides."""

    needs: ClassVar[Mapping[str, str]] = {}
    limits: ClassVar[Limits] = {}

    http_method_names = ("get", "post", "patch", "delete", "head")

    def finalize_response(self, *args: Any, **kwargs: Any) -> Response:
        response: Response = super().finalize_response(*args, **kwargs)
        # Who is banned, and why, does not belong into the cache of a shared computer.
        response.headers["Cache-Control"] = "no-store"
        return response

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        try:
            super().initial(request, *args, **kwargs)
        except (AuthenticationFailed, NotAuthenticated):
            # Checked before any throttle: guessing must not be free.
            stranger = self.stranger()
            if not stranger.allow_request(request, self):
                self.throttled(request, stranger.wait() or 0)
            raise

    def stranger(self) -> BaseThrottle:
        """What counts those who fail to say who they are."""
        return Strangers()

    def get_throttles(self) -> list[BaseThrottle]:
        own = self.limits.get(self.action or "")
        return [*super().get_throttles(), *([own()] if own else [])]

    @property
    def actor(self) -> Actor:
        """Who asks."""
        return actor_of(self.request)

    def accepted(self, serializer_class: Any, partial: bool = False) -> dict[str, Any]:
        """The body of the request, checked. Raises ValidationError."""
        serializer = serializer_class(data=self.request.data, partial=partial)
        serializer.is_valid(raise_exception=True)
        values: dict[str, Any] = serializer.validated_data
        return values

    def told(self, what: Any, serializer_class: Any = None, *, many: bool = False) -> Any:
        """Rows, or one, as the asker may see them."""
        made = serializer_class or self.get_serializer_class()
        context = {**self.get_serializer_context(), "actor": self.actor, "people": {}}
        return with_people(made(what, many=many, context=context))

    def listed(self, rows: Any, serializer_class: Any = None) -> Response:
        """A part of rows that are filtered by what the request says."""
        page = self.paginate_queryset(self.filter_queryset(rows))
        return self.get_paginated_response(self.told(page, serializer_class, many=True))


def found(row: T | None, refusal: Refusal) -> T:
    """`row`, if there is one. Raises ModerationError."""
    if row is None:
        raise ModerationError(refusal)
    return row
