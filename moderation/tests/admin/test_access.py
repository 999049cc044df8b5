"""Who may open which page and press which button, role by role."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from moderation.admin.appeals import DEEDS as OF_APPEALS
from moderation.admin.bans import BanAdmin
from moderation.admin.chat import DEEDS as OF_LINES
from moderation.admin.reports import DEEDS as OF_REPORTS
from moderation.admin.room_deeds import DEEDS as OF_ROOMS
from moderation.admin.site import site
from moderation.admin.user_deeds import DEEDS as OF_PLAYERS
from moderation.admin.webhooks import WebhookAdmin
from moderation.models import Ban, Webhook

from .conftest import Scene, browser, here, page

pytestmark = pytest.mark.django_db

# In this order in the strings below: y may, n may not.
ROLES = ("", "trial moderator", "moderator", "admin", "owner", "superuser")

LISTS = {
    "alice": "nyyyyy",
    "room": "nyyyyy",
    "line": "nyyyyy",
    "word": "nnyyyy",
    "token": "nnnyyy",
    "ban": "nyyyyy",
    "preset": "nyyyyy",
    "report": "nyyyyy",
    "appeal": "nyyyyy",
    "entry": "nnyyyy",
    "sighting": "nnyyyy",
    "webhook": "nnnyyy",
    "delivery": "nnnyyy",
}
ADDING = {
    "ban": "nyyyyy",
    "room": "nnnyyy",
    "word": "nnnyyy",
    "preset": "nnnyyy",
    "webhook": "nnnyyy",
    "alice": "nnnnnn",
    "line": "nnnnnn",
    "token": "nnnnnn",
    "report": "nnnnnn",
    "appeal": "nnnnnn",
    "entry": "nnnnnn",
    "sighting": "nnnnnn",
    "delivery": "nnnnnn",
}
DELETING = dict.fromkeys(LISTS, "nnnnnn") | {
    "word": "nnnyyy",
    "preset": "nnnyyy",
    "webhook": "nnnyyy",
}
DEEDS: dict[tuple[str, str], str] = {
    ("room", "sanction"): "nyyyyy",
    ("room", "kick"): "nyyyyy",
    ("room", "notify"): "nyyyyy",
    ("room", "settings"): "nyyyyy",
    ("room", "keep"): "nnnyyy",
    ("room", "clear"): "nyyyyy",
    ("room", "close"): "nnnyyy",
    ("room", "hide"): "nyyyyy",
    ("room", "show"): "nyyyyy",
    ("room", "lift"): "nyyyyy",
    ("alice", "sanction"): "nyyyyy",
    ("alice", "kick"): "nyyyyy",
    ("alice", "notify"): "nyyyyy",
    ("alice", "lift"): "nyyyyy",
    ("alice", "profile"): "nnyyyy",
    ("alice", "standing"): "nnnyyy",
    ("alice", "revoke_token"): "nnnyyy",
    ("alice", "revoke_tokens"): "nnnyyy",
    ("alice", "account"): "nnnnny",
    ("bob", "issue_token"): "nnnyyy",
    ("line", "hide"): "nyyyyy",
    ("ban", "lift"): "nyyyyy",
    ("ban", "change"): "nyyyyy",
    ("network_ban", "lift"): "nnyyyy",
    ("network_ban", "change"): "nnyyyy",
    ("report", "take"): "nyyyyy",
    ("report", "sanction"): "nyyyyy",
    ("report", "warn"): "nyyyyy",
    ("report", "resolve"): "nyyyyy",
    ("report", "dismiss"): "nyyyyy",
    ("appeal", "accept"): "nnyyyy",
    ("appeal", "reject"): "nnyyyy",
    ("webhook", "change"): "nnnyyy",
}
LATER = {("room", "reopen"), ("line", "show"), ("report", "release"), ("report", "reopen")}
"""Offered once something else was done: they are tested where that is."""


def answers(table: dict[Any, str]) -> list[Any]:
    return [
        pytest.param(role, what, allowed[place] == "y", id=f"{role or 'no role'}-{what}")
        for what, allowed in table.items()
        for place, role in enumerate(ROLES)
    ]


@pytest.mark.parametrize(("role", "what", "allowed"), answers(LISTS))
def test_lists_and_pages_open_for_who_may_see_them(scene: Scene, role, what, allowed):
    row, client = getattr(scene, what), browser(role)
    answer = client.get(page(type(row)))
    assert answer.status_code == (200 if allowed else 403)
    assert client.get(here(row)).status_code == (200 if allowed else 403)


@pytest.mark.parametrize(("role", "what", "allowed"), answers(ADDING))
def test_who_may_add(scene: Scene, role, what, allowed):
    answer = browser(role).get(page(type(getattr(scene, what)), "add"))
    assert answer.status_code == (200 if allowed else 403)


@pytest.mark.parametrize(("role", "what", "allowed"), answers(DELETING))
def test_who_may_delete_one(scene: Scene, role, what, allowed):
    row, client = getattr(scene, what), browser(role)
    answer = client.post(page(type(row), "delete", row.pk), {"post": "yes"})
    assert answer.status_code == (302 if allowed else 403)
    assert type(row).objects.filter(pk=row.pk).exists() == (not allowed)


@pytest.mark.parametrize(("role", "what", "allowed"), answers(DEEDS))
def test_buttons_are_shown_to_and_pressed_by_who_may(scene: Scene, role, what, allowed):
    name, deed = what
    row, client = getattr(scene, name), browser(role)
    shown = client.get(here(row))
    offered = deed in shown.context["offers"] if shown.status_code == 200 else False
    assert offered == allowed
    pressed = client.post(here(row), {"deed": deed})
    assert (pressed.status_code != 403) == allowed


def test_the_table_has_every_button():
    of_pages = {
        "room": OF_ROOMS,
        "alice": OF_PLAYERS,
        "line": OF_LINES,
        "report": OF_REPORTS,
        "appeal": OF_APPEALS,
        "ban": BanAdmin(Ban, site).deeds(),
        "webhook": WebhookAdmin(Webhook, site).deeds(),
    }
    there = {(name, deed.name) for name, deeds in of_pages.items() for deed in deeds}
    tested = {("alice" if name == "bob" else name, deed) for name, deed in DEEDS}
    assert there <= tested | LATER


def test_the_table_has_every_list(scene: Scene):
    tested = {type(getattr(scene, name)) for name in LISTS}
    assert {model.__name__ for model in set(site._registry) - tested} == {"User", "Group"}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("model", ["user", "group"])
def test_accounts_and_roles_are_for_superusers_only(role, model):
    answer = browser(role).get(reverse(f"admin:auth_{model}_changelist"))
    assert answer.status_code == (200 if role == "superuser" else 403)


@pytest.mark.parametrize("role", ROLES)
def test_everybody_of_staff_has_a_dashboard_and_an_account(scene: Scene, role):
    client = browser(role)
    assert client.get(reverse("admin:index")).status_code == 200
    assert client.get(reverse("admin:my_account")).status_code == 200


@pytest.mark.parametrize("name", ["index", "my_account", "room", "rooms_player_changelist"])
def test_nobody_else_gets_in(scene: Scene, name):
    for client in (Client(), browser("", is_staff=False)):
        answer = client.get(reverse(f"admin:{name}"))
        assert answer.status_code == 302
        assert "/admin/login/" in answer["Location"]


def test_who_is_where_is_for_who_may_see_rooms(scene: Scene):
    address = reverse("admin:rooms_roomrecord_live", args=[scene.room.pk])
    assert browser("").get(address).status_code == 403
    assert browser("trial moderator").get(address).status_code == 200


@pytest.mark.parametrize("role", ROLES[1:])
def test_the_sidebar_leads_only_where_one_may_go(scene: Scene, role):
    client = browser(role)
    groups = client.get(reverse("admin:index")).context["sidebar_navigation"]
    links = [item for group in groups for item in group["items"] if item["has_permission"]]
    assert [client.get(item["link"]).status_code for item in links] == [200] * len(links)
