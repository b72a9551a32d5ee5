"""Random phrases in random wrappings: nothing of them is left, and what stands around them stays."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.screen.phrases_of import LANGUAGES, LENGTHS, bip39, left, neighbours_left, without_accents

from truepenny.intake.screen.phrases import find_across, find_phrases, looks_like_part

ENTROPY = st.sampled_from(LENGTHS).flatmap(lambda length: st.binary(min_size=length * 4 // 3, max_size=length * 4 // 3))
BLANK = st.sampled_from([" ", "  ", "\n", "\t", "\r\n", "\u3000", "\u00a0"])
SIGN = st.sampled_from(["", ",", ";", ".", " -", " |", "/", "\n*", "、", "，", " →", '"', "'"])
NUMBER = st.sampled_from(["", "{n}. ", "{n}) ", "#{n} ", "{n}", "({n}) ", "[{n}] ", "{n}: "])
CASE = st.sampled_from([str, str.upper, str.title, str.capitalize])
AROUND = st.sampled_from(["", "Hi!", "您好：", "Hej!", "my recovery:", "请帮我看看", "0x12", "is this it?"])  # no word of any list
PHRASES = st.builds(
    lambda language, entropy: (language, unicodedata.normalize("NFC", bip39(language).to_mnemonic(entropy)).split()),
    st.sampled_from(sorted(LANGUAGES)),
    ENTROPY,
)
FORMS = st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"])


@given(PHRASES, BLANK, SIGN, NUMBER, CASE, AROUND, AROUND, FORMS)
@settings(max_examples=300)
def test_no_two_neighbours_of_a_phrase_are_left_and_the_rest_stays(phrase, blank, sign, number, case, before, after, form) -> None:
    language, words = phrase
    parted = blank if number or sign or not language.startswith("zh") else " "
    pieces = [number.format(n=nth) + case(word) for nth, word in enumerate(words, 1)]
    wrapped = unicodedata.normalize(form, f"{sign}{parted}".join(pieces))
    text = f"{before}\n{wrapped}\n{after}"
    found = find_phrases(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(first.end <= second.start for first, second in pairwise(found))
    rest = left(text, found)
    assert neighbours_left(words, rest) == []
    assert rest.startswith(before)
    assert rest.endswith(after)
    assert not any(char.isalpha() for char in rest.removeprefix(before).removesuffix(after)), rest


@given(PHRASES, st.data())
@settings(max_examples=100)
def test_a_phrase_cut_into_messages_anywhere_leaves_no_two_neighbours(phrase, data) -> None:
    language, words = phrase
    cuts = sorted(data.draw(st.sets(st.integers(1, len(words) - 1), min_size=1, max_size=6)))
    lines = [" ".join(words[first:end]) for first, end in zip([0, *cuts], [*cuts, len(words)], strict=True)]
    rest = []
    for line, across in zip(lines, find_across(lines), strict=True):
        whole = find_phrases(line)
        assert not (whole and across)
        rest.append(left(line, whole or across))
    assert neighbours_left(words, " ".join(rest).replace("\N{BULLET}", "x")) == [] or any(map(find_phrases, lines))
    assert set(rest) == {"\N{BULLET}"} or any(map(find_phrases, lines)), language


@given(PHRASES)
@settings(max_examples=100)
def test_accents_or_not_is_the_same(phrase) -> None:
    _, words = phrase
    plain = without_accents(" ".join(words))
    (found,) = find_phrases(plain)
    assert (found.start, found.end, found.certainty) == (0, len(plain), "certain")


@given(st.text(max_size=300))
@settings(max_examples=300)
def test_any_text_at_all_is_read_without_a_fault(text) -> None:
    for one in find_phrases(text):
        assert 0 <= one.start < one.end <= len(text)
    looks_like_part(text)
    assert len(find_across([text, text])) == 2
