"""What the page keeps for when there is no network."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from rooms import pwa, views

STATIC = str(settings.STATIC_URL)


@pytest.fixture
def response(rf):
    return pwa.worker(rf.get("/sw.js"))


@pytest.fixture
def kept(response):
    """Names of the files that a release lists."""
    first = response.content.decode().splitlines()[0]
    release = json.loads(first.removeprefix("const RELEASE = ").removesuffix(";"))
    return {
        key: {address.removeprefix(STATIC) for address in release[key]}
        for key in ("shell", "samples")
    }


def test_the_worker_is_a_script_that_is_asked_for_again_each_time(response):
    assert response["Content-Type"].startswith("text/javascript")
    assert response["Cache-Control"] == "no-cache"


def test_everything_that_the_page_names_is_kept(kept):
    named = set(re.findall(rf'(?:href|src)="{STATIC}([^"#]+)"', views.page_text()))
    assert named
    assert named <= kept["shell"]


def test_everything_that_is_kept_is_there_and_no_more_than_a_page_asks_for(kept):
    shell, samples = kept["shell"], kept["samples"]
    assert {"rooms/js/main.js", "rooms/i18n/en.json", "vendor/uqr/uqr.js"} <= shell
    assert "vendor/salamander/C4.mp3" in samples
    for name in shell | samples:
        assert finders.find(name), name
    assert not [name for name in shell if ".test." in name or "LICENSE" in name or "/sw/" in name]


def test_a_release_is_named_by_its_content(monkeypatch, tmp_path):
    before = pwa._release()
    assert pwa._release() == before
    files = pwa._files
    changed = tmp_path / "main.js"
    changed.write_text("// another one")

    def with_change(suffixes: set[str]) -> list[tuple[str, Path]]:
        return [
            (address, changed if address.endswith("rooms/js/main.js") else place)
            for address, place in files(suffixes)
        ]

    monkeypatch.setattr(pwa, "_files", with_change)
    after = pwa._release()
    assert after.version != before.version
    assert after.samples_version == before.samples_version


def test_other_limits_of_the_server_make_another_release(settings):
    before = pwa._release()
    settings.MPP = dataclasses.replace(settings.MPP, siteban_ms=1)
    assert pwa._release().version != before.version
