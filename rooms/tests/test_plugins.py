"""What is plugged in at start, and what is refused (rooms/plugins.py)."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from rooms.plugins import NO_PLUGINS, plug_in
from rooms.tests.contract import plugged
from rooms.tests.contract.servers import ROOT, environment

HERE = __name__
LOGINS, PROXIES = f"{plugged.__name__}.Logins", f"{plugged.__name__}.Proxies"


class Blocking:
    """Its method would hold up everybody."""

    def is_proxy(self, address):
        return False

    def log_in(self, type, code):
        return None


class Demanding:
    """Cannot be made without an argument."""

    def __init__(self, key):
        self.key = key


def test_nothing_is_plugged_in_unless_named():
    assert plug_in() == NO_PLUGINS


def test_what_is_named_is_made():
    plugins = plug_in(login_provider=LOGINS, proxy_detector=PROXIES)
    assert isinstance(plugins.login_provider, plugged.Logins)
    assert isinstance(plugins.proxy_detector, plugged.Proxies)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        *(("no.such.module", "No module named"), ("rooms.plugins.Nothing", "does not define")),
        *(("nodots", "module path"), (f"{HERE}.Demanding", "missing 1 required")),
        *((f"{HERE}.Blocking", "no `async def"), (f"{HERE}.HERE", "not callable")),
        (f"{HERE}.test_nothing_is_plugged_in_unless_named", "no `async def"),
    ],
)
@pytest.mark.parametrize("kind", ["login_provider", "proxy_detector"])
def test_a_path_that_leads_to_no_plugin_is_refused_by_name(kind, path, why):
    with pytest.raises(ImproperlyConfigured, match=why) as refusal:
        plug_in(**{kind: path})
    assert f"MPP_{kind.upper()}" in str(refusal.value)
    assert path in str(refusal.value)


def test_a_check_tells_what_is_refused(settings):
    assert "rooms.E001" not in [one.id for one in run_checks()]
    settings.MPP_PROXY_DETECTOR = "no.such.module"
    (error,) = [one for one in run_checks() if one.id == "rooms.E001"]
    assert "MPP_PROXY_DETECTOR" in error.msg


def test_a_server_does_not_start_without_its_plugin(tmp_path):
    ended = subprocess.run(
        [sys.executable, "-c", "import mppsite.asgi"],
        cwd=ROOT,
        env={**environment(tmp_path, MPP_LOGIN_PROVIDER="no.such.Provider"), "PATH": os.defpath},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    last = ended.stderr.strip().splitlines()[-1]
    assert "MPP_LOGIN_PROVIDER" in last
    assert "no.such.Provider" in last
