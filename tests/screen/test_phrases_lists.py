"""The word lists are the published ones, whole and unchanged, and cost nothing until a message comes."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import unicodedata

import pytest
import shamir_mnemonic.wordlist
from tests.screen.phrases_of import LANGUAGES, bip39

from truepenny.intake.screen.phrases.tokens import words_of
from truepenny.intake.screen.phrases.wordlists import FOLDER, WordList, masks, numbers, plain, prefixes, read_words, word_lists

LISTS = {one.name: one for one in word_lists()}


def test_every_file_is_named_in_the_index_and_in_the_licences() -> None:
    files = {path.stem for path in FOLDER.glob("*.txt")}
    assert files == set(LISTS)
    readme = (FOLDER / "README.md").read_text("utf-8")
    for name in files:
        assert name in readme or f"{name.split('-')[0]}-*.txt" in readme, name


@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_its_sum_its_words_and_no_word_twice(name: str) -> None:
    one: WordList = LISTS[name]
    assert hashlib.sha256((FOLDER / f"{name}.txt").read_bytes()).hexdigest() == one.sha256
    words = read_words(name)
    assert len(words) == len(set(words)) == one.words
    assert all(unicodedata.is_normalized("NFC", word) for word in words)
    if one.scheme != "electrum1":  # the one list that was made before anybody thought of first letters
        assert len({plain(word)[: one.prefix] for word in words}) == one.words


@pytest.mark.parametrize("name", LISTS)
def test_every_word_is_read_as_one_word_and_known_with_and_without_accents(name: str) -> None:
    for number, word in enumerate(read_words(name)):
        low = word.lower()
        assert words_of(low) == [low]
        assert masks()[low] & LISTS[name].bit
        assert numbers(name)[low] == number
        if "a" <= (bare := "".join(c for c in unicodedata.normalize("NFD", low) if not unicodedata.combining(c)))[0] <= "z":
            assert numbers(name)[bare] == number
    assert len(prefixes(name)) == LISTS[name].words


@pytest.mark.parametrize("language", LANGUAGES)
def test_bip39_lists_are_those_of_the_reference(language: str) -> None:
    assert read_words(f"bip39-{language}") == [unicodedata.normalize("NFC", word) for word in bip39(language).wordlist]


def test_the_slip39_list_is_that_of_the_reference() -> None:
    assert read_words("slip39-en") == list(shamir_mnemonic.wordlist.WORDLIST)


def test_no_list_is_read_before_the_first_message() -> None:
    program = """
import pathlib
read = []
old = pathlib.Path.read_text
pathlib.Path.read_text = lambda self, *a, **k: (read.append(self.name), old(self, *a, **k))[1]
from truepenny.intake.screen.phrases import find_phrases
assert not [name for name in read if name.endswith('.txt')], read
find_phrases('hello')
assert [name for name in read if name.endswith('.txt')]
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
