"""Filtered words and preset reasons: what staff keep lists of."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.forms.models import model_to_dict

from moderation.actors import Actor
from moderation.errors import ModerationError, Refusal
from moderation.models import BanReason
from rooms.models import FilteredWord

from .audit import audit_record
from .orders import Kind, order_write


def word_save(*, word: FilteredWord, by: Actor) -> FilteredWord:
    """Add a word that is not shown, or change one; it counts at once. Raises ModerationError."""
    with transaction.atomic():
        _save(word, by, "word")
        order_write(Kind.WORDS, {})
    return word


def word_delete(*, word: FilteredWord, by: Actor) -> None:
    """Show a word again. Raises ModerationError."""
    with transaction.atomic():
        _delete(word, by, "word")
        order_write(Kind.WORDS, {})


def reason_save(*, reason: BanReason, by: Actor) -> BanReason:
    """Add a preset reason or change one; bans keep what they were issued for."""
    with transaction.atomic():
        _save(reason, by, "reason")
    return reason


def reason_delete(*, reason: BanReason, by: Actor) -> None:
    """Take a preset reason away; bans keep its text. Raises ModerationError."""
    with transaction.atomic():
        _delete(reason, by, "reason")


def _save(row: Model, by: Actor, what: str) -> None:
    _require(by, "add" if row.pk is None else "change", row)
    before = type(row)._default_manager.filter(pk=row.pk).first() if row.pk else None
    try:
        row.full_clean()
    except ValidationError as error:
        raise ModerationError(Refusal.INVALID, error.message_dict) from error
    row.save()
    old, new = _values(before), _values(row)
    changed = [name for name in new if old.get(name) != new[name]]
    audit_record(
        by=by,
        action=f"{what}_change" if before else f"{what}_add",
        before={name: old[name] for name in changed if name in old},
        after={name: new[name] for name in changed},
        details={"text": str(row)},
    )


def _delete(row: Model, by: Actor, what: str) -> None:
    _require(by, "delete", row)
    audit_record(by=by, action=f"{what}_delete", before=_values(row), details={"text": str(row)})
    row.delete()


def _require(by: Actor, verb: str, row: Model) -> None:
    permission = f"{row._meta.app_label}.{verb}_{row._meta.model_name}"
    if permission not in by.permissions:
        raise ModerationError(Refusal.NOT_ALLOWED)


def _values(row: Model | None) -> dict[str, Any]:
    return model_to_dict(row) if row else {}
