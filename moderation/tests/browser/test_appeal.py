"""A player is banned by a command, reads why, appeals, reads the answer, and is back."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from rooms.tests.browser.conftest import PHONE, Enter
from rooms.tests.browser.site import ROOT, Site, environment
from rooms.tests.browser.watch import Watch

pytestmark = pytest.mark.browser
WORDS = "<img src=x onerror=window.executed=1> sorry"


def manage(site: Site, *arguments: str) -> str:
    """What an operator types beside the running server."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**environment(site.data), "DEBUG": "true"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def decide(site: Site, accept: bool, answer: str) -> None:
    code = (
        "from moderation.models import Appeal\n"
        "from moderation.actors import OPERATOR\n"
        "from moderation.services.appeals import appeal_decide\n"
        f"appeal_decide(appeal_id=Appeal.objects.get(state='open').pk, by=OPERATOR, "
        f"accept={accept!r}, answer={answer!r})"
    )
    manage(site, "shell", "--verbosity", "0", "-c", code)


def fits(page: Page) -> None:
    """Nothing is beside the window, and what is to be touched is large enough."""
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    box = page.get_by_test_id("appeal-send").bounding_box()
    assert box and box["height"] >= 40


def test_the_banned_read_why_appeal_and_come_back(
    enter: Enter, site: Site, watch: Watch, room: str
) -> None:
    ann = enter(f"/{room}", "Ann", **PHONE)
    manage(site, "ban", ann.id, "--for", "2h", "--reason", "Flooding the chat")
    notice = ann.part("notification").filter(has_text="You are banned for 2 hours")
    expect(notice).to_contain_text("Flooding the chat")
    expect(ann.part("notification").filter(has_text="from this server")).to_have_count(0)
    link = notice.get_by_test_id("notification-appeal")
    expect(link).to_have_attribute("href", re.compile(r"^/appeal/[\w-]{12}$"))
    link.click()

    page = ann.page
    expect(ann.part("ban-title")).to_have_text(re.compile("You were banned from this site"))
    expect(ann.part("ban-reason")).to_have_text("Flooding the chat")
    expect(ann.part("ban-until")).to_contain_text("in 1 hour")
    fits(page)
    ann.part("appeal-input").fill(f"{WORDS}\nsecond line")
    ann.part("appeal-send").click()
    expect(ann.part("appeal-text")).to_have_text(f"{WORDS}\nsecond line")
    expect(ann.part("appeal-state")).to_have_text("waiting for a decision")
    expect(ann.part("appeal-form")).to_have_count(0)

    decide(site, False, "Not yet.")
    page.reload()
    expect(ann.part("appeal-answer")).to_have_text("Not yet.")
    ann.part("appeal-input").fill("And now?")
    ann.part("appeal-send").click()
    decide(site, True, "Welcome back.")
    page.reload()
    expect(ann.part("ban-state")).to_contain_text("This was lifted.")
    page.get_by_text("To the piano").click()
    ann.waits("() => window.MPP?.room.ownId && MPP.room.id")


def test_the_page_works_without_scripts_and_wrong_codes_are_told(
    enter: Enter, site: Site, watch: Watch, room: str
) -> None:
    ann = enter(f"/{room}", "Ann")
    output = manage(site, "ban", ann.id, "--permanent", "--reason", "noise", "--mute")
    code = re.search(r"/appeal/([\w-]+)", output)
    assert code
    browser = ann.page.context.browser
    assert browser
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.address}/appeal/{code[1]}")
    expect(page.get_by_test_id("ban-title")).to_have_text(re.compile("You were muted"))
    page.get_by_test_id("appeal-input").fill("It was my cat.")
    page.get_by_test_id("appeal-send").click()
    expect(page.get_by_test_id("appeal-state")).to_have_text("waiting for a decision")
    answer = page.goto(f"{site.address}/appeal/{code[1]}x")
    assert answer and answer.status == 404
    expect(page.get_by_role("heading")).to_have_text("There is no such ban")
    context.close()


def test_a_notice_of_a_ban_goes_when_one_is_let_in_again(
    enter: Enter, site: Site, room: str
) -> None:
    ann = enter(f"/{room}", "Ann")
    manage(site, "ban", ann.id, "--permanent", "--reason", "noise")
    link = ann.part("notification-appeal")
    expect(link).to_be_visible()
    manage(site, "unban", ann.id)
    ann.part("connection-retry").click()
    ann.is_in(room)
    expect(link).to_have_count(0)
