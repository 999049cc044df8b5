"""Facts about what bans come to for who is here or comes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from moderation.actors import OPERATOR
from moderation.live import verdicts
from moderation.live.verdicts import NETWORKS_KEPT, Judge
from moderation.models import Ban
from moderation.selectors.bans import active_bans_of_networks
from moderation.services.bans import Terms, ban_issue, ban_lift
from rooms.desk import Arrival
from rooms.domain.people import Restriction

from .conftest import ALICE, BOB, ROOM

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("people")]
HOME = "203.0.113.7"
NOW = datetime(2030, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def issue(length: timedelta | None = DAY, **changes: Any) -> Ban:
    terms: dict[str, Any] = {"reason": "spam", "length": length, **changes}
    if "network" not in terms:
        terms["user_id"] = ALICE
    return ban_issue(terms=Terms(**terms), by=OPERATOR, at=NOW).ban


def came(user_id: str = ALICE, *addresses: str, rank: int = 0) -> Arrival:
    return Arrival(user_id, frozenset(addresses), rank)


def ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def test_who_is_not_banned_is_free():
    issue()
    assert Judge().verdicts([came(BOB)], NOW) == {}


def test_a_site_ban_has_its_reason_end_and_code():
    ban = issue()
    (found,) = Judge().verdicts([came(ALICE), came(BOB)], NOW).values()
    assert found.ban == ("spam", ms(NOW + DAY), ban.code)
    assert found.restrictions == ()


def test_mutes_and_bans_from_rooms_are_restrictions():
    issue(effect="mute")
    issue(effect="mute", room_id=ROOM)
    issue(None, room_id=ROOM)
    found = Judge().verdicts([came()], NOW)[ALICE]
    until = ms(NOW + DAY)
    assert found.ban is None
    assert set(found.restrictions) == {
        Restriction(effect="mute", room_id=None, until=until, reason="spam"),
        Restriction(effect="mute", room_id=ROOM, until=until, reason="spam"),
        Restriction(effect="entry", room_id=ROOM, until=None, reason="spam"),
    }


@pytest.mark.parametrize("first", [DAY, None])
def test_of_several_site_bans_the_one_that_ends_last_counts(first):
    second = None if first else DAY
    user, network = issue(first), issue(second, network=HOME)
    found = Judge().verdicts([came(ALICE, HOME)], NOW)[ALICE]
    longest = user if first is None else network
    assert found.ban and found.ban.code == longest.code


def test_a_ban_of_a_network_holds_for_who_comes_from_it_but_not_for_staff():
    issue(network="203.0.113.0/24")
    judge = Judge()
    found = judge.verdicts([came(ALICE, HOME), came(BOB, "198.51.100.1")], NOW)
    assert set(found) == {ALICE}
    assert judge.verdicts([came(ALICE, "198.51.100.1", HOME)], NOW)
    assert not judge.verdicts([came(ALICE, HOME, rank=1)], NOW)
    assert not judge.verdicts([came(ALICE, HOME)], NOW + DAY)
    assert not judge.verdicts([came(ALICE, "unknown")], NOW)


def test_bans_of_networks_are_asked_for_once(django_assert_num_queries):
    issue(network=HOME)
    judge = Judge()
    judge.verdicts([came(ALICE, HOME)], NOW)
    with django_assert_num_queries(1):
        assert judge.verdicts([came(ALICE, HOME)], NOW)


def test_what_is_told_of_networks_counts_at_once_and_what_is_not_told_soon():
    judge = Judge()
    assert not judge.verdicts([came(ALICE, HOME)], NOW)
    ban = issue(network=HOME)
    assert not judge.verdicts([came(ALICE, HOME)], NOW)
    assert judge.verdicts([came(ALICE, HOME)], NOW + NETWORKS_KEPT)
    ban_lift(ban_id=ban.pk, by=OPERATOR, at=NOW)
    judge.forget_networks()
    assert not judge.verdicts([came(ALICE, HOME)], NOW + NETWORKS_KEPT)


def test_a_clock_that_is_set_back_keeps_nothing_for_longer():
    judge = Judge()
    judge.verdicts([came(ALICE, HOME)], NOW + DAY)
    issue(network=HOME)
    assert judge.verdicts([came(ALICE, HOME)], NOW)


def test_networks_that_change_while_they_are_read_are_read_again(monkeypatch):
    judge = Judge()
    read = active_bans_of_networks

    def meanwhile(**terms: Any) -> list[Ban]:
        rows = read(**terms)
        monkeypatch.setattr(verdicts, "active_bans_of_networks", read)
        issue(network=HOME)
        judge.forget_networks()
        return rows

    monkeypatch.setattr(verdicts, "active_bans_of_networks", meanwhile)
    assert not judge.verdicts([came(ALICE, HOME)], NOW)
    assert judge.verdicts([came(ALICE, HOME)], NOW)
