"""In a real browser: a lead closes an incident for 500 waiting tickets, an agent links one, customers see what is broken as they type."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect
from tests.announcements.telling import PROMOTION, TRON, finish, open_tickets, told_in
from tests.chromium import open_chromium
from tests.portal.site import DESKTOP, PHONE, Site, axe, site

from truepenny.contracts.identity import Role
from truepenny.knowledge.announcements.kinds import NewUpdate, Written
from truepenny.people import audit, totp
from truepenny.platform.clock import SystemClock
from truepenny.platform.settings import Settings

pytestmark = pytest.mark.anyio
PASSWORD = "copper kettle nine rivers"


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    """One loop for the file, so that its browser can stay."""
    return "asyncio"


@pytest.fixture(scope="module")
async def chromium(anyio_backend: str) -> AsyncIterator[Browser]:
    async with open_chromium() as browser:
        yield browser


@pytest.fixture
async def acme(sqlite_settings: Settings, tmp_path: Path, chromium: Browser) -> AsyncIterator[Site]:
    async with site(sqlite_settings, tmp_path, chromium) as here:
        yield here


async def sit_down(acme: Site, login: str, role: Role, *, language: str = "en-GB") -> Page:
    secret = totp.new_secret()
    await acme.house.people.agents.add(login, login.title(), by=audit.COMMAND_LINE, role=role, password=PASSWORD, totp_secret=secret)
    page = await acme.visitor(locale=language)
    await page.goto("/desk/sign-in")
    await page.locator("#login").fill(login)
    await page.locator("#password").fill(PASSWORD)
    await page.locator("form .tp-button--primary").click()
    await page.locator("#code").fill(totp.code_at(secret, SystemClock().now_us()))
    await page.locator("form .tp-button--primary").click()
    await page.wait_for_url("**/desk")
    return page


async def test_a_lead_announces_an_incident_links_500_waiting_tickets_and_closes_it_for_all(acme: Site) -> None:
    tickets = await open_tickets(acme.house, 500)
    page = await sit_down(acme, "wu", Role.LEAD)
    await page.goto("/admin/notices")
    await page.get_by_role("link", name="Report an incident").click()
    await page.locator("#title_en").fill("TRON withdrawals paused")
    await page.locator("#body_en").fill("Your funds are **safe**.")
    await page.locator("#title_zh").fill("TRON 提现暂停")
    await page.locator("#body_zh").fill("您的资金安全。")
    await page.locator("#effect").select_option("paused")
    await page.get_by_label("Withdrawals", exact=True).check()
    await page.locator("#networks").fill("trc20")
    await page.get_by_role("button", name="Preview").click()
    await expect(page.locator("#preview strong")).to_have_text("safe")
    assert await axe(page) == []
    await page.get_by_role("button", name="Publish").click()
    await expect(page.get_by_text("500 waiting tickets match")).to_be_visible()
    assert await axe(page) == []
    await page.get_by_label("Tell them at once what is known").uncheck()
    await page.locator('input[name="tickets"]').first.uncheck()
    began = time.monotonic()
    await page.get_by_role("button", name="Link the ticked tickets").click()
    await expect(page.get_by_text("499 tickets linked.")).to_be_visible()
    await page.locator("#state").select_option("resolved")
    await page.locator("#words_en").fill("All of them were sent.")
    await page.locator("#words_zh").fill("全部已发出。")
    await page.get_by_role("button", name="Publish the update").click()
    await expect(page.get_by_text("· all told")).to_be_visible()
    assert time.monotonic() - began < 60, "seconds, on a busy machine too"
    await finish(acme.house)
    told = await told_in(acme.house)
    assert len(told) == 499
    assert {len(each) for each in told.values()} == {1}
    assert len(set(tickets) - set(told)) == 1, "the one that was unticked"


async def test_an_agent_links_the_ticket_at_hand_by_one_click_and_the_customer_reads_it(acme: Site) -> None:
    customer = await acme.visitor(signed_in=True, viewport=PHONE)
    await customer.goto("/tickets/new?topic=WD.MISSING")
    await customer.locator("#q_asset").fill("USDT on TRON")
    while not await customer.locator("#subject").is_visible():
        await customer.get_by_role("button", name="Continue").click()
    await customer.locator("#subject").fill("Missing")
    while not await customer.locator("#text").is_visible():
        await customer.get_by_role("button", name="Continue").click()
    await customer.locator("#text").fill("Where is it?")
    while not await customer.get_by_role("button", name="Send").is_visible():
        await customer.get_by_role("button", name="Continue").click()
    await customer.get_by_role("button", name="Send").click()
    await customer.wait_for_url("**/receipt")
    ticket = customer.url.split("/")[-2]
    await customer.goto(f"/tickets/{ticket}")
    await acme.house.truth.announcements.publish(TRON, by="A-1001")
    page = await sit_down(acme, "lin", Role.AGENT)
    await page.goto(f"/desk/t/{ticket}")
    await expect(page.locator("tp-incidents .incident")).to_contain_text("TRON withdrawals paused")
    await expect(page.locator(".incident-line.match")).to_contain_text("May be about:")
    await page.get_by_role("button", name="Link and tell the customer").click()
    await expect(page.locator(".incident-line")).to_contain_text("Linked to an incident:")
    await expect(page.locator("tp-incidents .incident")).to_contain_text("1 ticket")
    assert await axe(page) == []
    await expect(customer.locator("#conversation")).to_contain_text("Your funds are safe.")
    await expect(customer.get_by_role("link", name="Read the announcement")).to_be_visible()


async def test_while_the_coin_is_typed_the_form_says_what_is_paused(acme: Site) -> None:
    await acme.house.truth.announcements.publish(TRON, by="A-1001")
    page = await acme.visitor(viewport=PHONE)
    await page.goto("/tickets/new?topic=WD.MISSING")
    banner = page.locator("[data-matching] .broken")
    await expect(banner).to_contain_text("TRON withdrawals paused")
    await page.locator("#q_asset").fill("0.5 BTC")
    await expect(banner).to_have_count(0)
    await page.locator("#q_asset").fill("USDT, TRC20")
    await expect(banner).to_contain_text("since")
    assert await axe(page) == []


async def test_words_of_an_announcement_look_like_those_of_an_article_and_fit_a_phone(acme: Site) -> None:
    wide = "| Network | State |\n|---|---|\n| " + "W" * 200 + " | paused |\n\n::: steps\n1. Wait.\n:::"
    made = await acme.house.truth.announcements.publish(replace(TRON, words={"en": Written("Long words", wide)}), by="A-1001")
    await acme.house.truth.announcements.add_update(made, NewUpdate("identified", {"en": wide}), by="A-1001")
    page = await acme.visitor(viewport=PHONE)
    await page.goto(f"/en/notices/{made}")
    await expect(page.locator(".table-room")).to_have_count(2)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await page.locator(".steps li").first.evaluate("(li) => getComputedStyle(li, '::before').content") != "none"
    assert await axe(page) == []


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_all_pages_are_sound_for_those_who_listen(acme: Site, language: str) -> None:
    news = acme.house.truth.announcements
    made = await news.publish(TRON, by="A-1001")
    await news.add_update(made, NewUpdate("identified", {"en": "One.", "zh": "一。"}), by="A-1001")
    await news.add_update(made, NewUpdate("identified", {"en": "Two."}, corrects=2), by="A-1001")
    await news.publish(PROMOTION, by="A-1001")
    for viewport, scheme in ((PHONE, "light"), (DESKTOP, "dark")):
        page = await acme.visitor(viewport=viewport, color_scheme=scheme, locale="zh-CN" if language == "zh" else "en-GB")
        for path in ("/", f"/{language}/notices", f"/{language}/notices/{made}", f"/{language}/status", f"/{language}/promotions"):
            await page.goto(path)
            assert await axe(page) == [], (path, scheme)
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    lead = await sit_down(acme, "wu", Role.LEAD, language="zh-CN" if language == "zh" else "en-GB")
    for path in ("/admin/notices", f"/admin/notices/{made}", f"/admin/notices/{made}/edit", "/admin/notices/new", "/admin/services"):
        await lead.goto(path)
        assert await axe(lead) == [], path
