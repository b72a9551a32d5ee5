"""Customers search: by a form without JavaScript, with results while they type; and what must stay with them is not searched for."""

from __future__ import annotations

import pytest
from playwright.async_api import expect
from tests.portal.site import PHONE, Site, axe

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"


async def test_results_come_while_somebody_types_and_the_keyboard_opens_one(furnished: Site) -> None:
    page = await furnished.visitor(viewport=PHONE, locale="zh-CN")
    await page.goto("/")
    box = page.get_by_role("combobox")
    await box.press_sequentially("提币没到账")
    first = page.get_by_role("option").first
    await expect(first).to_contain_text("提现")
    await expect(first.locator("mark").first).to_be_visible()
    assert await axe(page) == []
    await box.press("ArrowDown")
    await expect(first).to_have_attribute("aria-selected", "true")
    await box.press("Enter")
    await expect(page).to_have_url(f"{furnished.url}/zh/help/withdrawal-not-arrived")


async def test_escape_closes_the_list_and_enter_leads_to_the_page_of_results(furnished: Site) -> None:
    page = await furnished.visitor()
    await page.goto("/en/help")
    box = page.get_by_role("combobox")
    await box.press_sequentially("missing withdrawal")
    await expect(page.get_by_role("option").first).to_be_visible()
    await box.press("Escape")
    await expect(page.get_by_role("listbox")).to_be_hidden()
    await box.press("Enter")
    await expect(page).to_have_url(f"{furnished.url}/en/search?q=missing+withdrawal")
    await expect(page.locator(".hit").first).to_contain_text("withdrawal")


async def test_a_phrase_is_neither_asked_for_nor_sent_nor_shown(furnished: Site) -> None:
    asked: list[str] = []
    page = await furnished.visitor()
    page.on("request", lambda request: asked.append(request.url))
    await page.goto("/")
    box = page.get_by_role("combobox")
    await box.press_sequentially("tag missing")
    await expect(page.get_by_role("option").first).to_be_visible()
    await box.fill(PHRASE)
    await box.press("Enter")
    await expect(page.get_by_role("group", name="Please take this out before you send")).to_be_visible()
    assert any("tag" in url for url in asked)
    assert not [url for url in asked if "sausage" in url]
    await page.goto(f"/en/search?q={PHRASE.replace(' ', '+')}")
    await expect(page.get_by_role("alert")).to_contain_text("not searched for")
    assert "sausage" not in await page.locator("main").inner_html()


async def test_without_javascript_slips_are_corrected_and_other_words_offered(furnished: Site) -> None:
    page = await furnished.visitor(java_script_enabled=False)
    await page.goto("/")
    await page.get_by_role("searchbox").fill("withdrawl")
    await page.get_by_role("button", name="Search").click()
    await expect(page.locator(".said")).to_contain_text("withdrawal")
    await page.get_by_role("link", name="Search for “withdrawl” instead").click()
    await expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()


async def test_pages_of_results_lead_on_and_back(furnished: Site) -> None:
    page = await furnished.visitor(java_script_enabled=False)
    await page.goto("/en/search?q=account")
    first = await page.locator(".hit strong").all_inner_texts()
    await page.get_by_role("link", name="More results").click()
    second = await page.locator(".hit strong").all_inner_texts()
    assert len(first) == 10
    assert second
    assert not set(first) & set(second)
    await page.get_by_role("link", name="Back", exact=True).click()
    assert await page.locator(".hit strong").all_inner_texts() == first


async def test_what_two_networks_look_for_in_vain_reaches_the_editors(furnished: Site) -> None:
    page = await furnished.visitor(java_script_enabled=False)
    for _ in range(2):
        await page.goto("/en/search?q=zorblatt staking")
    assert await furnished.house.truth.misses.list_missed() == []
    await furnished.house.truth.misses.count("zorblatt staking", language="en", place="198.51.100.7")
    (missed,) = await furnished.house.truth.misses.list_missed()
    assert (missed.words, missed.n) == ("zorblatt staking", 3)


@pytest.mark.parametrize("q", ["", "%00", "a" * 500, "%22%22", "-- ' OR 1=1", "%F0%9F%98%80", "<script>alert(1)</script>", "的" * 300])
async def test_strange_words_have_an_answer(furnished: Site, q: str) -> None:
    page = await furnished.visitor(java_script_enabled=False)
    answer = await page.goto(f"/zh/search?q={q}&page=999999999999999999999&exact=maybe")
    assert answer is not None
    assert answer.status == 200


async def test_axe_finds_nothing_and_nothing_is_too_wide(furnished: Site) -> None:
    for language, theme in (("en", "light"), ("zh", "dark")):
        page = await furnished.visitor(viewport=PHONE, color_scheme=theme)
        for words in ("2fa", "withdrawl", "qqqqzzzz", "", "%E6%8F%90%E5%B8%81"):
            await page.goto(f"/{language}/search?q={words}")
            assert await axe(page) == [], words
            assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
