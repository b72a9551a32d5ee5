"""The words: plain, easy to tell apart by ear, bound to what they are for, and nothing that could be taken for a secret."""

from __future__ import annotations

import itertools
import unicodedata
from pathlib import Path

import pytest

import truepenny
from truepenny.intake.screen.engine import find_secrets
from truepenny.platform.crypto import Keyring
from truepenny.trust.countersign.words import draw_pair, load_words, parse_pair

LISTS = Path(truepenny.__file__).parent / "intake" / "screen" / "lists"
ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ng", "n"), ("l", "n"), ("r", "n"), ("hu", "fu"))
"""What many speakers of Chinese do not tell apart."""


def distance(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]


def sound(pinyin: str) -> str:
    """Without tones, and with what sounds alike made the same."""
    plain = "".join(char for char in unicodedata.normalize("NFD", pinyin) if char.isascii() and char.isalpha())
    for one, other in ALIKE:
        plain = plain.replace(one, other)
    return plain


def test_there_are_256_words_each_with_both_names_and_none_twice() -> None:
    words = load_words()
    assert len(words) == 256
    for field in ("en", "zh"):
        assert len({getattr(word, field) for word in words}) == 256
    assert all(word.en.isascii() and word.en.islower() and 4 <= len(word.en) <= 12 for word in words)
    assert all(2 <= len(word.zh) <= 3 and all("\u4e00" <= char <= "\u9fff" for char in word.zh) for word in words)


def test_no_word_sounds_like_another_of_its_language() -> None:
    assert distance("lantern", "lanterns") == 1, "the measure measures"
    for one, other in itertools.combinations(load_words(), 2):
        assert distance(one.en, other.en) >= 3, (one.en, other.en)
        assert one.en[:5] != other.en[:5], (one.en, other.en)
        assert distance(sound(one.pinyin), sound(other.pinyin)) >= 2, (one, other)
        assert one.zh not in other.zh, (one, other)
        assert other.zh not in one.zh, (one, other)


def test_no_word_is_one_of_a_recovery_phrase() -> None:
    for name in ("bip39-en", "slip39-en"):
        phrases = set((LISTS / f"{name}.txt").read_text("utf-8").split())
        assert len(phrases) > 1_000
        assert not phrases & {word.en for word in load_words()}


def test_the_screen_takes_no_words_for_a_secret() -> None:
    """Whoever writes the words into a chat, one pair after the other, loses none of them."""
    words = load_words()
    for language in ("en", "zh"):
        names = [word.named(language) for word in words]
        for start in range(0, 256, 2):
            text = f"{names[start]} {names[start + 1]}"
            assert find_secrets(text) == [], text
        assert find_secrets(" ".join(names[:24])) == []


def test_words_follow_from_what_they_are_bound_to_and_from_our_secret_alone() -> None:
    mine, other = Keyring(b"a" * 32), Keyring(b"b" * 32)
    bound = ("id", "ticket", "contact", "agent", "portal", "talk")
    pair = draw_pair(mine, *bound)
    assert pair == draw_pair(mine, *bound)
    drawn = {draw_pair(mine, *bound[:at], "changed", *bound[at + 1 :]) for at in range(len(bound))} | {draw_pair(other, *bound)}
    assert pair not in drawn
    assert len(drawn) == len(bound) + 1


def test_all_words_come_up_and_never_the_same_one_twice() -> None:
    keyring = Keyring(b"a" * 32)
    pairs = [draw_pair(keyring, str(n)) for n in range(4_000)]
    assert all(first != second for first, second in pairs)
    assert {place for pair in pairs for place in pair} == set(range(256))


@pytest.mark.parametrize(
    "typed",
    ["{en} {EN}", "  {En} - {en2} ", "{zh} {zh2}", "{zh}{zh2}", "{zh}、{zh2}", "{zh}\u2009·\u2009{zh2}", "{en},{en2}", "{zh} {en2}"],
)
def test_words_are_read_as_people_type_them(typed: str) -> None:
    words = load_words()
    first, second = 17, 203
    one, two = words[first], words[second]
    said = typed.format(en=one.en, En=one.en.capitalize(), EN=two.en.upper(), en2=two.en, zh=one.zh, zh2=two.zh)
    assert parse_pair(said) == (first, second)


@pytest.mark.parametrize(
    "typed", ["", "lantern", "lantern lantern lantern", "lantern password", "12345678", "灯笼灯", "x" * 100_000, "\u202e"]
)
def test_other_things_are_no_words(typed: str) -> None:
    assert parse_pair(typed) is None
