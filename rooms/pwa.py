"""The page as an app: its manifest, and the worker that keeps it for when there is no network."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from rooms.views import page_text

_WORKER = "rooms/sw/worker.js"
# What a page asks for; tests, types and licences lie beside it.
_KEPT = {".css", ".js", ".json", ".svg", ".png", ".woff2"}
_SAMPLES = ".mp3"
_FOLDERS = ("rooms/css/", "rooms/i18n/", "rooms/img/", "rooms/js/", "vendor/")
_DIGITS = 16


@dataclass(frozen=True)
class Release:
    """A page and the files it was written for, under a name made of their content."""

    version: str
    page: str
    shell: list[str]
    # Named by themselves: they are most of the weight and hardly ever change.
    samples_version: str
    samples: list[str]

    def as_json(self) -> str:
        return json.dumps(
            {
                "version": self.version,
                "page": self.page,
                "shell": self.shell,
                "samplesVersion": self.samples_version,
                "samples": self.samples,
            }
        )


def _files(suffixes: set[str]) -> Iterator[tuple[str, Path]]:
    """Address and place of the page's static files, in a fixed order."""
    found = {
        name: Path(storage.path(name))
        for finder in finders.get_finders()
        for name, storage in finder.list([])
        if name.startswith(_FOLDERS) and Path(name).suffix in suffixes
    }
    for name in sorted(found):
        yield staticfiles_storage.url(name), found[name]


def _digest(parts: Iterator[tuple[str, bytes]]) -> str:
    digest = hashlib.sha256()
    for name, content in parts:
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:_DIGITS]


def _release() -> Release:
    shell, samples = list(_files(_KEPT)), list(_files({_SAMPLES}))

    def parts() -> Iterator[tuple[str, bytes]]:
        yield "page", page_text().encode()
        yield "worker", _worker_code().encode()
        for address, place in shell:
            yield address, place.read_bytes()

    return Release(
        version=_digest(parts()),
        page=reverse("page"),
        shell=[address for address, _ in shell],
        samples_version=_digest((address, place.read_bytes()) for address, place in samples),
        samples=[address for address, _ in samples],
    )


# Files of a running server change in development only.
_lasting_release = cache(_release)


def release() -> Release:
    return _release() if settings.DEBUG else _lasting_release()


def _worker_code() -> str:
    place = finders.find(_WORKER)
    if place is None:
        raise FileNotFoundError(_WORKER)
    return Path(place).read_text()


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. From the root, for only what lies above the rooms may serve them."""
    code = f"const RELEASE = {release().as_json()};\n{_worker_code()}"
    response = HttpResponse(code, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a system needs to know to install the page (https://www.w3.org/TR/appmanifest/)."""

    def icon(name: str, size: int, purpose: str = "any") -> dict[str, str]:
        source = static(f"rooms/img/{name}.png")
        return {"src": source, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}

    return JsonResponse(
        {
            "id": "/",
            "name": "Multiplayer Piano",
            "short_name": "Piano",
            "description": "Play the piano together with others, in your browser.",
            "start_url": reverse("page"),
            "scope": "/",
            "display": "standalone",
            "orientation": "any",
            "theme_color": "#0b0e13",
            "background_color": "#0b0e13",
            "categories": ["music", "entertainment", "social"],
            "icons": [
                icon("icon-192", 192),
                icon("icon-512", 512),
                icon("icon-maskable-512", 512, "maskable"),
            ],
        },
        content_type="application/manifest+json",
    )
