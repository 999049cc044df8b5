"""Facts about what is done on the pages: each is one service, and what it refuses is told."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from moderation.admin import lists
from moderation.errors import ModerationError, Refusal
from moderation.models import AuditEntry, Ban, BanReason, Order, Report, Webhook, WebhookDelivery
from moderation.tests.conftest import ALICE, PRESET, add_player
from rooms.models import ChatLine, Player, RoomRecord, Token
from rooms.tokens import digest_of

from .conftest import BOB, MALLORY, ROOM, Scene, browser, do, here, page, said

pytestmark = pytest.mark.django_db
SANCTION = {"length": "3600", "note": ""}


def entry(action: str) -> AuditEntry:
    return AuditEntry.objects.get(action=action)


def refused(answer: Any, deed: str) -> str:
    """What stands at the form."""
    assert answer.status_code == 422
    return str(answer.context["offers"][deed].form.errors)


def length(ban: Ban) -> timedelta:
    assert ban.expires_at
    return ban.expires_at - ban.issued_at


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
    assert "about yourself" in str(answer.context["form"].errors)
    assert client.post(page(Ban, "add"), data, REMOTE_ADDR="192.0.3.9").status_code == 302


# Rooms


@pytest.mark.parametrize(
    ("what", "effect", "room"),
    [("mute", "mute", ""), ("mute-here", "mute", ROOM), ("ban-here", "entry", ROOM)],
)
def test_somebody_is_muted_or_banned_from_the_page_of_a_room(scene: Scene, what, effect, room):
    data = {**SANCTION, "user_id": ALICE, "what": what, "preset": scene.preset.pk}
    answer = do(browser("trial moderator"), scene.room, "sanction", **data)
    assert answer.status_code == 302
    ban = Ban.objects.get(user_id=ALICE)
    assert (ban.effect, ban.room_id, ban.reason, ban.preset) == (effect, room, PRESET, scene.preset)
    assert length(ban) == timedelta(hours=1)


def test_a_preset_reason_suggests_how_long(scene: Scene, root):
    data = {"length": "suggested", "user_id": ALICE, "what": "ban", "preset": scene.preset.pk}
    do(root, scene.room, "sanction", **data)
    ban = Ban.objects.get(user_id=ALICE)
    assert length(ban) == timedelta(hours=24)


@pytest.mark.parametrize(
    ("role", "data", "why"),
    [
        ("owner", {"length": "3600"}, "takes a reason"),
        ("owner", {"reason": "mine", "length": "suggested"}, "suggests none"),
        ("owner", {"reason": "mine", "length": "own"}, "How many?"),
        ("owner", {"reason": "mine", "length": "own", "hours": "-1"}, "greater than"),
        ("owner", {"reason": "x" * 513, "length": "3600"}, "at most 512"),
        ("owner", {"reason": "mine", "length": "3600", "what": "nuke"}, "not valid"),
        ("owner", {"reason": "mine", "length": "3600", "user_id": "e" * 24}, "ever been here"),
        ("owner", {"reason": "mine", "length": "3600", "user_id": ""}, "required"),
        ("moderator", {"reason": "mine", "length": "ever"}, "valid choice"),
        ("moderator", {"reason": "mine", "length": "own", "hours": "721"}, "for so long"),
        ("trial moderator", {"reason": "mine", "length": "3600"}, "required"),
    ],
)
def test_what_cannot_be_done_is_said_at_the_form(scene: Scene, role, data, why):
    data = {"user_id": ALICE, "what": "ban", **data}
    assert why in refused(do(browser(role), scene.room, "sanction", **data), "sanction")
    assert not Ban.objects.filter(user_id=ALICE).exists()


def test_nobody_acts_on_who_outranks_them(scene: Scene):
    boss = User.objects.get(username="the owner")
    Player.objects.filter(pk=ALICE).update(account=boss)
    data = {**SANCTION, "user_id": ALICE, "what": "mute", "preset": scene.preset.pk}
    answer = do(browser("moderator"), scene.room, "sanction", **data)
    assert "outranks you" in refused(answer, "sanction")


def test_somebody_is_put_out(scene: Scene, root):
    do(root, scene.room, "kick", user_id=ALICE, text="enough")
    order = Order.objects.get(kind="room.kick")
    assert order.payload == {"room": ROOM, "user": ALICE, "text": "enough"}


def test_only_settings_that_differ_are_changed(scene: Scene, root):
    shown = root.get(here(scene.room)).context["offers"]["settings"].form.initial
    assert shown["limit"] == 7
    data = {name: value for name, value in shown.items() if value not in (False, None)}
    do(root, scene.room, "settings", **{**data, "limit": 12})
    assert entry("room_change").after == {"limit": 12}
    assert "Nothing was changed" in said(do(root, scene.room, "settings", **{**data, "limit": 12}))


@pytest.mark.parametrize("wrong", [{"limit": "1000"}, {"limit": "x"}, {"color": "green"}])
def test_settings_that_no_room_can_have_are_refused(scene: Scene, root, wrong):
    data = {"limit": "7", "color": "#3b5054", "color2": "#001014", **wrong}
    answer = do(root, scene.room, "settings", **data)
    assert next(iter(wrong)) in refused(answer, "settings")


def test_a_room_is_closed_and_opened_again(scene: Scene, root):
    do(root, scene.room, "close", minutes="5", text="back soon")
    shown = root.get(here(scene.room))
    assert "close" not in shown.context["offers"]
    assert shown.context["closed_until"] > timezone.now()
    do(root, scene.room, "reopen")
    assert root.get(here(scene.room)).context["closed_until"] is None
    assert do(root, scene.room, "reopen").status_code == 403


def test_a_room_that_was_closed_for_a_time_can_be_closed_again(scene: Scene, root):
    RoomRecord.objects.update(settings={"closed_until": 1})
    assert "close" in root.get(here(scene.room)).context["offers"]


def test_a_room_is_given_an_owner_and_kept_for_good(scene: Scene, root):
    do(root, scene.room, "keep", owner_id=BOB, persistent="on")
    scene.room.refresh_from_db()
    assert (scene.room.owner_id, scene.room.persistent) == (BOB, True)
    assert "ever been here" in refused(do(root, scene.room, "keep", owner_id="Bob"), "keep")


def test_a_room_made_by_hand_is_remembered_from_now_on(scene: Scene, root):
    assert root.post(page(RoomRecord, "add"), {"room_id": "new"}).status_code == 302
    assert RoomRecord.objects.get(room_id="new").last_used_at > 1_600_000_000_000
    again = root.post(page(RoomRecord, "add"), {"room_id": "new"})
    assert "already exists" in str(again.context["form"].errors)


def test_a_line_is_hidden_and_shown_from_the_page_of_its_room(scene: Scene, root):
    do(root, scene.room, "hide", line=scene.line.pk)
    assert ChatLine.objects.get(pk=scene.line.pk).hidden
    do(root, scene.room, "show", line=scene.line.pk)
    assert not ChatLine.objects.get(pk=scene.line.pk).hidden


def test_no_direct_message_is_hidden_or_found_by_its_number(scene: Scene, root):
    assert "no such line" in refused(do(root, scene.room, "hide", line=scene.whisper.pk), "hide")


def test_a_ban_of_a_room_is_lifted_on_its_page(scene: Scene, root):
    ban = Ban.objects.create(user_id=ALICE, scope="room", room_id=ROOM, origin="room")
    do(root, scene.room, "lift", ban=ban.pk, why="enough")
    ban.refresh_from_db()
    assert (ban.lifted_why, ban.current) == ("enough", False)


def test_the_page_of_a_room_is_found_by_its_id(scene: Scene, root):
    answer = root.get("/admin/rooms/by-id/", {"id": ROOM})
    assert answer["Location"] == here(scene.room)
    assert root.get("/admin/rooms/by-id/", {"id": "nowhere"}).status_code == 404


def test_a_notice_goes_to_the_room(scene: Scene, root):
    do(root, scene.room, "notify", title="Notice", text="be kind")
    assert Order.objects.get(kind="notice").payload["room"] == ROOM


# People


def test_a_profile_is_changed_and_counts_at_the_piano(scene: Scene, root):
    do(root, scene.alice, "profile", name="Alicia", color="#00ff00", name_locked="on")
    scene.alice.refresh_from_db()
    assert (scene.alice.name, scene.alice.name_locked) == ("Alicia", True)
    assert set(entry("player_change").after) == {"name", "color", "name_locked"}
    profile = Order.objects.filter(kind="users").latest("pk").payload["profile"]
    assert profile == {"name": "Alicia", "color": "#00ff00"}


def test_flags_are_saved(scene: Scene, root):
    flags = {"tag_text": "MOD", "tag_color": "#0a0", "bot": "on", "quota_allowance": "5"}
    data = {**flags, "quota_max": "50", "max_sockets": "9", "rate_factor": "1.0"}
    assert do(root, scene.alice, "standing", **data).status_code == 302
    scene.alice.refresh_from_db()
    assert (scene.alice.tag_text, scene.alice.bot, scene.alice.quota_max) == ("MOD", True, 50)


@pytest.mark.parametrize(
    "wrong",
    [
        {"tag_text": "MOD"},
        {"tag_text": "MOD", "tag_color": "green"},
        {"tag_text": "MOD", "tag_color": "#0a0a"},
        {"quota_max": "50"},
        {"quota_allowance": "50", "quota_max": "5"},
        {"rate_factor": "0"},
        {"rate_factor": "nan"},
        {"max_sockets": "0"},
    ],
)
def test_halves_and_nonsense_are_refused(scene: Scene, root, wrong):
    assert refused(do(root, scene.alice, "standing", **{"rate_factor": "1.0", **wrong}), "standing")
    assert Player.objects.get(pk=ALICE).tag_text == ""


def test_superusers_link_accounts_and_take_links_away(scene: Scene, root):
    account = User.objects.create(username="staff", is_staff=True)
    do(root, scene.alice, "account", account=account.pk)
    assert Player.objects.get(pk=ALICE).account == account
    do(root, scene.alice, "account", account="")
    assert Player.objects.get(pk=ALICE).account is None


def test_a_bot_token_is_shown_once_and_kept_as_a_digest(scene: Scene):
    answer = do(browser("admin"), scene.bob, "issue_token")
    (token,) = re.findall(rf"{BOB}\.[\w-]{{32}}", said(answer))
    assert Token.objects.get(player=BOB).digest == digest_of(token)
    assert entry("token_issue").target == BOB
    assert token not in str(AuditEntry.objects.values_list("after", "details"))


def test_only_superusers_issue_tokens_for_bots_with_an_account(scene: Scene, root):
    Player.objects.filter(pk=BOB).update(account=User.objects.create(username="staff"))
    answer = do(browser("admin"), scene.bob, "issue_token")
    assert "may not do this" in refused(answer, "issue_token")
    assert do(root, scene.bob, "issue_token").status_code == 302


def test_one_token_is_revoked_and_others_stay(scene: Scene, root):
    other = Token.objects.create(player=scene.mallory, digest="e" * 64)
    do(root, scene.mallory, "revoke_token", token=scene.token.pk)
    assert list(Token.objects.filter(revoked_at=None)) == [other]
    assert Player.objects.get(pk=MALLORY).token_generation == 1


def test_no_token_of_somebody_else_is_revoked(scene: Scene, root):
    answer = do(root, scene.alice, "revoke_token", token=scene.token.pk)
    assert "revoked before" in said(answer)
    assert Token.objects.filter(revoked_at=None).exists()


def test_all_tokens_are_revoked(scene: Scene, root):
    do(root, scene.mallory, "revoke_tokens")
    assert not Token.objects.filter(revoked_at=None).exists()


def test_tokens_are_revoked_from_their_list(scene: Scene, root):
    root.post(page(Token), {"action": "revoke", "_selected_action": [scene.token.pk]})
    assert not Token.objects.filter(revoked_at=None).exists()


def test_somebody_is_warned_and_put_out(scene: Scene, root):
    do(root, scene.alice, "notify", title="Notice", text="be kind")
    assert Order.objects.get(kind="notice").payload["user"] == ALICE
    do(root, scene.alice, "kick", room_id=ROOM)
    assert Order.objects.get(kind="room.kick").payload["user"] == ALICE


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


# Bans


def test_a_ban_is_lifted_with_a_reason(scene: Scene, root):
    assert "required" in refused(do(root, scene.ban, "lift"), "lift")
    do(root, scene.ban, "lift", why="a mistake")
    scene.ban.refresh_from_db()
    assert scene.ban.lifted_why == "a mistake"
    assert do(root, scene.ban, "lift", why="again").status_code == 403


def test_a_ban_is_given_another_end(scene: Scene, root):
    do(root, scene.ban, "change", expires_at="2099-01-01T12:00")
    scene.ban.refresh_from_db()
    assert f"{scene.ban.expires_at:%Y-%m-%d %H:%M}" == "2099-01-01 12:00"
    assert scene.ban.reason == PRESET
    do(root, scene.ban, "change", never="on", reason="for good")
    scene.ban.refresh_from_db()
    assert (scene.ban.expires_at, scene.ban.reason) == (None, "for good")


@pytest.mark.parametrize(
    ("role", "data", "why"),
    [
        ("owner", {}, "Choose a moment"),
        ("owner", {"expires_at": "2099-01-01T12:00", "never": "on"}, "Choose a moment"),
        ("owner", {"expires_at": "2001-01-01T12:00"}, "ended already"),
        ("owner", {"expires_at": "soon"}, "valid date"),
        ("moderator", {"expires_at": "2099-01-01T12:00"}, "for so long"),
    ],
)
def test_an_end_that_cannot_be_is_refused(scene: Scene, role, data, why):
    assert why in refused(do(browser(role), scene.ban, "change", **data), "change")


def test_bans_are_lifted_from_the_list_after_a_reason(scene: Scene, root):
    chosen = {"action": "lift", "_selected_action": [scene.ban.pk, scene.network_ban.pk]}
    asked = root.post(page(Ban), chosen)
    assert asked.context["form"].fields.keys() == {"why"}
    assert "required" in str(root.post(page(Ban), {**chosen, "apply": 1}).context["form"].errors)
    assert not Ban.objects.exclude(lifted_at=None).exists()
    root.post(page(Ban), {**chosen, "apply": 1, "why": "spring"})
    assert set(Ban.objects.values_list("lifted_why", flat=True)) == {"spring"}
    assert AuditEntry.objects.filter(action="ban_lift").count() == 2


def test_of_several_bans_each_is_done_or_refused_by_itself(scene: Scene):
    chosen = [scene.ban.pk, scene.network_ban.pk]
    data = {"action": "change_expiry", "_selected_action": chosen, "apply": 1}
    soon = timezone.now() + timedelta(days=2)
    client = browser("trial moderator")
    answer = client.post(page(Ban), {**data, "expires_at": f"{soon:%Y-%m-%dT%H:%M}"})
    assert "may not do this" in said(answer)
    assert AuditEntry.objects.filter(action="ban_change").count() == 1


def test_a_ban_is_issued_from_nowhere_in_particular(scene: Scene, root):
    shown = root.get(page(Ban, "add"), {"user_id": ALICE, "room_id": ROOM})
    assert f'value="{ALICE}"' in shown.content.decode()
    data = {**SANCTION, "user_id": ALICE, "effect": "mute", "room_id": ROOM, "reason": "loud"}
    answer = root.post(page(Ban, "add"), data)
    ban = Ban.objects.get(user_id=ALICE)
    assert answer["Location"] == here(ban)
    assert (ban.effect, ban.room_id) == ("mute", ROOM)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"user_id": ALICE, "network": "198.51.100.7"}, "not valid"),
        ({"network": "8.0.0.0/8"}, "too wide"),
        ({"network": "somewhere"}, "no address"),
        ({"user_id": "nobody"}, "ever been here"),
    ],
)
def test_a_ban_of_nobody_in_particular_is_refused(scene: Scene, root, data, why):
    data = {**SANCTION, "effect": "entry", "reason": "x", **data}
    assert why in str(root.post(page(Ban, "add"), data).context["form"].errors)


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
