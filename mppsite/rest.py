"""Settings of the REST API and of what describes it (docs/moderation.md, "REST API")."""

from typing import Any

REST_APPS = [
    "rest_framework",
    "django_filters",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

REST_FRAMEWORK: dict[str, Any] = {
    # The first one says what a 401 asks for.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "moderation.api.authentication.ApiToken",
        "moderation.api.authentication.PlayerToken",
        "moderation.api.authentication.Session",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["moderation.api.permissions.Needs"],
    "DEFAULT_THROTTLE_CLASSES": ["moderation.api.throttles.General"],
    "DEFAULT_PAGINATION_CLASS": "moderation.api.pagination.Pages",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PARSER_CLASSES": ["moderation.api.parsers.BoundedJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "moderation.api.operations.Operation",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "moderation.api.errors.handle",
    "DATETIME_FORMAT": "iso-8601",
    # All is JSON; what looks like a format in a path is a part of the id of a room.
    "FORMAT_SUFFIX_KWARG": None,
    "URL_FORMAT_OVERRIDE": None,
}

SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.0",
    "TITLE": "Multiplayer Piano",
    "DESCRIPTION": "For moderators, and for what players tell them. Times are ISO 8601 in UTC; ids "
    "of rooms stand percent-encoded in paths.",
    "VERSION": "1",
    "LICENSE": {"name": "MIT", "identifier": "MIT"},
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "GET_LIB_DOC_EXCLUDES": "moderation.api.schema.without_docs",
    "PREPROCESSING_HOOKS": ["moderation.api.schema.only_v1"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "moderation.api.schema.with_errors",
    ],
    # Of the ids in paths (moderation/api/paths.py).
    "PATH_CONVERTER_OVERRIDES": {
        "room": {"type": "string", "minLength": 1, "maxLength": 512},
        "user": {"type": "string", "pattern": "^[0-9a-f]{24}$"},
        "line": {"type": "string", "pattern": "^[0-9a-f]{8}$"},
        "row": {"type": "integer", "minimum": 0, "maximum": 10**18 - 1},
    },
    "ENUM_NAME_OVERRIDES": {
        "AppealState": "moderation.models.Appeal.State",
        "BanState": "moderation.api.bans.STATES",
        "DeliveryState": "moderation.models.WebhookDelivery.State",
        "ReportReasonCode": "moderation.models.Report.Reason",
        "ReportState": "moderation.models.Report.State",
        "WebhookEvent": "moderation.models.Webhook.Event",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # No validator of somebody else's, and tokens are not kept by the page.
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},
}

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # In the memory of each process (moderation/api/throttles.py); one entry for each asker.
    "throttles": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "throttles",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    },
}
