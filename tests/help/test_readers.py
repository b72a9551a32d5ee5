"""Readers without JavaScript, cookies or an account, in both languages, on both databases: what they find, and what they say of it."""

from __future__ import annotations

import json
import re

import pytest
from tests.help.conftest import LONG, Library

from truepenny.knowledge.help.feedback import Counts, prune_reader_words
from truepenny.knowledge.help.versions import Key, Words
from truepenny.platform.clock import DAY

pytestmark = pytest.mark.anyio


def links_of(html: str, rel: str) -> dict[str, str]:
    """Address by language tag."""
    found = re.findall(rf'<link rel="{rel}"(?: hreflang="([^"]*)")? href="([^"]*)">', html.replace("&#x2f;", "/"))
    return dict(found)


async def test_a_reader_finds_the_way_from_the_start_page_to_an_article(library: Library) -> None:
    for language, category, title, more in (
        ("en", "Money", "Withdrawal <fees>", "2 articles"),
        ("zh", "资金", "提现手续费", "1 篇文章"),
    ):
        reader = library.reader(language=language)
        await reader.open("/")
        assert f"/{language}/help" in reader.read.links
        await reader.open(f"/{language}/help")
        assert (category in reader.words, more in reader.words) == (True, True)
        await reader.open(f"/{language}/help/c/money")
        assert title in reader.words
        await reader.open(f"/{language}/help/withdrawal-fees")
        assert (reader.status, title in reader.words) == (200, True)
        assert "set-cookie" not in reader.page.headers


async def test_the_bare_address_leads_to_the_readers_language(library: Library) -> None:
    for asked, led in (("/help", "/zh/help"), ("/help/withdrawal-fees", "/zh/help/withdrawal-fees"), ("/help/c/money", "/zh/help/c/money"),
        ("/help/提现", "/zh/help/%E6%8F%90%E7%8E%B0"), ("/help/a%0d%0ax:y", "/zh/help/a%0D%0Ax%3Ay"),
    ):  # fmt: skip
        answer = await library.reader(language="zh-CN").http.get(asked)
        assert (answer.status_code, answer.headers["location"]) == (303, led)


async def test_an_article_tells_machines_what_it_is(library: Library) -> None:
    page = (await library.reader().http.get("/en/help/withdrawal-fees")).text
    base = library.house.settings.public_url
    assert links_of(page, "canonical") == {"": f"{base}/en/help/withdrawal-fees"}
    assert links_of(page, "alternate") == {"en": f"{base}/en/help/withdrawal-fees", "zh-Hans": f"{base}/zh/help/withdrawal-fees"}
    assert '<meta name="description" content="What a withdrawal costs.">' in page
    assert '<meta property="og:title" content="Withdrawal &lt;fees&gt;">' in page
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert block is not None
    assert "<" not in block[1], "nothing that an author writes ends the script element"
    article, crumbs = json.loads(block[1])["@graph"]
    assert (article["@type"], article["headline"], article["inLanguage"]) == ("Article", "Withdrawal <fees>", "en")
    assert [one["name"] for one in crumbs["itemListElement"]] == ["Help", "Money", "Withdrawal <fees>"]


async def test_a_long_article_begins_with_its_contents_and_a_short_one_does_not(library: Library) -> None:
    reader = library.reader()
    await reader.open("/en/help/withdrawal-fees")
    assert [link for link in reader.read.links if link.startswith("#s-")] == [f"#s-part-{n}" for n in range(1, 5)]
    await reader.open("/en/help/withdrawal-limits")
    assert not [link for link in reader.read.links if link.startswith("#s-")]


async def test_a_missing_translation_shows_the_other_language_says_so_and_is_no_twin(library: Library) -> None:
    reader = library.reader(language="zh")
    await reader.open("/zh/help/withdrawal-limits")
    base = library.house.settings.public_url
    assert "这篇文章还没有中文版，以下为英文版。" in reader.words
    assert ("article", {"lang": "en"}) in reader.read.tags
    assert links_of(reader.page.text, "canonical") == {"": f"{base}/en/help/withdrawal-limits"}
    assert links_of(reader.page.text, "alternate") == {"en": f"{base}/en/help/withdrawal-limits"}


async def test_an_out_of_date_translation_names_the_newer_one(library: Library) -> None:
    await library.put_out(library.fees, "en", Words("New fees", "", LONG))
    reader = library.reader(language="zh")
    await reader.open("/zh/help/withdrawal-fees")
    assert "另一种语言的版本较新：" in reader.words
    assert "/en/help/withdrawal-fees" in reader.read.links


async def test_the_way_to_a_person_keeps_the_topic(library: Library) -> None:
    reader = library.reader()
    await reader.open("/en/help/withdrawal-fees")
    assert "/tickets/new?topic=WD.PENDING" in reader.read.links


async def test_an_unknown_or_retired_article_says_so_in_the_readers_language(library: Library) -> None:
    await library.house.truth.help.editing.retire(library.limits, by=library.lead)
    for path in ("/zh/help/withdrawal-limits", "/zh/help/no-such", "/zh/help/c/no-such", "/fr/help"):
        answer = await library.reader(language="zh").http.get(path)
        assert answer.status_code == 404
    assert "没有这篇文章" in (await library.reader(language="zh").http.get("/zh/help/no-such")).text


async def test_a_page_that_a_reader_has_already_is_not_sent_again(library: Library) -> None:
    http = library.reader().http
    for path in ("/en/help", "/en/help/c/money", "/en/help/withdrawal-fees"):
        first = await http.get(path)
        again = await http.get(path, headers={"if-none-match": first.headers["etag"]})
        assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    known = (await http.get("/en/help/withdrawal-fees")).headers["etag"]
    await library.put_out(library.fees, "en", Words("New fees", "", "Other words."))
    fresh = await http.get("/en/help/withdrawal-fees", headers={"if-none-match": known})
    assert (fresh.status_code, "Other words." in fresh.text) == (200, True)


async def test_readers_say_whether_it_helped_and_what_was_missing(library: Library) -> None:
    reader = library.reader(language="zh")
    await reader.open("/zh/help/withdrawal-fees")
    await reader.submit("/zh/help/withdrawal-fees/helpful", helped="no")
    assert reader.path == "/zh/help/withdrawal-fees/thanks"
    assert "缺少什么，或哪里有误？" in reader.words
    await reader.submit("/zh/help/withdrawal-fees/words", words="TRON 的费用呢？")
    assert "编辑会阅读您的意见" in reader.words
    helped = library.reader()
    await helped.open("/en/help/withdrawal-fees")
    await helped.submit("/en/help/withdrawal-fees/helpful", helped="yes")
    feedback = library.house.truth.help.feedback
    await feedback.save_reads()
    counts = await feedback.counts()
    assert counts[Key(library.fees, "zh")] == Counts(reads=1, yes=0, no=1)
    assert counts[Key(library.fees, "en")] == Counts(reads=1, yes=1, no=0)
    (said,) = await feedback.list_words(library.fees)
    assert (said.words, said.helped, said.key.language) == ("TRON 的费用呢？", False, "zh")


async def test_no_secret_of_a_reader_is_kept(library: Library) -> None:
    reader = library.reader()
    await reader.open("/en/help/withdrawal-fees/thanks?helped=no")
    phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow"
    await reader.submit("/en/help/withdrawal-fees/words", words=f"I typed {phrase} and nothing came")
    (said,) = await library.house.truth.help.feedback.list_words(library.fees)
    assert "sausage" not in said.words
    assert "nothing came" in said.words


async def test_words_that_are_too_long_or_too_many_are_given_back(library: Library) -> None:
    reader = library.reader()
    await reader.open("/en/help/withdrawal-fees/thanks?helped=no")
    await reader.submit("/en/help/withdrawal-fees/words", words="x" * 1001)
    assert (reader.status, "x" * 1001 in reader.page.text) == (400, True)
    for n in range(7):
        await reader.open("/en/help/withdrawal-fees/thanks?helped=no")
        await reader.submit("/en/help/withdrawal-fees/words", words=f"words {n}")
    assert (reader.status, "words 6" in reader.page.text) == (429, True)
    assert len(await library.house.truth.help.feedback.list_words(library.fees)) == 6


async def test_votes_of_one_address_stop_counting(library: Library) -> None:
    http = library.reader().http
    base = library.house.settings.public_url
    answers = [await http.post("/en/help/withdrawal-fees/helpful", data={"helped": "yes"}, headers={"origin": base}) for _ in range(32)]
    assert [answer.status_code for answer in answers].count(303) == 30
    assert (await library.house.truth.help.feedback.counts())[Key(library.fees, "en")].yes == 30


async def test_words_of_readers_go_after_half_a_year(library: Library) -> None:
    feedback, house = library.house.truth.help.feedback, library.house
    await feedback.say(Key(library.fees, "en"), "old words", helped=True, address="10.9.9.9")
    now = house.clock.now_us()
    await house.db.write(lambda conn: prune_reader_words(conn, now_us=now + 179 * DAY))
    assert len(await feedback.list_words(library.fees)) == 1
    await house.db.write(lambda conn: prune_reader_words(conn, now_us=now + 181 * DAY))
    assert await feedback.list_words(library.fees) == []


async def test_what_is_read_most_stands_first(library: Library) -> None:
    centre = library.house.truth.help
    for _ in range(3):
        centre.feedback.count_read(Key(library.limits, "en"))
    await centre.feedback.save_reads()
    assert [head.slug for head in await centre.most_read("en")] == ["withdrawal-limits", "withdrawal-fees"]
