"""Appeals: made by the banned, who know the code of their ban, and decided by staff."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from moderation.actors import Actor
from moderation.errors import ModerationError, Refusal
from moderation.models import APPEAL_LENGTH, Appeal, Ban, Webhook
from moderation.texts import is_storable, text_check

from .audit import audit_record
from .bans import ban_lift
from .webhooks import webhook_announce


def appeal_create(*, code: str, text: str, at: datetime | None = None) -> Appeal:
    """Ask for a ban to be looked at again. Raises ModerationError.

    One appeal at a time, and MPP_APPEALS_PER_BAN in all.
    """
    text_check("text", text, longest=APPEAL_LENGTH, required=True)
    if not is_storable(code):
        raise ModerationError(Refusal.UNKNOWN_BAN)
    at = at or timezone.now()
    with transaction.atomic():
        ban = Ban.objects.select_for_update().filter(code=code).first()
        if ban is None:
            raise ModerationError(Refusal.UNKNOWN_BAN)
        if not ban.is_active(at):
            raise ModerationError(Refusal.ALREADY_ENDED)
        states = list(ban.appeals.values_list("state", flat=True))
        if Appeal.State.OPEN in states or len(states) >= settings.MPP.appeals_per_ban:
            raise ModerationError(Refusal.ALREADY_APPEALED)
        appeal = Appeal.objects.create(ban=ban, text=text, created_at=at)
        webhook_announce(event=Webhook.Event.APPEAL_CREATED, subject=_subject(appeal))
    return appeal


def appeal_decide(
    *, appeal_id: int, by: Actor, accept: bool, answer: str = "", at: datetime | None = None
) -> Appeal:
    """Accept, which lifts the ban, or reject, which takes an answer. Raises ModerationError.

    Nobody decides about a ban of their own, and nobody who could not lift the ban accepts.
    """
    text_check("answer", answer)
    if not accept and not answer.strip():
        raise ModerationError(Refusal.NO_ANSWER)
    at = at or timezone.now()
    with transaction.atomic():
        appeal = _locked(appeal_id, by)
        appeal.state = Appeal.State.ACCEPTED if accept else Appeal.State.REJECTED
        appeal.answer, appeal.decided_at, appeal.decided_by_id = answer, at, by.account_id
        appeal.save(update_fields=["state", "answer", "decided_at", "decided_by"])
        audit_record(
            by=by,
            action="appeal_decide",
            target=appeal.ban.user_id,
            room=appeal.ban.room_id,
            after={"state": appeal.state, "answer": answer},
            details={"appeal": appeal.pk, "ban": appeal.ban_id},
            at=at,
        )
        if accept:
            ban_lift(ban_id=appeal.ban_id, by=by, why="the appeal was accepted", at=at)
        webhook_announce(event=Webhook.Event.APPEAL_DECIDED, subject=_subject(appeal))
    return appeal


def _locked(appeal_id: int, by: Actor) -> Appeal:
    by.require(power="handle_appeals")
    # The ban comes first, as in every other service that locks both.
    Ban.objects.select_for_update(of=("self",)).filter(appeals=appeal_id).first()
    appeals = Appeal.objects.select_for_update(of=("self",)).select_related("ban")
    appeal = appeals.filter(pk=appeal_id).first()
    if appeal is None:
        raise ModerationError(Refusal.UNKNOWN_APPEAL)
    if by.user_id and by.user_id == appeal.ban.user_id:
        raise ModerationError(Refusal.NOT_ALLOWED)
    by.require_rank_over(appeal.ban.user_id)
    if appeal.state != Appeal.State.OPEN:
        raise ModerationError(Refusal.ALREADY_CLOSED)
    return appeal


def _subject(appeal: Appeal) -> dict[str, Any]:
    """For other programs: not what the banned said, who may have said anything."""
    return {
        "id": appeal.pk,
        "ban": appeal.ban_id,
        "target": appeal.ban.user_id,
        "room": appeal.ban.room_id,
        "state": appeal.state,
    }
