"""No text makes the search slow: four times the text takes about four times the work, whatever it consists of."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest
from tests.screen.phrases_of import phrase

from truepenny.intake.screen.phrases import find_across, find_phrases
from truepenny.intake.screen.phrases.wordlists import read_words

SHORT, LONG = 6_000, 24_000  # characters
ENGLISH = read_words("bip39-en")
DICE = random.Random(1)


def repeated(piece: str) -> Callable[[int], str]:
    return lambda size: (piece * (size // len(piece) + 1))[:size]


def in_rows(count: int, parting: str) -> Callable[[int], str]:
    """Random words of the English list, so many in a row."""

    def text(size: int) -> str:
        rows = (" ".join(DICE.choices(ENGLISH, k=count)) + parting for _ in range(size))
        made = ""
        while len(made) < size:
            made += next(rows)
        return made[:size]

    return text


TEXTS: dict[str, Callable[[int], str]] = {
    "list words": in_rows(1000, " "),
    "rows that are too short": in_rows(11, " xyzzy "),
    "rows of a phrase": in_rows(24, " xyzzy "),
    "rows just under the longest": in_rows(64, " xyzzy "),
    "rows with and": in_rows(11, " and "),
    "rows beside a name": in_rows(6, " xyzzy seed "),
    "one word": repeated("abandon "),
    "one letter": repeated("a"),
    "letters of list words": repeated("abandonabilityable"),
    "long letters": repeated("abandonabilityableabout" * 12 + " "),
    "names": repeated("seed "),
    "labels": repeated("word 1 is abandon, "),
    "two labels": repeated("x y "),
    "numbers": repeated("1 2 3 abandon "),
    "first letters": repeated("seed aban abil able abou abov abse abso abst absu abus acce acci acco "),
    "Chinese": repeated("您好，我昨天提币到现在还没有到账，"),
    "Chinese characters": repeated("的 一 是 在 "),
    "Chinese clauses": repeated("助记词的一是在不了有和人这中大，"),
    "Chinese labels": repeated("第一个：的"),
    "Chinese glued": repeated("的 一 是 在 不 了 有 和 人 这 中大 "),
    "marks": repeated("e\u0301\u0327"),
    "only marks": repeated("\u0301\u0327"),
    "full width": repeated("ａｂａｎｄｏｎ　"),
    "Korean parts": repeated("\u1112\u1161\u11ab "),
    "quotes": repeated("fu'ivla'"),
    "ordinary": repeated("Hello, I sent 0.5 BTC to my wallet yesterday and it has not arrived. "),
}


def seconds(text: str) -> float:
    """Of one core, the best of three."""
    taken = []
    for _ in range(3):
        begun = time.process_time()
        find_phrases(text)
        taken.append(time.process_time() - begun)
    return min(taken)


@pytest.mark.parametrize("name", TEXTS)
def test_work_grows_with_the_length_of_the_text(name: str) -> None:
    find_phrases("hello")
    short, long = seconds(TEXTS[name](SHORT)), seconds(TEXTS[name](LONG))
    assert long < 8 * max(short, 0.002), f"{short:.4f} s, then {long:.4f} s"


@pytest.mark.parametrize("place", [0, 900, 1990])
def test_a_phrase_is_found_among_more_list_words_than_anybody_computes(place: int) -> None:
    words = DICE.choices(ENGLISH, k=2000)
    hidden = phrase("en", 24)
    text = " ".join([*words[:place], *hidden, *words[place:]])
    left = set(range(len(text))) - {at for one in find_phrases(text) for at in range(one.start, one.end)}
    assert not left & set(range(text.index(" ".join(hidden)), text.index(" ".join(hidden)) + len(" ".join(hidden))))


def test_a_phrase_is_found_after_more_rows_than_anybody_computes() -> None:
    rows = in_rows(20, " xyzzy ")(100_000)
    hidden = " ".join(phrase("en", 12))
    found = find_phrases(f"{rows} xyzzy {hidden}")
    assert any(one.end == len(rows) + 7 + len(hidden) for one in found)


def test_many_messages_are_put_together_in_time_that_grows_with_their_number() -> None:
    def taken(count: int) -> float:
        texts = DICE.choices(ENGLISH, k=count)
        begun = time.process_time()
        find_across(texts)
        return time.process_time() - begun

    short, long = min(taken(20) for _ in range(3)), min(taken(80) for _ in range(3))
    assert long < 10 * max(short, 0.004)
