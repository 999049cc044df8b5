"""The API on real servers: processes of their own, with something of everything in the database."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from rooms.tests.contract.servers import HOST, ROOT, Server, environment, migrate
from rooms.tests.lines import PATIENCE

FILL = "import django; django.setup(); from moderation.tests.api.seed import main; main()"
GENEROUS = {"MPP_LIMIT_SCALE": "100000", "MPP_IDENTITY": "per-address"}


@dataclass
class Served:
    """A server, and the tokens of those who may ask it."""

    server: Server
    tokens: dict[str, str]

    def header(self, who: str) -> dict[str, str]:
        """Credentials of a role of staff, or of a player."""
        kind = "Bearer" if "." in self.tokens[who] else "Token"
        return {"Authorization": f"{kind} {self.tokens[who]}"}

    def ask(self, who: str, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and answer; the path goes out as it is."""
        connection = HTTPConnection(HOST, self.server.port, timeout=PATIENCE)
        try:
            text = None if body is None else json.dumps(body)
            headers = self.header(who) | {"Content-Type": "application/json"}
            connection.request(method, f"/api/v1/{path}", text, headers)
            response = connection.getresponse()
            content = response.read()
            return response.status, json.loads(content) if content else None
        finally:
            connection.close()


def fill(data: Path) -> dict[str, str]:
    """Make a database with something of everything; returns tokens by who has them."""
    migrate(data)
    filled = subprocess.run(
        [sys.executable, "-c", FILL],
        cwd=ROOT,
        env=environment(data, **GENEROUS),
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    tokens: dict[str, str] = json.loads(filled.stdout)
    return tokens


def serve(kind: str, template: Path, data: Path, tokens: dict[str, str]) -> Served:
    """Start a server on a copy of a database."""
    server = Server.on_copy_of(template, kind, data, TRUSTED_PROXIES="127.0.0.1", **GENEROUS)
    server.start()
    return Served(server, tokens)
