"""Facts about what staff do to rooms and to what is said there."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User

from moderation.actors import OPERATOR, Actor
from moderation.errors import ModerationError, Refusal
from moderation.models import AuditEntry, Order
from moderation.services.rooms import (
    line_hide,
    notice_send,
    room_change_settings,
    room_clear_chat,
    room_close,
    room_keep,
    room_kick,
    room_reopen,
)
from rooms.models import ChatLine, Player, RoomRecord

from .conftest import ALICE, ROOM, actor, add_player, refusal

pytestmark = pytest.mark.django_db
HTML = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def place(db: None) -> None:
    add_player(ALICE)
    RoomRecord.objects.create(room_id=ROOM, settings={"limit": 7, "chat": True})


def record() -> RoomRecord:
    return RoomRecord.objects.get()


def last() -> tuple[AuditEntry, Order]:
    return AuditEntry.objects.order_by("-pk")[0], Order.objects.order_by("-pk")[0]


def test_settings_are_kept_recorded_and_ordered():
    room_change_settings(room_id=ROOM, by=OPERATOR, changes={"limit": 3})
    assert record().settings == {"limit": 3, "chat": True}
    entry, order = last()
    assert (entry.action, entry.room) == ("room_change", ROOM)
    assert (entry.before, entry.after) == ({"limit": 7}, {"limit": 3})
    payload = {"room": ROOM, "changes": {"limit": 3}, "decision": 1}
    assert (order.kind, order.payload) == ("room.settings", payload)


@pytest.mark.parametrize(
    "changes",
    [{"limit": "many"}, {"nothing": 1}, {"lobby": True}, {"owner_id": ALICE}, {"color": HTML}],
)
def test_wrong_settings_are_refused_by_name(changes):
    with pytest.raises(ModerationError) as caught:
        room_change_settings(room_id=ROOM, by=OPERATOR, changes={"chat": False, **changes})
    assert caught.value.code is Refusal.INVALID
    assert set(caught.value.details) == set(changes)
    assert record().settings["chat"] is True


def test_a_room_is_given_an_owner_and_kept():
    room_keep(room_id=ROOM, by=OPERATOR, owner_id=ALICE, persistent=True)
    assert (record().owner_id, record().persistent) == (ALICE, True)
    entry, order = last()
    assert entry.before == {"owner_id": "", "persistent": False}
    assert (order.kind, order.payload) == ("room.owner", {"room": ROOM, "owner": ALICE})
    room_keep(room_id=ROOM, by=OPERATOR, owner_id="")
    assert (record().owner_id, record().persistent) == ("", True)


def test_an_unknown_owner_is_refused():
    for nobody in ("c" * 24, "\ud800"):
        code = refusal(room_keep, by=OPERATOR, room_id=ROOM, owner_id=nobody)
        assert code is Refusal.UNKNOWN_USER


def test_a_cleared_chat_begins_anew():
    room_clear_chat(room_id=ROOM, by=actor("trial moderator"))
    assert record().history_since > 0
    entry, order = last()
    assert (entry.action, order.kind) == ("clearchat", "room.clear")


def test_a_room_is_closed_for_a_time_and_opened_again():
    room_close(room_id=ROOM, by=OPERATOR, minutes=5, text=HTML)
    until = record().settings["closed_until"]
    entry, order = last()
    assert entry.after == {"minutes": 5, "text": HTML}
    assert order.payload == {"room": ROOM, "until": until, "text": HTML, "decision": 1}
    room_reopen(room_id=ROOM, by=OPERATOR)
    assert record().settings["closed_until"] is None
    assert last()[0].action == "room_reopen"
    assert refusal(room_reopen, by=OPERATOR, room_id=ROOM) is Refusal.NOT_CLOSED


@pytest.mark.parametrize("minutes", [-1, float("nan"), float("inf"), 1e9])
def test_a_room_is_not_closed_for_a_senseless_time(minutes):
    assert refusal(room_close, by=OPERATOR, room_id=ROOM, minutes=minutes) is Refusal.INVALID


def test_a_kick_is_recorded_and_ordered_once():
    room_kick(room_id=ROOM, user_id=ALICE, by=actor("trial moderator"), text="enough")
    entry, order = last()
    assert (entry.action, entry.target, entry.room) == ("room_kick", ALICE, ROOM)
    assert not order.everybody


def test_nobody_kicks_a_higher_rank_or_who_never_was():
    assert refusal(room_kick, by=OPERATOR, room_id=ROOM, user_id="c" * 24) is Refusal.UNKNOWN_USER
    account = User.objects.create(username="alice")
    account.groups.add(Group.objects.get(name="admin"))
    Player.objects.update(account=account)
    code = refusal(room_kick, by=actor("moderator"), room_id=ROOM, user_id=ALICE)
    assert code is Refusal.OUTRANKED


@pytest.mark.parametrize(
    ("action", "terms"),
    [
        (room_change_settings, {"changes": {"limit": 3}}),
        (room_keep, {"persistent": True}),
        (room_clear_chat, {}),
        (room_close, {}),
        (room_reopen, {}),
        (room_kick, {"user_id": ALICE}),
        (notice_send, {"text": "hello"}),
    ],
)
def test_rooms_take_rights_and_have_to_be_known(action, terms):
    assert refusal(action, by=Actor(), room_id=ROOM, **terms) is Refusal.NOT_ALLOWED
    for unknown in ("nowhere", "\0", "\ud800", "x" * 10_000):
        assert refusal(action, by=OPERATOR, room_id=unknown, **terms) is Refusal.UNKNOWN_ROOM


@pytest.mark.parametrize("text", ["x" * 513, "\0"])
@pytest.mark.parametrize(
    ("action", "terms"),
    [(room_close, {}), (room_kick, {"user_id": ALICE}), (notice_send, {})],
)
def test_texts_that_cannot_be_kept_are_refused(action, terms, text):
    assert refusal(action, by=OPERATOR, room_id=ROOM, text=text, **terms) is Refusal.INVALID


def test_a_notice_reaches_a_person_a_room_or_everybody():
    for target in ({"user_id": ALICE}, {"room_id": ROOM}, {}):
        notice_send(text=HTML, title="Hello", by=OPERATOR, **target)
        entry, order = last()
        assert (entry.target, entry.room) == (
            target.get("user_id", ""),
            target.get("room_id", ""),
        )
        assert entry.after == {"title": "Hello", "text": HTML}
        assert (order.kind, order.everybody) == ("notice", True)


def test_a_notice_to_everybody_takes_a_power():
    assert refusal(notice_send, by=actor("moderator"), text="hello") is Refusal.NOT_ALLOWED
    notice_send(text="hello", by=actor("admin"))


def test_an_empty_notice_or_one_to_nobody_is_refused():
    assert refusal(notice_send, by=OPERATOR, text=" ") is Refusal.INVALID
    assert refusal(notice_send, by=OPERATOR, text="hello", user_id="c" * 24) is Refusal.UNKNOWN_USER


def test_a_line_is_hidden_and_shown_again():
    line = ChatLine.objects.create(
        room_id=ROOM, line_id="00000001", user_id=ALICE, name="A", color="#123456", sent_at=1
    )
    by = actor("trial moderator")
    for _ in range(2):
        line_hide(line=line, by=by)
    assert ChatLine.objects.get().hidden
    entry, order = last()
    assert (entry.action, entry.target, entry.room) == ("line_hide", ALICE, ROOM)
    assert entry.details == {"line": "00000001", "row": line.pk}
    assert order.payload == {"room": ROOM, "line": "00000001"}
    line_hide(line=line, by=by, hidden=False)
    assert not ChatLine.objects.get().hidden
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["line_hide", "line_show"]
    with pytest.raises(ModerationError):
        line_hide(line=line, by=Actor())
