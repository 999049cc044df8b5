"""Alerts and dashboard ask for numbers that there are, and lead to what helps (deploy/)."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from typing import Any

import promql_parser
import pytest
import yaml
from prometheus_client.core import Metric

from moderation.live.desk import ModeratorsDesk
from mppsite.monitoring import registry
from rooms.compose import compose
from rooms.conf import Limits
from rooms.layer import LeanInMemoryChannelLayer
from rooms.metrics import LiveCollector

from .conftest import REPOSITORY

DEPLOY = REPOSITORY / "deploy"
ALERTS = DEPLOY / "prometheus" / "alerts.yml"
SAMPLES = {"counter": ["_total"], "gauge": [""], "histogram": ["_bucket", "_sum", "_count"]}
OF_PROMETHEUS = {"up"}
LABELS_OF_PROMETHEUS = {"instance", "job", "le"}


@cache
def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load(ALERTS.read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


@cache
def panels() -> list[dict[str, Any]]:
    dashboard = json.loads((DEPLOY / "grafana" / "mpp.json").read_text())
    return [panel for panel in dashboard["panels"] if panel["type"] != "row"]


def expressions() -> Iterator[str]:
    yield from (rule["expr"] for rule in rules())
    for panel in panels():
        for target in panel["targets"]:
            # Grafana puts names of workers there.
            yield target["expr"].replace("$instance", ".*")


def selectors(expression: str) -> list[promql_parser.VectorSelector]:
    found: list[promql_parser.VectorSelector] = []

    def visit(part: promql_parser.Expr) -> None:
        if isinstance(part, promql_parser.VectorSelector):
            found.append(part)

    promql_parser.walk(promql_parser.parse(expression), visit)
    return found


@pytest.fixture
def measured(db: None) -> dict[str, Metric]:
    """All that a server tells, by the names that its samples have."""
    live = compose(
        layer=LeanInMemoryChannelLayer(),
        limits=Limits(),
        identity="fresh",
        desk=ModeratorsDesk(),
    )
    families = [*registry.collect(), *LiveCollector(live).collect()]
    return {
        f"{family.name}{suffix}": family
        for family in families
        for suffix in SAMPLES.get(family.type, [""])
    }


def test_every_number_that_is_asked_for_is_measured(measured: dict[str, Metric]) -> None:
    asked = {one.name for expression in expressions() for one in selectors(expression)}
    assert len(asked) > 25
    assert asked - measured.keys() - OF_PROMETHEUS == set()


def test_every_number_of_ours_is_on_the_dashboard(measured: dict[str, Metric]) -> None:
    shown = {one.name for expression in expressions() for one in selectors(expression)}
    families = {measured[name].name for name in shown if name in measured}
    ours = {family.name for family in measured.values() if family.name.startswith("mpp_")}
    # The last second says less than the worst of a minute; sockets less than their bytes.
    assert ours - families == {"mpp_loop_lag_seconds", "mpp_outbox_sockets"}


def test_every_number_of_ours_is_explained(measured: dict[str, Metric]) -> None:
    text = (REPOSITORY / "docs" / "operations.md").read_text()
    ours = {family.name for family in measured.values() if family.name.startswith("mpp_")}
    assert {name for name in ours if f"`{name.removeprefix('mpp_')}" not in text} == set()


def test_an_alert_says_what_is_wrong_and_where_it_is_told_what_to_do() -> None:
    text = (REPOSITORY / "docs" / "operations.md").read_text()
    titles = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    anchors = {re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-") for title in titles}
    for rule in rules():
        assert rule["annotations"]["summary"]
        page, _, anchor = rule["annotations"]["runbook"].partition("#")
        assert (REPOSITORY / page).exists()
        assert anchor in anchors, rule["alert"]
    assert len({rule["alert"] for rule in rules()}) == len(rules())


def test_a_dashboard_has_room_for_each_of_its_panels() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in panels():
        place = panel["gridPos"]
        squares = {
            (place["x"] + right, place["y"] + down)
            for right in range(place["w"])
            for down in range(place["h"])
        }
        assert not squares & taken, panel["title"]
        assert place["x"] + place["w"] <= 24
        taken |= squares


@pytest.mark.skipif(not shutil.which("promtool"), reason="Prometheus is not installed")
@pytest.mark.parametrize("what", [("rules", "alerts.yml"), ("config", "prometheus.yml")])
def test_prometheus_takes_the_files(what: tuple[str, str]) -> None:
    kind, name = what
    subprocess.run(["promtool", "check", kind, name], cwd=ALERTS.parent, check=True)
