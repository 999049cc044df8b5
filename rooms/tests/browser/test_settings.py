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
    expect(ben.part("settings-file-state")).to_have_text("This is not a settings file.")
    ben.part("settings-file").set_input_files(file)
    expect(ben.part("settings-file-state")).to_have_text("Settings imported.")
    expect(ben.page.locator('[name="theme"]')).to_have_value("light")
    expect(ben.page.locator("html")).to_have_attribute("data-theme", "light")
    ben.reloads()
    expect(ben.page.locator("html")).to_have_attribute("data-theme", "light")


LANGUAGES = {
    "de": ("Räume suchen", "Einstellungen"),
    "es": ("Buscar salas", "Ajustes"),
    "fr": ("Chercher une salle", "Réglages"),
    "pt": ("Procurar salas", "Configurações"),
    "ru": ("Поиск комнат", "Настройки"),
    "ja": ("部屋を検索", "設定"),
    "zh": ("搜索房间", "设置"),
    "en": ("Search rooms", "Settings"),
}


def test_the_page_speaks_the_language_of_the_browser_or_the_chosen_one(
    enter: Enter, room: str
) -> None:
    ann = enter(f"/{room}", "Ann", locale="pt-BR")
    html = ann.page.locator("html")
    expect(html).to_have_attribute("lang", "pt")
    expect(ann.part("connection-status")).to_contain_text("Conectado")
    ann.says("Olá")
    ann.part("settings-button").click()
    for code, (search, title) in LANGUAGES.items():
        ann.part("settings-language").select_option(code)
        expect(html).to_have_attribute("lang", code)
        expect(html).to_have_attribute("dir", "ltr")
        expect(ann.page.locator("#settings-title")).to_have_text(title)
        expect(ann.part("room-search")).to_have_attribute("placeholder", search)
    # What was put on the page by scripts changes as well, and what people said does not.
    ann.part("settings-language").select_option("de")
    expect(ann.part("connection-status")).to_contain_text("Verbunden")
    expect(ann.tag_of(ann)).to_contain_text("du")
    ann.page.keyboard.press("Escape")
    expect(ann.part("chat-input")).to_have_attribute(
        "placeholder", "Enter drücken, um zu schreiben"
    )
    ann.reads("Olá", by="Ann")
    ann.reloads()
    expect(html).to_have_attribute("lang", "de")
