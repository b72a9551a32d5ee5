"""What a mail carries: names of files, uuencode, winmail.dat, mails within the mail, appointments, signatures, what is encrypted."""

from __future__ import annotations

import base64
import binascii
import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID
from tests.email.reading import packing
from tests.email.reading.mails import HEAD, attached, bytes_of, html, mail, nested, parts, plain, read

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 30
INNER = b"From: Bank <help@bank.example>\nDate: Sun, 29 Nov 2026 09:00:00 +0000\nSubject: Your transfer\n\nWe have sent it.\n"


def name_of(fields: bytes) -> str:
    part = b"Content-Type: application/pdf\n" + fields + b"\nContent-Transfer-Encoding: base64\n\naGk=\n"
    return read(parts(plain("x"), part)).files[0].name


@pytest.mark.parametrize(
    ("field", "name"),
    [
        (b'filename="proof.pdf"', "proof.pdf"),
        (b"filename=my own proof.pdf", "my own proof.pdf"),
        (b"filename*=UTF-8''%E8%BD%AC%E8%B4%A6%E8%AE%B0%E5%BD%95.pdf", "转账记录.pdf"),
        (b"filename*=gb18030'zh'%D7%AA%D5%CB.pdf", "转账.pdf"),
        (b"filename*0*=UTF-8''%E8%BD%AC;\n filename*1*=%E8%B4%A6;\n filename*2=\".pdf\"", "转账.pdf"),
        (b'filename*1="of.pdf"; filename*0="pro"', "proof.pdf"),
        (b'filename="=?utf-8?B?6L2s6LSmLnBkZg==?="', "转账.pdf"),
        (b'filename="=?gbk?B?16rVyw==?= =?gbk?B?vMfCvC5wZGY=?="', "转账记录.pdf"),
        (b"filename==?utf-8?Q?=E8=BD=AC=E8=B4=A6.pdf?=", "转账.pdf"),
        ('filename="转账.pdf"'.encode(), "转账.pdf"),
        ('filename="转账记录.pdf"'.encode("gbk"), "转账记录.pdf"),
        (b"filename=\"plain.pdf\"; filename*=UTF-8''%E8%BD%AC.pdf", "转.pdf"),
        (b'filename="..\\\\..\\\\etc/passwd"', "passwd"),
        ('filename="proof\u202efdp.exe"'.encode(), "prooffdp.exe"),
        (b'filename="a\0b?.pdf"', "ab.pdf"),
        (b'filename="never closed.pdf', "never closed.pdf"),
        (b'filename="' + b"x" * 500 + b'.pdf"', "x" * 116 + ".pdf"),
        (b"filename*=UTF-8''%ZZ%E8.pdf; x", "%ZZ\ufffd.pdf"),
    ],
)
def test_a_file_has_the_name_that_its_sender_gave_it(field: bytes, name: str) -> None:
    assert name_of(b"Content-Disposition: attachment; " + field) == name


def test_a_file_without_a_name_gets_one_by_its_type() -> None:
    assert name_of(b"Content-Disposition: attachment") == "document.pdf"
    assert name_of(b"X-Nothing: y") == "document.pdf"


def test_a_picture_of_the_page_is_told_from_a_picture_that_is_sent() -> None:
    inline = attached(PICTURE, "image/png", 'inline; filename="logo.png"').replace(
        b"Content-Type", b"Content-ID: <logo@x>\nContent-Type", 1
    )
    found = read(parts(html('<img src="cid:logo@x">'), inline, attached(PICTURE, "image/png", 'attachment; filename="shot.png"')))
    assert [(file.name, file.kind, file.content_id) for file in found.files] == [
        ("logo.png", "inline", "logo@x"),
        ("shot.png", "attachment", ""),
    ]


def uuencoded(content: bytes, name: str) -> bytes:
    lines = b"".join(binascii.b2a_uu(content[at : at + 45]) for at in range(0, len(content), 45))
    return f"begin 644 {name}\n".encode() + lines + b"`\nend\n"


def test_files_between_the_words_are_taken_out_of_them() -> None:
    body = b"see here\n" + uuencoded(PICTURE, "shot one.png") + b"and here\n" + uuencoded(b"hi", "b.txt") + b"bye\n"
    found = read(mail(body))
    assert found.text == "see here\nand here\nbye"
    assert [(file.name, bytes_of(file)) for file in found.files] == [("shot one.png", PICTURE), ("b.txt", b"hi")]


def test_words_about_a_beginning_are_words() -> None:
    body = b"begin 644 steps\nand this is no file\nat all, it never ends\n"
    assert read(mail(body)).text == body.decode().strip()


def test_a_part_in_uuencode_is_decoded() -> None:
    part = b"Content-Type: image/png; name=a.png\nContent-Transfer-Encoding: x-uuencode\n\n" + uuencoded(PICTURE, "a.png")
    assert bytes_of(read(parts(plain("x"), part)).files[0]) == PICTURE


def winmail_part(content: bytes) -> bytes:
    return attached(content, "application/ms-tnef", 'attachment; filename="winmail.dat"')


def test_winmail_gives_its_words_and_files() -> None:
    packed = packing.winmail(
        packing.message((0x8005, 3, b"\1\0\0\0"), (0x1000, 0x1F, "提现没到账\r\n".encode("utf-16-le") + b"\0\0")),
        packing.file("转账记录.pdf", b"%PDF-1.4 one"),
        packing.file("shot.png", PICTURE),
    )
    found = read(parts(winmail_part(packed)))
    assert found.text == "提现没到账"
    assert [(file.name, file.kind, bytes_of(file)) for file in found.files] == [
        ("转账记录.pdf", "tnef", b"%PDF-1.4 one"),
        ("shot.png", "tnef", PICTURE),
    ]


@pytest.mark.parametrize("packed", [True, False])
def test_winmail_gives_the_words_of_rich_text(packed: bool) -> None:
    text = (
        rb"{\rtf1\ansi\ansicpg936\uc1{\fonttbl{\f0 SimSun;}}{\*\generator x;}\pard My deposit \b is\b0  missing.\par "
        rb"My deposit \'cc\'e1\'cf\'d6 \u25552?\u29616?\par {\pict 00ff}\{end\}}"
    )
    found = read(parts(plain(""), winmail_part(packing.winmail(packing.message((0x1009, 0x102, packing.rich(text, packed=packed)))))))
    assert found.text == "My deposit is missing.\nMy deposit 提现 提现\n{end}"


def test_winmail_gives_the_page_that_its_rich_text_was_made_of() -> None:
    text = (
        rb"{\rtf1\ansi\ansicpg936\fromhtml1 {\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 My {\*\htmltag84 <b>}money{\*\htmltag92 </b>}"
        rb"\htmlrtf\par}\htmlrtf0{\*\htmltag72 </p>}}"
    )
    found = read(parts(winmail_part(packing.winmail(packing.message((0x1009, 0x102, packing.rich(text)))))))
    assert found.html is not None
    assert found.html.replace("\n", "") == "<p>My <b>money</b></p>"
    assert found.text == "My money"


@pytest.mark.parametrize("content", [b"no tnef", b"", packing.winmail(packing.file("a.txt", b"hello"))[:-40]])
def test_a_winmail_that_is_broken_is_kept_as_it_came(content: bytes) -> None:
    found = read(parts(plain("x"), winmail_part(content)))
    assert "tnef_broken" in found.faults
    assert bytes_of(found.files[0]) == content


def test_a_mail_within_the_mail_is_a_file_and_its_words_are_shown_only_where_there_are_no_others() -> None:
    inner = b"Content-Type: message/rfc822\n\n" + INNER
    with_words = read(parts(plain("please look"), inner))
    assert with_words.text == "please look"
    (file,) = with_words.files
    assert (file.name, file.kind, file.media_type) == ("Your transfer.eml", "message", "message/rfc822")
    assert bytes_of(file).replace(b"\r\n", b"\n").strip() == INNER.strip()
    alone = read(parts(plain(""), inner))
    assert alone.text == (
        "---------- Forwarded message ----------\nFrom: Bank <help@bank.example>\nDate: Sun, 29 Nov 2026 09:00:00 +0000\n"
        "Subject: Your transfer\n\nWe have sent it."
    )
    assert alone.senders[0].address == "li.wei@customer.example"


def test_a_mail_within_the_mail_may_be_in_base64_and_holds_its_own_parts() -> None:
    inner = parts(plain("inner words"), attached(b"x"))
    found = read(parts(b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(inner)))
    assert found.text.endswith("inner words")
    assert [file.kind for file in found.files] == ["message", "attachment"]


def test_mails_within_mails_end_somewhere() -> None:
    content = b"From: a@x.example\n\nthe innermost\n"
    for _ in range(300):
        content = b"Content-Type: message/rfc822\n\n" + content
    assert read(HEAD + content).files[0].kind == "message"


CALENDAR = """BEGIN:VCALENDAR
METHOD:REQUEST
BEGIN:VEVENT
SUMMARY:Call about\\, well\\, the case
DTSTART;TZID=Asia/Shanghai:20261201T100000
DTEND;TZID=Asia/Shanghai:20261201T113000
LOCATION:Room
  5
END:VEVENT
END:VCALENDAR
"""


def test_an_appointment_is_a_file_and_a_line() -> None:
    part = b"Content-Type: text/calendar; charset=utf-8; method=REQUEST\n\n" + CALENDAR.encode()
    found = read(parts(plain("Shall we talk?"), html("<p>Shall we talk?</p>"), part, kind="alternative"))
    line = "Invitation: Call about, well, the case · 2026-12-01 10:00–11:30 (Asia/Shanghai) · Room 5"
    assert found.text == f"Shall we talk?\n\n{line}"
    assert [(file.name, file.kind) for file in found.files] == [("appointment.ics", "calendar")]
    assert read(parts(plain("我们谈谈？"), part)).text.endswith("邀请：" + line.removeprefix("Invitation: "))
    assert read(parts(plain("x"), b"Content-Type: text/calendar\n\nBEGIN:VEVENT\nnothing\n")).text == "x"


@pytest.mark.parametrize(
    ("media", "params", "crypt"),
    [
        ("application/pgp-signature", '; protocol="application/pgp-signature"; micalg=pgp-sha256', "pgp_signed"),
        ("application/pkcs7-signature", '; protocol="application/pkcs7-signature"', "smime_signed"),
        ("application/x-pkcs7-signature", "", "smime_signed"),
    ],
)
def test_a_signed_mail_can_still_be_verified(media: str, params: str, crypt: str) -> None:
    signed = nested(plain("提现没到账 "), attached(PICTURE, "image/png"), kind="mixed", boundary="in")
    exact = signed.replace(b"\n", b"\r\n")
    whole = parts(signed, attached(hashlib.sha256(exact).digest(), media), kind="signed", params=params)
    for content in (whole, whole.replace(b"\r\n", b"\n")):
        found = read(content)
        assert (found.crypt, found.text) == (crypt, "提现没到账")
        picture, entity, signature = found.files
        assert bytes_of(picture) == PICTURE
        assert (entity.kind, signature.kind, signature.media_type) == ("signature", "signature", media)
        assert hashlib.sha256(bytes_of(entity)).digest() == bytes_of(signature)
        assert entity.size == len(exact)


def test_the_bytes_of_a_signed_part_are_not_damaged_where_they_are_read_in_steps() -> None:
    for size in range(256 * 1024 - 120, 256 * 1024 - 100):
        signed = plain("a" * size + "\nb\n")
        found = read(parts(signed, attached(b"", "application/pgp-signature"), kind="signed"))
        entity = next(file for file in found.files if file.name == "signed.eml")
        assert bytes_of(entity) == signed.replace(b"\n", b"\r\n")


def test_a_mail_within_its_signature_is_read_and_kept() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "li.wei@customer.example")])
    day = datetime(2026, 11, 30, tzinfo=UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, day, day + timedelta(days=9)).sign(key, hashes.SHA256())
    entity = parts(plain("提现没到账"), attached(PICTURE, "image/png")).removeprefix(HEAD)
    builder = pkcs7.PKCS7SignatureBuilder().set_data(entity).add_signer(made, key, hashes.SHA256())
    cms = builder.sign(Encoding.DER, [pkcs7.PKCS7Options.Binary])
    fields = ("Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", "Content-Transfer-Encoding: base64")
    found = read(mail(base64.encodebytes(cms), *fields))
    assert (found.text, found.crypt) == ("提现没到账", "smime_signed")
    assert [bytes_of(file) for file in found.files] == [PICTURE, cms]
    for at in range(0, len(cms) - 1, 7):
        broken = cms[:at] + bytes((cms[at] ^ 0x81,)) + cms[at + 1 :]
        assert bytes_of(read(mail(base64.encodebytes(broken), *fields)).files[-1]) == broken
        assert bytes_of(read(mail(base64.encodebytes(cms[: at + 1]), *fields)).files[-1]) == cms[: at + 1]


def test_a_signature_in_pieces_of_unknown_length_is_read() -> None:
    def unsized(tag: int, content: bytes) -> bytes:
        return bytes((tag, 0x80)) + content + b"\0\0"

    octets = unsized(0x24, b"\x04\x1aContent-Type: text/plain\r\n" + b"\x04\x0a\r\nin piece" + b"\x04\x01s")
    data = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"
    encapsulated = unsized(0x30, data + unsized(0xA0, octets))
    signed = unsized(0x30, b"\x02\x01\x01\x31\x00" + encapsulated + b"\x31\x00")
    cms = unsized(0x30, data[:-1] + b"\x02" + unsized(0xA0, signed))
    fields = ("Content-Type: application/pkcs7-mime; smime-type=signed-data", "Content-Transfer-Encoding: base64")
    assert read(mail(base64.encodebytes(cms), *fields)).text == "in pieces"


def test_what_is_encrypted_is_kept_as_it_is() -> None:
    version, content = (
        b"Content-Type: application/pgp-encrypted\n\nVersion: 1\n",
        b"Content-Type: application/octet-stream; name=e.asc\n\nabc\n",
    )
    found = read(parts(version, content, kind="encrypted", params='; protocol="application/pgp-encrypted"'))
    assert (found.crypt, found.text, [file.kind for file in found.files]) == ("pgp", "", ["encrypted", "encrypted"])
    for kind, crypt in (("enveloped-data", "smime"), ("signed-data", "smime_signed")):
        fields = f"Content-Type: application/pkcs7-mime; smime-type={kind}; name=smime.p7m"
        found = read(mail(base64.encodebytes(b"0\x80"), fields, "Content-Transfer-Encoding: base64"))
        assert (found.crypt, found.files[0].kind, bytes_of(found.files[0])) == (crypt, "encrypted", b"0\x80")
    assert read(mail(b"-----BEGIN PGP MESSAGE-----\n\nabc\n")).crypt == "pgp"
    assert read(mail(b"-----BEGIN PGP SIGNED MESSAGE-----\n\nabc\n")).crypt == "pgp_signed"
