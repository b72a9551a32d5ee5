"""Phrases of the wallets that do not follow BIP-39: Electrum, SLIP-39, Monero, MyMonero, Polyseed and Algorand."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from shamir_mnemonic import generate_mnemonics
from shamir_mnemonic.share import Share
from tests.screen.phrases_of import only

from truepenny.intake.screen.phrases import find_phrases

VECTORS = json.loads((Path(__file__).parent / "phrase_vectors.json").read_text("utf-8"))
PUBLISHED = "powerful random nobody notice nothing important anyway look away hidden message over"
BY_LANGUAGE = [(scheme, *vector) for scheme in ("monero", "mymonero", "electrum") for vector in VECTORS[scheme]]


@pytest.mark.parametrize(("scheme", "language", "phrase"), BY_LANGUAGE)
def test_phrases_with_a_checksum_are_certain_in_every_language(scheme: str, language: str, phrase: str) -> None:
    text = f"my wallet, tell me what is wrong:\n{phrase}\nI am waiting"
    found = only(text)
    assert (found.certainty, found.size, text[found.start : found.end]) == ("certain", len(phrase.split()), phrase), language
    assert found.rule == scheme


@pytest.mark.parametrize("phrase", [*VECTORS["algorand"], f"{'abandon ' * 24}invest"])
def test_twenty_five_words_of_algorand_are_certain(phrase: str) -> None:
    text = f"Algorand: {phrase}."
    found = only(text)
    assert (found.rule, found.certainty, found.size, text[found.start : found.end]) == ("algorand", "certain", 25, phrase)


@pytest.mark.parametrize("phrase", VECTORS["polyseed"])
def test_sixteen_words_of_polyseed_are_certain(phrase: str) -> None:
    text = f"I wrote this down for Feather: {phrase}, and now?"
    found = only(text)
    assert (found.rule, found.certainty, found.size, text[found.start : found.end]) == ("polyseed", "certain", 16, phrase)
    first, second, *rest = phrase.split()
    other = find_phrases(f"they sent {' '.join([second, first, *rest])} to us")
    assert all(one.rule != "polyseed" for one in other), "in another order it is none"


@pytest.mark.parametrize("phrase", [*VECTORS["electrum1"], PUBLISHED])
def test_words_of_the_first_electrum_have_no_checksum_and_need_a_name_or_a_place_of_their_own(phrase: str) -> None:
    for text in (phrase, f"Hello,\n{phrase}\nis what I wrote down", f"old electrum seed {phrase}"):
        found = only(text)
        assert (found.rule, found.certainty, found.size, text[found.start : found.end]) == ("electrum1", "likely", 12, phrase)


def test_ordinary_words_of_the_first_electrum_are_not_a_phrase() -> None:
    assert find_phrases("I know you never want to hear about it again but please just tell me the truth and make it right this time") == []


@pytest.mark.parametrize("size", [16, 32])
@pytest.mark.parametrize("extendable", [False, True])
def test_shares_of_slip39_are_certain(size: int, extendable: bool) -> None:
    secret = random.Random(size).randbytes(size)
    groups = generate_mnemonics(2, [(2, 3), (1, 1), (3, 5)], secret, extendable=extendable)
    for share in [share for group in groups for share in group]:
        assert Share.from_mnemonic(share).extendable == extendable
        text = f"Here is one of them: {share} and I lost the others"
        found = only(text)
        assert (found.rule, found.certainty, found.size, text[found.start : found.end]) == ("slip39", "certain", len(share.split()), share)


def test_the_published_vector_of_slip39_is_certain_and_with_a_wrong_word_only_likely() -> None:
    share = (
        "duckling enlarge academic academic agency result length solution fridge kidney coal piece deal husband erode duke ajar critical "
        "decision keyboard"
    )
    assert Share.from_mnemonic(share).value
    assert only(share).certainty == "certain"
    slip = share.replace("keyboard", "kidney")
    with pytest.raises(Exception, match="checksum"):
        Share.from_mnemonic(slip)
    assert (only(slip).certainty, only(slip).rule) == ("likely", "slip39")
