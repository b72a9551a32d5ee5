"""Leads keep the words that mean the same, try them before they hold, and mend what readers looked for in vain."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.desk.conftest import browser, desk
from tests.desk.running_desk import RunningDesk, sit_down
from tests.desk.test_desk_faces import violations
from tests.search_faces.conftest import furnish

from truepenny.surfaces.admin.search import split_words

__all__ = ["browser", "desk"]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def lead_desk(desk: RunningDesk) -> RunningDesk:
    desk.do(furnish)
    return desk


def sat(browser: Browser, desk: RunningDesk, name: str, path: str, *, language: str = "en", **options: object) -> Page:
    seat = sit_down(browser, desk, name, **options)
    seat.context.add_cookies([{"name": "tp_lang", "value": language, "url": desk.url}])
    seat.page.goto(desk.url + path)
    return seat.page


def test_words_come_one_a_line_or_with_commas_of_either_writing() -> None:
    assert split_words("a b\nc,d，e、 f ;\n\n,g") == ["a b", "c", "d", "e", "f", "g"]


def test_a_group_is_tried_before_it_holds_then_changed_and_deleted(lead_desk: RunningDesk, browser: Browser) -> None:
    page = sat(browser, lead_desk, "Lin", "/admin/search")
    page.get_by_role("link", name="Add a group").click()
    page.get_by_label("Words that mean the same").fill("quokkapull, withdrawal")
    page.get_by_label("What somebody types").fill("quokkapull")
    page.get_by_role("button", name="Try", exact=True).click()
    before, after = page.locator(".search-tried > div").all()
    expect(before).to_contain_text("Nothing was found.")
    expect(after.locator("li").first).to_contain_text("new")
    expect(after.locator("mark").first).to_have_text("withdrawal", ignore_case=True)
    answer = page.request.get(f"{lead_desk.url}/api/v1/search?q=quokkapull&language=en")
    assert answer.json()["hits"] == [], "trying keeps nothing"

    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Saved. Searches know it within a few seconds.")
    answer = page.request.get(f"{lead_desk.url}/api/v1/search?q=quokkapull&language=en")
    assert answer.json()["hits"]

    page.get_by_label("Words in a group").fill("quokka")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".search-words")).to_have_count(1)
    page.locator(".search-words").click()
    page.get_by_label("Words that mean the same").fill("quokkapull")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("These are too few words.")
    expect(page.get_by_label("Words that mean the same")).to_have_attribute("aria-invalid", "true")
    page.get_by_text("Delete this group").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("Deleted.")
    page.goto(f"{lead_desk.url}/admin/search?q=quokka")
    expect(page.get_by_text("No group has these words.")).to_be_visible()
    page.context.close()


def test_what_was_looked_for_in_vain_is_mended_by_a_word_or_an_article(lead_desk: RunningDesk, browser: Browser) -> None:
    page = sat(browser, lead_desk, "Lin", "/admin/search", language="zh")
    expect(page.get_by_text("最近四周没有落空的搜索。")).to_be_visible()

    for place in ("198.51.100.7", "203.0.113.9"):
        lead_desk.do(lambda house, place=place: house.truth.misses.count("出款单", language="zh", place=place))
    page.reload()
    row = page.locator(".search-missed")
    expect(row).to_contain_text("出款单")
    expect(row).to_contain_text("搜索 2\u2009次")
    row.get_by_role("link", name="加入同义词组").click()
    expect(page.get_by_label("同义词")).to_have_value("出款单")
    expect(page.get_by_label("搜索内容")).to_have_value("出款单")
    into = page.locator("#into option", has_text="提币").first.get_attribute("value")
    page.get_by_label("加入到").select_option(into)
    page.get_by_role("button", name="试运行").click()
    expect(page.locator(".search-tried > div").nth(0)).to_contain_text("没有找到。")
    expect(page.locator(".search-tried > div").nth(1).locator("li").first).to_contain_text("新增")
    page.get_by_role("button", name="保存").click()
    page.goto(f"{lead_desk.url}/admin/search?q=出款单")
    expect(page.locator(".search-words")).to_contain_text("提现")

    page.locator(".search-missed").get_by_role("link", name="撰写文章").click()
    expect(page.locator("#title")).to_have_value("出款单")
    page.context.close()


def test_agents_may_not_and_the_menu_does_not_lead_them(lead_desk: RunningDesk, browser: Browser) -> None:
    page = sat(browser, lead_desk, "Ann", "/admin/me")
    expect(page.locator(".admin-nav a[href='/admin/help']")).to_be_visible()
    expect(page.locator(".admin-nav a[href='/admin/search']")).to_have_count(0)
    for path in ("/admin/search", "/admin/search/new"):
        assert page.request.get(lead_desk.url + path).status == 403
    answer = page.request.post(f"{lead_desk.url}/admin/search/new", form={"words": "a,b"}, headers={"origin": lead_desk.url})
    assert answer.status == 403
    page.context.close()


@pytest.mark.parametrize(("language", "scheme", "width"), [("en", "light", 1440), ("zh", "dark", 390)])
def test_the_pages_hold_in_both_languages_on_a_phone_and_in_the_dark(
    lead_desk: RunningDesk, browser: Browser, language: str, scheme: str, width: int
) -> None:
    page = sat(browser, lead_desk, "Lin", "/admin/search", language=language, width=width, color_scheme=scheme)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(f"{lead_desk.url}/admin/search/new?words=withdraw&q=withdraw&language=en")
    page.locator("#words").fill("withdraw, " + "w" * 30)
    page.locator("[value=try]").click()
    expect(page.locator(".search-tried")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()
