"""What leads machines to the help centre: sitemap, robots.txt and feed, each well-formed, each naming only what there is."""

from __future__ import annotations

import pytest
from defusedxml import ElementTree
from tests.help.conftest import Library

from truepenny.knowledge.help.versions import Frame, Words

pytestmark = pytest.mark.anyio
SITE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


async def test_the_sitemap_names_each_page_with_its_twins(library: Library) -> None:
    answer = await library.reader().http.get("/sitemap.xml")
    assert answer.headers["content-type"].startswith("application/xml")
    base = library.house.settings.public_url
    found = {}
    for url in ElementTree.fromstring(answer.text):
        twins = {link.get("hreflang"): link.get("href") for link in url.findall(f"{XHTML}link")}
        found[url.findtext(f"{SITE}loc")] = twins
    fees = {"en": f"{base}/en/help/withdrawal-fees", "zh-Hans": f"{base}/zh/help/withdrawal-fees"}
    assert found[fees["en"]] == found[fees["zh-Hans"]] == fees
    assert found[f"{base}/en/help/withdrawal-limits"] == {"en": f"{base}/en/help/withdrawal-limits"}
    assert f"{base}/zh/help/withdrawal-limits" not in found
    assert {f"{base}/en/help", f"{base}/zh/help", f"{base}/en/help/c/money", f"{base}/zh/contact", f"{base}/en/status"} <= set(found)
    assert {f"{base}/en/check", f"{base}/zh/check"} <= set(found)
    for address in found:
        assert (await library.reader().http.get(address)).status_code == 200


async def test_robots_are_shown_the_sitemap_and_kept_from_tickets(library: Library) -> None:
    text = (await library.reader().http.get("/robots.txt")).text
    assert f"Sitemap: {library.house.settings.public_url}/sitemap.xml" in text
    assert "Disallow: /tickets\n" in text
    assert "Disallow: /t/\n" in text
    assert "help" not in text


async def test_the_feed_brings_the_last_changed_articles_of_a_language(library: Library) -> None:
    hostile = await library.house.truth.help.editing.add_article(Frame("hostile", "money"), by=library.lead)
    await library.put_out(hostile, "zh", Words("]]> <b>&amp;\uffff", "\u202e& 您的\u2009UID", "x"))
    for language, titles in (("en", {"Withdrawal <fees>", "Limits"}), ("zh", {"提现手续费", "]]> <b>&amp;"})):
        answer = await library.reader().http.get(f"/{language}/help/feed.xml")
        assert answer.headers["content-type"].startswith("application/atom+xml")
        feed = ElementTree.fromstring(answer.text)
        assert feed.get(LANG) == {"en": "en", "zh": "zh-Hans"}[language]
        entries = feed.findall(f"{ATOM}entry")
        assert {entry.findtext(f"{ATOM}title") for entry in entries} == titles
        if language == "zh":
            assert "您的\u2009UID" in answer.text
        for entry in entries:
            link = entry.find(f"{ATOM}link")
            assert link is not None
            assert (await library.reader().http.get(link.get("href"))).status_code == 200


async def test_an_empty_help_centre_has_a_page_and_a_feed(library: Library) -> None:
    for article in (library.fees, library.limits):
        await library.house.truth.help.editing.retire(article, by=library.lead)
    reader = library.reader()
    await reader.open("/en/help")
    assert "There are no articles in this language yet." in reader.words
    ElementTree.fromstring((await reader.http.get("/en/help/feed.xml")).text)
