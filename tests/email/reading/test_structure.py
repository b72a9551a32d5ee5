"""Parts of a mail, whole and broken: no end, wrong boundary, missing blank lines, wrong encodings, too many, too deep."""

from __future__ import annotations

import base64

import pytest
from tests.email.reading.mails import HEAD, attached, bytes_of, html, mail, nested, parts, plain, read

PDF = b"%PDF-1.4 " + bytes(range(256)) * 20


def test_words_and_files_of_a_whole_mail() -> None:
    found = read(parts(plain("提现没到账", "gb18030"), attached(PDF)))
    assert found.text == "提现没到账"
    assert [(file.name, file.media_type, file.size, file.kind) for file in found.files] == [
        ("proof.pdf", "application/pdf", len(PDF), "attachment")
    ]
    assert bytes_of(found.files[0]) == PDF
    assert bytes_of(found.files[0]) == PDF, "as often as asked"
    assert found.faults == ()


def test_a_mail_that_never_ends_is_read_to_its_end() -> None:
    found = read(parts(plain("words"), attached(PDF), end=False))
    assert found.text == "words"
    assert bytes_of(found.files[0]) == PDF
    assert "no_end" in found.faults


def test_parts_behind_another_boundary_than_announced_are_found() -> None:
    found = read(parts(plain("words"), attached(PDF)).replace(b'boundary="=_cut"', b'boundary="=_other"'))
    assert (found.text, bytes_of(found.files[0])) == ("words", PDF)
    assert "wrong_boundary" in found.faults


def test_parts_without_any_announcement_are_found() -> None:
    whole = parts(plain("words"), attached(PDF))
    start = whole.index(b"MIME-Version")
    found = read(whole[:start] + whole[whole.index(b"\r\n\r\n") + 2 :])
    assert (found.text, bytes_of(found.files[0])) == ("words", PDF)


def test_a_part_behind_the_last_line_is_kept() -> None:
    whole = parts(plain("words"), end=True)
    found = read(whole + b"--=_cut\r\n" + attached(PDF).replace(b"\n", b"\r\n"))
    assert bytes_of(found.files[0]) == PDF
    assert "after_end" in found.faults


def test_a_mail_of_parts_without_parts_is_its_text() -> None:
    found = read(mail(b"Hello, no parts here.\n", 'Content-Type: multipart/mixed; boundary="x"'))
    assert found.text == "Hello, no parts here."
    assert "no_parts" in found.faults


def test_parts_without_a_blank_line_or_without_fields_are_words() -> None:
    found = read(parts(b"Content-Type: text/plain\nThe first line.", b"\nThe second part.", b"Third."))
    assert found.text == "The first line.\n\nThe second part.\n\nThird."


def test_the_blank_line_before_a_boundary_belongs_to_the_boundary_only_once() -> None:
    found = read(parts(plain("a\n\n"), attached(b"", "text/x-log", 'attachment; filename="empty.log"')))
    assert found.text == "a"
    assert found.files[0].size == 0


def test_two_types_are_read_as_the_first() -> None:
    found = read(mail(b"<b>bold</b>", "Content-Type: text/html", "Content-Type: text/plain"))
    assert (found.text, found.html) == ("bold", "<b>bold</b>")
    assert "doubled_content-type" in found.faults


@pytest.mark.parametrize(("kind", "expected"), [("text", "<i>x</i>"), ("html", "x"), ("; charset=utf-8", "<i>x</i>"), ("/", "<i>x</i>")])
def test_a_type_that_is_none_is_taken_for_what_it_means(kind: str, expected: str) -> None:
    found = read(mail(b"<i>x</i>", f"Content-Type: {kind}"))
    assert found.text == expected
    assert "type_broken" in found.faults


def test_plain_words_that_are_labelled_as_base64_are_read_as_they_are() -> None:
    found = read(mail(b"Hello, where is my money? I am waiting.\n", "Content-Type: text/plain", "Content-Transfer-Encoding: base64"))
    assert found.text == "Hello, where is my money? I am waiting."
    assert "encoding_wrong" in found.faults


def test_quoted_printable_that_nobody_announced_is_decoded() -> None:
    found = read(mail(b"=E6=8F=90=E7=8E=B0 please\n", "Content-Type: text/plain; charset=utf-8"))
    assert found.text == "提现 please"


def test_broken_base64_is_read_as_far_as_it_goes() -> None:
    code = base64.encodebytes(PDF)
    broken = code[:100] + b"\n!!\0\n" + code[100:-7]
    found = read(parts(plain("x"), b"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n" + broken))
    (file,) = found.files
    assert file.size == len(bytes_of(file))
    assert PDF.startswith(bytes_of(file)[: len(PDF) - 12])


def test_base64_in_several_blocks_is_joined() -> None:
    code = base64.b64encode(b"a") + b"\n" + base64.b64encode(b"bc") + b"\n" + base64.b64encode(b"def")
    found = read(parts(plain("x"), b"Content-Type: application/x-y\nContent-Transfer-Encoding: base64\n\n" + code))
    assert bytes_of(found.files[0]) == b"abcdef"


@pytest.mark.parametrize("encoding", ["8bit", "8bits", "binary", "x-unknown", '"7bit"', "quoted-printable", "QUOTED-PRINTABLE ; x"])
def test_words_come_through_each_transfer_encoding(encoding: str) -> None:
    found = read(mail("提现".encode() + b" ok\n", "Content-Type: text/plain; charset=utf-8", f"Content-Transfer-Encoding: {encoding}"))
    assert found.text == "提现 ok"


def test_zero_bytes_are_taken_out_of_words() -> None:
    found = read(mail(b"a\0b\0c\n"))
    assert found.text == "abc"
    assert "nul" in found.faults


def test_a_boundary_that_is_shared_by_two_levels_loses_nothing() -> None:
    inner = nested(plain("one"), html("<p>one</p>"), kind="alternative", boundary="=_cut")
    found = read(parts(inner, attached(PDF)))
    assert found.text == "one"
    assert bytes_of(found.files[0]) == PDF


def test_ten_thousand_parts_are_a_thousand_and_a_rest() -> None:
    found = read(parts(*(attached(b"%d" % number, "image/png") for number in range(10_000))))
    assert "too_many_parts" in found.faults
    assert len(found.files) == 1000
    assert bytes_of(found.files[998]) == b"998"
    rest = bytes_of(found.files[-1])
    assert base64.b64encode(b"9999") in rest
    assert rest.count(b"Content-Type") == 10_000 - 999


def test_a_thousand_levels_are_fifty_and_a_file() -> None:
    body = b"".join(f'Content-Type: multipart/mixed; boundary="b{level}"\r\n\r\n--b{level}\r\n'.encode() for level in range(1000))
    found = read(HEAD + body + b"\r\nthe innermost words\r\n")
    assert "too_deep" in found.faults
    assert b"the innermost words" in bytes_of(found.files[0])


def test_a_part_that_is_too_deep_does_not_swallow_its_neighbours() -> None:
    deep = plain("deep")
    for level in range(80):
        deep = nested(deep, kind="mixed", boundary=f"b{level}.")
    found = read(parts(deep, plain("beside"), attached(PDF)))
    assert found.text == "beside"
    assert bytes_of(found.files[-1]) == PDF
