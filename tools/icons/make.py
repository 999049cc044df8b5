"""Make the app's icons from static/rooms/img/icon.svg, by a browser: python tools/icons/make.py

Launchers want pictures of fixed sizes. A maskable one is cut to any shape, so its background
reaches the edges and what matters stays within the middle four fifths
(https://www.w3.org/TR/appmanifest/#icon-masks).
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).resolve().parents[2] / "static/rooms/img"
# Of the icon's own width.
MASKABLE_PART = 0.8


def rounded(svg: str) -> str:
    return svg


def full_bleed(svg: str) -> str:
    """The same picture, smaller, on a square of its background."""
    background = re.search(r'<rect[^>]*fill="(#\w+)"[^>]*/>', svg)
    if not background:
        raise ValueError("the icon has no background")
    inner = svg[background.end() : svg.rindex("</svg>")]
    margin = 32 * (1 - MASKABLE_PART) / 2
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" fill="{background[1]}"/>'
        f'<g transform="translate({margin} {margin}) scale({MASKABLE_PART})">{inner}</g></svg>'
    )


ICONS = [
    ("icon-192.png", 192, rounded),
    ("icon-512.png", 512, rounded),
    ("icon-maskable-512.png", 512, full_bleed),
    ("apple-touch-icon.png", 180, full_bleed),
]


def draw(page: Page, svg: str, size: int, target: Path) -> None:
    page.set_viewport_size({"width": size, "height": size})
    page.set_content(f"<style>*{{margin:0}}svg{{display:block;width:100vw}}</style>{svg}")
    page.screenshot(path=target, omit_background=True)


def main() -> None:
    svg = (FOLDER / "icon.svg").read_text()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()
        for name, size, shape in ICONS:
            draw(page, shape(svg), size, FOLDER / name)
        browser.close()


if __name__ == "__main__":
    main()
