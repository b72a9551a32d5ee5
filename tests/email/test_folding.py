"""Mails as their programs write them: what repeats others is folded, what the customer says stays visible.

In the corpus, the letter before each line says what becomes of it: "." visible, "q" quote, "s" signature, "f" forward.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truepenny.projections.timeline.folding import find_folds

_LETTERS = {"quote": "q", "signature": "s", "forward": "f"}


def _read() -> dict[str, tuple[str, str]]:
    cases: dict[str, tuple[str, str]] = {}
    for path in sorted((Path(__file__).parent / "folding").glob("*.txt")):
        for case in path.read_text(encoding="utf-8").split("=== ")[1:]:
            name, *lines = case.rstrip("\n").split("\n")
            cases[f"{path.stem}: {name}"] = ("\n".join(line[2:] for line in lines), "".join(line[0] for line in lines))
    return cases


CASES = _read()


def letters_of(text: str) -> str:
    letters = ["."] * (text.count("\n") + 1)
    for fold in find_folds(text):
        assert set(letters[fold.first : fold.last]) == {"."}, "folds lie apart"
        letters[fold.first : fold.last] = _LETTERS[fold.kind] * (fold.last - fold.first)
    return "".join(letters)


def show(text: str, letters: str) -> str:
    return "\n".join(f"{letter} {line}" for letter, line in zip(letters, text.split("\n"), strict=True))


def test_the_corpus_is_there() -> None:
    assert len(CASES) > 100


@pytest.mark.parametrize("name", CASES)
def test_each_line_is_shown_or_folded_as_it_should_be(name: str) -> None:
    text, expected = CASES[name]
    assert show(text, letters_of(text)) == show(text, expected)


@pytest.mark.parametrize("name", CASES)
def test_line_ends_of_windows_change_nothing(name: str) -> None:
    text, expected = CASES[name]
    assert letters_of(text.replace("\n", "\r\n")) == expected


def test_something_is_always_visible() -> None:
    for text, _ in CASES.values():
        lines = text.split("\n")
        for first in range(len(lines)):
            rest = "\n".join(lines[first:])
            if rest.strip():
                shown = [line for line, letter in zip(lines[first:], letters_of(rest), strict=True) if letter == "." and line.strip()]
                assert shown, rest


_LINES = st.sampled_from([line for text, _ in CASES.values() for line in text.split("\n")]) | st.text(max_size=20)


@given(st.lists(_LINES, max_size=40))
@settings(max_examples=300, deadline=None)
def test_whatever_lines_come_together_folds_are_in_order_and_something_stays(lines: list[str]) -> None:
    text = "\n".join(lines)
    total = text.count("\n") + 1
    at = 0
    shown = set(range(total))
    for fold in find_folds(text):
        assert at <= fold.first < fold.last <= total
        at = fold.last
        shown -= set(range(fold.first, fold.last))
    assert not text.strip() or any(text.split("\n")[n].strip() for n in shown)


_SIZE = 100_000
HOSTILE = {
    "words": "The quick brown fox jumped over the dog again.\n",
    "colons": ":\n",
    "marks": "> a\nb\n",
    "senders": "From: a\n",
    "labels": "To: a\nCc: b\nDate: c\n",
    "said": "wrote:\n",
    "said when": "On 2026 10:00 wrote\n",
    "addresses": "a@" * 199 + ":\n",
    "brackets": "<" * 399 + ":\n",
    "digits": "1-" * 199 + ":\n",
    "verbs": "Am " + "schrieb " * 45 + ":\n",
    "telephones": "Sent from " + "iPhone " * 50 + "x\n",
    "signed": "Sent from my iPhone\n",
    "blanks in a rule": "-----" + " " * 390 + "\n",
    "disclaimers": "This email a\n\n",
    "colons and blanks": ":\n\n\n\n",
    "one line": "-",
    "blank": "\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_lines_take_time_that_grows_with_their_number_only(name: str) -> None:
    piece = HOSTILE[name]

    def cost(size: int) -> float:
        text = piece * (size // len(piece))
        times = []
        for _ in range(3):
            began = time.process_time()
            find_folds(text)
            times.append(time.process_time() - began)
        return min(times)

    assert cost(_SIZE) < max(0.02, 12 * cost(_SIZE // 4))
