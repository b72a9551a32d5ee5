"""The bytes of a mail are kept only when all of it was read and nothing in it was a secret: wherever in the mail that stood."""

from __future__ import annotations

import base64

import pytest
from mnemonic import Mnemonic
from tests.email.intake.conftest import DESK, MailDesk, a_file, a_mail
from tests.people_of import make_agent
from tests.traces import find_traces

from truepenny.channels.email.reading.read import read_mail
from truepenny.contracts.identity import Role
from truepenny.contracts.mail import InboundMail, MailAddress, RawMail
from truepenny.contracts.views import EventView

pytestmark = pytest.mark.anyio
PHRASE = Mnemonic("english").to_mnemonic(bytes(range(16)))
KEY = "4f9a" * 16
LONG = "about the withdrawal of yesterday evening, "
SECRETS = {
    "the name of a receiver": a_mail(to=(MailAddress(DESK, PHRASE),)),
    "the name of the thirtieth in copy": a_mail(cc=tuple(MailAddress(f"{n}@mail.example", PHRASE if n == 30 else "") for n in range(40))),
    "the end of a long subject": a_mail(subject=LONG * 6 + PHRASE),
    "a file of a kind that is not taken": a_mail(files=(a_file("run.exe", b"MZ\x90\x00" * 40 + PHRASE.encode(), "application/x-dos"),)),
    "the last of too many files": a_mail(files=(*(a_file(f"{n}.txt", b"%d" % n) for n in range(50)), a_file("z.txt", PHRASE.encode()))),
    "the name of a file": a_mail(files=(a_file(f"{PHRASE}.txt", b"all is well"),)),
    "what calls itself a signature": a_mail(files=(a_file("s.asc", PHRASE.encode(), "application/pgp-signature", kind="signature"),)),
    "what calls itself encrypted": a_mail(files=(a_file("v.txt", PHRASE.encode(), "application/pgp-encrypted", kind="encrypted"),)),
    "what stands where nobody looks": a_mail(aside=PHRASE),
    "a mail within mails": a_mail(files=(a_file("m.eml", PHRASE.encode(), "message/rfc822", kind="unread"),)),
    "digits in the formatted version": a_mail(html=f"<p>my withdrawal is missing</p><i>{KEY}</i>"),
}


async def shown(desk: MailDesk, mail: InboundMail) -> EventView:
    lead = await make_agent(desk.house, role=Role.LEAD)
    taken = await desk.take(mail)
    return next(event for event in await desk.events(lead, taken.ticket) if event.kind == "message_received")


@pytest.mark.parametrize("where", SECRETS)
async def test_a_secret_anywhere_in_a_mail_keeps_its_bytes_out(desk: MailDesk, where: str) -> None:
    message = await shown(desk, SECRETS[where])
    assert message.mail is not None
    assert not message.mail.raw
    for words in (PHRASE, KEY):
        assert await find_traces(desk.house, words) == []


@pytest.mark.parametrize("attached", [False, True])
async def test_a_secret_in_a_mail_within_the_mail_is_found_behind_its_code(desk: MailDesk, *, attached: bool) -> None:
    said = base64.encodebytes(f"my phrase: {PHRASE}".encode())
    part = b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n" + said
    if attached:
        named = part.replace(b"text/plain", b"text/plain; name=a.txt")
        part = b"Content-Type: multipart/mixed; boundary=yy\r\n\r\n--yy\r\n\r\nhere\r\n--yy\r\n" + named + b"\r\n--yy--\r\n"
    raw = (
        b"From: li@mail.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=xx\r\n\r\n--xx\r\n\r\nsee below\r\n"
        b"--xx\r\nContent-Type: message/rfc822\r\n\r\nMIME-Version: 1.0\r\n" + part + b"\r\n--xx--\r\n"
    )
    message = await shown(desk, read_mail(RawMail(raw)))
    assert message.mail is not None
    assert not message.mail.raw
    for words in (PHRASE, said.split(b"\n")[0].decode()):
        assert await find_traces(desk.house, words) == []


@pytest.mark.parametrize("before", range(110, 200, 40))
async def test_no_secret_is_cut_before_it_is_known(desk: MailDesk, before: int) -> None:
    """Where subject or name is shortened, a part of a phrase would stay that nobody takes for one."""
    ahead = (LONG * 6)[:before]
    message = await shown(desk, a_mail(subject=f"{ahead} {PHRASE}", senders=(MailAddress("li@mail.example", f"{ahead[:60]} {PHRASE}"),)))
    assert message.mail is not None
    assert await find_traces(desk.house, " ".join(PHRASE.split()[:3])) == []


async def test_signed_and_encrypted_mail_without_a_secret_is_kept(desk: MailDesk) -> None:
    armour = b"-----BEGIN PGP MESSAGE-----\n\n" + b"hQEMAwJ+Kx3b8TqWAQf9\n" * 50 + b"-----END PGP MESSAGE-----\n"
    carried = (
        a_file("version.txt", b"Version: 1\n", "application/pgp-encrypted", kind="encrypted"),
        a_file("encrypted.asc", armour, "application/octet-stream", kind="encrypted"),
        a_file("smime.p7s", b"0\x82\x01\x02" * 900, "application/pkcs7-signature", kind="signature"),
    )
    message = await shown(desk, a_mail("see what is signed", files=carried))
    assert message.mail is not None
    assert message.mail.raw
