"""The page that describes the API: from our own files, under a policy without exceptions."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from rooms.tests.browser.site import Site
from rooms.tests.browser.watch import Watch

pytestmark = pytest.mark.browser


def test_the_api_is_described_and_can_be_tried(chromium: Browser, site: Site, watch: Watch) -> None:
    context = chromium.new_context()
    watch.follow(context, site.address)
    page = context.new_page()
    answer = page.goto(f"{site.address}/api/docs/")
    assert answer
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    expect(page.get_by_role("heading", name="Multiplayer Piano")).to_be_visible()
    operation = page.locator("#operations-report-reasons-report_reasons_list")
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("button", name="Execute", exact=True).click()
    live = operation.locator(".live-responses-table")
    expect(live.locator(".response-col_status")).to_contain_text(["", "200"])
    expect(live).to_contain_text("harassment")
    watch.close()
