"""Other readings of a text never take time that grows with the square of its length: what would, would take hours here."""

from __future__ import annotations

import pytest

from truepenny.intake.files.reading.order import in_order, unbroken
from truepenny.intake.files.reading.texts import other_readings

PIECES = [
    "x", " ", "\n", "1 ", "1\t", "x" * 30 + "\n", '"', '","', "[", '{"a":', "\\", "a,b,c\n",
    "1" + " " * 1_000 + "a", "1" + " " * 999_999,
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES, ids=range(len(PIECES)))
def test_a_million_of_anything_is_read_again_at_once(piece: str) -> None:
    text = (piece * (1_000_000 // len(piece) + 1))[:1_000_000]
    in_order(text)
    unbroken(text)
    assert sum(map(len, other_readings(text))) <= 4 * len(text)


def test_a_long_word_that_a_line_broke_is_whole_again_and_numbers_put_words_in_order() -> None:
    assert unbroken("key abcdefghijklmnopqrstuvwxyz\n  0123456789 done") == "key abcdefghijklmnopqrstuvwxyz0123456789"
    words = [f"word{'abcdefghijkl'[n]}" for n in range(12)]
    assert in_order("\n".join(f"{n + 1}.  {words[n]}" for n in reversed(range(12)))) == " ".join(words)
    assert in_order("1. one 2. two") is None
