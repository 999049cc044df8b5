"""Bodies of requests: JSON of a bounded length, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import IO, Any

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

from .exceptions import TooLarge


class BoundedJSONParser(JSONParser):
    """As its parent, but for bodies that are too long or too deep."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        longest: int = settings.MPP.api_body_bytes
        text = stream.read(longest + 1)
        if len(text) > longest:
            raise TooLarge
        try:
            return super().parse(BytesIO(text), media_type, parser_context)
        except RecursionError:
            raise ParseError("Nested too deeply.") from None
