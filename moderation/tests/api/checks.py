"""A check of schemathesis in place of its own `positive_data_acceptance`, which wants all that the
schema allows to be accepted: a schema cannot say that a ban must end in the future.
"""

from __future__ import annotations

from typing import Any

import schemathesis

UNSAYABLE = {
    "POST /api/v1/bans/": {"preset", "target"},
    "POST /api/v1/webhooks/": {"url"},
    "PATCH /api/v1/webhooks/{webhook_id}/": {"url"},
    "PATCH /api/v1/users/{user_id}/": {"name", "quota", "tag"},
}
"""Fields by operation, of which no schema can tell what is valid."""
OF_ANY = {"cursor"}


@schemathesis.check
def valid_data_is_understood(ctx: Any, response: Any, case: Any) -> None:
    """What the schema allows is refused for a reason of its own, not for being `invalid`."""
    if response.status_code != 400 or not case.meta.generation.mode.is_positive:
        return
    error = response.json()["error"]
    if error["code"] == "invalid":
        unexpected = set(error["fields"]) - UNSAYABLE.get(case.operation.label, set()) - OF_ANY
        assert not unexpected, error
