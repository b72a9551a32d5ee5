"""A customer pastes a BIP-39 phrase, in any language and however it is written; every one is found, whole and nothing but it."""

from __future__ import annotations

import unicodedata

import pytest
from tests.screen.phrases_of import LANGUAGES, LENGTHS, bip39, only, phrase, with_a_slip

SOME = 10  # phrases of each language and length


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("length", LENGTHS)
def test_every_language_and_length_is_found_in_a_message(language: str, length: int) -> None:
    for seed in range(SOME):
        words = phrase(language, length, seed)
        assert bip39(language).check(unicodedata.normalize("NFKD", " ".join(words)))
        pasted = " ".join(words)
        text = f"Hi, this is it: {pasted}\nIs it right?"
        found = only(text)
        assert (found.kind, found.certainty, found.unit, found.size) == ("recovery_phrase", "certain", "words", length)
        assert found.rule == "bip39"
        assert text[found.start : found.end] == pasted


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phrase_with_a_slip_is_removed_where_it_is_called_one_and_not_said_to_be_certain(language: str) -> None:
    for seed in range(SOME):
        words = " ".join(with_a_slip(language, 12, seed))
        assert not bip39(language).check(unicodedata.normalize("NFKD", words))
        text = f"recovery phrase: {words}"
        found = only(text)
        assert (found.certainty, text[found.start : found.end], found.size) == ("likely", words, 12)
