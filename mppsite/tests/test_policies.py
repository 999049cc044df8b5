"""Each part of the site says what browsers may do with it (mppsite/policies.py)."""

from __future__ import annotations

from inspect import isawaitable

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings

from mppsite.policies import POLICIES, policies, policy_for


@pytest.fixture(autouse=True)
def static_root(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()


def directives(header: str) -> dict[str, list[str]]:
    return {name: sources for name, *sources in (part.split() for part in header.split("; "))}


EXCEPTIONS = {
    ("/admin/", "script-src", "'unsafe-eval'"),
    ("/admin/", "style-src-attr", "'unsafe-inline'"),
}
"""For what the admin is built with; each with its reason in mppsite/policies.py."""


@pytest.mark.parametrize(("prefix", "policy"), POLICIES)
def test_no_policy_allows_what_is_inline_or_evaluated_or_elsewhere(prefix, policy):
    for name, sources in policy.items():
        for source in sources.split():
            if (prefix, name, source) in EXCEPTIONS:
                continue
            assert not source.startswith("'unsafe-"), (prefix, name)
            assert source in ("'self'", "'none'", "data:", "ws://{host}", "wss://{host}"), prefix
        assert name != "script-src" or sources.split()[0] == "'self'"
    assert policy["frame-ancestors"] == "'none'"


def test_the_page_may_open_sockets_to_its_own_host_only():
    response = Client().get("/some/room", headers={"host": "localhost:8123"})
    found = directives(response["Content-Security-Policy"])
    assert found["connect-src"] == ["'self'", "ws://localhost:8123", "wss://localhost:8123"]
    assert found["default-src"] == found["script-src"] == ["'self'"]
    assert "microphone=()" in response["Permissions-Policy"]


@pytest.mark.parametrize(
    "path", ["/", "/?c=x", "/healthz", "/static/none.js", "/%2fadmin/", "/admin"]
)
def test_every_answer_has_a_policy(path):
    assert "default-src" in Client().get(path)["Content-Security-Policy"]


def test_data_is_not_a_page():
    assert policy_for("/api/rooms", "h") == "default-src 'none'; frame-ancestors 'none'"
    assert "ws:" not in policy_for("/admin/", "h")
    assert policy_for("/administration", "h") == policy_for("/", "h")


def test_a_host_that_is_not_ours_is_not_named():
    with override_settings(ALLOWED_HOSTS=["piano.test"]):
        response = Client().get("/", headers={"host": "evil.test"})
    assert response.status_code == 400
    assert "evil" not in response["Content-Security-Policy"]


async def test_a_view_may_set_its_own():
    async def view(request):
        return HttpResponse(headers={"Content-Security-Policy": "default-src 'none'"})

    answer = policies(view)(RequestFactory().get("/"))
    assert isawaitable(answer)
    response = await answer
    assert response["Content-Security-Policy"] == "default-src 'none'"
