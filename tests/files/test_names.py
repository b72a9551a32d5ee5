"""File names as outsiders write them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truepenny.intake.files.names import MAX_BYTES, MAX_CHARACTERS, clean_name, disposition


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("screenshot.png", "screenshot.png"),
        ("提现截图 2026.png", "提现截图 2026.png"),
        ("../../etc/passwd", "passwd.png"),
        ("C:\\Users\\mei\\shot.png", "shot.png"),
        ("\u202egnp.exe", "gnp.png"),
        ("in\u200bvo\u2066ice.png", "invoice.png"),
        ("a\r\nSet-Cookie: x=1.png", "a Set-Cookie_ x=1.png"),
        ("CON.png", "_CON.png"),
        ("aux", "_aux.png"),
        ("invoice.exe.png", "invoice_exe.png"),
        ("bill.shipping.png", "bill.shipping.png"),
        ("...", "file.png"),
        ("", "file.png"),
        (".htaccess", "file.png"),
        ('a"b;c|d.png', "a_b_c_d.png"),
        ("  spaces   everywhere .png ", "spaces everywhere.png"),
        ("x" * 500 + ".png", "x" * (MAX_CHARACTERS - 4) + ".png"),
    ],
)
def test_a_name_is_made_safe_and_stays_readable(sent: str, kept: str) -> None:
    assert clean_name(sent, ending="png") == kept


@given(st.text(max_size=300))
def test_no_name_can_play_tricks(sent: str) -> None:
    name = clean_name(sent, ending="pdf")
    assert name.endswith(".pdf")
    assert len(name) <= MAX_CHARACTERS
    assert len(name.encode()) <= MAX_BYTES
    assert not set(name) & set('/\\<>:"|?*;\r\n\0')
    assert all(unicodedata.category(character)[0] != "C" for character in name)
    assert not name.startswith((".", " "))
    header = disposition(name, kind="attachment")
    assert header.isascii()
    assert "\r" not in header
    assert "\n" not in header
    assert header.count('"') == 2


def test_the_header_carries_a_chinese_name_whole() -> None:
    assert disposition("截图.pdf", kind="attachment") == "attachment; filename=\"__.pdf\"; filename*=UTF-8''%E6%88%AA%E5%9B%BE.pdf"
