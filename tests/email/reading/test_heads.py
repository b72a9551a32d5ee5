"""Fields of the head: charsets and encoded words of every kind, fields that are missing, doubled or broken."""

from __future__ import annotations

import base64

import pytest
from tests.email.reading.mails import HEAD, mail, read

from truepenny.contracts.errors import Malformed

WORDS = "提现没有到账，请帮我看看"


def word(content: bytes, charset: str) -> bytes:
    return b"=?" + charset.encode() + b"?B?" + base64.b64encode(content) + b"?="


def subject(value: bytes) -> str:
    return read(b"From: a@customer.example\r\nSubject: " + value + b"\r\n\r\nhello\r\n").subject


@pytest.mark.parametrize("charset", ["gb2312", "GBK", "gb18030", "utf-8", "big5", "hz-gb-2312"])
def test_a_subject_in_chinese_is_read_in_each_charset(charset: str) -> None:
    words = "問題" if charset == "big5" else WORDS
    assert subject(word(words.encode({"hz-gb-2312": "hz"}.get(charset, charset)), charset)) == words


@pytest.mark.parametrize(
    ("charset", "words"),
    [
        ("iso-2022-jp", "出金できません"),
        ("shift_jis", "出金できません"),
        ("euc-kr", "출금이 안 됩니다"),
        ("ks_c_5601-1987", "출금이 안 됩니다"),
        ("koi8-r", "Не приходит вывод"),
        ("windows-1251", "Не приходит вывод"),
        ("windows-1252", "Où est mon argent – merci"),
        ("iso-8859-1", "Où est mon argent"),
    ],
)
def test_other_languages_come_in_their_own_charsets(charset: str, words: str) -> None:
    codec = {"ks_c_5601-1987": "cp949"}.get(charset, charset)
    assert subject(word(words.encode(codec), charset)) == words


def test_words_that_are_cut_within_a_character_are_joined_first() -> None:
    content = WORDS.encode("gb18030")
    assert len(content[:7]) % 2 == 1
    assert subject(word(content[:7], "gb2312") + b"\r\n " + word(content[7:], "gb2312")) == WORDS
    utf8 = WORDS.encode()
    assert subject(word(utf8[:4], "UTF-8") + b" " + word(utf8[4:], "utf-8")) == WORDS


def test_base64_that_is_cut_within_four_characters_goes_on_in_the_next_word() -> None:
    whole = base64.b64encode(WORDS.encode())
    assert subject(b"=?utf-8?B?" + whole[:10] + b"?= =?utf-8?B?" + whole[10:] + b"?=") == WORDS


def test_a_word_keeps_the_blanks_between_it_and_plain_words_only() -> None:
    assert subject(b"Re: =?utf-8?Q?caf=C3=A9_one?= and =?utf-8?Q?two?= =?utf-8?Q?_three?=") == "Re: café one and two three"


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_bytes_without_any_charset_are_read_by_what_they_look_like(charset: str) -> None:
    found = read(b"From: a@customer.example\r\nSubject: " + WORDS.encode(charset) + b"\r\n\r\nhello\r\n")
    assert found.subject == WORDS
    assert "head_8bit" in found.faults


def test_an_encoded_word_that_lies_about_its_charset_is_read_by_its_bytes() -> None:
    assert subject(word(WORDS.encode(), "gb2312")) == WORDS
    assert subject(word(WORDS.encode("gbk"), "utf-8")) == WORDS
    assert subject(word(WORDS.encode("gbk"), "x-unknown")) == WORDS


def test_utf_7_is_refused() -> None:
    found = read(b"From: a@customer.example\r\nSubject: =?utf-7?Q?+ADw-script+AD4-?=\r\n\r\nhello\r\n")
    assert "<" not in found.subject
    assert "charset_refused" in found.faults


def test_a_subject_is_one_line_whatever_is_encoded_in_it() -> None:
    assert subject(b"=?utf-8?Q?one=0D=0ABcc:_x@evil.example=00?=") == "one Bcc: x@evil.example"


@pytest.mark.parametrize("broken", [b"=?utf-8?B?", b"=?utf-8?X?abc?=", b"=?utf-8?B?!!!?=", b"=?=?=?=?", b"=?utf-8?Q?=ZZ=?="])
def test_what_is_no_word_stays_or_goes_but_does_no_harm(broken: bytes) -> None:
    assert subject(b"before " + broken + b" after").startswith("before")


@pytest.mark.parametrize("nothing", [b"", b"\r\n", b" \r\n\t\r\n", b"\0\0\0\n"])
def test_what_is_no_mail_at_all_is_malformed(nothing: bytes) -> None:
    with pytest.raises(Malformed):
        read(nothing)


def test_two_senders_in_two_fields_are_both_named_and_neither_is_the_sender() -> None:
    found = read(b"From: boss@acme.example\r\n" + mail(b"hello"))
    assert [one.address for one in found.senders] == ["boss@acme.example", "li.wei@customer.example"]
    assert found.sender is None
    assert "doubled_from" in found.faults


def test_a_mail_without_fields_is_read_and_says_what_is_missing() -> None:
    found = read(b"Just words, no head.\r\nAnd more.\r\n")
    assert found.text == "Just words, no head.\nAnd more."
    assert found.senders == ()
    assert {"no_head", "no_from", "no_date", "no_message-id"} <= set(found.faults)


def test_a_head_without_a_body_is_a_mail_without_words() -> None:
    found = read(HEAD)
    assert (found.subject, found.text, found.message_id) == ("Withdrawal", "", "one@customer.example")
    assert found.at == 1_796_004_000_000_000


def test_a_line_that_is_no_field_is_left_out() -> None:
    found = read(b"From: a@customer.example\r\nthis was cut off\r\nSubject: still here\r\n\r\nwords\r\n")
    assert (found.subject, found.text) == ("still here", "words")
    assert "head_broken" in found.faults


def test_words_that_follow_without_a_blank_line_are_the_body() -> None:
    found = read(b"From: a@customer.example\r\nSubject: x\r\nHello, my money is gone.\r\nPlease help.\r\n")
    assert found.text == "Hello, my money is gone.\nPlease help."
    assert "no_blank_line" in found.faults


def test_a_bare_cr_makes_no_new_field() -> None:
    found = read(b"From: a@customer.example\r\nSubject: x\rFrom: boss@acme.example\r\n\r\nwords\r\n")
    assert [one.address for one in found.senders] == ["a@customer.example"]
    assert found.subject == "x From: boss@acme.example"
    assert "bare_cr" in found.faults


def test_a_mail_whose_lines_end_with_cr_only_is_read() -> None:
    found = read(mail(b"one\ntwo\n").replace(b"\r\n", b"\r"))
    assert (found.subject, found.text) == ("Withdrawal", "one\ntwo")


def test_blank_lines_a_mark_of_unicode_and_an_mbox_line_before_the_head_are_passed_over() -> None:
    for before in (b"\r\n\r\n", b"\xef\xbb\xbf", b"From li.wei@customer.example Mon Nov 30 10:00:00 2026\r\n"):
        assert read(before + mail(b"hello")).subject == "Withdrawal"


@pytest.mark.parametrize(
    "date", ["yesterday", "Mon, 99 Nov 2026 10:00:00 +0800", "Mon, 30 Nov 1956 10:00:00 +0000", "30 Nov 2026 10:00 +9999999"]
)
def test_a_date_that_is_none_is_left_out(date: str) -> None:
    found = read(f"From: a@customer.example\r\nDate: {date}\r\n\r\nhello\r\n".encode())
    assert found.at is None
    assert "broken_date" in found.faults


def test_of_two_message_ids_the_first_counts() -> None:
    found = read(mail(b"hello", "Message-ID: <two@customer.example>"))
    assert found.message_id == "one@customer.example"
    assert "doubled_message-id" in found.faults


def test_references_are_named_once_the_newest_first() -> None:
    many = " ".join(f"<{number}@acme.example>" for number in range(200))
    found = read(mail(b"hello", "In-Reply-To: <199@acme.example> (your mail)", f"References: {many}"))
    assert found.references[:3] == ("199@acme.example", "198@acme.example", "197@acme.example")
    assert len(found.references) == 50
    long = read(mail(b"hello", f"In-Reply-To: <{'x' * 300}@acme.example>"))
    assert long.references == ()


def test_where_a_mail_was_brought_to_is_kept() -> None:
    found = read(
        mail(b"hello", "Delivered-To: support+T-1@acme.example", "X-Original-To: <help@acme.example>", "Delivered-To: x@acme.example")
    )
    assert found.delivered_to == ("support+T-1@acme.example", "x@acme.example", "help@acme.example")
