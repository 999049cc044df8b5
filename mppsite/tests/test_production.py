"""The site as it is served to the world: what Django checks, and what browsers are told."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .conftest import REPOSITORY

HOST = "piano.example.org"
SECRET_KEY = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
PATHS = ("/", "/admin/login/", "/api/v1/reasons", "/healthz", "/nobody/is/here", "/static/none")
VISIT = """
import json, sys
import django
django.setup()
from django.conf import settings
from django.core.checks import run_checks
from django.test import Client

paths = json.loads(sys.argv[1])
warnings = [one for one in run_checks(include_deployment_checks=True) if not one.is_silenced()]
client = Client(enforce_csrf_checks=True, headers={"host": "piano.example.org"})
pages = {path: client.get(path, secure=True) for path in paths}
plain = {path: client.get(path) for path in paths}
cookie = client.cookies[settings.CSRF_COOKIE_NAME]
forged = client.post("/admin/login/", {"username": "a", "password": "b"}, secure=True)
elsewhere = Client(headers={"host": "elsewhere.example.org"}).get("/", secure=True)
print(json.dumps({
    "warnings": [str(one) for one in warnings],
    "silenced": settings.SILENCED_SYSTEM_CHECKS,
    "headers": {path: dict(page.headers) for path, page in pages.items()},
    "plain": {path: [one.status_code, one.headers.get("Location")] for path, one in plain.items()},
    "csrf": {name: cookie[name] for name in ("secure", "samesite", "path", "domain")},
    "cookies": [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME],
    "session": [settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY,
                settings.SESSION_COOKIE_SAMESITE],
    "forged": forged.status_code,
    "elsewhere": elsewhere.status_code,
}))
"""


def visit(data: Path, **changes: str) -> dict[str, Any]:
    """What a site tells that is configured as docs/operations.md says."""
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "mppsite.settings",
        "ALLOWED_HOSTS": HOST,
        "SECRET_KEY": SECRET_KEY,
        "HTTPS": "true",
        "MPP_DATA_DIR": str(data),
        "DATABASE_URL": "sqlite://:memory:",
        "LOG_LEVEL": "CRITICAL",
        **changes,
    }
    (data / "static").mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-c", VISIT, json.dumps(PATHS)],
        env=environment,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return visit(tmp_path_factory.mktemp("production"))


def test_django_finds_nothing_to_warn_of(site: dict[str, Any]) -> None:
    """HSTS for other hosts of the domain is the one thing that it is told not to ask for."""
    assert site["warnings"] == []
    assert site["silenced"] == ["security.W005", "security.W021"]


def test_with_all_of_a_domain_nothing_is_silenced(tmp_path: Path) -> None:
    site = visit(tmp_path, HSTS_SUBDOMAINS="true")
    assert (site["warnings"], site["silenced"]) == ([], [])
    told = site["headers"]["/"]["Strict-Transport-Security"]
    assert told == "max-age=31536000; includeSubDomains; preload"


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_tells_browsers_to_be_careful(site: dict[str, Any], path: str) -> None:
    headers = site["headers"][path]
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Server" not in headers


def test_what_comes_without_tls_is_sent_there_but_for_questions_of_machines(
    site: dict[str, Any],
) -> None:
    for path, (status, place) in site["plain"].items():
        if path == "/healthz":
            assert status == 200
        else:
            assert (status, place) == (301, f"https://{HOST}{path}")


def test_cookies_are_for_this_host_over_tls_alone(site: dict[str, Any]) -> None:
    assert site["cookies"] == ["__Host-sessionid", "__Host-csrftoken"]
    assert site["csrf"] == {"secure": True, "samesite": "Lax", "path": "/", "domain": ""}
    assert site["session"] == [True, True, "Lax"]


def test_players_get_no_cookie(site: dict[str, Any]) -> None:
    assert "Set-Cookie" not in site["headers"]["/"]


def test_a_form_of_somebody_elses_page_is_refused(site: dict[str, Any]) -> None:
    assert site["forged"] == 403


def test_a_host_that_is_not_ours_is_refused(site: dict[str, Any]) -> None:
    assert site["elsewhere"] == 400


def served_from_a_checkout(**environment: str) -> dict[str, str]:
    """What `make serve` sets."""
    run = subprocess.run(
        [sys.executable, "-m", "tools.production", "192.0.2.1"],
        cwd=REPOSITORY,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [shlex.split(line) for line in run.stdout.splitlines()]
    return dict(setting.split("=", 1) for _, setting in lines)


def test_a_checkout_is_served_with_what_is_set_and_the_address_it_listens_on() -> None:
    told = served_from_a_checkout(ALLOWED_HOSTS=HOST, SECRET_KEY="it's mine")
    assert told == {
        "DEBUG": "false",
        "SECRET_KEY": "it's mine",
        "ALLOWED_HOSTS": f"{HOST},192.0.2.1",
    }


def test_a_checkout_without_settings_is_served_with_a_key_that_stays(tmp_path: Path) -> None:
    nothing = {"ALLOWED_HOSTS": "", "SECRET_KEY": "", "MPP_DATA_DIR": str(tmp_path)}
    first, second = (served_from_a_checkout(**nothing) for _ in range(2))
    assert first == second
    assert len(first["SECRET_KEY"]) >= 50
    assert first["DEBUG"] == "false"
    assert first["ALLOWED_HOSTS"] == "localhost,127.0.0.1,[::1],192.0.2.1"
