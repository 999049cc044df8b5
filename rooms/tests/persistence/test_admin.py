"""Facts about the pages of administrators."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rooms import writes
from rooms.desk import NoDesk
from rooms.models import ChatLine, FilteredWord, Player, RoomRecord, Token
from rooms.records import Bundle

from .makers import ALICE, BOB, START, said, used, whispered

pytestmark = pytest.mark.django_db
MODELS = (Player, Token, RoomRecord, ChatLine, FilteredWord)


def page(model, kind="changelist", *args) -> str:
    return reverse(f"admin:rooms_{model._meta.model_name}_{kind}", args=args)


@pytest.fixture(autouse=True)
def content(settings, tmp_path) -> None:
    settings.STATIC_ROOT = tmp_path
    bundle = Bundle(lines=[said("good morning"), whispered("psst")], rooms={"room": used()})
    writes.store_bundle(bundle, now=START, desk=NoDesk())
    FilteredWord.objects.create(word="darn")
    add_person(ALICE, "Player 0")
    add_person(BOB, "Player 1")


@pytest.fixture
def administrator() -> Client:
    client = Client()
    # Without a password: hashing one takes a second.
    client.force_login(User.objects.create(username="root", is_staff=True, is_superuser=True))
    return client


def add_person(user_id: str, name: str) -> None:
    player = Player.objects.create(id=user_id, name=name, color="#123456")
    Token.objects.create(player=player, digest=user_id)


@pytest.mark.parametrize("model", MODELS)
def test_every_list_and_page_opens(administrator, model):
    assert administrator.get(page(model)).status_code == 200
    row = model.objects.first()
    assert administrator.get(page(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_a_longer_list_asks_no_more(administrator, model):
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            administrator.get(page(model))
        return len(asked)

    before = count()
    for n in range(5):
        add_person(f"{n:024}", "Somebody")
        RoomRecord.objects.create(room_id=str(n))
        writes.store_bundle(Bundle(lines=[said("again")]), now=START, desk=NoDesk())
    assert count() == before


@pytest.mark.parametrize("term", [ALICE, ALICE[:9], "player 0"])
def test_people_are_found_by_id_and_name(administrator, term):
    found = administrator.get(page(Player), {"q": term}).context["cl"].queryset
    expected = {ALICE, BOB} if term in BOB else {ALICE}
    assert {player.id for player in found} == expected


def test_revoking_makes_all_tokens_of_a_player_unknown(administrator):
    administrator.post(page(Player), {"action": "revoke_tokens", "_selected_action": [ALICE]})
    assert [token.player_id for token in Token.objects.filter(revoked_at=None)] == [BOB]
    assert Player.objects.get(pk=ALICE).token_generation == 1


@pytest.mark.parametrize("model", [Token, ChatLine])
def test_what_the_server_writes_cannot_be_changed(administrator, model):
    row = model.objects.first()
    assert administrator.get(page(model, "add")).status_code == 403
    assert administrator.post(page(model, "change", row.pk), {}).status_code == 403
    assert administrator.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403


def test_a_room_is_given_an_owner_and_kept_for_good(administrator):
    room = RoomRecord.objects.get()
    data = {"persistent": "on", "owner_id": BOB, "room_id": "renamed"}
    assert administrator.post(page(RoomRecord, "change", room.pk), data).status_code == 302
    room.refresh_from_db()
    assert (room.room_id, room.persistent, room.owner_id) == ("room", True, BOB)
    assert room.settings == {"limit": 7}


def test_an_owner_has_to_be_a_user_id(administrator):
    room = RoomRecord.objects.get()
    answer = administrator.post(page(RoomRecord, "change", room.pk), {"owner_id": "Bob"})
    assert answer.context["adminform"].errors.keys() == {"owner_id"}


def test_a_room_made_by_hand_is_remembered_from_now_on(administrator):
    data = {"room_id": "new", "owner_id": BOB}
    assert administrator.post(page(RoomRecord, "add"), data).status_code == 302
    assert RoomRecord.objects.get(room_id="new").last_used_at > START


def test_only_superusers_see_direct_messages(administrator):
    assert "psst" in administrator.get(page(ChatLine)).content.decode()
    moderator = User.objects.create_user("moderator", is_staff=True)
    moderator.user_permissions.add(Permission.objects.get(codename="view_chatline"))
    client = Client()
    client.force_login(moderator)
    shown = client.get(page(ChatLine)).content.decode()
    assert "good morning" in shown
    assert "psst" not in shown
    whisper = ChatLine.objects.get(kind="dm")
    assert client.get(page(ChatLine, "change", whisper.pk)).status_code == 302


def test_chat_is_found_by_its_text(administrator):
    found = administrator.get(page(ChatLine), {"q": "MORN"}).context["cl"].queryset
    assert [line.text for line in found] == ["good morning"]
