"""Facts about bans of networks."""

from __future__ import annotations

import pytest

from moderation.actors import OPERATOR, Actor
from moderation.errors import Refusal
from moderation.models import AuditEntry, Webhook, WebhookDelivery
from moderation.networks import NetworkBook, covers, network_parse
from moderation.selectors.bans import (
    active_bans_of_networks,
)
from moderation.services.bans import ban_lift

from .banning import DAY, NOW, issue
from .conftest import PRESET, actor, refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("preset", "people")]


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("203.0.113.7", "203.0.113.7/32"),
        (" 203.0.113.77/24 ", "203.0.113.0/24"),
        ("203.0.113.0/255.255.255.0", "203.0.113.0/24"),
        ("10.1.0.0/16", "10.1.0.0/16"),
        ("2001:DB8::1", "2001:db8::1/128"),
        ("2001:db8:1:2::5/64", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7/32"),
        ("::ffff:203.0.113.7/120", "203.0.113.0/24"),
    ],
)
def test_networks_have_one_canonical_form(text, canonical):
    assert network_parse(text) == canonical
    assert issue(network=text).network == canonical


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("nonsense", "bad-network"),
        ("203.0.113", "bad-network"),
        ("203.0.113.256", "bad-network"),
        ("203.0.113.0/33", "bad-network"),
        ("<b>", "bad-network"),
        ("\0", "bad-network"),
        ("1" * 5_000, "bad-network"),
        ("0.0.0.0/0", "network-too-wide"),
        ("10.0.0.0/15", "network-too-wide"),
        ("::/0", "network-too-wide"),
        ("2001::/31", "network-too-wide"),
        ("::ffff:0.0.0.0/96", "network-too-wide"),
    ],
)
def test_what_is_no_network_or_too_wide_is_refused(text, code):
    assert refusal(issue, network=text) == code


def test_networks_are_found_by_the_addresses_in_them():
    book = NetworkBook([("203.0.113.0/24", 1), ("203.0.113.7/32", 2), ("2001:db8::/64", 3)])
    assert sorted(book.of("203.0.113.7")) == [1, 2]
    assert book.of("203.0.113.8") == [1]
    assert book.of("2001:db8::42") == [3]
    assert book.of("2001:db9::42") == book.of("unknown") == NetworkBook().of("::1") == []
    assert covers("203.0.113.0/24", "203.0.113.9")
    assert not covers("203.0.113.0/24", "2001:db8::1")
    assert not covers("203.0.113.0/24", "unknown")


def test_nobody_bans_the_network_they_come_from():
    here = OPERATOR.asking_from("203.0.113.9")
    assert refusal(issue, by=here, network="203.0.113.0/24") is Refusal.YOURSELF
    assert issue(by=here, network="203.0.114.0/24")


def test_bans_of_networks_take_a_power():
    assert refusal(issue, by=actor("trial moderator"), network="203.0.113.7") is Refusal.NOT_ALLOWED
    ban = issue(by=actor("moderator"), network="203.0.113.7")
    trial = Actor(rights=frozenset({"siteBan"}))
    assert refusal(ban_lift, ban_id=ban.pk, by=trial) is Refusal.NOT_ALLOWED


def test_networks_stand_under_their_own_key_in_the_record_and_in_no_delivery():
    Webhook.objects.create(url="https://example.com", secret="s", events=list(Webhook.Event.values))
    ban = issue(network="203.0.113.0/24", note="secret note")
    ban_lift(ban_id=ban.pk, by=OPERATOR)
    for entry in AuditEntry.objects.values():
        assert entry["details"].pop("network") == "203.0.113.0/24"
        assert "203.0.113" not in str(entry)
    deliveries = str(list(WebhookDelivery.objects.values_list("payload", flat=True)))
    assert PRESET in deliveries
    assert "203.0.113" not in deliveries
    assert "secret note" not in deliveries


def test_active_bans_of_networks_are_read_with_one_query(django_assert_num_queries):
    by = actor("owner")
    bans = [issue(by=by, network=f"203.0.113.{n}") for n in range(3)]
    ban_lift(ban_id=bans[0].pk, by=by, at=NOW)
    issue(by=by)
    with django_assert_num_queries(1):
        assert active_bans_of_networks(at=NOW) == bans[1:]
    assert active_bans_of_networks(at=NOW + DAY) == []
