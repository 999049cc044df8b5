"""Facts about what is done on the page of a room."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from moderation.models import Ban, Order
from moderation.tests.conftest import ALICE, PRESET
from rooms.models import ChatLine, Player, RoomRecord

from .conftest import (
    BOB,
    ROOM,
    SANCTION,
    Scene,
    browser,
    do,
    entry,
    here,
    length,
    page,
    refused,
    said,
)

pytestmark = pytest.mark.django_db


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
        ("owner", {"length": "3600"}, "Give a reason"),
        ("owner", {"reason": "mine", "length": "suggested"}, "suggests no length"),
        ("owner", {"reason": "mine", "length": "own"}, "How many hours"),
        ("owner", {"reason": "mine", "length": "own", "hours": "-1"}, "greater than"),
        ("owner", {"reason": "x" * 513, "length": "3600"}, "at most 512"),
        ("owner", {"reason": "mine", "length": "3600", "what": "nuke"}, "not valid"),
        ("owner", {"reason": "mine", "length": "3600", "user_id": "e" * 24}, "ever been here"),
        ("owner", {"reason": "mine", "length": "3600", "user_id": ""}, "required"),
        ("moderator", {"reason": "mine", "length": "ever"}, "valid choice"),
        ("moderator", {"reason": "mine", "length": "own", "hours": "721"}, "for that long"),
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
