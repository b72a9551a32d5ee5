"""Languages, catalogues, times and the display of words that people typed."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from truepenny.platform.web import times
from truepenny.platform.web.i18n import Catalog, fill, load_catalog, short_key
from truepenny.platform.web.language import local_path, parse_accept_language, pick_language
from truepenny.platform.web.templates import Templates
from truepenny.platform.web.visible import visible

AT = 1_795_183_509_000_000  # 2026-11-20T14:05:09Z

PO = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\nPlural-Forms: nplurals=1; plural=0;\\n"

msgid "Hello {name}"
msgstr "{name}，您好"

msgid "{n} message"
msgid_plural "{n} messages"
msgstr[0] "{n} 条消息"

#, fuzzy
msgid "Guess"
msgstr "猜"
"""


def catalog_of(folder: Path, text: str = PO, name: str = "portal") -> Catalog:
    (folder / name).mkdir(exist_ok=True)
    (folder / name / "zh.po").write_text(text, encoding="utf-8")
    return load_catalog({name: folder / name})


def test_texts_are_translated_and_their_places_filled(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path)
    assert catalog.languages == ("en", "zh")
    assert catalog.translate("zh", "Hello {name}", name="Lin") == "Lin，您好"
    assert catalog.translate("en", "Hello {name}", name="Lin") == "Hello Lin"
    assert catalog.ngettext("zh", "{n} message", "{n} messages", 1) == "1 条消息"
    assert catalog.ngettext("en", "{n} message", "{n} messages", 1) == "1 message"
    assert catalog.ngettext("en", "{n} message", "{n} messages", 2) == "2 messages"
    assert catalog.translate("zh", "Guess") == "Guess", "a fuzzy entry is not a translation"
    assert catalog.translate("fr", "Hello {name}", name="Lin") == "Hello Lin"


def test_the_browser_gets_the_catalogue_of_its_surface(tmp_path: Path) -> None:
    messages = msgspec.json.decode(catalog_of(tmp_path).to_json("portal", "zh"))
    assert messages["{n} message"] == messages["{n} messages"] == "{n} 条消息"
    assert catalog_of(tmp_path).to_json("portal", "en") == b"{}"
    short = msgspec.json.decode(catalog_of(tmp_path).to_short_json("portal", "zh"))
    assert short == {short_key(msgid): text for msgid, text in messages.items()}


def test_each_surface_has_its_own_words_and_the_first_stands_for_the_house(tmp_path: Path) -> None:
    catalog_of(tmp_path, name="portal")
    catalog_of(tmp_path, PO.replace("您好", "你好"), name="desk")
    catalog = load_catalog({"portal": tmp_path / "portal", "desk": tmp_path / "desk"})
    assert catalog.translate("zh", "Hello {name}", name="Lin") == "Lin，您好"
    assert catalog.translate("zh", "Hello {name}", "desk", name="Lin") == "Lin，你好"
    assert catalog.translate("zh", "Hello {name}", "admin", name="Lin") == "Lin，您好"


def test_a_place_takes_text_and_nothing_else() -> None:
    assert fill("{a} {b.__class__} {c}", {"a": "{c}", "c": 1}) == "{c} {b.__class__} 1"


@pytest.mark.parametrize(
    ("chosen", "accept", "expected"),
    [
        (None, "", "en"),
        (None, "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        (None, "fr-FR, en;q=0.2, zh-TW;q=0.7", "zh"),
        (None, "zh;q=0, en;q=0.5", "en"),
        (None, "zh;q=x, de", "en"),
        ("zh", "en", "zh"),
        ("tlh", "zh", "zh"),
    ],
)
def test_the_reader_gets_their_language(chosen: str | None, accept: str, expected: str) -> None:
    assert pick_language(("en", "zh"), chosen=chosen, accept_language=accept) == expected


def test_a_flood_of_languages_is_cut() -> None:
    assert len(parse_accept_language(",".join(["zh"] * 10_000))) == 20


@pytest.mark.parametrize(
    "evil",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\tx",
        "/a\r\nSet-Cookie: x=1",
        "",
        None,
        "evil",
        "/a\\b",
    ],
)
def test_only_paths_of_this_site_are_gone_back_to(evil: str | None) -> None:
    assert local_path(evil) == "/"


def test_a_path_of_this_site_stays() -> None:
    assert local_path("/tickets/K7M2-4QDX?a=1#b") == "/tickets/K7M2-4QDX?a=1#b"


def test_tricks_are_shown_instead_of_acting() -> None:
    assert visible("pay \u202etpircs") == "pay ‹U+202E›tpircs"
    assert visible("bin\u200bance") == "bin‹U+200B›ance"
    assert visible("a\x00b\x1b[31m") == "a‹U+0000›b‹U+001B›[31m"
    assert visible("one\r\ntwo\rthree") == "one\ntwo\nthree"


def test_what_languages_need_stays() -> None:
    for text in ("普通话，您好。", "می‌خواهم", "👨‍👩‍👧 👍🏽", "नमस्ते क्‍ष", "tab\tand\nline", "Ünïcödé"):
        assert visible(text) == text


@given(st.text())
def test_no_reordering_or_hidden_character_survives(text: str) -> None:
    shown = visible(text)
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200e\u200f\ufeff\u2060")
    assert visible(shown) == shown


def test_times_carry_their_zone() -> None:
    east = times.zone_named("Asia/Shanghai")
    assert times.iso(AT) == "2026-11-20T14:05:09Z"
    assert times.moment(AT, "en") == "20 Nov 2026, 14:05 UTC"
    assert times.moment(AT, "en", zone=east) == "20 Nov 2026, 22:05 UTC+8"
    assert times.day(AT, "zh", zone=east) == "2026\u2009年\u200911\u2009月\u200920\u2009日"
    assert times.clock_time(AT, zone=times.zone_named("Asia/Kolkata")) == "19:35 UTC+5:30"
    assert times.clock_time(AT, zone=times.zone_named("America/St_Johns")) == "10:35 UTC-3:30"


@pytest.mark.parametrize("name", ["../../etc/passwd", "", None, "Nowhere/City", "x" * 200, "/etc/localtime", "Europe\x00"])
def test_a_zone_from_outside_is_utc_unless_it_exists(name: str | None) -> None:
    assert times.zone_named(name) is UTC


def test_sizes_and_numbers() -> None:
    assert [times.byte_size(n) for n in (0, 999, 12_345, 3_400_000, 26_214_400)] == ["0 B", "999 B", "12 kB", "3.4 MB", "26 MB"]
    assert times.number(12345.5) == "12,345.5"


def test_a_page_is_escaped_and_translated(tmp_path: Path) -> None:
    catalog = catalog_of(tmp_path)
    counted = '{{ ngettext("{n} message", "{n} messages", 3) }}'
    (tmp_path / "page.html").write_text('{{ _("Hello {name}", name=who) }}|{{ who|visible }}|{{ at|moment }}|' + counted)
    pages = Templates({"t": tmp_path}, catalog=catalog, asset_url=lambda name: name)
    shown = pages.render("t/page.html", language="zh", zone="Asia/Shanghai", who="<b>\u202e", at=AT)
    assert shown.startswith("&lt;b&gt;\u202e，您好|&lt;b&gt;‹U+202E›|2026")
    assert shown.endswith("22:05 UTC+8|3 条消息")
    with pytest.raises(Exception, match=r"t/\.\./secret"):
        pages.render("t/../secret.html", language="en")
