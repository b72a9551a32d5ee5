"""The page of official contacts, the API and the block for other sites, as readers without JavaScript and programs meet them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from html import unescape

import httpx
import pytest
from tests.directory.acme import LONDON, NINE_TO_FIVE, WEN, draft, moment
from tests.portal.browser import PlainBrowser

from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.platform.clock import SetClock
from truepenny.platform.settings import Settings
from truepenny.trust.directory.directory import Directory
from truepenny.trust.directory.hours import Holiday, Hours

pytestmark = pytest.mark.anyio
CHINA = "+86 755 0000 0000"
SHENZHEN = Hours("Asia/Shanghai", (((540, 1260),),) * 7, (Holiday("2026-10-01", (), {"en": "National Day", "zh": "国庆节"}),))


@dataclass
class Site:
    house: House
    clock: SetClock
    reader: PlainBrowser

    @property
    def directory(self) -> Directory:
        return self.house.truth.directory


@pytest.fixture
async def site(sqlite_settings: Settings) -> AsyncIterator[Site]:
    """Monday 28 September 2026, 10:00 in London."""
    clock, url = SetClock(moment("2026-09-28T09:00")), sqlite_settings.public_url
    async with running(sqlite_settings, clock=clock) as house:
        http = httpx.AsyncClient(transport=httpx.ASGITransport(house.app), base_url=url, headers={"accept": "text/html"})
        async with http:
            yield Site(house, clock, PlainBrowser(http))


async def _fill(directory: Directory) -> None:
    await directory.put(draft("phone", LONDON, "London line", regions="GB", languages="en", hours=NINE_TO_FIVE, order=1), by=WEN)
    await directory.put(draft("phone", CHINA, "Chinese line", regions="CN HK", languages="zh", hours=SHENZHEN, order=2), by=WEN)
    await directory.put(draft("email_domain", "acme.example", "All our mail"), by=WEN)
    await directory.put_never("whatsapp", {"en": "We have no WhatsApp.", "zh": "我们没有 WhatsApp。"}, by=WEN)


async def test_an_empty_list_says_how_to_reach_us_all_the_same(site: Site) -> None:
    words = await site.reader.open("/en/contact")
    assert "No contact is published yet" in words
    assert "/tickets/new?topic=other" in site.reader.read.links


async def test_a_customer_finds_the_line_for_their_region_and_language_first(site: Site) -> None:
    await _fill(site.directory)
    words = await site.reader.open("/zh/contact")
    assert words.index("+86 755 0000 0000") < words.index("+44 20 7946 0123"), "the line that speaks the reader's language"
    assert "使用您的语言" in words
    assert "上海，UTC+8" in words
    words = await site.reader.open("/zh/contact?region=GB&spoken=en")
    assert words.index("+44 20 7946 0123") < words.index("+86 755 0000 0000")
    assert "面向您所在的地区" in words
    site.reader.http.headers["accept-language"] = "en-GB,en;q=0.8"
    words = await site.reader.open("/contact")
    assert site.reader.path == "/en/contact"
    assert words.index("+44 20 7946 0123") < words.index("+86 755 0000 0000")


async def test_open_now_is_told_in_the_readers_own_time_and_a_holiday_by_its_name(site: Site) -> None:
    await _fill(site.directory)
    site.reader.plant("tp_zone", "Asia/Tokyo")
    words = await site.reader.open("/en/contact?region=GB&spoken=en")
    assert "Open now until 29 Sep 2026, 01:00 UTC+9 your time" in words
    site.clock.at_us = moment("2026-10-01T03:00")
    words = await site.reader.open("/en/contact?region=CN&spoken=zh")
    assert "Closed now opens 2 Oct 2026, 10:00 UTC+9 your time National Day" in words


async def test_the_page_tells_what_was_ours_and_what_we_never_use(site: Site) -> None:
    await _fill(site.directory)
    old = await site.directory.put(draft("x", "@acme_old"), by=WEN)
    wrong = await site.directory.put(draft("telegram", "@acme_desk"), by=WEN)
    await site.directory.end(old.item, ending="lost", reason="", by=WEN)
    await site.directory.end(wrong.item, ending="mistake", reason="", by=WEN)
    words = await site.reader.open("/en/contact")
    assert "@acme_old X · was ours until 28 Sep 2026 · Others may have it now" in words
    assert "@acme_desk Telegram · It was never ours" in words
    assert "We have no WhatsApp." in words
    assert "我们没有" in await site.reader.open("/zh/contact")


async def test_the_page_is_for_search_engines_and_programs_too(site: Site) -> None:
    await _fill(site.directory)
    await site.reader.open("/en/contact")
    html = unescape(site.reader.page.text)
    assert f'<link rel="alternate" hreflang="zh-Hans" href="{site.house.settings.public_url}/zh/contact">' in html
    body = json.loads(html.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert body["@type"] == "Organization"
    assert {point["telephone"] for point in body["contactPoint"]} == {"+442079460123", "+8675500000000"}
    hostile = draft("other", "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>")
    await site.directory.put(hostile, by=WEN)
    await site.reader.open("/en/contact")
    assert "<script>alert" not in site.reader.page.text
    assert "<img src=x" not in site.reader.page.text


async def test_the_api_gives_the_same_to_every_site(site: Site) -> None:
    await _fill(site.directory)
    answer = await site.reader.http.get("/api/v1/directory?language=zh&region=GB", headers={"origin": "https://www.acme.example"})
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")
    told = answer.json()
    assert [one["norm"] for one in told["contacts"]] == ["+442079460123", "acme.example", "+8675500000000"]
    first = told["contacts"][0]
    assert (first["open"], first["closes_at"], first["kind_name"]) == (True, moment("2026-09-28T16:00"), "电话")
    assert told["never"][0]["words"] == "我们没有 WhatsApp。"
    assert told["signed_url"].endswith("/.well-known/truepenny-directory.json")
    file = await site.reader.http.get("/.well-known/truepenny-directory.json")
    assert file.json()["directory"]["sequence"] == told["sequence"] == 4
    again = await site.reader.http.get("/.well-known/truepenny-directory.json", headers={"if-none-match": file.headers["etag"]})
    assert again.status_code == 304


async def test_the_block_for_the_foot_of_other_pages_has_no_script(site: Site) -> None:
    await _fill(site.directory)
    block = await site.reader.http.get("/embed/directory.html?language=zh")
    assert block.headers["access-control-allow-origin"] == "*"
    assert "<script" not in block.text
    assert "style=" not in block.text
    assert 'href="tel:+442079460123"' in block.text
    assert f'href="{site.house.settings.public_url}/zh/check"' in unescape(block.text)
