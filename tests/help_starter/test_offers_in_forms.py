"""Articles beside the form of a ticket: quiet, counted, never in the way, and there without JavaScript too."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Browser, Page, Request, expect
from tests.help_starter.conftest import counts, with_articles
from tests.portal.site import PHONE, Site, axe, site

from truepenny.platform.settings import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
ARRIVED = "withdrawal-not-arrived"
HALF_SECRETS = (
    "legal winner thank year wave",
    "482913",
    "4111 1111 1111",
    "my password is marble-otter-9",
    "我 的 一 是 在 了",
    "5Kb8kLf9zgWQnogidDA76M",
)
"""As they stand in the field while somebody is still typing."""


@pytest.fixture
async def desk(sqlite_settings: Settings, tmp_path: Path, own_loop_chromium: Browser) -> AsyncIterator[Site]:
    async with site(sqlite_settings, tmp_path, own_loop_chromium) as here:
        await with_articles(here.house)
        yield here


async def words_step(page: Page, topic: str) -> None:
    """Past the facts, which are left empty."""
    await page.goto(f"/tickets/new?topic={topic}")
    await page.click("button[value=words]")
    await expect(page.locator("#subject")).to_be_visible()


async def is_above(page: Page, first: str, second: str) -> bool:
    boxes = [await page.locator(selector).first.bounding_box() for selector in (first, second)]
    assert boxes[0] is not None
    assert boxes[1] is not None
    return boxes[0]["y"] < boxes[1]["y"]


async def test_what_is_typed_finds_an_article_and_opening_it_loses_nothing(desk: Site) -> None:
    page = await desk.visitor()
    await page.goto("/tickets/new?topic=other")
    await expect(page.locator(".offers")).to_be_hidden()
    await page.fill("#subject", "My withdrawal has not arrived")
    first = page.locator(f".offer[data-slug={ARRIVED}]")
    await expect(first.locator("a")).to_be_visible()
    assert await page.locator(".offer").count() <= 3
    assert await page.locator("#announce").inner_text() == "Articles that may help are shown below."
    assert await axe(page) == []
    await expect(first.get_by_role("button", name="This answered it")).to_be_hidden()
    async with page.context.expect_page() as opening:
        await first.locator("a").click()
    article = await opening.value
    await article.wait_for_load_state()
    assert article.url == f"{desk.url}/en/help/{ARRIVED}"
    await article.close()
    assert await page.input_value("#subject") == "My withdrawal has not arrived"
    await expect(first.get_by_role("button", name="This answered it")).to_be_visible()
    await page.fill("#text", "It does not help: 0.5 BTC is missing.")
    await page.click("button[value=send]")
    await page.wait_for_url("**/receipt")
    assert await counts(desk.house, ARRIVED) == (1, 1, 0, 1)


async def test_who_says_that_it_answered_leaves_nothing_behind(desk: Site) -> None:
    page = await desk.visitor(locale="zh-CN")
    await page.goto("/tickets/new?topic=other")
    await page.fill("#subject", "提现没到账")
    await page.fill("#text", "等了很久")
    first = page.locator(f".offer[data-slug={ARRIVED}]")
    async with page.context.expect_page():
        await first.locator("a").click()
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    await first.get_by_role("button", name="已解答我的问题").click()
    await expect(page.locator("h1")).to_have_text("很高兴能帮到您")
    assert await page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('tp-draft:'))") == []
    assert sent
    assert not [request for request in sent if "等了很久" in (request.post_data or "") or "%E7%AD%89" in (request.post_data or "")]
    assert await counts(desk.house, ARRIVED, "zh") == (1, 1, 1, 0)
    assert await axe(page) == []
    await page.click("text=仍然联系我们")
    assert await page.input_value("#subject") == ""


async def test_without_script_the_topic_has_its_articles_and_the_form_sends(desk: Site) -> None:
    page = await desk.visitor(java_script_enabled=False)
    await words_step(page, "WD.MISSING")
    assert await page.locator(".offer").count() == 2
    first = page.locator(f".offer[data-slug={ARRIVED}]")
    assert await first.locator("a").get_attribute("href") == f"/en/help/{ARRIVED}"
    assert await first.locator("a").get_attribute("target") == "_blank"
    await page.fill("#subject", "Not there")
    await page.fill("#text", "Nothing came.")
    await page.click("button[value=send]")
    await page.wait_for_url("**/receipt")
    await words_step(page, "WD.MISSING")
    await page.locator(f".offer[data-slug={ARRIVED}] button").click()
    await expect(page.locator("h1")).to_have_text("Glad that it helped.")
    assert page.url.endswith("/tickets/new/answered?topic=WD.MISSING")
    assert await counts(desk.house, ARRIVED) == (0, 0, 1, 0)


async def test_where_it_is_urgent_a_person_comes_first(desk: Site) -> None:
    page = await desk.visitor()
    await page.goto("/tickets/new?topic=SEC.ATO")
    await page.fill("#subject", "Someone withdrew my coins")
    await expect(page.locator(".offer[data-slug=account-taken-over]")).to_be_visible()
    assert await is_above(page, "button[value=send]", ".offers")
    await words_step(page, "WD.MISSING")
    assert await is_above(page, ".offers", "button[value=send]")
    await page.goto("/tickets/new?topic=HARM")
    await page.fill("#subject", "Someone is in my account")
    await page.wait_for_load_state("networkidle")
    assert await page.locator(".offers").count() == 0


async def test_secrets_and_parts_of_them_are_not_asked_with(desk: Site) -> None:
    page = await desk.visitor()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/help/suggest" in request.url else None)
    await page.goto("/tickets/new?topic=other")
    await page.fill("#subject", "withdrawal missing")
    await expect(page.locator(".offer").first).to_be_visible()
    await page.clock.install()
    for text in HALF_SECRETS:
        await page.fill("#subject", text)
        await page.clock.run_for(1000)
    await page.fill("#subject", "my recovery phrase is legal winner")
    await page.clock.run_for(1000)
    await page.fill("#subject", "my deposit is not in my account")
    await page.clock.run_for(1000)
    await expect(page.locator(".offer[data-slug=deposit-not-credited]")).to_be_visible()
    assert [parse_qs(urlsplit(url).query)["q"] for url in asked] == [
        ["withdrawal missing"], ["recovery phrase"], ["my deposit is not in my account"]
    ]  # fmt: skip


async def test_nothing_moves_under_a_finger_that_goes_to_send(desk: Site) -> None:
    page = await desk.visitor()
    await page.goto("/tickets/new?topic=other")
    await page.fill("#text", "something else")
    await page.wait_for_load_state("networkidle")
    await page.clock.install()
    await page.fill("#subject", "My withdrawal has not arrived")
    before = await page.locator("button[value=send]").bounding_box()
    await page.focus("button[value=send]")
    await page.clock.run_for(2000)
    assert await page.locator("button[value=send]").bounding_box() == before
    await expect(page.locator(".offers")).to_be_hidden()
    await page.fill("#subject", "My withdrawal has not arrived yet")
    await page.clock.run_for(2000)
    await expect(page.locator(".offer").first).to_be_visible()


async def test_a_desk_that_does_not_answer_is_not_noticed(desk: Site) -> None:
    page = await desk.visitor()
    await page.route("**/api/v1/help/**", lambda route: route.abort())
    await page.goto("/tickets/new?topic=other")
    async with page.expect_event("requestfailed", lambda request: "/help/suggest" in request.url):
        await page.fill("#subject", "My withdrawal has not arrived")
    await page.fill("#text", "0.5 BTC is missing.")
    await expect(page.locator(".offers")).to_be_hidden()
    await page.click("button[value=send]")
    await page.wait_for_url("**/receipt")


async def test_on_a_phone_they_stand_below_the_question_and_fit(desk: Site) -> None:
    page = await desk.visitor(viewport=PHONE, locale="zh-CN")
    await page.goto("/tickets/new?topic=other")
    await page.fill("#subject", "充值未到账")
    await page.get_by_role("button", name="继续").click()
    await page.fill("#text", "充值没有到账，等了一天")
    await expect(page.locator(".offer").first).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert await axe(page) == []
