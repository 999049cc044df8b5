"""The OpenAPI description of the API, made from the views, and the page that shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.plumbing import get_lib_doc_excludes
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from .base import ApiView
from .operations import PLAYER_TOKEN

_ERROR_NAME = "Error"
_ERROR = {
    "type": "object",
    "description": "The one shape of all errors.",
    "required": ["error"],
    "additionalProperties": False,
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "fields"],
            "additionalProperties": False,
            "properties": {
                "code": {"type": "string", "description": "stable, for programs"},
                "message": {"type": "string", "description": "for people, in English"},
                "fields": {
                    "type": "object",
                    "additionalProperties": {},
                    "description": "What is wrong with each field, as lists of texts. With "
                    "`already-banned`, `ban` is the id of the existing ban.",
                },
            },
        }
    },
}
_TEXTS = {
    "400": "Something in the request is not valid.",
    "401": "The credentials are missing or not valid.",
    "403": "You may not do this.",
    "404": "There is nothing of this kind.",
    "409": "Its current state does not allow this.",
    "413": "The body is too large.",
    "415": "The body is not JSON.",
    "429": "Too many requests; `Retry-After` says how many seconds to wait.",
}
_WITH_BODY = ("post", "patch", "put")


class ApiSchema(SpectacularAPIView):
    """OpenAPI 3.1, for everybody."""

    authentication_classes = ()
    throttle_classes = ()


class ApiDocs(SpectacularSwaggerSplitView):
    """Swagger UI from our own static files."""

    authentication_classes = ()
    throttle_classes = ()
    template_name = "moderation/api_docs.html"
    title = "Multiplayer Piano API"
    url_name = "schema"


class _Header(OpenApiAuthenticationExtension):
    """What all that travel in the header Authorization have in common."""

    target_class: Any = None
    name = ""
    definition: ClassVar[Mapping[str, str]] = {}

    def get_security_definition(self, auto_schema: Any) -> Any:
        return dict(self.definition)


class ApiTokenScheme(_Header):
    target_class = "moderation.api.authentication.ApiToken"
    name = "apiToken"
    definition: ClassVar[Mapping[str, str]] = {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "`Token …`: an API token of a staff account.",
    }


class PlayerTokenScheme(_Header):
    target_class = "moderation.api.authentication.PlayerToken"
    name = PLAYER_TOKEN
    definition: ClassVar[Mapping[str, str]] = {
        "type": "http",
        "scheme": "bearer",
        "description": "The token that a player or bot sends with `hi`.",
    }


class PasswordScheme(_Header):
    target_class = "moderation.api.passwords.Password"
    name = "password"
    definition: ClassVar[Mapping[str, str]] = {"type": "http", "scheme": "basic"}


class SessionScheme(_Header):
    target_class = "moderation.api.authentication.Session"
    name = "session"
    definition: ClassVar[Mapping[str, str]] = {
        "type": "apiKey",
        "in": "cookie",
        "name": "sessionid",
        "description": "The session of the admin; changes also need the header X-CSRFToken.",
    }


def without_docs() -> list[type]:
    """Hook: classes whose docstrings are for us, not for who reads the description."""
    return [*get_lib_doc_excludes(), ApiView, *ApiView.__subclasses__()]


def only_v1(endpoints: list[Any]) -> list[Any]:
    """Hook: the schema does not describe itself."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/v1/")]


def with_errors(result: Any, generator: Any, request: Any, public: bool) -> Any:
    """Hook: every operation can end in the errors that all have in common."""
    for component in result["components"]["schemas"].values():
        for described in component.get("properties", {}).values():
            # The library writes texts that may be empty as one of two, but an empty one is both.
            if {"type": "string", "maxLength": 0} in described.get("oneOf", ()):
                described["anyOf"] = described.pop("oneOf")
    result["components"]["schemas"][_ERROR_NAME] = _ERROR
    for operations in result["paths"].values():
        for method, operation in operations.items():
            for status in _statuses(method):
                operation["responses"].setdefault(status, _response(status))
    return result


def _statuses(method: str) -> list[str]:
    statuses = ["400", "401", "403", "404", "429"]
    if method in _WITH_BODY:
        statuses += ["409", "413", "415"]
    return statuses


def _response(status: str) -> dict[str, Any]:
    response: dict[str, Any] = {
        "description": _TEXTS[status],
        "content": {
            "application/json": {"schema": {"$ref": f"#/components/schemas/{_ERROR_NAME}"}}
        },
    }
    if status == "429":
        response["headers"] = {
            "Retry-After": {"description": "seconds", "schema": {"type": "integer"}}
        }
    return response
