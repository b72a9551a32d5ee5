"""What was probably meant."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from truepenny.platform.search.query import parse
from truepenny.platform.search.spelling import Finds, Speller, by_sound

KNOWN = {"withdrawal": 40, "withdrawn": 3, "deposit": 30, "address": 12, "fees": 9, "提现": 30, "账户": 20}


def among(words: Collection[str]) -> Finds:
    """An asker for whom these words find something, and no others."""
    return lambda asked: [word in words for word in asked]


@pytest.fixture
def speller() -> Speller:
    found = Speller()
    found.learn(((word, n) for word, n in KNOWN.items() if word.isascii()), also=["two-step login", "announcement"])
    return found


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("withdrawl", "withdrawal"),
        ("my withdrwaal", "my withdrawal"),
        ("depsoit adress", "deposit address"),
        ("anouncement", "announcement"),
        ("提线", "提现"),
        ("帐护", "账户"),
    ],
)
def test_the_nearest_word_that_finds_something(speller: Speller, typed: str, meant: str) -> None:
    assert speller.suggest(parse(typed), among({*KNOWN, "announcement"})) == meant


@pytest.mark.parametrize("typed", ["withdrawal", "fee5", "zzzzzzzz", "xyz", "0xfeedfeedfeed", "提供"])
def test_nothing_is_suggested_where_nothing_is_near(speller: Speller, typed: str) -> None:
    assert speller.suggest(parse(typed), among(KNOWN)) is None


def test_one_word_without_a_near_one_leaves_all_as_it_is(speller: Speller) -> None:
    assert speller.suggest(parse("withdrawl qqqqqqqq"), among(KNOWN)) is None


def test_a_candidate_that_the_asker_may_not_find_is_passed_over(speller: Speller) -> None:
    assert speller.suggest(parse("withdrawl"), among({"withdrawn"})) == "withdrawn"


def test_sounds() -> None:
    assert "提现" in by_sound("提先")
    assert "登录" in by_sound("登路")
    assert by_sound("提") == []


def test_it_forgets_when_nobody_has_asked_for_a_while(speller: Speller) -> None:
    assert not speller.stale
    speller.forget_when_stale()
    assert speller.suggest(parse("withdrawl"), among(KNOWN)) == "withdrawal"
    assert Speller().stale
