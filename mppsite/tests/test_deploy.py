"""What is in deploy/ is what the servers that read it take, and says what the program needs."""

from __future__ import annotations

import re
import shutil
import subprocess
from configparser import ConfigParser
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import crossplane
import pytest
import yaml

from rooms.addresses import client_address

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
# What is to be run each day (docs/privacy.md).
DAILY = ["manage.py purge_sightings", "manage.py purge", "manage.py clearsessions"]


def nginx(text: str, directory: Path) -> list[dict[str, Any]]:
    """The directives of a configuration; every one known, where it stands and with its values."""
    path = directory / "nginx.conf"
    path.write_text(text.replace("include /etc/nginx/mime.types;", ""))
    result = crossplane.parse(str(path))
    assert result["errors"] == []
    parsed: list[dict[str, Any]] = result["config"][0]["parsed"]
    return parsed


def blocks(
    directives: list[dict[str, Any]], name: str, *arguments: str
) -> list[list[dict[str, Any]]]:
    """What stands in all blocks of a name and, if given, these arguments, however deep."""
    found = []
    for directive in directives:
        block = directive.get("block", [])
        if directive["directive"] == name and directive["args"][: len(arguments)] == [*arguments]:
            found.append(block)
        found += blocks(block, name, *arguments)
    return found


def values(directives: list[dict[str, Any]], name: str) -> list[list[str]]:
    """The arguments of all directives of a name, however deep they stand."""
    found = []
    for directive in directives:
        if directive["directive"] == name:
            found.append(directive["args"])
        found += values(directive.get("block", []), name)
    return found


# Open to the world: the peer is the client. Compose's stands behind what speaks TLS.
@pytest.mark.parametrize(
    ("name", "client"),
    [
        ("nginx.conf", "$remote_addr"),
        ("local.conf", "$remote_addr"),
        ("compose.conf", "$proxy_add_x_forwarded_for"),
    ],
)
def test_nginx_passes_on_upgrades_and_addresses(name: str, client: str, tmp_path: Path) -> None:
    text = (DEPLOY / "nginx" / name).read_text()
    for mark, value in (("@SERVERS@", "server 127.0.0.1:1;"), ("@PORT@", "80"), ("@DATA@", "/x")):
        text = text.replace(mark, value)
    directives = nginx(text, tmp_path)
    headers = dict(values(directives, "proxy_set_header"))
    assert headers["Upgrade"] == "$http_upgrade"
    assert headers["X-Forwarded-For"] == client
    assert values(directives, "proxy_http_version") == [["1.1"]]
    # Longer than the 60 s after which a silent client is closed (docs/protocol.md §13).
    assert values(directives, "proxy_read_timeout") == [["90s"]]


@pytest.mark.parametrize("name", ["compose.conf", "nginx.conf"])
def test_nginx_shows_the_world_no_metrics(name: str, tmp_path: Path) -> None:
    directives = nginx((DEPLOY / "nginx" / name).read_text(), tmp_path)
    (server,) = (one for one in blocks(directives, "server") if blocks(one, "location"))
    (metrics,) = blocks(server, "location", "=", "/metrics")
    assert values(metrics, "return") == [["404"]]


# Compose


def default(text: str) -> str:
    """What stands for a variable of Compose that is not set."""
    found = re.search(r"\$\{\w+:-(.*?)\}", text)
    assert found
    return found[1]


def test_compose_waits_for_what_it_needs_and_restarts_what_died() -> None:
    lasting = {name: one for name, one in SERVICES.items() if name != "migrate"}
    assert {one["restart"] for one in lasting.values()} == {"unless-stopped"}
    for name in ("web", "purge"):
        migrated = SERVICES[name]["depends_on"]["migrate"]["condition"]
        assert migrated == "service_completed_successfully"
    for name in ("valkey", "postgres", "proxy"):
        assert SERVICES[name]["image"].count(".") >= 1, "pinned"


def test_compose_asks_those_that_serve_whether_they_do() -> None:
    asked = {name for name, one in SERVICES.items() if "test" in one.get("healthcheck", {})}
    # The image brings the question to its workers.
    assert asked == {"valkey", "postgres", "proxy"}
    assert "HEALTHCHECK" in (ROOT / "Dockerfile").read_text()
    assert "http://127.0.0.1/healthz" in SERVICES["proxy"]["healthcheck"]["test"][-1]
    for name in ("migrate", "purge"):
        assert SERVICES[name]["healthcheck"] == {"disable": True}


@pytest.mark.parametrize("name", ["web", "migrate", "purge"])
def test_every_setting_of_the_file_reaches_the_containers(name: str) -> None:
    assert SERVICES[name]["env_file"] == [{"path": ".env", "required": False}]
    # Where things are in these containers is not for the file to say.
    assert {"DATABASE_URL", "REDIS_URL", "MPP_DATA_DIR"} <= set(SERVICES[name]["environment"])


PROXY = SERVICES["proxy"]["networks"]["inside"]["ipv4_address"]
(INSIDE,) = COMPOSE["networks"]["inside"]["ipam"]["config"]
GATEWAY = INSIDE["gateway"]


def seen(forwarded: str, *trusted: str) -> str:
    """Whose address a worker takes it to be that reads this behind the proxy of Compose."""
    networks = [ip_network(one) for one in trusted]
    return client_address(PROXY, [(b"x-forwarded-for", forwarded.encode())], networks)


def test_behind_what_speaks_tls_on_this_host_everybody_has_their_own_address() -> None:
    trusted = default(SERVICES["web"]["environment"]["TRUSTED_PROXIES"])
    assert trusted == INSIDE["subnet"]
    assert seen(f"203.0.113.9, {GATEWAY}", trusted) == "203.0.113.9"
    assert seen(f"192.0.2.1, 203.0.113.9, {GATEWAY}", trusted) == "203.0.113.9"


def test_the_gateway_is_believed_only_while_nobody_from_outside_comes_by_it() -> None:
    (published,) = SERVICES["proxy"]["ports"]
    assert default(published).startswith("127.0.0.1:")
    # Published to the world, as README says.
    assert seen(f"192.0.2.1, {GATEWAY}", PROXY) == GATEWAY
    assert seen("192.0.2.1, 203.0.113.9", PROXY) == "203.0.113.9"


def test_no_other_container_is_given_the_address_of_the_proxy() -> None:
    subnet, others = ip_network(INSIDE["subnet"]), ip_network(INSIDE["ip_range"])
    assert ip_address(PROXY) in subnet
    assert ip_address(PROXY) not in others


# What is old is forgotten


def test_compose_forgets_each_day() -> None:
    *steps, pause = SERVICES["purge"]["command"][-1].split(" && ")
    assert steps == [f"python {step}" for step in DAILY]
    assert pause == "sleep 86400"


def test_kubernetes_forgets_each_day() -> None:
    documents = list(yaml.safe_load_all((DEPLOY / "kubernetes" / "mpp.yaml").read_text()))
    (job,) = (one for one in documents if one["kind"] == "CronJob")
    assert job["spec"]["schedule"].endswith("* * *")
    (container,) = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    assert container["command"][-1].split(" && ") == [f"python {step}" for step in DAILY]


def test_systemd_forgets_each_day() -> None:
    lines = (DEPLOY / "systemd" / "mpp-purge.service").read_text().splitlines()
    steps = [line.partition("python ")[2] for line in lines if line.startswith("ExecStart=")]
    assert steps == DAILY
    assert section("mpp-purge.timer", "Timer")["oncalendar"].startswith("*-*-* ")


# Kubernetes, systemd and the image


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


def test_the_image_holds_code_that_is_compiled_and_no_tests() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    (compiled,) = (line for line in lines if "compileall" in line)
    code = {line.split()[-1] for line in lines if re.match(r"COPY (\w+) \1$", line)}
    assert {"mppsite", "rooms", "moderation"} == code - {"templates", "static"}
    assert code - {"templates", "static"} <= set(compiled.split())
    assert lines.index(compiled) < lines.index("USER mpp")
    assert not any(word in line for line in lines for word in ("__pycache__", "DONTWRITEBYTECODE"))
    assert "**/tests" in (ROOT / ".dockerignore").read_text().splitlines()


def test_no_file_stands_in_the_way_of_a_command_of_make() -> None:
    makefile = (ROOT / "Makefile").read_text()
    (phony,) = re.findall(r"^\.PHONY: (.*)", makefile, re.MULTILINE)
    # What is built has a point, a slash or a variable in its name.
    assert set(phony.split()) == set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
