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


def test_the_list_is_put_in_the_wished_order(enter: Enter, room: str) -> None:
    ann, ben, cat = (enter(f"/{room}-{name}") for name in ("b", "a", "b"))
    ann.part("room-button").click()
    ann.part("room-search").fill(f"{room}-")
    names = ann.part("room-item").locator(".room-item-name")
    expect(names).to_have_text([f"{room}-bYou are here", f"{room}-a"])
    ann.part("room-sort").select_option("name")
    expect(names).to_have_text([f"{room}-a", f"{room}-bYou are here"])
    ann.part("room-sort").select_option("recent")
    cat.sends({"m": "ch", "_id": f"{room}-a"})
    expect(ann.room_item(f"{room}-a")).to_contain_text("2 / 50")
    ben.sends({"m": "ch", "_id": f"{room}-b"})
    expect(ann.room_item(f"{room}-b")).to_contain_text("2 / 50")
    ann.reloads()
    ann.part("room-button").click()
    expect(ann.part("room-sort")).to_have_value("recent")


def test_who_plays_alone_is_found_by_the_link_only(enter: Enter, room: str) -> None:
    may = {"permissions": ["clipboard-read", "clipboard-write"]}
    ann, ben = enter(f"/{room}", **may), enter(f"/{room}", "Ben")
    ben.part("room-button").click()
    ann.part("room-button").click()
    ann.part("room-alone").click()
    ann.waits("() => MPP.room.id.startsWith('private-')")
    ann.holds_crown()
    assert ann.asks("MPP.room.settings.visible") is False
    ann.is_told("only people with the link can find you")
    ann.page.evaluate("() => { navigator.share = async (what) => { window.shared = what; }; }")
    ann.part("notification-action").click()
    link = ann.part("share-link").input_value()
    assert link == ann.page.url
    ann.part("share-copy").click()
    expect(ann.part("share-copy")).to_have_text("Copied")
    assert ann.page.evaluate("() => navigator.clipboard.readText()") == link
    expect(ann.part("share-qr")).to_be_visible()
    ann.part("share-native").click()
    assert ann.asks("window.shared.url") == link
    expect(ben.room_item(room)).to_contain_text("1 / 50")
    expect(ben.part("room-item").filter(has_text="private-")).to_have_count(0)
    ben.opens(ann.path).is_in(link.rpartition("/")[2])


def test_a_room_that_is_new_to_one_asks_for_time_on_the_site(enter: Enter, room: str) -> None:
    ann, ben = enter(f"/{room}", "Ann"), enter("/lobby")
    ann.part("room-settings-button").click()
    dialog = ann.part("room-settings-dialog")
    dialog.locator('[name="minOnline"]').fill("30")
    dialog.locator('[name="limit"]').fill("7")
    ann.part("room-settings-save").click()
    ann.waits("() => MPP.room.settings.minOnlineTime === 1800000 && MPP.room.settings.limit === 7")
    ben.part("room-button").click()
    expect(ben.room_item(room)).to_contain_text("After 30 min on the site")
    expect(ben.room_item(room)).to_contain_text("1 / 7")
    ben.room_item(room).click()
    ben.is_in("test/awkward")
    ann.part("room-settings-button").click()
    expect(dialog.locator('[name="minOnline"]')).to_have_value("30")
    dialog.locator('[name="minOnline"]').fill("0")
    ann.part("room-settings-save").click()
    ann.waits("() => !MPP.room.settings.minOnlineTime")
    ben.opens(f"/{room}").is_in(room)
