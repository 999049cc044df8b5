"""A moderator's day: from a report to the ban, and from the appeal to the return.

MPP_SCREENSHOTS=docs/images keeps the pictures of docs/moderation.md.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from moderation.tests.browser.conftest import NAME, Sit
from rooms.tests.browser.conftest import PHONE, Enter, Keep
from rooms.tests.browser.player import Player
from rooms.tests.browser.watch import Watch

pytestmark = pytest.mark.browser

ROOM = "Sunday session"
REASON = "Flooding the chat or the piano"


def part(page: Page, name: str) -> Locator:
    return page.get_by_test_id(name)


def goes_to(page: Page, entry: str) -> None:
    """By the menu beside every page."""
    page.locator("#nav-sidebar").get_by_role("link", name=re.compile(f"{entry}( \\d+)?$")).click()


def reports(ann: Player, ben: Player) -> None:
    ann.opens_tag_of(ben)
    ann.part("person-report").click()
    ann.part("report-reason").select_option("spam")
    ann.part("report-text").fill("Does not stop, and plays over everybody.")
    ann.part("report-submit").click()
    ann.is_told("The moderators will look at")


def appeal_address(ben: Player) -> str:
    """Where the banned may appeal, as the notice tells."""
    told = ben.part("notification").filter(has_text=REASON).first
    expect(told).to_contain_text("/appeal/")
    found = re.search(r"/appeal/[\w-]+", told.inner_text())
    assert found
    return found.group()


def opens_row(page: Page, text: str) -> None:
    """Follow the first link of a row of a list."""
    row = page.locator("#result_list").get_by_role("row").filter(has_text=text)
    row.get_by_role("link").first.click()


def chooses(page: Page, name: str) -> Locator:
    """Somebody among the people of a room's page."""
    person = part(page, "people").get_by_test_id("person").filter(has_text=name)
    person.get_by_role("radio").check()
    return person


def disturb(ann: Player, ben: Player) -> None:
    for text in ("good evening", "shall we start in G?"):
        ann.says(text)
    for text in ("BUY LEVELS CHEAP at levels.example", "CHEAP CHEAP CHEAP"):
        ben.says(text)
    ann.says("please stop that")
    ben.plays("c3", "d3", "e3", "c3")


def takes_the_newest_report(desk: Page, keep: Keep) -> None:
    newest = part(desk, "newest-reports")
    expect(newest).to_contain_text("Rude Rob")
    expect(desk.locator("#nav-sidebar")).to_contain_text(re.compile(r"Reports\s*1"))
    keep(desk, "moderation-dashboard")
    newest.get_by_role("link").first.click()
    part(desk, "deed-take").get_by_role("button").click()
    expect(desk.get_by_text("It is assigned to you.")).to_be_visible()
    expect(part(desk, "evidence")).to_contain_text("CHEAP CHEAP CHEAP")
    keep(desk, "moderation-report")


def opens_the_room_of_the_report(desk: Page, ann: Player) -> None:
    """Its page shows what is said while one looks."""
    desk.get_by_role("link", name=ROOM, exact=True).click()
    expect(part(desk, "people")).to_contain_text("2 people")
    ann.sends({"m": "a", "message": "thanks, I have told the moderators"})
    expect(part(desk, "chat")).to_contain_text("thanks, I have told the moderators")


def mutes_in_the_room(desk: Page, keep: Keep, ann: Player, ben: Player) -> None:
    chooses(desk, "Rude Rob")
    desk.get_by_label("Reason", exact=True).select_option(label=f"{REASON} (24 h)")
    desk.get_by_label("For how long").select_option("10 minutes")
    keep(desk, "moderation-room")
    desk.get_by_role("button", name="Mute here").click()
    expect(desk.get_by_text("Muted in this room.")).to_be_visible()
    ben.sends({"m": "a", "message": "you cannot silence me"})
    ben.is_told("muted")
    expect(ann.part("chat-line").filter(has_text="silence me")).to_have_count(0)


def bans_from_the_site(desk: Page, ann: Player, ben: Player) -> str:
    """For as long as the reason suggests; returns where the banned may appeal."""
    chooses(desk, "Rude Rob")
    desk.get_by_label("Reason", exact=True).select_option(label=f"{REASON} (24 h)")
    desk.get_by_label("Note").fill("goes on after a mute")
    whose = ben.id
    desk.get_by_role("button", name="Ban from the site").click()
    ann.sees_nothing_of(whose)
    expect(desk.get_by_text("Banned from the site.")).to_be_visible()
    expect(part(desk, "people")).to_contain_text("1 person")
    return appeal_address(ben)


def finds_it_on_record(desk: Page, keep: Keep) -> None:
    goes_to(desk, "Audit")
    expect(desk.locator("#result_list")).to_contain_text("goes on after a mute")
    keep(desk, "moderation-audit")


def resolves_the_report(desk: Page) -> None:
    goes_to(desk, "Reports")
    opens_row(desk, "Rude Rob")
    part(desk, "deed-close").get_by_label("Outcome").fill("banned for a day")
    desk.get_by_role("button", name="Resolve").click()
    expect(desk.get_by_text("It is resolved.")).to_be_visible()


def appeals(ben: Player, address: str) -> None:
    ben.page.goto(address)
    expect(ben.part("ban-reason")).to_have_text(REASON)
    ben.part("appeal-input").fill("I was told off enough. It will not happen again.")
    ben.part("appeal-send").click()
    expect(ben.part("appeal-state")).to_have_text("waiting for a decision")


def accepts_the_appeal(desk: Page, keep: Keep) -> None:
    goes_to(desk, "Appeals")
    opens_row(desk, "Rude Rob")
    expect(desk.get_by_text("It will not happen again.")).to_be_visible()
    keep(desk, "moderation-appeal")
    part(desk, "deed-accept").get_by_label("Answer").fill("Welcome back.")
    desk.get_by_role("button", name="Accept").click()
    expect(desk.get_by_text("Accepted: the ban is lifted.")).to_be_visible()


def comes_back(ben: Player, ann: Player) -> None:
    ben.page.reload()
    expect(ben.part("appeal-answer")).to_have_text("Welcome back.")
    ben.opens(f"/{ROOM}")
    ann.sees(ben, "Rude Rob")


def test_a_moderators_day(enter: Enter, sit: Sit, keep: Keep) -> None:
    ann, ben = enter(f"/{ROOM}", "Ada"), enter(f"/{ROOM}", "Rude Rob")
    disturb(ann, ben)
    reports(ann, ben)
    desk = sit()
    takes_the_newest_report(desk, keep)
    opens_the_room_of_the_report(desk, ann)
    mutes_in_the_room(desk, keep, ann, ben)
    appeal = bans_from_the_site(desk, ann, ben)
    finds_it_on_record(desk, keep)
    resolves_the_report(desk)
    appeals(ben, ann.page.url.replace(ann.path, appeal))
    accepts_the_appeal(desk, keep)
    comes_back(ben, ann)


def test_the_pages_about_people_and_bans(enter: Enter, sit: Sit, keep: Keep) -> None:
    ann = enter("/lobby", "Clara")
    ann.says("does anybody know the second voice?")
    desk = sit()
    goes_to(desk, "People")
    desk.get_by_role("textbox").first.fill("clara")
    desk.keyboard.press("Enter")
    desk.locator("#result_list").get_by_role("link", name="Clara", exact=True).click()
    expect(desk.get_by_text("second voice")).to_be_visible()
    expect(desk.locator("#content")).to_contain_text("lobby")
    keep(desk, "moderation-person")
    desk.locator("summary", has_text="Tag, flags and limits").click()
    desk.get_by_label("Tag text").fill("TEACHER")
    desk.get_by_label("Tag colour").fill("#20c060")
    part(desk, "deed-standing").get_by_role("button", name="Save").click()
    expect(ann.tag_of(ann)).to_contain_text("TEACHER")
    part(desk, "deed-notify").locator("textarea").fill("Thank you for helping newcomers.")
    part(desk, "deed-notify").get_by_role("button").click()
    ann.is_told("Thank you for helping newcomers.")


def test_a_line_is_hidden_and_a_room_closed_from_its_live_page(enter: Enter, sit: Sit) -> None:
    room = "a/b? c#d"
    ann, ben = enter("/lobby", "Ann"), enter("/lobby", "Ben")
    for player in (ann, ben):
        player.sends({"m": "ch", "_id": room})
        player.is_in(room)
    ben.says("<img src=x onerror=window.executed=1>")
    desk = sit()
    goes_to(desk, "Rooms")
    part(desk, "rooms-now").get_by_role("link", name=room, exact=True).click()
    chat = part(desk, "chat")
    line = chat.get_by_role("listitem").filter(has_text="<img src=x")
    line.hover()
    line.get_by_role("button", name="Hide").click()
    expect(ann.part("chat-line")).to_have_count(0)
    expect(chat.locator(".mod-hidden-line")).to_have_count(1)
    desk.locator("summary", has_text="Close the room").click()
    part(desk, "deed-close").get_by_label("What they are told").fill("Back in an hour.")
    part(desk, "deed-close").get_by_role("button").click()
    ann.is_told("Back in an hour.")
    expect(part(desk, "people")).to_contain_text("Nobody")
    part(desk, "deed-reopen").get_by_role("button").click()
    ann.opens("/a%2Fb%3F%20c%23d").is_in(room)


def test_the_pages_on_a_phone(enter: Enter, sit: Sit, keep: Keep) -> None:
    ann = enter("/lobby2", "Ann")
    ann.says("hello?")
    desk = sit(**PHONE)
    pages = ("", "rooms/by-id/?id=lobby2", "moderation/report/?state=all", "rooms/player/")
    for page in pages:
        desk.goto(ann.page.url.replace(ann.path, f"/admin/{page}"))
        assert desk.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    desk.goto(ann.page.url.replace(ann.path, "/admin/rooms/by-id/?id=lobby2"))
    chooses(desk, "Ann")
    expect(part(desk, "chat")).to_contain_text("hello?")
    keep(desk, "moderation-phone")


def test_a_player_is_linked_to_ones_account(enter: Enter, sit: Sit, watch: Watch) -> None:
    watch.expects("status of 404")
    ann = enter("/lobby3", "Ann")
    desk = sit()
    goes_to(desk, "My account")
    desk.get_by_role("button", name="Link my player").click()
    address = part(desk, "link-open").get_attribute("href")
    assert address
    # The same page with another fragment would not be loaded anew.
    ann.page.goto("about:blank")
    ann.opens(address).is_told(f"the account {NAME}")
    assert "#" not in ann.page.url
    desk.reload()
    expect(desk.get_by_role("link", name="Ann")).to_be_visible()
    ann.reloads()
    expect(ann.part("staff-button")).to_be_visible()
    ann.page.goto("about:blank")
    ann.opens(address).is_told("already used")
