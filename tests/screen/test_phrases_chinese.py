"""Chinese phrases are single characters, the commonest there are: any text holds rows of them. What counts, and what must not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.screen.phrases_of import LENGTHS, bip39, left, only, phrase, with_a_slip

from truepenny.intake.screen.phrases import find_phrases

SCRIPTS = ["zh-hans", "zh-hant"]
NAMES = ["助记词", "助記詞", "恢复短语", "恢復短語", "种子短语", "備份單詞", "seed", "mnemonic"]
CATALOGUES = sorted(Path(__file__).parents[2].glob("src/truepenny/**/zh.po"))


def prose() -> str:
    """Ordinary Chinese, without what names a phrase: the product's own pages."""
    text = "\n".join(path.read_text("utf-8") for path in CATALOGUES)
    lines = re.findall(r'^msgstr(?:\[0\])? "(.*[\u4e00-\u9fff].*)"$', text, re.MULTILINE)
    return "\n".join(line for line in lines if not re.search("助记|恢复短语|种子", line))


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("separator", [" ", "，", "、", "\n", ", ", "\t", "\u3000", " 1 "])
def test_characters_that_something_parts_are_found_without_any_name(script: str, length: int, separator: str) -> None:
    words = phrase(script, length)
    text = f"您好：{separator.join(words)}。麻烦您了"
    found = only(text)
    assert (found.certainty, found.size) == ("certain", length)
    assert left(text, [found]) == "您好：•。麻烦您了"


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("name", NAMES)
def test_an_unbroken_clause_of_exactly_the_right_length_needs_a_name_beside_it(script: str, name: str) -> None:
    for length in LENGTHS:
        words = "".join(phrase(script, length, seed=5))
        for text in (f"我的{name}是：{words}，请帮我看看", f"我的{name}是{words}。", f"{words}\n这是我的{name}"):
            found = only(text)
            assert (found.certainty, found.size, text[found.start : found.end]) == ("certain", length, words), text
        assert find_phrases(f"我的号码是：{words}，请帮我看看") == []
        assert find_phrases(f"我的{name}是：{words[:-1]}，请帮我看看") == [], "one character short"
        assert find_phrases(f"我的{name}是：{words}吗，请帮我看看") == [], "one character more"
        assert find_phrases(f"我的{name}丢了。{'我很着急，' * 40}{words}") == [], "far away"


@pytest.mark.parametrize("script", SCRIPTS)
def test_an_unbroken_clause_with_a_false_checksum_is_ordinary_text(script: str) -> None:
    for seed in range(20):
        assert find_phrases(f"我的助记词是：{''.join(with_a_slip(script, 12, seed))}，请帮我看看") == []


@pytest.mark.parametrize("script", SCRIPTS)
def test_parted_characters_with_a_false_checksum_are_likely_a_phrase_where_one_is_named(script: str) -> None:
    for seed in range(20):
        words = " ".join(with_a_slip(script, 12, seed))
        text = f"助记词：{words}，提示不正确"
        found = only(text)
        assert (found.certainty, found.size, text[found.start : found.end]) == ("likely", 12, words)
        assert find_phrases(f"您好：\n{words}\n") == []


def test_a_clause_that_reads_like_ordinary_text_is_not_said_to_be_certain() -> None:
    clause = "之前已接受的内容都已保存"
    assert bip39("zh-hans").check(" ".join(clause)), "the premise"
    assert only(f"助记词：{clause}").certainty == "likely"
    assert find_phrases(f"请注意，{clause}。") == []


def test_characters_glued_to_their_neighbours_are_found_with_the_others() -> None:
    for length in LENGTHS:
        words = phrase("zh-hans", length, seed=2)
        text = f"我的助记词是{' '.join(words)}谢谢您"
        found = only(text)
        assert (found.certainty, found.size, left(text, [found])) == ("certain", length, "我的助记词是•谢谢您")


def test_a_phrase_in_both_scripts_is_found_once() -> None:
    both = set(bip39("zh-hans").wordlist) & set(bip39("zh-hant").wordlist)
    assert len(both) == 1275
    shared = [words for seed in range(3000) if set(words := phrase("zh-hans", 12, seed)) <= both]
    assert shared
    for words in shared:
        assert only(" ".join(words)).certainty == "certain"


def test_ordinary_chinese_has_no_phrase_however_it_is_cut() -> None:
    text = prose()
    han = re.findall("[\u4e00-\u9fff]", text)
    assert len(han) > 5000
    windows = [" ".join(han[first : first + 12]) for first in range(len(han) - 12)]
    words = set(bip39("zh-hans").wordlist)
    passing = [window for window in windows if set(window.split()) <= words and bip39("zh-hans").check(window)]
    assert len(passing) > 20, "the premise: naive windows find phrases in ordinary text"
    assert find_phrases(text) == []
    assert find_phrases(text.replace("\n", "")) == []
    assert [line for line in text.splitlines() if find_phrases(line)] == []


def test_ordinary_chinese_beside_the_name_of_a_phrase_is_hardly_ever_taken_for_one() -> None:
    lines = prose().splitlines()
    found = [one for line in lines for one in find_phrases(f"我的助记词丢了。{line}")]
    assert len(found) * 200 <= len(lines)
    assert {one.certainty for one in found} <= {"likely"}
