"""What is in deploy/ is what the servers that read it take, and says what the program needs."""

from __future__ import annotations

import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import crossplane
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())


def nginx(text: str, directory: Path) -> list[dict[str, Any]]:
    """The directives of a configuration; every one known, where it stands and with its values."""
    path = directory / "nginx.conf"
    path.write_text(text.replace("include /etc/nginx/mime.types;", ""))
    result = crossplane.parse(str(path))
    assert result["errors"] == []
    parsed: list[dict[str, Any]] = result["config"][0]["parsed"]
    return parsed


def values(directives: list[dict[str, Any]], name: str) -> list[list[str]]:
    """The arguments of all directives of a name, however deep they stand."""
    found = []
    for directive in directives:
        if directive["directive"] == name:
            found.append(directive["args"])
        found += values(directive.get("block", []), name)
    return found


@pytest.mark.parametrize("name", ["compose.conf", "nginx.conf", "local.conf"])
def test_nginx_passes_on_upgrades_and_addresses(name: str, tmp_path: Path) -> None:
    text = (DEPLOY / "nginx" / name).read_text()
    for mark, value in (("@SERVERS@", "server 127.0.0.1:1;"), ("@PORT@", "80"), ("@DATA@", "/x")):
        text = text.replace(mark, value)
    directives = nginx(text, tmp_path)
    headers = dict(values(directives, "proxy_set_header"))
    assert headers["Upgrade"] == "$http_upgrade"
    assert headers["X-Forwarded-For"] == "$remote_addr"
    assert values(directives, "proxy_http_version") == [["1.1"]]
    # Longer than the 60 s after which a silent client is closed (docs/protocol.md §13).
    assert values(directives, "proxy_read_timeout") == [["90s"]]


def test_compose_waits_for_what_it_needs_and_restarts_what_died() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    lasting = {name: one for name, one in services.items() if name != "migrate"}
    assert {one["restart"] for one in lasting.values()} == {"unless-stopped"}
    assert services["web"]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    for name in ("valkey", "postgres", "proxy"):
        assert "healthcheck" in services[name]
        assert services[name]["image"].count(".") >= 1, "pinned"


def test_the_workers_of_kubernetes_are_not_root_and_have_time_to_hand_over() -> None:
    documents = list(yaml.safe_load_all((DEPLOY / "kubernetes" / "mpp.yaml").read_text()))
    (deployment,) = (one for one in documents if one["kind"] == "Deployment")
    pod = deployment["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["terminationGracePeriodSeconds"] >= 30
    assert deployment["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    selectors = [one["spec"]["selector"] for one in documents if one["kind"] == "Service"]
    assert selectors == [deployment["spec"]["template"]["metadata"]["labels"]]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_takes_the_units(unit: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "verify", *map(str, UNITS)], capture_output=True, text=True, check=False
    )
    wrong = [line for line in done.stderr.splitlines() if "is not executable" not in line]
    assert [line for line in wrong if unit.name.partition("@")[0] in line] == []


@pytest.mark.parametrize(
    "unit", [one for one in UNITS if one.suffix == ".service"], ids=lambda path: path.name
)
def test_units_run_without_root_on_a_system_that_they_cannot_write(unit: Path) -> None:
    lines = set(unit.read_text().splitlines())
    assert {"User=mpp", "NoNewPrivileges=true", "ProtectSystem=strict", "PrivateTmp=true"} <= lines


def section(unit: str, name: str) -> dict[str, str]:
    """What a unit says there; of what it says several times, the last."""
    # Without interpolation, for % is systemd's own.
    parser = ConfigParser(strict=False, interpolation=None)
    parser.read(DEPLOY / "systemd" / unit)
    return dict(parser[name])


def test_a_worker_starts_after_the_migration_but_does_not_hang_on_it() -> None:
    migration = "mpp-migrate.service"
    worker = section("mpp@.service", "Unit")
    assert {key for key, text in worker.items() if migration in text} == {"after", "wants"}
    # Asked for by each start of a worker, it would otherwise run each time.
    assert section(migration, "Service")["remainafterexit"] == "true"


def test_the_image_runs_without_root() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert "USER mpp" in lines
    assert all(":" in line for line in lines if line.startswith("FROM "))
