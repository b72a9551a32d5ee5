"""Mails within the mail come out in clear, with their files, so that what they say can be read; and nothing that stands aside is missed."""

from __future__ import annotations

import base64
import quopri

import pytest

from truepenny.channels.email.reading.inner import DEEPEST
from truepenny.channels.email.reading.read import read_mail
from truepenny.contracts.mail import InboundMail, MailFile, RawMail

SAID = "marble otter 在路上"
HEAD = b"From: li@mail.example\r\nMIME-Version: 1.0\r\n"


def read(content: bytes) -> InboundMail:
    return read_mail(RawMail(content))


def carrying(inner: bytes) -> bytes:
    return (
        HEAD + b"Subject: see below\r\nContent-Type: multipart/mixed; boundary=xx\r\n\r\n--xx\r\n\r\nplease look\r\n"
        b"--xx\r\nContent-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--xx--\r\n"
    )


def coded(text: str, encoding: str = "base64", more: bytes = b"") -> bytes:
    body = base64.encodebytes(text.encode()) if encoding == "base64" else quopri.encodestring(text.encode())
    return b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: " + encoding.encode() + b"\r\n" + more + b"\r\n" + body


def text_of(file: MailFile) -> str:
    return b"".join(file.pieces()).decode()


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_coded_words_of_a_mail_within_the_mail_are_in_clear(encoding: str) -> None:
    subject = base64.b64encode(SAID.encode())
    found = read(carrying(HEAD + b"Received: from mx.mail.example\r\nSubject: =?utf-8?b?" + subject + b"?=\r\n" + coded(SAID, encoding)))
    (file,) = found.files
    assert file.kind == "message"
    assert text_of(file).count(SAID) == 2
    assert "Received: from mx.mail.example" in text_of(file), "its whole head: that is what a report of a forged mail is about"


def test_files_of_a_mail_within_the_mail_are_files() -> None:
    part = coded(SAID, more=b"Content-Disposition: attachment; filename=a.txt\r\n")
    inner = HEAD + b"Content-Type: multipart/mixed; boundary=yy\r\n\r\n--yy\r\n\r\nhere\r\n--yy\r\n" + part + b"\r\n--yy--\r\n"
    message, attached = read(carrying(inner)).files
    assert "here" in text_of(message)
    assert (attached.name, text_of(attached)) == ("a.txt", SAID)
    assert base64.encodebytes(SAID.encode()).decode().strip() not in text_of(message)


def test_what_is_in_clear_stays_as_it_is() -> None:
    inner = HEAD + b"Subject: plain\r\n\r\nmarble otter\r\n"
    (file,) = read(carrying(inner)).files
    assert text_of(file).encode().strip() == inner.strip()


def test_a_mail_in_too_many_others_is_told_apart() -> None:
    for deep, kinds in ((DEEPEST, {"message"}), (DEEPEST + 1, {"message", "unread"})):
        content = HEAD + coded(SAID)
        for _ in range(deep):
            content = HEAD + b"Content-Type: message/rfc822\r\n\r\n" + content
        assert {file.kind for file in read(content).files} == kinds


def test_what_stands_where_nobody_looks_is_given_too() -> None:
    found = read(
        HEAD + b"X-Note: =?utf-8?q?in_the_head?=\r\nX-Received: by machines\r\n"
        b"Content-Type: multipart/alternative; boundary=xx\r\n\r\nbefore the parts\r\n--xx\r\n\r\nwords\r\n"
        b"--xx\r\nContent-Type: text/x-amp-html\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(b"<p>in a further view</p>")
        + b"\r\n--xx--\r\nbehind the parts\r\n"
    )
    assert found.text == "words"
    for words in ("in the head", "before the parts", "in a further view", "behind the parts"):
        assert words in found.aside
    assert "machines" not in found.aside
    assert "xx" not in found.aside


def test_pictures_within_the_formatted_version_are_files_that_it_shows() -> None:
    drawn = base64.b64encode(b"\x89PNG\r\n" + bytes(60))
    found = read(
        HEAD + b"Content-Type: text/html\r\n\r\n<p>a <IMG alt=b src='data:image/png;base64," + drawn + b"'> and"
        b' <img src="data:image/jpeg;base64,' + drawn + b'"><img src="data:image/gif;base64,' + b"=" * 41 + b'"></p>'
    )
    assert [(one.name, one.media_type, one.kind) for one in found.files] == [
        ("picture-1.png", "image/png", "inline"),
        ("picture-2.jpg", "image/jpeg", "inline"),
    ]
    assert b"".join(found.files[0].pieces()) == b"\x89PNG\r\n" + bytes(60)
    assert found.html is not None
    for file in found.files:
        assert f'src="cid:{file.content_id}"' in found.html
    assert "=" * 41 in found.html, "what is no picture stays as it is"


def test_what_a_person_writes_about_a_report_that_they_carry_along_is_no_report() -> None:
    """Taken for one, their words would be lost, and the mail of ours that they quote would count as not delivered."""
    told = (
        b"Content-Type: multipart/mixed; boundary=xx\r\n\r\n--xx\r\n\r\nWhy did I get this?\r\n--xx\r\n"
        b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.mail.example\r\n\r\n"
        b"Final-Recipient: rfc822; li@mail.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        b"--xx\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <ours@acme.example>\r\n\r\n--xx--\r\n"
    )
    by_person = read(HEAD + told)
    assert (by_person.bounced, by_person.automatic) == ((), None)
    by_server = read(HEAD.replace(b"li@", b"mailer-daemon@") + told)
    assert [report.message_id for report in by_server.bounced] == ["ours@acme.example"]
