"""Reports: made by players, worked off by staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from moderation.actors import Actor, actor_of_account
from moderation.errors import ModerationError, Refusal
from moderation.models import Report, Webhook
from moderation.selectors.evidence import evidence_of, line_seen_by, lines_around, newest_lines
from moderation.texts import is_storable, text_check
from rooms import selectors as players
from rooms.models import ChatLine, Player

from .audit import audit_record
from .webhooks import webhook_announce

MOST_NOTES = 60
"""Periods of 2 s of which the evidence says how much the target played."""


def report_create(
    *,
    reporter: str,
    target: str,
    room_id: str = "",
    line_id: str = "",
    reason: str,
    text: str = "",
    notes: Sequence[int] = (),
    at: datetime | None = None,
) -> Report:
    """Ask moderators to look at somebody, or at a line that somebody said (then `target` may be
    empty). `notes` is how many notes the target played in each of the last periods of 2 s.

    A direct message can be reported by its two people only. Raises ModerationError.
    """
    if reason not in Report.Reason.values:
        raise ModerationError(Refusal.INVALID, {"reason": "is not a known reason"})
    text_check("text", text)
    if not players.is_known(reporter):
        raise ModerationError(Refusal.UNKNOWN_USER)
    with transaction.atomic():
        # The lock makes two requests at a time one after the other.
        Player.objects.select_for_update().get(pk=reporter)
        line = _line(reporter, room_id, line_id)
        target = _target(reporter, target, line)
        _check_first(reporter, target, room_id, line_id)
        lines = lines_around(line) if line else newest_lines(room_id) if room_id else []
        report = Report.objects.create(
            reporter=reporter,
            target=target,
            room_id=room_id,
            line_id=line_id,
            reason=reason,
            text=text,
            evidence=evidence_of(lines, reported=line, notes=list(notes)[-MOST_NOTES:]),
            created_at=at or timezone.now(),
        )
        webhook_announce(event=Webhook.Event.REPORT_CREATED, subject=subject_of(report))
    return report


def report_assign(*, report_id: int, by: Actor, to: int | None) -> Report:
    """Give a report to an account of staff, or (None) back to everybody. Raises ModerationError."""
    with transaction.atomic():
        report = _locked(report_id, by)
        if report.is_closed:
            raise ModerationError(Refusal.ALREADY_CLOSED)
        if to is not None and to != by.account_id:
            _check_handler(report, actor_of_account(to))
        if to == report.assigned_to_id:
            return report
        before = _standing(report)
        report.assigned_to_id = to
        report.state = Report.State.OPEN if to is None else Report.State.ASSIGNED
        report.save(update_fields=["assigned_to", "state"])
        _record(report, by, "report_assign", before)
    return report


def report_close(
    *, report_id: int, by: Actor, state: str, outcome: str = "", at: datetime | None = None
) -> Report:
    """Say that a report was `resolved` or `dismissed`, and how. Raises ModerationError."""
    if state not in (Report.State.RESOLVED, Report.State.DISMISSED):
        raise ModerationError(Refusal.INVALID, {"state": "must be resolved or dismissed"})
    text_check("outcome", outcome)
    with transaction.atomic():
        report = _locked(report_id, by)
        if report.is_closed:
            raise ModerationError(Refusal.ALREADY_CLOSED)
        before = _standing(report)
        report.state, report.outcome = state, outcome
        report.closed_at, report.closed_by_id = at or timezone.now(), by.account_id
        report.save(update_fields=["state", "outcome", "closed_at", "closed_by"])
        _record(report, by, "report_close", before)
        webhook_announce(event=Webhook.Event.REPORT_CLOSED, subject=subject_of(report))
    return report


def report_reopen(*, report_id: int, by: Actor) -> Report:
    """Put a closed report back where it was: to its assignee, or into the queue.

    Raises ModerationError.
    """
    with transaction.atomic():
        report = _locked(report_id, by)
        if not report.is_closed:
            raise ModerationError(Refusal.NOT_CLOSED)
        before = _standing(report)
        report.state = Report.State.ASSIGNED if report.assigned_to_id else Report.State.OPEN
        report.outcome, report.closed_at, report.closed_by = "", None, None
        report.save(update_fields=["state", "outcome", "closed_at", "closed_by"])
        _record(report, by, "report_reopen", before)
    return report


def _line(reporter: str, room_id: str, line_id: str) -> ChatLine | None:
    if room_id and not players.is_known_room(room_id):
        raise ModerationError(Refusal.UNKNOWN_ROOM)
    if not line_id:
        return None
    line = None
    if is_storable(line_id):
        line = line_seen_by(reporter, room_id=room_id, line_id=line_id)
    if line is None:
        raise ModerationError(Refusal.UNKNOWN_LINE)
    return line


def _target(reporter: str, target: str, line: ChatLine | None) -> str:
    if line:
        if target and target != line.user_id:
            raise ModerationError(Refusal.INVALID, {"target": "did not write this line"})
        target = line.user_id
    if target == reporter:
        raise ModerationError(Refusal.YOURSELF)
    if not players.is_known(target):
        raise ModerationError(Refusal.UNKNOWN_USER)
    return target


def _check_first(reporter: str, target: str, room_id: str, line_id: str) -> None:
    """Of the same person or line, one report at a time; ids of lines are those of a room."""
    same = Report.objects.filter(reporter=reporter, target=target, line_id=line_id)
    if line_id:
        same = same.filter(room_id=room_id)
    if same.filter(state__in=(Report.State.OPEN, Report.State.ASSIGNED)).exists():
        raise ModerationError(Refusal.ALREADY_REPORTED)


def _locked(report_id: int, by: Actor) -> Report:
    by.require(power="handle_reports")
    report = Report.objects.select_for_update().filter(pk=report_id).first()
    if report is None:
        raise ModerationError(Refusal.UNKNOWN_REPORT)
    if by.user_id and by.user_id == report.target:
        raise ModerationError(Refusal.NOT_ALLOWED)
    by.require_rank_over(report.target)
    return report


def _check_handler(report: Report, handler: Actor) -> None:
    """Nobody is given what they could not take."""
    if not handler.may("handle_reports"):
        raise ModerationError(Refusal.UNKNOWN_ACCOUNT)
    if handler.user_id and handler.user_id == report.target:
        raise ModerationError(Refusal.NOT_ALLOWED)
    handler.require_rank_over(report.target)


def _standing(report: Report) -> dict[str, Any]:
    return {
        "state": report.state,
        "assigned_to": report.assigned_to_id,
        "outcome": report.outcome,
    }


def _record(report: Report, by: Actor, action: str, before: Mapping[str, Any]) -> None:
    after = _standing(report)
    audit_record(
        by=by,
        action=action,
        target=report.target,
        room=report.room_id,
        before={name: value for name, value in before.items() if value != after[name]},
        after={name: value for name, value in after.items() if value != before[name]},
        details={"report": report.pk},
    )


def subject_of(report: Report) -> dict[str, Any]:
    """For other programs: not who reported, nor what was said."""
    return {
        "id": report.pk,
        "target": report.target,
        "room": report.room_id,
        "reason": report.reason,
        "state": report.state,
    }
