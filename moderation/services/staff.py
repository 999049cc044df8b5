"""Who is staff: accounts and their roles."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction

from moderation.actors import Actor, actor_of_account
from moderation.errors import ModerationError, Refusal
from moderation.roles import ROLES

from .audit import audit_record

ROLE_NAMES = tuple(role.name for role in ROLES)


class Made(NamedTuple):
    """An account of staff, and whether there was none of this name before."""

    account: Any
    is_new: bool


def moderator_make(*, name: str, role: str, by: Actor) -> Made:
    """Give an account one role and no other; an empty role takes them all. Only superusers do so.

    An account that does not exist is made: without a password, so nobody can log in until it has
    one. Raises ModerationError.
    """
    by.require_superuser()
    if role and role not in ROLE_NAMES:
        raise ModerationError(Refusal.INVALID, {"role": f"must be one of: {', '.join(ROLE_NAMES)}"})
    with transaction.atomic():
        made = _find_or_make(name, may_make=bool(role))
        groups = made.account.groups
        before = sorted(groups.filter(name__in=ROLE_NAMES).values_list("name", flat=True))
        after = [role] if role else []
        # Other groups are the site's own, and stay.
        groups.remove(*Group.objects.filter(name__in=ROLE_NAMES).exclude(name=role))
        if role:
            groups.add(Group.objects.get_or_create(name=role)[0])
        is_staff = bool(role) or made.account.is_superuser
        if made.account.is_staff != is_staff:
            made.account.is_staff = is_staff
            made.account.save(update_fields=["is_staff"])
        if before != after:
            audit_record(
                by=by,
                action="role_change",
                target=actor_of_account(made.account.pk).user_id,
                before={"roles": before},
                after={"roles": after},
                details={"account": made.account.get_username()},
            )
    return made


def _find_or_make(name: str, *, may_make: bool) -> Made:
    account_type = get_user_model()
    accounts = account_type.objects.select_for_update()
    account = accounts.filter(**{account_type.USERNAME_FIELD: name}).first()
    if account:
        return Made(account, False)
    if not may_make:
        raise ModerationError(Refusal.UNKNOWN_ACCOUNT)
    account = account_type(**{account_type.USERNAME_FIELD: name})
    account.set_unusable_password()
    try:
        account.full_clean()
    except ValidationError as error:
        raise ModerationError(Refusal.INVALID, error.message_dict) from error
    account.save()
    return Made(account, True)
