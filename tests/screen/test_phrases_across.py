"""A customer types the phrase over several messages: a line at a time, a word at a time, with something else in between."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.screen.phrases_of import LANGUAGES, LENGTHS, left, phrase, with_a_slip

from truepenny.intake.screen.findings import Finding
from truepenny.intake.screen.phrases import find_across, find_phrases, looks_like_part

MARK = "\N{BULLET}"
TALK = [
    "wait",
    "one moment please",
    "hold on, I need to find the paper",
    "等一下",
    "稍等",
    "ok",
    "and then",
    "I am back",
    "好的",
    "下面还有",
]


def left_of(texts: Sequence[str]) -> list[str]:
    """What is left of each message; none of them has a phrase of its own."""
    assert not any(map(find_phrases, texts)), "the premise"
    found = find_across(texts)
    assert len(found) == len(texts)
    return [left(text, findings) for text, findings in zip(texts, found, strict=True)]


def in_lines(words: Sequence[str], count: int) -> list[str]:
    return [" ".join(words[first : first + count]) for first in range(0, len(words), count)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("length", LENGTHS)
def test_a_phrase_in_three_lines_is_taken_from_all_three(language: str, length: int) -> None:
    lines = in_lines(phrase(language, length, seed=1), length // 3)
    assert left_of(["Hello", *lines, "is it right?"]) == ["Hello", MARK, MARK, MARK, "is it right?"]
    found = find_across(lines)
    assert {(one.kind, one.certainty, one.size, one.unit) for (one,) in found} == {("recovery_phrase", "certain", length // 3, "words")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_word_a_message(language: str) -> None:
    words = phrase(language, 12, seed=4)
    assert left_of(words) == [MARK] * 12
    assert left_of([f"{nth}. {word}" for nth, word in enumerate(words, 1)]) == [f"{nth}. {MARK}" for nth in range(1, 13)]
    assert left_of([f"word {nth}: {word}" for nth, word in enumerate(words, 1)]) == [f"word {nth}: {MARK}" for nth in range(1, 13)]


@pytest.mark.parametrize("between", TALK)
def test_small_talk_in_between_is_no_hindrance_and_stays(between: str) -> None:
    first, second, third = in_lines(phrase("en", 12, seed=3), 4)
    assert left_of([first, between, second, between, third]) == [MARK, between, MARK, between, MARK]
    one, two, three = in_lines(phrase("zh-hans", 12, seed=3), 4)
    assert left_of([one, between, two, between, three]) == [MARK, between, MARK, between, MARK]


def test_the_phrase_may_begin_and_end_in_a_sentence() -> None:
    first, second, third = in_lines(phrase("en", 12, seed=8), 4)
    texts = ["I need some help", f"my recovery phrase is: {first}", second, f"and the rest is {third}"]
    assert left_of(texts) == ["I need some help", f"my recovery phrase is: {MARK}", MARK, f"and the rest is {MARK}"]
    texts = [first, second, f"{third} so what do I do now?"]
    assert left_of(texts) == [MARK, MARK, f"{MARK} so what do I do now?"]


def test_unbroken_chinese_needs_a_message_that_names_a_phrase() -> None:
    words = "".join(phrase("zh-hans", 12, seed=2))
    lines = [words[:4], words[4:8], words[8:]]
    assert left_of(["这是我的助记词", *lines]) == ["这是我的助记词", MARK, MARK, MARK]
    assert left_of([f"助记词：{lines[0]}", lines[1], lines[2]]) == [f"助记词：{MARK}", MARK, MARK]
    assert left_of(["您好", *lines]) == ["您好", *lines]


def test_a_slip_in_one_line_does_not_save_the_others() -> None:
    first, second, third = in_lines(with_a_slip("en", 12, 3), 4)
    assert left_of([first, second, third]) == [MARK, MARK, MARK], "twelve words of one list, though not a true phrase"
    misspelt = second.replace(second.split()[0], second.split()[0] + "q")
    texts = ["here are the words of my wallet", first, misspelt, third]
    assert left_of(texts) == ["here are the words of my wallet", MARK, MARK, MARK]
    assert {one.certainty for findings in find_across(texts) for one in findings} == {"likely"}


def test_a_phrase_whole_in_one_message_is_not_found_again() -> None:
    whole = " ".join(phrase("en", 12, seed=1))
    assert find_phrases(whole)
    assert find_across(["hello", whole, "abandon ability", "thanks"]) == [[], [], [], []]


def test_parts_look_like_parts_and_ordinary_messages_do_not() -> None:
    glued = "".join(phrase("zh-hans", 12, seed=2)[:4])
    for part in (
        "abandon ability able",
        "my phrase: abandon",
        "1. abandon 2. ability",
        "about",
        "wait",
        "的 一 是",
        "的",
        "and about",
        glued,
    ):
        assert looks_like_part(part), part
    ordinary = (Path(__file__).parent / "ordinary_messages.txt").read_text("utf-8").splitlines()
    for text in (
        "",
        "123",
        "please help me",
        "thank you",
        "好的",
        "谢谢",
        "等一下",
        "我的账户不能登录了",
        "Hi, my account is locked",
        *ordinary,
    ):
        assert not looks_like_part(text), text


def test_the_last_line_looks_like_a_part_in_every_language() -> None:
    for language in LANGUAGES:
        for line in in_lines(phrase(language, 24, seed=9), 6):
            assert looks_like_part(line)
            assert looks_like_part(f"{line}. Please tell me whether that is right, I am afraid")


def test_a_sentence_typed_in_pieces_is_hardly_ever_taken_for_a_phrase() -> None:
    dice = random.Random(3)
    pages = "\n".join(path.read_text("utf-8") for path in sorted((Path(__file__).parents[2] / "docs").glob("**/*.md")))
    words = re.findall(r"[A-Za-z']+", pages)
    taken = 0
    for _ in range(200):
        place = dice.randrange(len(words) - 100)
        texts: list[str] = []
        while len(texts) < 20:
            count = dice.choice([1, 1, 2, 3, 4])
            texts.append(" ".join(words[place : place + count]))
            place += count
        taken += any(find_across(texts))
    assert taken <= 2


def test_messages_without_words_and_no_messages_at_all() -> None:
    nothing: list[list[Finding]] = []
    assert find_across([]) == nothing
    assert find_across(["", "123", "🙂"]) == [[], [], []]
