"""The visitor's own settings: kept, taken along, in one's own language."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from rooms.tests.browser.conftest import Enter

pytestmark = pytest.mark.browser


def test_settings_go_to_a_file_and_come_from_one(enter: Enter, room: str, tmp_path: Path) -> None:
    ann, ben = enter(f"/{room}"), enter(f"/{room}")
    ann.part("settings-button").click()
    ann.page.locator('[name="theme"]').select_option("light")
    with ann.page.expect_download() as saved:
        ann.part("settings-export").click()
    file = tmp_path / saved.value.suggested_filename
    saved.value.save_as(file)
    assert json.loads(file.read_text())["settings"]["theme"] == "light"
    expect(ann.part("settings-file-state")).to_contain_text(file.name)
    ben.part("settings-button").click()
    rubbish = tmp_path / "rubbish.json"
    rubbish.write_text('{"settings": {"theme": "dark"}}')
    ben.part("settings-file").set_input_files(rubbish)
    expect(ben.part("settings-file-state")).to_have_text("This is no file of settings.")
    ben.part("settings-file").set_input_files(file)
    expect(ben.part("settings-file-state")).to_have_text("Settings taken over.")
    expect(ben.page.locator('[name="theme"]')).to_have_value("light")
    expect(ben.page.locator("html")).to_have_attribute("data-theme", "light")
    ben.reloads()
    expect(ben.page.locator("html")).to_have_attribute("data-theme", "light")
