"""What people are told about a secret that was removed: every kind in both languages, calm, exact and well written."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from truepenny.contracts.secrets import SECRET_KINDS, Place, Removed, SecretKind
from truepenny.knowledge.secret_cards import CARD_WORDS, card_words, words_for_browsers
from truepenny.knowledge.secret_words import SECRET_WORDS, SIZES, Words, kind_name, size_words
from truepenny.platform.web.i18n import load_messages

SURFACES = Path(__file__).parents[2] / "src" / "truepenny" / "surfaces"
_PLACE = re.compile(r"\{\w+\}")


def test_every_kind_has_its_words() -> None:
    assert set(SECRET_WORDS) == set(SECRET_KINDS)


def test_names_tell_kinds_apart() -> None:
    for language in ("en", "zh"):
        assert len({kind_name(kind, language) for kind in SECRET_KINDS}) == len(SECRET_KINDS)


@pytest.mark.parametrize("kind", SECRET_KINDS)
def test_the_words_are_calm_and_whole(kind: SecretKind) -> None:
    words = SECRET_WORDS[kind]
    assert re.fullmatch(r"[a-zA-Z][a-zA-Z -]+", words.name.en), "it stands inside brackets and lists"
    for text in (words.why, words.now):
        assert text.en.endswith("."), text.en
        assert text.zh.endswith("。"), text.zh
        assert not re.search(r"[!！]|\b(oops|sorry|fail|wrong|error)\b", text.en + text.zh, re.IGNORECASE), text


@pytest.mark.parametrize("kind", SECRET_KINDS)
def test_chinese_is_written_as_chinese_is(kind: SecretKind) -> None:
    words = SECRET_WORDS[kind]
    for text in (words.name, words.why, words.now):
        assert re.search(r"[\u4e00-\u9fff]", text.zh)
        assert "你" not in text.zh
        assert not re.search(r"[\u4e00-\u9fff] ?[A-Za-z0-9,;:]|[A-Za-z0-9] ?[\u4e00-\u9fff]", text.zh), text.zh


def test_names_and_sizes_read_as_they_stand_in_a_placeholder() -> None:
    phrase, key, one = Removed("recovery_phrase", 12, "words"), Removed("private_key", 64), Removed("password", 1)
    assert f"[removed: {kind_name(phrase.kind, 'en')}, {size_words(phrase, 'en')}]" == "[removed: recovery phrase, 12 words]"
    assert f"[已移除：{kind_name(phrase.kind, 'zh')}，{size_words(phrase, 'zh')}]" == "[已移除：助记词，12\u2009个词]"
    assert (size_words(key, "en"), size_words(key, "zh")) == ("64 characters", "64\u2009个字符")
    assert size_words(one, "en") == "1 character"


def test_other_languages_read_english() -> None:
    assert kind_name("password", "fr") == "password"
    assert Words("a", "b").said("de") == "a"
    assert kind_name("password", "zh-Hans") == "密码"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_chat_is_given_the_same_words(language: str) -> None:
    given = json.loads(words_for_browsers(language))
    assert set(given["kinds"]) == set(SECRET_KINDS)
    for kind, words in SECRET_WORDS.items():
        assert given["kinds"][kind] == [words.name.said(language), words.why.said(language), words.now.said(language)]
    assert given["card"] == card_words(language)
    assert set(get_args(Place)) <= set(given["card"]), "each place has a title"


@pytest.mark.parametrize("key", CARD_WORDS)
def test_the_words_of_the_cards_are_well_made_in_both_languages(key: str) -> None:
    words = CARD_WORDS[key]
    assert set(_PLACE.findall(words.en)) == set(_PLACE.findall(words.zh))
    assert "你" not in words.zh
    assert not re.search(r"[\u4e00-\u9fff] ?[A-Za-z0-9{,;:?]|[A-Za-z0-9}] ?[\u4e00-\u9fff]", words.zh), words.zh
    assert not re.search(r"[!！]|\b(oops|sorry|failed|wrong|error)\b", words.en + words.zh, re.IGNORECASE), words


@pytest.mark.parametrize("kind", SECRET_KINDS)
def test_the_desk_calls_it_the_same(kind: SecretKind) -> None:
    source = (SURFACES / "desk/static/labels.js").read_text("utf-8")
    names = source[source.index("function secretName") :]
    found = re.search(rf'\b{kind}: t\("([^"]*)"\)' if kind != "other" else r'\?\? t\("([^"]*)"\)', names)
    assert found is not None
    assert found[1] == kind_name(kind, "en")
    assert load_messages(SURFACES / "desk/locale/zh.po")[found[1]] == kind_name(kind, "zh")


def test_the_desk_counts_the_same() -> None:
    chinese = load_messages(SURFACES / "desk/locale/zh.po")
    for one, many in SIZES.values():
        assert (chinese[one.en], chinese[many.en]) == (one.zh, many.zh)
