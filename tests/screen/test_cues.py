"""Cue words are found as words, and the nearer of two kinds decides."""

from __future__ import annotations

import pytest

from truepenny.intake.screen.cues import CLAUSE, LINE, distance, find_cues, word
from truepenny.intake.screen.engine import find_secrets
from truepenny.intake.screen.matching import LONG
from truepenny.intake.screen.view import fold


@pytest.mark.parametrize(
    ("written", "text", "found"),
    [
        ("code", "code codes decode code1 1code co-code", [0, 18, 33]),
        ("order*", "order orders reorder order_id", [0, 6, 21]),
        ("*hash*", "txhash hashes rehashed", [2, 7, 16]),
        ("验证码", "的验证码是验证码", [1, 5]),
        ("2fa", "2fa 12fa a2fa 2fa1 2fab", [0, 14]),
    ],
)
def test_a_cue_is_a_word_of_its_own(written: str, text: str, found: list[int]) -> None:
    assert sorted(start for start, _ in find_cues(text, [word(written)])) == found


def test_clauses_and_lines_between_make_the_way_longer() -> None:
    for between, more in ((" of ", 0), (", ", CLAUSE), ("\n", LINE)):
        view = fold(f"code{between}482913")
        span = (4 + len(between), 10 + len(between))
        assert distance(view, span, [(0, 4)], before=60, after=0) == len(between) + more
    assert distance(fold("code. 482913"), (6, 12), [(0, 4)], before=60, after=0, sentence=True) is None
    assert distance(fold("code 482913"), (5, 11), [(0, 4)], before=0, after=60) is None, "out of its window"


def test_a_long_text_is_read_as_a_short_one() -> None:
    prose = "The market was calm and nothing of note happened. 行情平稳，没有什么新鲜事。" * 60
    assert len(prose) > LONG
    for secret in ("my verification code is 482913.", "密码是hunter2xx。", "Kraken api secret " + "aB3/" * 21 + "aB=="):
        (alone,) = find_secrets(secret)
        (among,) = find_secrets(f"{prose}\n{secret}\n{prose}")
        assert (among.start - len(prose) - 1, among.end - len(prose) - 1) == (alone.start, alone.end)
    assert find_secrets(prose) == []
