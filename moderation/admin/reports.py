"""Reports: a queue that moderators work off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.decorators import display

from moderation.actors import Actor
from moderation.models import Report
from moderation.requests import actor_of
from moderation.selectors.reports import reports_for
from moderation.selectors.users import names_of_users, sanctions_of
from moderation.services.reports import report_assign, report_close, report_reopen
from rooms.records import moment

from .bans import state_of
from .base import person_link, room_link, with_names
from .charts import bar_chart
from .common_deeds import WhatForm, may_sanction, notice_to_person, sanction
from .deeds import Deed, DeedPage
from .filters import MineFilter, ReportStateFilter
from .forms import DeedForm, text_field
from .moments import ago
from .site import site

LATEST_BANS = 5
FEWEST_BARS = 15
"""Of the chart of notes: a few would be as wide as a page."""


class OutcomeForm(DeedForm):
    outcome = text_field("Outcome", help_text="What was decided, for other moderators")


class ReportSanctionForm(WhatForm):
    resolve = forms.BooleanField(label="Resolve the report as well", required=False, initial=True)


def _handles(actor: Actor, report: Report) -> bool:
    return actor.may("handle_reports")


def _waits(actor: Actor, report: Report) -> bool:
    return _handles(actor, report) and not report.is_closed


def _take(actor: Actor, report: Report, form: Any) -> str:
    report_assign(report_id=report.pk, by=actor, to=actor.account_id)
    return "It is assigned to you."


def _give_back(actor: Actor, report: Report, form: Any) -> str:
    report_assign(report_id=report.pk, by=actor, to=None)
    return "It is back in the queue."


def _close(actor: Actor, report: Report, form: Any, state: str) -> str:
    outcome = form.cleaned_data["outcome"]
    report_close(report_id=report.pk, by=actor, state=state, outcome=outcome)
    return f"It is {state}."


def _reopen(actor: Actor, report: Report, form: Any) -> str:
    report_reopen(report_id=report.pk, by=actor)
    return "It is open again."


def _sanction(actor: Actor, report: Report, form: Any) -> str:
    told = sanction(actor, form, user_id=report.target, room_id=report.room_id)
    if form.cleaned_data["resolve"] and not report.is_closed and _handles(actor, report):
        outcome = f"{told} {form.cleaned_data['reason']}"[:512]
        report_close(report_id=report.pk, by=actor, state="resolved", outcome=outcome)
        return f"{told} The report is resolved."
    return told


DEEDS = (
    Deed(
        name="take",
        label="Assign to me",
        do=_take,
        may=lambda actor, report: (
            _waits(actor, report) and report.assigned_to_id != actor.account_id
        ),
    ),
    Deed(
        name="release",
        label="Give back",
        do=_give_back,
        may=lambda actor, report: _waits(actor, report) and bool(report.assigned_to_id),
    ),
    Deed(
        name="sanction",
        label="Act",
        title="Mute or ban",
        form=ReportSanctionForm,
        do=_sanction,
        may=lambda actor, report: may_sanction(actor),
    ),
    notice_to_person(name="warn", title="Warn", heading="Warning", to=lambda report: report.target),
    Deed(
        name="resolve",
        label="Resolve",
        title="Close",
        form=OutcomeForm,
        do=lambda actor, report, form: _close(actor, report, form, Report.State.RESOLVED),
        may=_waits,
    ),
    Deed(
        name="dismiss",
        label="Dismiss",
        form=OutcomeForm,
        do=lambda actor, report, form: _close(actor, report, form, Report.State.DISMISSED),
        may=_waits,
    ),
    Deed(
        name="reopen",
        label="Reopen",
        do=_reopen,
        may=lambda actor, report: _handles(actor, report) and report.is_closed,
    ),
)


@admin.register(Report, site=site)
class ReportAdmin(DeedPage):
    page_template = "moderation/admin/report.html"
    list_display = ("what", "whom", "where", "when", "who", "assigned_to", "standing")
    list_filter = (ReportStateFilter, MineFilter, ("reason", admin.ChoicesFieldListFilter))
    list_select_related = ("assigned_to",)
    search_fields = ("target__startswith", "reporter__startswith", "room_id__exact", "text")
    search_help_text = "The beginning of a user id, a whole room id, or part of the text"
    ordering = ("created_at",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        return with_names(reports_for(actor_of(request)), "target", "reporter")

    @display(description="reason", ordering="reason")  # type: ignore[untyped-decorator]
    def what(self, report: Report) -> str:
        return report.get_reason_display()

    @display(description="about")  # type: ignore[untyped-decorator]
    def whom(self, report: Any) -> SafeString:
        return person_link(report.target, report.target_name or "")

    @display(description="room")  # type: ignore[untyped-decorator]
    def where(self, report: Report) -> SafeString:
        return room_link(report.room_id)

    @display(description="reported", ordering="created_at")  # type: ignore[untyped-decorator]
    def when(self, report: Report) -> SafeString:
        return ago(report.created_at)

    @display(description="by")  # type: ignore[untyped-decorator]
    def who(self, report: Any) -> SafeString:
        return person_link(report.reporter, report.reporter_name or "")

    @display(
        description="state",
        label={
            "open": "danger",
            "assigned": "warning",
            "resolved": "success",
            "dismissed": "info",
        },
    )  # type: ignore[untyped-decorator]
    def standing(self, report: Report) -> str:
        return report.state

    def deeds(self) -> Sequence[Deed]:
        return DEEDS

    def page_context(self, request: HttpRequest, subject: Report) -> dict[str, Any]:
        lines = evidence_lines(subject.evidence)
        names = names_of_users({subject.target, subject.reporter})
        notes = [int(count) for count in subject.evidence.get("notes", ())]
        others = reports_for(actor_of(request)).filter(target=subject.target)
        return {
            "title": f"Report {subject.pk}: {subject.get_reason_display()}",
            "target": person_link(subject.target, names.get(subject.target, "")),
            "reporter": person_link(subject.reporter, names.get(subject.reporter, "")),
            "room": room_link(subject.room_id),
            "lines": lines,
            "notes": bar_chart([*[0] * (FEWEST_BARS - len(notes)), *notes]) if any(notes) else None,
            "others": others.exclude(pk=subject.pk).count(),
            "bans": [
                {"row": ban, "state": state_of(ban)}
                for ban in sanctions_of(subject.target)[:LATEST_BANS]
            ],
        }


def evidence_lines(evidence: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines that a report keeps, with moments instead of milliseconds."""
    return [
        {**line, "at": moment(line["at"]), "sender": person_link(line["user"], line["name"])}
        for line in evidence.get("lines", ())
    ]
