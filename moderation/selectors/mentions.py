"""Who moderators have had to do with."""

from __future__ import annotations

from collections.abc import Collection

from moderation.models import AuditEntry, Ban, Report

MENTIONS = (
    *((Ban, "user_id"), (Ban, "issued_by"), (Ban, "lifted_by")),
    *((Report, "reporter"), (Report, "target"), (AuditEntry, "actor"), (AuditEntry, "target")),
)
"""Tables and their columns with user ids of people who must not be forgotten."""


def mentioned_users(user_ids: Collection[str]) -> set[str]:
    """Those of these users whom a ban, a report or the audit log names."""
    return {
        user_id
        for table, column in MENTIONS
        for user_id in table._default_manager.filter(**{f"{column}__in": user_ids}).values_list(
            column, flat=True
        )
    }
