"""The same phrase as people copy it: numbered, labelled, in columns, as JSON, CSV or HTML, in capitals, inside a sentence."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable

import pytest
from tests.screen.phrases_of import LANGUAGES, LENGTHS, bip39, left, neighbours_left, phrase, without_accents

from truepenny.intake.screen.phrases import find_phrases

Words = list[str]
Wrap = Callable[[Words], str]
ORDINALS = re.findall(
    r"\S+",
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
    "seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth",
)
HAN = [("", "十", "二十")[nth // 10] + " 一二三四五六七八九"[nth % 10].strip() for nth in range(1, 25)]
ROMAN = [("", "x", "xx")[nth // 10] + ("", *re.findall(r"\S+", "i ii iii iv v vi vii viii ix"))[nth % 10] for nth in range(1, 25)]
SEPARATORS = [
    *(" ", "  ", "\n", "\r\n", "\n\n", "\t", ", ", ",", "; ", " | ", "|", " - ", "-", "_", "/", " / ", " · ", "　", "、", "，", ". ", "…"),
]
NUMBERED = [
    *("{i}. {w} ", "{i}. {w}\n", "{i}) {w} ", "({i}) {w}, ", "{i}: {w}\n", "#{i} {w} ", "{i}{w} ", "{i}{w}", "{i:02d} {w}\n"),
    *("{i}、{w}\n", "{w}({i}) ", "{w} {i}\n", "{i}-{w} ", "[{i}] {w} ", "{i}.{w}", "{i}; {w}\n", '"{i}","{w}"\n', "| {i} | {w} |\n"),
    "{i}:{w},",
]
LABELLED = [
    *("word{i}: {w} ", "Word #{i}: {w}\n", "word {i} = {w}, ", "seed {i}: {w}\n", "word {i} is {w}, ", "w{i}={w}&", "No. {i} {w}\n"),
    *(
        '"word_{i}": "{w}", ',
        "mot {i} : {w}\n",
        "palabra {i}: {w}\n",
        "単語{i}：{w}\n",
        "单词{i}：{w}\n",
        "第{i}个词：{w}，",
        "第{i}个：{w} ",
    ),
    *(
        "词{i}:{w} ",
        "助记词{i}：{w}\n",
        "第{i}是{w}，",
        "{nth} {w} ",
        "{nth} word: {w}, ",
        "{ordinal}: {w}, ",
        "the {ordinal} word is {w}, ",
    ),
    *("第{han}个：{w}，", "第{han}个词是{w}，", "第{han}个单词 {w}\n", "{han}、{w}\n", "{letter}) {w} ", "{roman}. {w} ", "<li>{w}</li>"),
    *('<div class="w"><span>{i}</span><b>{w}</b></div>', "<tr><td>{i}</td><td>{w}</td></tr>", "- {w}\n", "* {w}\n", "• {w}\n"),
]


def each(pattern: str) -> Wrap:
    def wrap(words: Words) -> str:
        return "".join(
            pattern.format(
                i=nth,
                w=word,
                nth=f"{nth}{'th' if 10 < nth < 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(nth % 10, 'th')}",
                ordinal=ORDINALS[nth - 1],
                han=HAN[nth - 1],
                roman=ROMAN[nth - 1],
                letter=chr(96 + nth),
            )
            for nth, word in enumerate(words, 1)
        )

    return wrap


def lines(words: Words, length: int, before: str = "") -> str:
    return "\n".join(before + " ".join(words[first : first + length]) for first in range(0, len(words), length))


def columns(words: Words) -> str:
    half = -(-len(words) // 2)
    numbered = [f"{nth:2d}. {word:12}" for nth, word in enumerate(words, 1)]
    return "\n".join("  ".join(numbered[first::half]) for first in range(half))


SHAPES: dict[str, Wrap] = {
    "json": json.dumps,
    "json as it is": lambda words: json.dumps(words, ensure_ascii=False),
    "json objects": lambda words: json.dumps(
        [{"index": nth, "word": word} for nth, word in enumerate(words)], ensure_ascii=False, indent=1
    ),
    "json by number": lambda words: json.dumps(dict(enumerate(words, 1)), ensure_ascii=False),
    "json string": lambda words: json.dumps({"seed": " ".join(words)}, ensure_ascii=False),
    "lines of three": lambda words: lines(words, 3),
    "lines of four": lambda words: lines(words, 4),
    "lines of six": lambda words: lines(words, 6),
    "mail quote": lambda words: lines(words, 4, "> "),
    "columns": columns,
    "capitals": lambda words: " ".join(words).upper(),
    "title": lambda words: " ".join(words).title(),
    "title quoted": lambda words: " ".join(f'"{word.capitalize()}"' for word in words),
    "quoted": lambda words: ", ".join(f"'{word}'" for word in words),
    "code": lambda words: " ".join(f"`{word}`" for word in words),
    "full width": lambda words: "\u3000".join("".join(chr(ord(c) + 0xFEE0) if "a" <= c <= "z" else c for c in word) for word in words),
    "split accents": lambda words: unicodedata.normalize("NFD", " ".join(words)),
    "no accents": lambda words: without_accents(" ".join(words)),
    "in a sentence": lambda words: f"hello my phrase is {' '.join(words)} please help me",
    "in a Chinese sentence": lambda words: f"您好，我的助记词是{' '.join(words)} 请帮我看看",
    "after a Chinese colon": lambda words: f"助记词：{' '.join(words)}。谢谢",
    "and the last": lambda words: f"{', '.join(words[:-1])} and {words[-1]}",
    "comma and the last": lambda words: f"{', '.join(words[:-1])}, and {words[-1]}",
    "和 the last": lambda words: f"{'、'.join(words[:-1])}和{words[-1]}",
}
WRAPS: dict[str, Wrap] = (
    SHAPES | {repr(each_one): each_one.join for each_one in SEPARATORS} | {pattern: each(pattern) for pattern in NUMBERED + LABELLED}
)


@pytest.mark.parametrize("name", WRAPS)
def test_a_phrase_is_found_in_every_wrapping(name: str) -> None:
    for language in LANGUAGES:
        for length in LENGTHS if language == "en" else (12, 24):
            words = phrase(language, length, seed=7)
            assert bip39(language).check(unicodedata.normalize("NFKD", " ".join(words)))
            wrapped = WRAPS[name](words)
            text = f"Hello.\n{wrapped}\nThank you"
            found = find_phrases(text)
            if name != "json" or language in ("en", "cs", "it", "pt"):  # escapes are undone before, where a file is known to be JSON
                assert [one.certainty for one in found] == ["certain"], (language, length, text)
                plainer = words if name != "no accents" else without_accents(" ".join(words)).split()
                assert neighbours_left(plainer, left(text, found)) == [], (language, length)
                assert not {word for word in words if len(word) > 3} & set(left(text, found).split()) - {"phrase", "please", "help"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_without_spaces_are_a_phrase_where_the_script_has_letters(language: str) -> None:
    words = phrase(language, 12, seed=3)
    text = f"{''.join(words)} thank you"
    found = find_phrases(text)
    if language.startswith("zh"):
        assert found == []
    else:
        assert [(one.certainty, one.size, text[one.start : one.end]) for one in found] == [("certain", 12, "".join(words))]


def test_camel_case_too() -> None:
    words = phrase("en", 24, seed=3)
    (found,) = find_phrases("".join(word.title() for word in words))
    assert (found.certainty, found.size) == ("certain", 24)


@pytest.mark.parametrize("language", ["en", "es", "fr", "it", "pt", "cs"])
def test_first_four_letters_are_enough_where_the_text_names_a_phrase(language: str) -> None:
    short = " ".join(word[:4] for word in without_accents(" ".join(phrase(language, 24, seed=1))).split())
    assert find_phrases(f"what is {short} about") == []
    (found,) = find_phrases(f"my recovery phrase is: {short}")
    assert (found.certainty, found.size) == ("likely", 24)
