"""A room is a path: links, the list, back and forward."""

from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from rooms.tests.browser.conftest import Enter

pytestmark = pytest.mark.browser


ADDRESSES = {
    "/caf%C3%A9%20%F0%9F%8E%B9": "café 🎹",
    "/Клавиши": "Клавиши",
    "/?c=by%20query": "by query",
    "/%3Fc%3D50%25": "?c=50%",
    "/one/two": "one/two",
    "/?c=admin": "admin",
}


def test_an_address_leads_to_its_room(enter: Enter) -> None:
    ann = enter("/")
    for address, room in ADDRESSES.items():
        ann.opens(address).is_in(room)
        path = "/?c=admin" if room == "admin" else "/" + quote(room)
        ann.waits("path => location.pathname + location.search === path", path)
        expect(ann.page).to_have_title(f"{room} – Multiplayer Piano")


def test_two_spellings_of_an_address_lead_to_the_same_room(enter: Enter) -> None:
    ann, ben = enter("/%C3%BCbung%2F1", "Ann"), enter("/?c=übung/1", "Ben")
    ann.sees(ben, "Ben")
    assert ann.path == ben.path == "/%C3%BCbung/1"


def test_a_room_made_from_the_list_is_listed_for_others(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann"), enter(f"/{room}", "Ben")
    ben.part("room-button").click()
    expect(ben.room_item(room)).to_contain_text("2 / 50")
    made = f"{room} & more"
    ann.part("room-button").click()
    ann.part("room-create-name").fill(made)
    ann.part("room-create-submit").click()
    ann.is_in(made)
    ann.holds_crown()
    expect(ann.part("room-list")).to_be_hidden()
    expect(ben.room_item(made)).to_contain_text("1 / 50")
    ben.part("room-search").fill("& MORE")
    expect(ben.part("room-item")).to_have_count(1)
    ben.room_item(made).click()
    ben.is_in(made)
    ben.sees(ann, "Ann")


def test_a_room_made_unlisted_is_not_listed(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}"), enter(f"/{room}")
    ann.part("room-button").click()
    ann.part("room-create-name").fill(f"{room}-secret")
    ann.part("room-create").locator("label", has_text="Listed").click()
    ann.part("room-create-submit").click()
    ann.is_in(f"{room}-secret")
    ben.part("room-button").click()
    expect(ben.room_item(room)).to_be_visible()
    expect(ben.room_item(f"{room}-secret")).to_have_count(0)


def test_back_and_forward_change_the_room(enter: Enter, room: str) -> None:
    ann = enter(f"/{room}")
    ann.part("room-button").click()
    ann.part("room-create-name").fill(f"{room} 2")
    ann.part("room-create-submit").click()
    ann.is_in(f"{room} 2")
    ann.page.go_back()
    ann.is_in(room)
    assert ann.path == f"/{room}"
    ann.page.go_forward()
    ann.is_in(f"{room} 2")
