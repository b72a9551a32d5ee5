"""Extracts: parts of the original text with what was found marked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from truepenny.platform.search.extract import extract
from truepenny.platform.search.query import both_ways, parse


def marked(text: str, asked: str, width: int = 160) -> list[str]:
    return [part for part, hit in extract(text, parse(asked, both_ways([["提现", "withdraw"]])), width) if hit]


def test_the_original_writing_is_shown() -> None:
    text = "您的 提現 已處理。Your WITHDRAWAL，ｗｉｔｈｄｒａｗ!"
    assert marked(text, "提现") == ["提現", "ｗｉｔｈｄｒａｗ"]
    assert "".join(part for part, _ in extract(text, parse("提现"), 200)) == text


def test_letters_that_grow_or_vanish_do_not_move_the_marks() -> None:
    assert marked("ﬁrst ﬃ Cafe\u0301 \u200bno", "cafe") == ["Cafe\u0301"] or marked("ﬁrst ﬃ Cafe\u0301 \u200bno", "cafe") == ["Cafe"]
    assert marked("İstanbul ﬁ withdraw", "withdraw") == ["withdraw"]


def test_whole_words_only_but_prefixes_go_on() -> None:
    assert marked("art starts artful", "art") == ["art"]
    parts = extract("withdrawals start", parse("withd", typing=True), 100)
    assert ("withdrawals", True) in parts


def test_the_window_shows_the_most_words() -> None:
    text = "fee " + "x " * 300 + "the network fee of a deposit " + "y " * 300
    parts = extract(text, parse("deposit network fee"), 80)
    assert [part for part, hit in parts if hit] == ["network", "fee", "deposit"]
    assert parts[0] == ("…", False)
    assert parts[-1] == ("…", False)
    assert len("".join(part for part, _ in parts)) <= 100


def test_without_a_hit_it_is_the_beginning() -> None:
    assert extract("abc " * 100, parse("币"), 20)[0][0].startswith("abc")


def test_html_is_text_like_any_other() -> None:
    assert ("<b>", False) in extract("<b>fee</b>", parse("fee"), 50)


@given(st.text(max_size=80), st.text(max_size=12))
def test_parts_come_from_the_text(text: str, asked: str) -> None:
    joined = "".join(part for part, _ in extract(text, parse(asked), 400))
    assert joined == text
