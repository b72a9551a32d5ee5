"""In the browser, without and with script: a suspicious message, its verdict, the report, the campaign, and what the next customer sees."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser
from tests.directory.acme import WEN, draft
from tests.portal.site import DESKTOP, PHONE, Site, axe, site

from truepenny.contracts.identity import Agent, AgentId, Role
from truepenny.platform.settings import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
OMAR = Agent(AgentId("A-1003"), "Omar", Role.LEAD, ())


@pytest.fixture
async def here(sqlite_settings: Settings, tmp_path: Path, own_loop_chromium: Browser) -> AsyncIterator[Site]:
    async with site(sqlite_settings, tmp_path, own_loop_chromium) as running:
        await running.house.truth.directory.put(draft("site", "https://acme.example", "Acme Exchange"), by=WEN)
        yield running


@pytest.mark.parametrize(("language", "viewport", "script"), [("en", PHONE, False), ("zh", DESKTOP, True)])
async def test_from_doubt_to_the_next_customers_warning(here: Site, language: str, viewport: dict[str, int], *, script: bool) -> None:
    page = await here.visitor(viewport=viewport, java_script_enabled=script)
    await page.goto("/language/" + language + "?next=/")
    await page.click(f'main a[href="/{language}/check"]')
    await page.fill("#text", "https://acme-bonus.test/claim")
    await page.click("#check-form button")
    assert await page.inner_text("mark.check-differs") == "-bonus.test"
    assert "acme.example" in await page.inner_text("#answer")
    if script:
        assert await axe(page) == []
    await page.click("#report summary")
    await page.check('input[name="gave"][value="data"]')
    await page.fill("#note", "It came by SMS.")
    await page.click("#report button")
    await page.wait_for_url("**/tickets/**")
    truth = here.house.truth
    (campaign,) = await truth.reports.campaigns()
    assert (campaign.shown, campaign.gave) == ("acme-bonus.test", 1)
    assert await truth.campaigns.settle(OMAR, campaign.id, "fake", words={"en": "A fake.", "zh": "是假冒。"}, reason="Seen") == (1, 0)
    truth.checks.known.forget()
    other = await here.visitor(viewport=viewport)
    await other.goto(f"/{language}/check")
    assert await axe(other) == []
    await other.fill("#text", "acme-bonus.test")
    await other.click("#check-form button")
    await other.wait_for_selector("#answer")
    said = await other.inner_text("#answer")
    assert ("known to be false" if language == "en" else "已确认是假冒") in said
