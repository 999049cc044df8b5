"""Facts about the first page, its figures and its pictures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from moderation.admin.charts import bar_chart, line_chart
from moderation.models import Ban, Report, Sample
from moderation.selectors import stats

from .conftest import MALLORY, Scene, browser, do

pytestmark = pytest.mark.django_db
NOW = datetime(2030, 1, 2, 12, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def sample(ago: timedelta, people: int, messages: int = 60, process: str = "a") -> None:
    minute = (NOW - ago).replace(second=0)
    Sample.objects.create(minute=minute, process=process, people=people, rooms=1, messages=messages)


def tiles(role: str) -> dict[str, object]:
    answer = browser(role).get(reverse("admin:index"))
    return {tile["title"]: tile["value"] for tile in answer.context["tiles"]}


def test_the_dashboard_counts_what_waits(scene: Scene):
    shown = tiles("moderator")
    assert (shown["Open reports"], shown["Open appeals"]) == (1, 1)
    assert shown["Bans in the last 24 hours"] == 2
    assert shown["Messages per second"] == "–"


def test_the_dashboard_shows_the_last_minute_of_all_processes(scene: Scene):
    minute = timezone.now().replace(second=0, microsecond=0)
    for process in "ab":
        Sample.objects.create(minute=minute, process=process, people=3, rooms=2, messages=90)
    shown = tiles("moderator")
    assert (shown["People online"], shown["Rooms open"]) == (6, 4)
    assert shown["Messages per second"] == "3.0"


def test_what_is_mine_waits_for_me(scene: Scene):
    client = browser("moderator")
    do(client, scene.report, "take")
    answer = client.get(reverse("admin:index"))
    assert answer.context["mine"] == [(scene.report, "Mallory")]
    assert answer.context["reports"] == [(scene.report, "Mallory")]
    assert browser("owner").get(reverse("admin:index")).context["mine"] == []


def test_who_has_no_role_sees_no_queues(scene: Scene):
    context = browser("").get(reverse("admin:index")).context
    assert (context["reports"], context["appeals"], context["mine"]) == ([], [], [])


def test_the_last_minute_counts_only_if_it_was_just_now():
    sample(stats.FRESH, people=5)
    assert stats.busy_lately(at=NOW) is None
    sample(MINUTE, people=5, messages=120)
    assert stats.busy_lately(at=NOW) == stats.Busy(people=5, rooms=1, messages_per_s=2.0)


def test_a_day_is_in_slots_with_the_most_people_and_the_mean_of_messages():
    sample(MINUTE, people=5, messages=60)
    sample(2 * MINUTE, people=3, messages=180)
    sample(2 * MINUTE, people=4, messages=0, process="b")
    sample(timedelta(hours=25), people=99)
    day = stats.last_day(at=NOW)
    assert len(day.people) == len(day.messages_per_s) == 96
    assert (day.people[-1], sum(day.people)) == (7, 7)
    assert day.messages_per_s[-1] == 2.0


def test_bans_and_reports_are_counted_by_the_hour():
    for ago in (0, 0, 1, 23, 24):
        at = NOW - timedelta(hours=ago)
        Ban.objects.create(user_id=MALLORY, issued_at=at, current=False)
        Report.objects.create(target=MALLORY, reporter="", reason="spam", created_at=at)
    day = stats.last_day(at=NOW)
    assert day.bans == day.reports == [1, *[0] * 21, 1, 2]


def test_a_day_takes_three_queries(django_assert_num_queries):
    sample(MINUTE, people=5)
    with django_assert_num_queries(3):
        stats.last_day(at=NOW)


def test_a_line_reaches_from_the_bottom_to_the_top():
    chart = line_chart([0, 5, 10], width=100, height=50)
    assert chart.line == "0.0,50.0 50.0,25.5 100.0,1.0"
    assert chart.area.startswith("0,50 ")
    assert chart.area.endswith(" 100,50")
    assert chart.highest == 10


def test_bars_stand_on_the_bottom():
    first, second = bar_chart([0, 4], width=100, height=50).bars
    assert (first.height, second.height, second.y) == (0, 49, 1)
    assert (first.x, second.x) == (0, 50)


@pytest.mark.parametrize("values", [[], [0], [0, 0, 0]])
def test_nothing_is_a_flat_picture(values):
    assert line_chart(values).highest == 0
    assert all(bar.height == 0 for bar in bar_chart(values).bars)
