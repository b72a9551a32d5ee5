"""A mail as it is made: read back by the standard library, both versions say the same, and nobody writes into its headers."""

from __future__ import annotations

import base64
import email
import email.policy
import re
from email.message import EmailMessage
from pathlib import Path

import dkim
import pytest
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser
from tests.email.out.mails import KINDS, LANGUAGES, OWN, a_mail_of, catalog

from truepenny.channels.email.compose import compose, html_of
from truepenny.channels.email.signing import SIGNED_ALWAYS, KeyWrong, load_signer, public_record
from truepenny.contracts.errors import Undeliverable
from truepenny.contracts.mail import MailKind, OutboundFile, OutboundMail
from truepenny.trust.never_ask import find_asks

every_kind = pytest.mark.parametrize("kind", KINDS)
every_language = pytest.mark.parametrize("language", LANGUAGES)


def read_back(mail: OutboundMail) -> EmailMessage:
    message = email.message_from_bytes(compose(mail, catalog(), own=OWN), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def html_text(html: str) -> list[str]:
    """The words of the formatted version in order: what can be seen, and where its links lead."""
    tree = LexborHTMLParser(html)
    for node in tree.css("style, title, [aria-hidden], [style*='display:none']"):
        node.decompose()
    body = tree.body
    assert body is not None
    for link in body.css("a"):
        href = link.attributes["href"]
        if href and href not in link.text():
            link.insert_after(f" {href} ")
    return words_of(body.text(separator=" "))


def words_of(text: str) -> list[str]:
    """Without marks of lists, colons behind labels and the rule, which only text needs."""
    without = re.sub(r"^(?:\d+\. |• )|[：:](?=\n|\s|$)|—{5,}|\s·(?=\s)", " ", text, flags=re.MULTILINE)
    return re.sub(r"[：:]", " ", without).split()


@every_kind
@every_language
def test_text_and_html_say_the_same(kind: MailKind, language: str) -> None:
    mail = a_mail_of(kind, language)
    text, html = words_of(text_of(read_back(mail))), html_text(html_of(mail, catalog()))
    assert len(text) > 30 if language == "en" else len("".join(text)) > 100
    assert sorted("".join(text)) == sorted("".join(html))
    # Only the order of the head differs: the ticket's number stands at the right of the brand.
    assert "".join(text[-12:]) == "".join(html[-12:])


@every_kind
@every_language
def test_every_mail_says_whose_it_is_and_how_to_check_it(kind: MailKind, language: str) -> None:
    mail = a_mail_of(kind, language)
    message = read_back(mail)
    said = text_of(message)
    assert message["From"].addresses[0].addr_spec == OWN
    assert message["From"].addresses[0].display_name == "Acme Exchange"
    assert message["X-Truepenny"] == kind
    assert message["Message-ID"] == f"<{mail.message_id}>"
    assert message["Content-Language"] == ("en" if language == "en" else "zh-Hans")
    assert message["Date"].datetime.timestamp() == mail.at // 1_000_000
    assert mail.verify_url in said
    assert ("password, recovery phrase, private key, codes, card details" in said) is (language == "en")
    assert ("密码、助记词、私钥、验证码、银行卡信息" in said) is (language == "zh")
    if kind != "code":
        assert message["Subject"].endswith("[K7M2-4QDX]")
    assert find_asks(said) == []


@every_language
def test_the_phrase_of_the_receiver_stands_in_each_mail_to_them(language: str) -> None:
    for kind in KINDS:
        assert "blue heron" in text_of(read_back(a_mail_of(kind, language, phrase="blue heron")))
        assert "phrase:" not in text_of(read_back(a_mail_of(kind, "en", phrase="")))


@every_kind
def test_programs_are_told_what_no_person_wrote(kind: MailKind) -> None:
    message = read_back(a_mail_of(kind))
    expected = {"reply": None, "solution": None, "receipt": "auto-replied", "secret": "auto-replied"}.get(kind, "auto-generated")
    assert message["Auto-Submitted"] == expected
    assert (message["X-Auto-Response-Suppress"] is None) is (expected is None)
    assert "NDR" not in (message["X-Auto-Response-Suppress"] or ""), "of what did not arrive we want to hear"
    assert (message["List-Unsubscribe"] is not None) is (kind == "notice")
    assert (message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click") is (kind == "notice")


@every_language
def test_a_receipt_gives_nothing_back_of_what_came_in(language: str) -> None:
    planted = {"subject": "PLANTED subject", "text": "PLANTED text", "agent_name": "PLANTED name", "left_out": ("PLANTED.txt",)}
    written = compose(a_mail_of("receipt", language, **planted), catalog(), own=OWN)
    plain = compose(a_mail_of("receipt", language), catalog(), own=OWN)
    assert b"PLANTED" in compose(a_mail_of("reply", language, **planted), catalog(), own=OWN).replace(b"=\r\n", b"")
    assert written == plain


def test_the_code_can_be_copied_whole_and_is_not_in_the_subject() -> None:
    message = read_back(a_mail_of("code"))
    assert "48291375" in text_of(message)
    assert "48291375" not in message["Subject"]
    html = LexborHTMLParser(html_of(a_mail_of("code"), catalog()))
    figure = html.css_first(".figure")
    assert figure is not None
    assert "48291375" in figure.text()


def test_words_of_the_agent_arrive_as_written() -> None:
    written = "Line one\n\n  indented <b>not bold</b> & co\n" + "long " * 400 + "\n.\n..\nFrom here\n\u202eright to left"
    message = read_back(a_mail_of("reply", text=written))
    expected = written.replace("\u202e", "‹U+202E›")
    assert expected in text_of(message).replace("\r\n", "\n")
    html = message.get_body(("html",))
    assert html is not None
    words = LexborHTMLParser(html.get_content()).css_first("div[style*='pre-wrap']")
    assert words is not None
    assert words.text().strip().replace("\r\n", "\n") == expected


NASTY = (
    "Acme\r\nBcc: eve@mail.example", "Acme\nX-Truepenny: forged", "a" * 10_000, "\u202egnp.exe", "交易所" * 3_000,
    '"quoted" <eve@mail.example>',
    "Acme\x00\x07", "\r\n\r\n<h1>body</h1>", "=?utf-8?q?=0ABcc=3A_eve?=", "\u2028Bcc: eve@mail.example", "\x85Bcc: eve@mail.example", "",
)  # fmt: skip


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_nobody_writes_into_the_headers(nasty: str) -> None:
    check_headers(nasty)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400))
def test_nobody_writes_into_the_headers_whatever_they_try(nasty: str) -> None:
    check_headers(nasty)


def check_headers(nasty: str) -> None:
    calm = a_mail_of("reply")
    mail = a_mail_of("reply", brand=nasty, subject=nasty, agent_name=nasty, in_reply_to=nasty, references=(nasty, "ok@mail.example"))
    raw = compose(mail, catalog(), own=OWN)
    head = raw.partition(b"\r\n\r\n")[0]
    lines = head.split(b"\r\n")
    assert all(len(line) <= 998 for line in lines)
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert head.isascii()
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    expected = email.message_from_bytes(compose(calm, catalog(), own=OWN), policy=email.policy.compat32)
    strangers = {"In-Reply-To", "References"}
    assert [name for name in message if name not in strangers] == [name for name in expected if name not in strangers]
    assert len(message.keys()) == len(set(message.keys()))
    strict = email.message_from_bytes(raw, policy=email.policy.default)
    assert [address.addr_spec for address in strict["From"].addresses] == [OWN]
    assert strict["To"] == "li@mail.example"
    assert "\n" not in strict["Subject"]
    assert strict["References"].split()[-1] == "<ok@mail.example>"


@pytest.mark.parametrize(
    "address", ["a b@mail.example", "li@mail.example\r\nBcc: x@y.example", "li", "a,b@mail.example", "<li@mail.example>"]
)
def test_what_is_no_address_gets_no_mail(address: str) -> None:
    with pytest.raises(Undeliverable) as refused:
        compose(a_mail_of("reply", to=address), catalog(), own=OWN)
    assert refused.value.code == "bad_address"


def test_an_answer_says_re_once() -> None:
    for subject in ("Re: RE: Fwd: Where is it?", "回复：答复: Where is it?", "Re[2]: Where is it?"):
        assert read_back(a_mail_of("reply", subject=subject))["Subject"] == "Re: Where is it? [K7M2-4QDX]"


def test_files_arrive_with_their_names() -> None:
    files = (
        OutboundFile("账单.pdf", "application/pdf", b"%PDF-1.7\r\n\x00\xff"), OutboundFile("a\r\nb/../c.txt", "text/plain", b"x\n"),
        OutboundFile("mail.eml", "message/rfc822", b"Subject: x\n\nx"), OutboundFile("n" * 500, "nonsense", b"y"),
    )  # fmt: skip
    carried = list(read_back(a_mail_of("reply", files=files)).iter_attachments())
    assert [part.get_filename() for part in carried] == ["账单.pdf", "a b_.._c.txt", "mail.eml", "n" * 120]
    assert [part.get_payload(decode=True) for part in carried] == [file.content for file in files]
    assert carried[2].get_content_type() == "application/octet-stream"


@every_kind
@every_language
def test_the_same_mail_is_the_same_bytes_in_seven_bits(kind: MailKind, language: str) -> None:
    raw = compose(a_mail_of(kind, language), catalog(), own=OWN)
    assert raw == compose(a_mail_of(kind, language), catalog(), own=OWN)
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")


@every_kind
@every_language
def test_the_html_fetches_nothing_and_has_no_table(kind: MailKind, language: str) -> None:
    tree = LexborHTMLParser(html_of(a_mail_of(kind, language), catalog()))
    assert tree.css("table, img, script, link, iframe, form") == []
    html = html_of(a_mail_of(kind, language), catalog())
    assert "url(" not in html
    assert "@import" not in html
    assert all((link.attributes["href"] or "").startswith("https://desk.acme.example/") for link in tree.css("a"))


def test_links_stand_in_the_html_as_they_are_and_words_that_look_like_html_stay_words() -> None:
    words = "half/full, &#x2f; and </div><script>alert(1)</script>"
    mail = a_mail_of("reply", text=words)
    html = html_of(mail, catalog())
    assert f'href="{mail.verify_url}"' in html
    tree = LexborHTMLParser(html)
    assert tree.css("script") == []
    assert words in tree.css_first("div.text").text()


# The signature


def rsa_file(folder: Path, bits: int = 2048, form: forms.PrivateFormat = forms.PrivateFormat.PKCS8) -> Path:
    path = folder / f"rsa{bits}.pem"
    path.write_bytes(generate_private_key(65537, bits).private_bytes(forms.Encoding.PEM, form, forms.NoEncryption()))
    return path


def ed25519_file(folder: Path) -> Path:
    path = folder / "ed.pem"
    path.write_bytes(Ed25519PrivateKey.generate().private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption()))
    return path


@pytest.mark.parametrize("make", [rsa_file, ed25519_file], ids=["rsa", "ed25519"])
def test_the_signature_holds_until_anything_is_changed(make, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    setting = f"desk:{make(tmp_path)}"
    sign, record = load_signer(setting, "acme.example"), public_record(setting).encode()
    content = compose(a_mail_of("reply", "zh"), catalog(), own=OWN)
    signed = sign(content) + content

    def holds(raw: bytes) -> bool:
        return bool(dkim.verify(raw, dnsfunc=lambda name, **_: record if name == b"desk._domainkey.acme.example." else b""))

    assert holds(signed)
    assert not holds(signed.replace(b"To: li@mail.example", b"To: eve@mail.example"))
    assert not holds(signed.replace(b"K7M2", b"K7M3", 1))
    for name in SIGNED_ALWAYS:
        assert not holds(name + b": eve@mail.example\r\n" + signed), f"a second {name.decode()} goes unnoticed"


def test_a_key_that_cannot_be_used_is_told_in_words(tmp_path: Path) -> None:
    (tmp_path / "text.pem").write_text("not a key")
    for path, words in ((tmp_path / "gone.pem", "cannot be read"), (tmp_path / "text.pem", "is not a private key")):
        with pytest.raises(KeyWrong, match=words):
            load_signer(f"desk:{path}", "acme.example")
    assert base64.b64decode(public_record(f"desk:{ed25519_file(tmp_path)}").partition("p=")[2])
