"""Facts about what is done on the pages: each is one service, and what it refuses is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from moderation.admin import lists
from moderation.errors import ModerationError, Refusal
from moderation.models import Ban, BanReason, Order, Report, Webhook, WebhookDelivery
from moderation.tests.conftest import PRESET, add_player
from rooms.models import Player

from .conftest import (
    MALLORY,
    ROOM,
    SANCTION,
    Scene,
    browser,
    do,
    entry,
    here,
    page,
    refused,
    said,
)

pytestmark = pytest.mark.django_db


# Every act


def test_an_act_is_on_record_with_account_and_request(scene: Scene):
    answer = do(browser("moderator"), scene.room, "clear")
    made = entry("clearchat")
    assert (made.actor_name, made.room) == ("browsing moderator", ROOM)
    assert made.request_id == answer["X-Request-ID"]


def test_an_unknown_button_is_refused(scene: Scene, root):
    assert do(root, scene.room, "explode").status_code == 400


def test_a_page_of_nobody_leads_back_to_the_list(scene: Scene, root):
    answer = root.get(page(Player, "change", "f" * 24))
    assert answer.status_code == 302
    assert "doesn’t exist" in said(answer)


def test_a_moderator_bans_no_network_that_they_ask_from(scene: Scene, settings):
    data = {**SANCTION, "network": "192.0.2.0/24", "effect": "entry", "reason": "x"}
    client = browser("moderator")
    answer = client.post(page(Ban, "add"), data, REMOTE_ADDR="192.0.2.9")
    assert "to yourself" in str(answer.context["form"].errors)
    assert client.post(page(Ban, "add"), data, REMOTE_ADDR="192.0.3.9").status_code == 302


# Reports


def test_a_report_is_taken_released_resolved_and_reopened(scene: Scene):
    client = browser("trial moderator")
    do(client, scene.report, "take")
    assert Report.objects.get().assigned_to.username == "browsing trial moderator"
    assert do(client, scene.report, "take").status_code == 403
    do(client, scene.report, "release")
    assert Report.objects.get().state == "open"
    do(client, scene.report, "resolve", outcome="talked to them")
    assert (Report.objects.get().state, Report.objects.get().outcome) == (
        "resolved",
        "talked to them",
    )
    assert do(client, scene.report, "dismiss").status_code == 403
    do(client, scene.report, "reopen")
    assert Report.objects.get().state == "open"


def test_a_ban_with_a_preset_resolves_the_report(scene: Scene, root):
    Ban.objects.filter(pk=scene.ban.pk).update(current=False, lifted_at=timezone.now())
    data = {"length": "suggested", "preset": scene.preset.pk, "what": "ban", "resolve": "on"}
    do(root, scene.report, "sanction", **data)
    assert Ban.objects.filter(user_id=MALLORY, current=True).exists()
    report = Report.objects.get()
    assert (report.state, report.outcome) == ("resolved", f"Banned from the site. {PRESET}")


def test_a_mute_may_leave_the_report_open(scene: Scene, root):
    do(root, scene.report, "sanction", **SANCTION, preset=scene.preset.pk, what="mute")
    assert Report.objects.get().state == "open"


def test_a_report_without_a_room_bans_nobody_from_one(scene: Scene, root):
    Report.objects.update(room_id="")
    before = Ban.objects.count()
    data = {**SANCTION, "preset": scene.preset.pk, "what": "ban-here"}
    assert "no room" in refused(do(root, scene.report, "sanction", **data), "sanction")
    assert Ban.objects.count() == before


# Appeals


def test_accepting_an_appeal_lifts_the_ban(scene: Scene):
    do(browser("moderator"), scene.appeal, "accept", answer="welcome back")
    scene.ban.refresh_from_db()
    scene.appeal.refresh_from_db()
    assert scene.ban.lifted_at
    assert (scene.appeal.state, scene.appeal.answer) == ("accepted", "welcome back")


def test_rejecting_an_appeal_takes_an_answer(scene: Scene, root):
    assert refused(do(root, scene.appeal, "reject", answer=" "), "reject")
    do(root, scene.appeal, "reject", answer="no")
    scene.appeal.refresh_from_db()
    assert scene.appeal.state == "rejected"
    assert do(root, scene.appeal, "accept").status_code == 403


# Webhooks


def test_the_secret_of_a_webhook_is_shown_once(scene: Scene, root):
    data = {"url": "https://new.example.org/", "events": ["ban.issued", "ban.lifted"]}
    answer = root.post(page(Webhook, "add"), data)
    webhook = Webhook.objects.get(url=data["url"])
    assert webhook.secret in said(answer)
    root.get(here(webhook))
    assert webhook.secret not in root.get(here(webhook)).content.decode()


def test_a_webhook_is_changed_and_may_rest(scene: Scene, root):
    data = {"url": "https://new.example.org/", "events": ["ban.lifted"], "description": "x"}
    do(root, scene.webhook, "change", **data)
    scene.webhook.refresh_from_db()
    assert (scene.webhook.events, scene.webhook.active) == (["ban.lifted"], False)
    wrong = do(root, scene.webhook, "change", **{**data, "url": "http://127.0.0.1/"})
    assert "private" in refused(wrong, "change")


def test_a_delivery_is_sent_again(scene: Scene, root):
    WebhookDelivery.objects.update(state="failed", attempts=8)
    chosen = {"action": "redeliver", "_selected_action": [scene.delivery.pk]}
    root.post(page(WebhookDelivery), chosen)
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.attempts) == ("pending", 0)
    details = {"webhook": scene.webhook.pk, "delivery": delivery.pk}
    assert entry("webhook_redeliver").details == details


# Lists that staff keep


def test_words_count_at_once_and_are_listed_once(scene: Scene, root):
    word = type(scene.word)
    root.post(page(word, "add"), {"word": "heck", "everywhere": "on"})
    assert Order.objects.filter(kind="words").count() == 1
    again = root.post(page(word, "add"), {"word": "HECK"})
    assert "listed already" in str(again.context["adminform"].errors)
    root.post(page(word, "change", scene.word.pk), {"word": "drat"})
    root.post(page(word, "delete", scene.word.pk), {"post": "yes"})
    assert Order.objects.filter(kind="words").count() == 3
    assert entry("word_change").before == {"word": "darn"}
    assert entry("word_delete").before["word"] == "drat"


def test_preset_reasons_are_kept_and_bans_keep_theirs(scene: Scene, root):
    reason = type(scene.preset)
    data = {"text": "Too loud", "position": "1", "hours": ""}
    root.post(page(reason, "change", scene.preset.pk), data)
    assert entry("reason_change").after["text"] == "Too loud"
    root.post(page(reason, "delete", scene.preset.pk), {"post": "yes"})
    assert Ban.objects.get(pk=scene.ban.pk).reason == PRESET


def test_what_is_refused_while_it_is_saved_is_told(scene: Scene, root, monkeypatch):
    def refuse(**_: Any) -> None:
        raise ModerationError(Refusal.NOT_ALLOWED)

    monkeypatch.setattr(lists, "word_save", refuse)
    answer = root.post(page(type(scene.word), "add"), {"word": "heck"})
    assert answer.status_code == 302
    assert "may not do this" in said(answer)


def test_nobody_new_is_needed_for_a_bot_without_tokens(scene: Scene, root):
    quiet = add_player("d" * 24, "Quiet")
    assert "issue_token" not in root.get(here(quiet)).context["offers"]


def test_the_reasons_to_begin_with_suggest_no_longer_than_everybody_may_ban(db):
    hours = list(BanReason.objects.values_list("hours", flat=True))
    assert hours
    assert all(one and 0 < one <= 720 for one in hours)
