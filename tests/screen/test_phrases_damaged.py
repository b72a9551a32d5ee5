"""Phrases that no wallet would take as they stand: a word misspelt, missing or exchanged, words in between. They are as secret."""

from __future__ import annotations

import json

import pytest
from tests.screen.phrases_of import LANGUAGES, LENGTHS, bip39, left, neighbours_left, only, phrase, with_a_slip

from truepenny.intake.screen.phrases import find_phrases

MARK = "\N{BULLET}"
NAMES = [
    "my seed phrase is",
    "recovery words:",
    "mnemonic =",
    "these are the 12 words of my wallet:",
    "助记词：",
    "frase de recuperación:",
    "シードフレーズ：",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("place", range(12))
def test_one_misspelt_word_anywhere_is_no_way_out_where_a_phrase_is_named(name: str, place: int) -> None:
    words = phrase("en", 12, seed=6)
    words[place] += "qx"
    assert words[place] not in bip39("en").wordlist
    text = f"{name} {' '.join(words)}\nIs that right?"
    found = find_phrases(text)
    rest = left(text, found)
    assert [word for word in words if word in rest.split()] in ([], words[:1] if place == 0 else [], words[-1:] if place == 11 else []), (
        rest
    )
    assert {one.certainty for one in found} == {"likely"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("length", LENGTHS)
def test_one_word_missing_is_no_way_out_where_a_phrase_is_named(language: str, length: int) -> None:
    words = phrase(language, length, seed=2)
    del words[length // 2]
    text = f"recovery phrase: {' '.join(words)}."
    assert left(text, find_phrases(text)) == f"recovery phrase: {MARK}."


def test_two_misspelt_words_of_twenty_four_neither() -> None:
    words = phrase("en", 24, seed=1)
    words[7], words[16] = "qwertz", "asdfg"
    text = f"seed: {', '.join(words)}"
    assert left(text, find_phrases(text)) == f"seed: {MARK}"


@pytest.mark.parametrize("length", LENGTHS)
def test_a_slip_does_not_leave_the_rest_beside_a_part_that_is_true_by_accident(length: int) -> None:
    for seed in range(40):
        words = with_a_slip("en", length, seed)
        text = f"my recovery phrase is {' '.join(words)}"
        rest = left(text, find_phrases(text))
        assert len(set(words) & set(rest.split()) - {"phrase"}) <= 1, "the first may be a word that sentences have too"
        assert neighbours_left(words, rest) == []


def test_a_slip_without_a_name_is_found_where_the_words_stand_by_themselves_or_are_counted() -> None:
    words = with_a_slip("en", 12, 4)
    assert only(" ".join(words)).certainty == "likely"
    assert only(f"Hi,\n{' '.join(words)}\nthank you").certainty == "likely"
    counted = "\n".join(f"{nth}. {word}" for nth, word in enumerate(words, 1))
    text = f"Look:\n{counted}\nSincerely, Wang"
    assert left(text, find_phrases(text)) == f"Look:\n1. {MARK}\nSincerely, Wang"
    assert find_phrases(f"they said {' '.join(words)} and went") == [], "a row of words in a sentence that nobody calls a phrase"


@pytest.mark.parametrize("between", ["and then", "second half:", "(turn the page)", "下半部分", "word 7 onwards"])
def test_two_halves_with_other_words_between_them_are_one_phrase(between: str) -> None:
    for language in LANGUAGES:
        words = phrase(language, 12, seed=9)
        text = f"first half: {' '.join(words[:6])}\n{between} {' '.join(words[6:])}"
        (found,) = find_phrases(text)
        if language == "en" and between == "second half:":  # itself words of the list: sixteen words in a row
            assert (found.certainty, left(text, [found])) == ("likely", MARK)
        else:
            assert (found.certainty, found.size, left(text, [found])) == ("certain", 12, f"first half: {MARK}"), language


def test_escapes_of_json_part_words_and_make_letters() -> None:
    for language in ("en", "zh-hans", "ja", "ko", "es", "fr"):
        words = phrase(language, 12, seed=3)
        for text in (json.dumps({"text": "\n".join(words)}), json.dumps(words), json.dumps({"a": ["\t".join(words)]}, ensure_ascii=False)):
            (found,) = find_phrases(text)
            assert (found.certainty, found.size) == ("certain", 12), text
            assert not any(word in left(text, [found]) for word in words)


def test_chinese_in_groups_of_one_length_needs_a_name() -> None:
    words = "".join(phrase("zh-hans", 24, seed=4))
    for length in (2, 3, 4, 6, 8):
        groups = " ".join(words[first : first + length] for first in range(0, 24, length))
        text = f"助记词：\n{groups}\n谢谢"
        assert left(text, find_phrases(text)) == f"助记词：\n{MARK}\n谢谢"
        assert find_phrases(f"号码：\n{groups}\n谢谢") == []
