"""What people write all day is left alone, in English too, where every fifth word is in the list of BIP-39."""

from __future__ import annotations

import re
from importlib.metadata import distributions
from itertools import pairwise
from pathlib import Path

import pytest
from tests.screen.exports import EXPORTS
from tests.screen.phrases_of import bip39, only, phrase

from truepenny.intake.screen.phrases import find_phrases

ROOT = Path(__file__).parents[2]
LICENCES = sorted(Path("/usr/share/common-licenses").glob("*")) if Path("/usr/share/common-licenses").is_dir() else []
MESSAGES = (Path(__file__).parent / "ordinary_messages.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("text", MESSAGES)
def test_an_ordinary_message_is_left_alone(text: str) -> None:
    assert find_phrases(text) == []


def test_a_hundred_thousand_words_of_prose_are_left_alone() -> None:
    """Our own pages, the licences of this machine and what the installed packages say of themselves."""
    texts = {path.read_text("utf-8") for path in [*LICENCES, *ROOT.glob("docs/**/*.md"), *ROOT.glob("*.md")] if path.is_file()}
    texts |= {package.read_text("METADATA") or "" for package in distributions()}
    assert sum(len(re.findall("[a-z]+", text.lower())) for text in texts) > 100_000
    assert {text[one.start : one.end] for text in texts for one in find_phrases(text)} == set()


def test_a_sentence_that_passes_the_checksum_by_accident_reads_as_prose() -> None:
    words = ["you", "can", "use", "this", "all", "day", "then", "turn", "off", "one", "more"]
    known = bip39("en").wordlist
    ends = ["time", "year", "day", "call", "only", "note", "thing", "way", "use", "hour", "just", "step", "number", "order"]
    sentences = [f"{' '.join(words)} {last}" for last in ends if {*words, last} <= set(known)]
    accidents = [sentence for sentence in sentences if bip39("en").check(sentence)]
    assert accidents, "the premise"
    for sentence in accidents:
        assert find_phrases(f"as far as I know {sentence} and that was fine") == []
        assert only(f"my seed phrase: {sentence}").certainty == "certain"


def test_two_thousand_words_of_which_every_other_is_a_list_word_are_left_alone() -> None:
    words = [word for pair in zip(phrase("en", 24) * 50, ["xyzzy"] * 1200, strict=True) for word in pair]
    assert all(first != second for first, second in pairwise(words))
    assert find_phrases(" ".join(words)) == []


@pytest.mark.parametrize("n", [12, 20, 60, 500, 2_000])
@pytest.mark.parametrize("kind", EXPORTS)
def test_exports_and_logs_of_trading_are_left_alone(kind: str, n: int) -> None:
    assert find_phrases(EXPORTS[kind](n)) == []


@pytest.mark.parametrize("kind", EXPORTS)
def test_a_phrase_among_them_is_found_and_hardly_more(kind: str) -> None:
    words = " ".join(phrase("en", 12, 5))
    for n in (20, 500):
        text = f"{EXPORTS[kind](n)}\n{words}\n{EXPORTS[kind](n)}"
        (found,) = find_phrases(text)
        assert words in text[found.start : found.end]
        assert (found.certainty, found.end - found.start < len(words) + 160) == ("certain", True), "neighbours may go with it"


def test_a_phrase_that_is_pasted_over_and_over_is_found_each_time() -> None:
    words = " ".join(phrase("en", 12, 6))
    for times in (2, 4, 40):
        text = " ".join([words] * times)
        assert sum(one.end - one.start for one in find_phrases(text)) >= len(words) * times
