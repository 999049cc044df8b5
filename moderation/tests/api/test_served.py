"""The API of real servers: whatever its schema allows, odd ids in paths, many at once."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest

from rooms.tests.contract.servers import COMMANDS, HOST, ROOT

from .seed import BOB, LATER, ODD_ROOMS, PRESET
from .served import Served, fill, serve

SECONDS = 300
"""After which a run of schemathesis has failed; it takes about a fifth of that."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    data = tmp_path_factory.mktemp("filled")
    return data, fill(data)


@pytest.fixture(scope="module", params=sorted(COMMANDS))
def served(
    request: pytest.FixtureRequest,
    filled: tuple[Path, dict[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Served]:
    template, tokens = filled
    data = tmp_path_factory.mktemp("served") / request.param
    made = serve(request.param, template, data, tokens)
    yield made
    made.server.stop()


# Ids of rooms


@pytest.mark.parametrize("room", ODD_ROOMS)
def test_any_id_of_a_room_stands_in_a_path(served, room):
    path = f"rooms/{quote(room, safe='')}/"
    status, told = served.ask("owner", "GET", path)
    assert (status, told["id"]) == (200, room)
    status, bans = served.ask("owner", "GET", f"{path}bans/")
    assert (status, [ban["expires_at"] for ban in bans]) == (200, [ODD_ROOMS.index(room) + FAR])


FAR = 4_000_000_000_000


def test_slashes_that_are_not_encoded_are_understood_where_they_can_be(served):
    status, bans = served.ask("owner", "GET", "rooms/test/awkward/bans/")
    assert (status, len(bans)) == (200, 1)


def test_half_a_character_in_a_path_is_no_room(served):
    assert served.ask("owner", "GET", "rooms/%ff%fe/")[0] == 404


# Many at once


def test_of_many_who_ban_and_lift_at_once_one_comes_after_the_other(served: Served) -> None:
    body = {"user": BOB, "reason": PRESET, "expires_at": LATER}

    def ban(_: int) -> tuple[int, int]:
        status, told = served.ask("owner", "POST", "bans/", body)
        return status, int(told["id"])

    def lift(ban_id: int) -> int:
        status, told = served.ask("owner", "POST", f"bans/{ban_id}/lift/", {})
        assert told["state"] == "lifted"
        return status

    made: list[tuple[int, int]] = [ban(0)]
    with ThreadPoolExecutor(6) as pool:
        for number in range(5):
            bans = pool.map(ban, range(3))
            lifts = pool.map(lift, [made[-1][1]] * 3)
            assert set(lifts) == {200}, number
            made += bans
    assert {status for status, _ in made} <= {200, 201}
    new = [ban_id for status, ban_id in made if status == 201]
    assert len(new) == len(set(new)) == len({ban_id for _, ban_id in made})
    assert on_record(served, "ban_issue") == sorted(new)
    assert set(on_record(served, "ban_lift")) <= set(new)
    assert len(on_record(served, "ban_lift")) == len(set(on_record(served, "ban_lift")))
    active = served.ask("owner", "GET", f"bans/?state=active&user={BOB}&scope=site")[1]
    assert active["count"] <= 1


def on_record(served: Served, action: str) -> list[int]:
    query = f"audit/?action={action}&target={BOB}&account=the%20owner&page_size=200"
    entries = served.ask("owner", "GET", query)[1]["results"]
    return sorted(entry["details"]["ban"] for entry in entries)


# Whatever the schema allows, and what it does not

CONFIG = """
seed = 1
continue-on-failure = true
hooks = "moderation.tests.api.checks"
headers = {{ Authorization = "{owner}" }}
cache = {{ enabled = false }}

[checks.positive_data_acceptance]
enabled = false

[phases.fuzzing]
enabled = {fuzzing}

[phases.fuzzing.generation]
max-examples = {examples}

[phases.stateful.generation]
max-examples = 3

[[operations]]
include-name = ["POST /api/v1/reports/", "POST /api/v1/me/link/", "GET /api/v1/me/sanctions/"]
headers = {{ Authorization = "{player}" }}

# Whose tokens are revoked meanwhile asks nothing else.
[[operations]]
include-name = "DELETE /api/v1/me/tokens/{{key}}/"
headers = {{ Authorization = "{admin}" }}
"""


@pytest.mark.parametrize("served", ["uvicorn"], indirect=True)
def test_schemathesis_finds_no_fault(served, tmp_path):
    config = tmp_path / "schemathesis.toml"
    asking = {"owner": "owner", "admin": "admin", "player": "alice"}
    headers = {name: served.header(who)["Authorization"] for name, who in asking.items()}
    # What is drawn at random differs from run to run, even with a seed: `make fuzz-api` does that.
    examples = int(os.environ.get("API_EXAMPLES", "0"))
    fuzzing = str(examples > 0).lower()
    config.write_text(CONFIG.format(fuzzing=fuzzing, examples=max(1, examples), **headers))
    url = f"http://{HOST}:{served.server.port}/api/schema/"
    run = subprocess.run(
        [Path(sys.executable).with_name("st"), "--config-file", config, "run", url],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert run.returncode == 0, run.stdout
    cases = re.search(r"(\d+) generated, (\d+) passed, (\d+) skipped", run.stdout)
    assert cases, run.stdout
    assert int(cases[2]) > 1000
    # All doors stood open but that of passwords.
    assert "Authentication failed: 1 operation returned only 401/403" in run.stdout, run.stdout
