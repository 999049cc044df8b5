"""Admin and API are loaded when they are first asked for (mppsite/parts.py)."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from django.conf import settings

ASK = """
import asyncio, json, sys
import django
django.setup()
from django.test import AsyncClient
from mppsite.asgi import application

async def main():
    client = AsyncClient()
    seen = [sorted(name for name in %r if name in sys.modules)]
    for path in ("/healthz", "/my-room", "/admin/login/", "/api/v1/rooms/"):
        status = (await client.get(path)).status_code
        seen.append([path, status, sorted(name for name in %r if name in sys.modules)])
    print(json.dumps(seen))

asyncio.run(main())
"""
ADMIN, API, TWISTED = "moderation.admin.pages", "moderation.api.bans", "twisted"


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    data = tmp_path_factory.mktemp("parts")
    names = (ADMIN, API, TWISTED, "redis", "aiohttp")
    env = {
        "PATH": "/usr/bin:/bin",
        "DJANGO_SETTINGS_MODULE": "mppsite.settings",
        "MPP_DATA_DIR": str(data),
        "DEBUG": "true",
        "ALLOWED_HOSTS": "testserver",
    }
    root = settings.BASE_DIR
    migrate = [sys.executable, "manage.py", "migrate", "-v0"]
    subprocess.run(migrate, cwd=root, env=env, check=True)
    asked = [sys.executable, "-c", ASK % (names, names)]
    done = subprocess.run(asked, cwd=root, env=env, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def test_a_process_that_serves_people_has_neither_admin_nor_api_in_memory(seen):
    before, health, page, *_ = seen
    assert before == []
    assert health == ["/healthz", 200, []]
    assert page == ["/my-room", 200, []]


def test_each_is_there_for_who_asks(seen):
    *_, admin, api = seen
    assert admin[1] == 200
    assert ADMIN in admin[2]
    assert api[1] == 401
    assert API in api[2]
