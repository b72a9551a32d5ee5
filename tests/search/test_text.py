"""Text as the index knows it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tools.traditional_table import FILE, make_table

from truepenny.platform.search.text import characters, grams, normalise, tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("提現", "提现"),
        ("帳戶", "账户"),
        ("帐户", "賬戶"),
        ("ＵＳＤＴ", "usdt"),
        ("Café", "cafe"),
        ("Cafe\u0301", "cafe"),
        ("Straße", "strasse"),
        ("提\u200b现", "提现"),
        ("ＡＢＣ１２３", "abc123"),
        ("ﬁnance", "finance"),
        ("WITHDRAW", "withdraw"),
    ],
)
def test_writings_of_one_word_are_one(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


def test_latin_words_stay_whole_and_chinese_becomes_pairs() -> None:
    assert grams("我的提現 USDT-TRC20 没到账") == ["我的", "的提", "提现", "usdt", "trc20", "没到", "到账"]


def test_the_table_of_traditional_characters_is_the_one_of_opencc() -> None:
    assert FILE.read_text("utf-8") == make_table(), "python -m tools.traditional_table, and another VERSION in text.py"


def test_a_lone_character_is_a_token() -> None:
    assert grams("币 a 币") == ["币", "a", "币"]
    assert characters(normalise("提币，充幣")) == ["提", "币", "充"]


def test_an_address_is_one_token_and_a_word_without_end_is_cut() -> None:
    address = "0x" + "ab12" * 10
    assert grams(f"to {address}.") == ["to", address]
    assert [len(token) for token in grams("a" * 5_000)] == [128]


def test_japanese_korean_thai_and_hindi_are_cut_too() -> None:
    assert grams("がくせい") == ["がく", "くせ", "せい"]
    assert grams("출금") == ["출금"]
    assert grams("ถอน") == ["ถอ", "อน"]
    assert grams("निकासी") == ["निकासी"]


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing_and_nothing_breaks(text: str) -> None:
    normal = normalise(text)
    assert tokens(normal) == grams(text)
    assert all(token.split() == [token] and not set(token) & set('"¤\x00') for token in tokens(normal))
