"""The page names its modules ahead (rooms/templatetags/modules.py)."""

from __future__ import annotations

import gzip
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from rooms.templatetags.modules import module_graph

MAIN = "rooms/js/main.js"


@pytest.fixture(autouse=True)
def static_root(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()


def test_every_module_of_the_page_is_named_once():
    page = Client().get("/").content.decode()
    named = re.findall(r'<link rel="modulepreload" href="/static/([^"]+)">', page)
    assert named == list(module_graph(MAIN))
    assert len(named) == len(set(named)) > 50


def test_imports_are_followed_however_they_are_written(tmp_path, monkeypatch):
    files = {
        "a/main.js": "import { x } from './b.js';\nimport '../c.js';\nexport { y } from './d.js';",
        "a/b.js": "import {\n  one,\n  two,\n} from '../c.js';\n// import { no } from './e.js';",
        "c.js": "const late = () => import('./a/e.js');\nimport { z } from './a/main.js';",
        "a/d.js": "export const text = 'import from nowhere';",
    }
    for name, source in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(source)
    monkeypatch.setattr(finders, "find", lambda name: tmp_path / name)
    assert module_graph("a/main.js") == ("a/main.js", "a/b.js", "c.js", "a/d.js")


def test_a_module_that_is_missing_is_found_out(monkeypatch):
    monkeypatch.setattr(finders, "find", lambda name: None)
    with pytest.raises(FileNotFoundError, match="main"):
        module_graph(MAIN)


def test_the_page_is_sent_compressed():
    response = Client().get("/", headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert b"modulepreload" in gzip.decompress(response.content)
