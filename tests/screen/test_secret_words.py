"""What people are told about a secret that was removed: every kind in both languages, calm, exact and well written."""

from __future__ import annotations

import re

import pytest

from truepenny.contracts.secrets import SECRET_KINDS, Removed, SecretKind
from truepenny.knowledge.secret_words import SECRET_WORDS, Words, kind_name, size_words


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
