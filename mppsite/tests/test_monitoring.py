"""Facts about what operators and load balancers are told."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from mppsite import monitoring

pytestmark = pytest.mark.django_db
TOKEN = "a long token"


@pytest.fixture(autouse=True)
def static(settings: Any, tmp_path: Any) -> None:
    settings.STATIC_ROOT = tmp_path


@pytest.fixture(autouse=True)
def now(monkeypatch: Any) -> list[float]:
    """The steady clock, in seconds."""
    clock = [1000.0]
    monkeypatch.setattr(monitoring, "monotonic", lambda: clock[0])
    monkeypatch.setattr(monitoring, "_last", (0.0, {}))
    return clock


def ready(client: Client) -> tuple[int, dict[str, Any]]:
    answer = client.get("/readyz")
    return answer.status_code, json.loads(answer.content)


def test_a_process_that_answers_is_alive(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"


def test_with_its_database_a_process_is_ready(client: Client) -> None:
    status, told = ready(client)
    assert (status, told["ready"], told["database"]) == (200, True, "ok")


def test_without_its_database_a_process_is_not_ready(client: Client, monkeypatch: Any) -> None:
    def fail() -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(connection, "cursor", fail)
    status, told = ready(client)
    assert (status, told["ready"], told["database"]) == (503, False, "does not answer")


def test_strangers_who_ask_again_and_again_are_answered_from_memory(
    client: Client, monkeypatch: Any, now: list[float]
) -> None:
    asked: list[float] = []

    def check() -> str:
        asked.append(now[0])
        return ""

    monkeypatch.setitem(monitoring._checks, "asked", check)
    for _ in range(10):
        assert ready(client)[0] == 200
        now[0] += monitoring.READY_FOR_S / 5
    assert len(asked) == 2


def test_without_redis_that_it_needs_a_process_is_not_ready(client: Client, settings: Any) -> None:
    settings.REDIS_URLS = ["redis://127.0.0.1:1/0"]
    status, told = ready(client)
    assert (status, told["redis"]) == (503, "does not answer")


def test_a_process_whose_loop_is_late_is_not_ready(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setitem(monitoring._checks, "loop", lambda: monitoring._late(9.0))
    assert ready(client) == (
        503,
        {"ready": False, "database": "ok", "redis": "ok", "loop": "9.00 s late"},
    )


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"REMOTE_ADDR": "192.0.2.1"}, 403),
        ({"REMOTE_ADDR": ""}, 403),
        # A proxy on this machine that the settings do not know.
        ({"HTTP_X_FORWARDED_FOR": "192.0.2.1"}, 403),
        ({"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 403),
        ({"REMOTE_ADDR": "192.0.2.1", "HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}, 200),
        ({"HTTP_AUTHORIZATION": "Bearer wrong"}, 403),
        ({"HTTP_AUTHORIZATION": "Bearer "}, 403),
    ],
)
def test_metrics_are_for_known_addresses_and_who_has_the_token(
    client: Client, settings: Any, headers: dict[str, str], status: int
) -> None:
    settings.MPP_METRICS_TOKEN = TOKEN
    assert client.get("/metrics", **headers).status_code == status  # type: ignore[arg-type]


def test_behind_a_known_proxy_the_client_counts(client: Client, settings: Any) -> None:
    from ipaddress import ip_network

    settings.TRUSTED_PROXIES = (ip_network("127.0.0.1"),)
    for address, status in (("192.0.2.1", 403), ("127.0.0.2", 200)):
        assert client.get("/metrics", HTTP_X_FORWARDED_FOR=address).status_code == status


def test_what_waits_for_moderators_is_measured(client: Client) -> None:
    text = client.get("/metrics").content.decode()
    names = {family.name for family in text_string_to_metric_families(text)}
    assert {"mpp_bans", "mpp_reports_open", "mpp_appeals_open", "process_open_fds"} <= names
