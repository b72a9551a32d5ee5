"""Whatever a mail calls its charset, its bytes become characters, and no codec that is none of text is ever used."""

from __future__ import annotations

from encodings.aliases import aliases

import pytest

from truepenny.channels.email.reading.charsets import codec_of, decode

NAMES = sorted({*aliases, *aliases.values(), "unicode-escape", "raw-unicode-escape", "undefined", "rot13", "utf-16", "x\0y", "x" * 500})


@pytest.mark.parametrize("name", NAMES)
def test_no_name_of_a_charset_breaks_the_reader(name: str) -> None:
    for content in (b"", b"plain", b"abc \xff\xfe\x80", "提现".encode(), "提现".encode("gbk")):
        for written in (name, name.upper(), name.replace("_", "-"), f'"{name}"'):
            text, fault = decode(content, written)
            text.encode()
            assert isinstance(fault, str)


@pytest.mark.parametrize("name", ["rot13", "hex", "base64", "zlib", "unicode_escape", "punycode", "idna", "uu", "quopri", "undefined"])
def test_what_is_no_charset_is_not_known(name: str) -> None:
    assert codec_of(name) == ("", "charset_unknown")


@pytest.mark.parametrize("name", ["utf-7", "UTF7", "unicode-1-1-utf-7", "csUnicode11UTF7", "u7"])
def test_utf_7_is_never_decoded(name: str) -> None:
    text, fault = decode(b"+ADw-b+AD4-", name)
    assert "<" not in text
    assert fault == "charset_refused"
