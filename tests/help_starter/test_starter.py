"""The starter set answers, in both languages, in our own words, and holds nothing that belongs to one operator."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from tests.help_starter.needs import ANSWERS, CASES
from tests.help_starter.starter import LANGUAGES, File, all_files, categories

import truepenny
from truepenny.intake.screen.engine import find_secrets
from truepenny.knowledge.topics import ACCOUNT, BY_CODE, CHEATED, MONEY, TOPICS
from truepenny.platform.web.i18n import load_catalog
from truepenny.surfaces.check_views import STATES
from truepenny.surfaces.portal.routes import LOCALE
from truepenny.trust.never_ask.refusal import check_published

FILES = all_files()
EACH = pytest.mark.parametrize("file", FILES, ids=str)
PAGES = ("contact", "check", "check/agent", "status", "notices")
ICONS = Path(truepenny.__file__).parent / "surfaces" / "assets" / "icons" / "icons.svg"
_NAMED_LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*)\)")
_NOT_THERE = re.compile(
    r"(?i)waits? that we expect|with their waits|recovery page|status page|freez\w+ (?:the account |your account )?in the app"
    r"|answered at any hour|to a person at any hour|two people look|the time for each step|in your settings"
    r"|预计等待|请求的状态页|无法登录”|在应用里冻结|任何时间都(?:有人|由真人|优先)|两个人分别|每一步的时间"
)
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'’-]*")
_HAN = re.compile(r"[\u3400-\u9fff]")
_HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]")
_NO_THIN_SPACE = re.compile(r"[\u4e00-\u9fff] ?[A-Za-z0-9]|[A-Za-z0-9] ?[\u4e00-\u9fff]")
_NUMBER_TO_CALL = re.compile(r"(?<!UTC)\+\d|\d[\d \-()]{6,}\d")
_COMPANIES = re.compile(
    r"binance|coinbase|kraken|\bokx\b|bybit|bitget|bitstamp|kucoin|huobi|\bhtx\b|gate\.io|telegram|discord|whatsapp|wechat|facebook"
    r"|twitter|google|apple|币安|欧易|火币|微信|支付宝|谷歌|acme|truepenny",
    re.IGNORECASE,
)


def test_there_is_an_article_in_each_language_for_every_slug() -> None:
    slugs = {language: {file.slug for file in FILES if file.language == language} for language in LANGUAGES}
    assert slugs["en"] == slugs["zh"]


@EACH
def test_head_says_where_the_article_belongs(file: File) -> None:
    assert set(file.head) == {"title", "summary", "category", "topics", "related", "order"}
    assert file.head["category"] in {category["slug"] for category in categories()}
    assert set(file.head["topics"].split()) <= set(BY_CODE)
    assert file.slug not in file.head["related"].split()
    assert int(file.head["order"]) > 0
    assert file.head["summary"].count("。" if file.language == "zh" else ". ") == (1 if file.language == "zh" else 0)


def test_twins_stand_in_the_same_place() -> None:
    places: dict[str, dict[str, tuple[str, ...]]] = {language: {} for language in LANGUAGES}
    for file in FILES:
        places[file.language][file.slug] = tuple(file.head[key] for key in ("category", "topics", "related", "order"))
    assert places["en"] == places["zh"]


def test_categories_have_names_icons_and_an_order() -> None:
    found = categories()
    icons = set(re.findall(r'<symbol id="([a-z-]+)"', ICONS.read_text(encoding="utf-8")))
    assert {category["icon"] for category in found} <= icons
    assert all(category["en"] and category["zh"] for category in found)
    assert [category["order"] for category in found] == list(range(1, len(found) + 1))


@EACH
def test_asks_for_nothing_that_is_never_asked_for(file: File) -> None:
    assert check_published(file.text, field="body", education=False) == ()
    for line in file.text.splitlines():
        assert check_published(line, field="body", education=False) == (), line


@EACH
def test_promises_nothing_that_no_desk_does_yet(file: File) -> None:
    """An article leaves this list when the desk does what it says. What only the exchange can do is said with "if"."""
    assert not _NOT_THERE.findall(file.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_and_verdicts_are_called_what_they_are_called(language: str) -> None:
    catalog = load_catalog({"portal": LOCALE})
    told = {file.slug: file for file in FILES if file.language == language}
    for file in told.values():
        for words, address in _NAMED_LINK.findall(file.body):
            if address == "/now":
                assert words.lower() == catalog.translate(language, "Are you talking to us now?", "portal").lower(), file
    verdicts = [catalog.translate(language, words, "portal") for words in STATES.values()]
    said = re.findall(r"^- \*\*(.*?)\*\*", told["check-a-contact"].body, re.MULTILINE)
    assert sorted(said, key=str.lower) == sorted((words[0].upper() + words[1:] for words in verdicts), key=str.lower)


@EACH
def test_holds_no_secret(file: File) -> None:
    assert find_secrets(file.text) == []


@EACH
def test_belongs_to_no_operator(file: File) -> None:
    assert not _COMPANIES.findall(file.text)
    assert not _NUMBER_TO_CALL.findall(file.plain)
    assert "@" not in file.text
    assert "://" not in file.text


@EACH
def test_is_as_long_as_a_reader_in_a_hurry_can_bear(file: File) -> None:
    count, least, most = (len(_WORD.findall(file.plain)), 150, 450) if file.language == "en" else (len(_HAN.findall(file.plain)), 300, 900)
    assert least <= count <= most


@pytest.mark.parametrize("file", [file for file in FILES if file.language == "zh"], ids=str)
def test_chinese_is_set_as_chinese(file: File) -> None:
    assert not _HALF_WIDTH.findall(file.plain.replace("](", ""))
    assert not [part for part in _NO_THIN_SPACE.findall(file.plain) if "\n" not in part]
    assert "你" not in file.text


@EACH
def test_keeps_the_calm_of_the_house(file: File) -> None:
    assert not re.search(r"[!！]", file.plain)
    assert "oops" not in file.plain.lower()
    assert not re.search(r"<[a-z/]", file.body), "no HTML"


@EACH
def test_every_mark_of_emphasis_closes(file: File) -> None:
    """In Chinese one that touches a full stop from within stays open, by the rules of Markdown."""
    html = MarkdownIt("commonmark").render(file.body)
    assert "<strong>" in html or "**" not in file.body
    assert "**" not in html


@EACH
def test_every_link_leads_somewhere(file: File) -> None:
    slugs = {other.slug for other in FILES}
    for link in file.links:
        path, _, query = link.partition("?")
        if (topic := re.fullmatch(r"topic=([A-Z0-9.]+)", query)) is not None:
            assert (path, topic[1] in BY_CODE) == ("/tickets/new", True), link
        elif path in ("/tickets/new", "/now", "/me/phrase"):
            assert not query
        else:
            assert not query
            language, _, place = path.removeprefix("/").partition("/")
            assert language == file.language, link
            assert place in PAGES or place.removeprefix("help/") in slugs - {file.slug}, link


@EACH
def test_related_articles_exist(file: File) -> None:
    related = file.head["related"].split()
    assert len(set(related)) == len(related) >= 2
    assert set(related) <= {other.slug for other in FILES}


def test_no_article_is_an_island() -> None:
    led_to = {slug for file in FILES for slug in file.head["related"].split()}
    assert led_to == {file.slug for file in FILES}


def test_places_in_a_category_are_given_once() -> None:
    places = Counter((file.language, file.head["category"], file.head["order"]) for file in FILES)
    assert {category["slug"] for category in categories()} == {category for _, category, _ in places}
    assert max(places.values()) == 1


def test_every_need_has_its_articles() -> None:
    slugs = {file.slug for file in FILES}
    named = {slug for answers in ANSWERS.values() for slug in answers.split()}
    assert list(ANSWERS) == list(range(1, 75))
    assert all(ANSWERS.values())
    assert named <= slugs
    assert slugs - named <= set(CASES.split()) <= slugs


def test_topics_of_money_accounts_and_security_have_an_article() -> None:
    """Someone who is in danger meets a person first, and nothing to read."""
    offered = {topic for file in FILES for topic in file.head["topics"].split()}
    wanted = {topic.code for topic in TOPICS if topic.need in (MONEY, ACCOUNT, CHEATED)} - {"HARM"}
    assert wanted <= offered
    assert "HARM" not in offered
