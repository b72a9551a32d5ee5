"""Handing a mail to a server over the wire: what each answer means, and which lines it is trusted on."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult
from tests.email.out.mails import OWN, a_mail_of, catalog
from tests.email.out.smtp_server import Recorder, serving
from tests.email.servers.certificate import make_certificate
from tests.postgresql_server import free_port

from truepenny.channels.email.send import MailPost, Server, Smtp, server_of
from truepenny.contracts.errors import Retry, Undeliverable, Unsure

pytestmark = pytest.mark.anyio
MAIL = b"Subject: hello\r\n\r\nwords\r\n.\r\n..leading dots\r\n"
FROM, TO = "support+b-x@acme.example", "li@mail.example"


@dataclass
class Line:
    smtp: Smtp
    server: Recorder

    async def hand(self, content: bytes = MAIL, *, to: str = TO) -> str:
        return await self.smtp.hand_over(content, sender=FROM, to=to)


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    async with serving(Recorder()) as server, closing(Smtp(server_of(f"smtp://127.0.0.1:{server.port}"))) as smtp:
        yield Line(smtp, server)


@contextlib.asynccontextmanager
async def closing(smtp: Smtp) -> AsyncIterator[Smtp]:
    try:
        yield smtp
    finally:
        await smtp.close()


async def test_the_bytes_arrive_as_they_are_and_the_answer_is_kept(line: Line) -> None:
    assert await line.hand() == "2.0.0 Ok: queued as 4C5D"
    (mail,) = line.server.mails
    assert (mail.sender, mail.to, mail.content) == (FROM, TO, MAIL)


async def test_one_line_carries_many_mails(line: Line) -> None:
    for _ in range(20):
        await line.hand()
    assert (len(line.server.mails), line.server.connections) == (20, 1)


async def test_a_line_that_died_meanwhile_is_replaced(line: Line) -> None:
    await line.hand()
    port = line.server.port
    line.server.answers["mail"] = "421 4.3.2 shutting down"
    with pytest.raises(Retry):
        await line.hand()
    line.server.answers.clear()
    await line.hand()
    assert (len(line.server.mails), line.server.port) == (2, port)


@pytest.mark.parametrize(
    ("stage", "answer", "expected", "code"),
    [
        ("rcpt", "550 5.1.1 no such user here", Undeliverable, "5.1.1"),
        ("rcpt", "550 unknown", Undeliverable, "550"),
        ("rcpt", "552 5.2.2 mailbox full", Undeliverable, "5.2.2"),
        ("data", "554 5.7.1 this looks like spam", Undeliverable, "5.7.1"),
        ("mail", "552 5.3.4 too large", Undeliverable, "5.3.4"),
        ("rcpt", "450 4.2.1 greylisted", Retry, "4.2.1"),
        ("data", "451 4.3.0 try later", Retry, "4.3.0"),
        ("mail", "550 5.7.1 sender refused", Retry, "5.7.1"),
        ("mail", "421 4.7.0 too many connections", Retry, "4.7.0"),
        ("rcpt", "530 5.7.0 sign in first", Retry, "5.7.0"),
        ("rcpt", "554 5.7.1 <li@mail.example>: Relay access denied", Retry, "5.7.1"),
        ("rcpt", "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain", Retry, "5.7.54"),
        ("rcpt", "554 5.7.1 <li@mail.example>: Recipient address rejected", Undeliverable, "5.7.1"),
    ],
)
async def test_what_an_answer_means(line: Line, stage: str, answer: str, expected: type[Exception], code: str) -> None:
    line.server.answers[stage] = answer
    with pytest.raises(expected) as raised:
        await line.hand()
    assert type(raised.value) is expected
    assert (raised.value.code, raised.value.reason) == (code, answer[4:])  # type: ignore[attr-defined]
    line.server.answers.clear()
    await line.hand()
    assert len(line.server.mails) == 1


async def test_a_line_cut_after_the_words_were_taken_leaves_it_open(line: Line) -> None:
    line.server.drop = True
    with pytest.raises(Unsure):
        await line.hand()
    assert len(line.server.mails) == 1


async def test_nobody_there() -> None:
    smtp = Smtp(Server("127.0.0.1", free_port(), secure=False))
    with pytest.raises(Retry) as failed:
        await smtp.hand_over(MAIL, sender=FROM, to=TO)
    assert failed.value.code == "network"
    with pytest.raises(Retry):
        await Smtp(Server("nobody.invalid", 25, secure=False)).hand_over(MAIL, sender=FROM, to=TO)


async def test_a_server_that_says_nothing_is_not_waited_for_for_long() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        smtp = Smtp(Server("127.0.0.1", silent.getsockname()[1], secure=False), timeout_s=0.3)
        with pytest.raises(Retry) as failed:
            await smtp.hand_over(MAIL, sender=FROM, to=TO)
    assert type(failed.value) is Retry


async def test_an_address_with_other_letters_goes_where_the_server_takes_it(line: Line) -> None:
    await line.hand(to="王@mail.example")
    assert line.server.mails[0].to == "王@mail.example"


# TLS and signing in


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context, and that of a client who trusts it."""
    make_certificate(tmp_path)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(tmp_path / "server.pem", tmp_path / "server.key")
    client = ssl.create_default_context(cafile=str(tmp_path / "ca.pem"))
    return server, client


async def test_the_password_goes_over_tls(certificate: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    async with serving(Recorder(users={"desk": "p@ss word"}), tls=certificate[0]) as server:
        url = f"smtps://desk:p%40ss%20word@127.0.0.1:{server.port}"
        async with closing(Smtp(server_of(url), tls=certificate[1])) as smtp:
            await smtp.hand_over(MAIL, sender=FROM, to=TO)
        assert (server.signed_in, len(server.mails)) == (["desk"], 1)


async def test_tls_is_begun_where_it_is_offered(certificate: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    async with serving(Recorder(users={"desk": "secret"}), starttls=certificate[0]) as server:
        async with closing(Smtp(server_of(f"smtp://desk:secret@127.0.0.1:{server.port}"), tls=certificate[1])) as smtp:
            await smtp.hand_over(MAIL, sender=FROM, to=TO)
        assert (server.signed_in, len(server.mails)) == (["desk"], 1)


async def test_a_certificate_that_nobody_vouches_for_is_not_believed(certificate: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    strict = ssl.create_default_context()
    for given in ({"tls": certificate[0]}, {"starttls": certificate[0]}):
        async with serving(Recorder(), **given) as server:  # type: ignore[arg-type]
            scheme = "smtps" if "tls" in given else "smtp"
            with pytest.raises(Retry) as failed:
                await Smtp(server_of(f"{scheme}://127.0.0.1:{server.port}"), tls=strict).hand_over(MAIL, sender=FROM, to=TO)
            assert failed.value.code == "tls"
            assert server.mails == []


async def test_a_server_that_speaks_no_tls_where_it_should(certificate: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    async with serving(Recorder()) as server:
        smtp = Smtp(server_of(f"smtps://127.0.0.1:{server.port}"), timeout_s=2)
        with pytest.raises(Retry):
            await smtp.hand_over(MAIL, sender=FROM, to=TO)


async def test_a_password_never_goes_in_the_open() -> None:
    """Somebody on the way has taken STARTTLS out of the server's offer."""
    host = own_address()
    if host is None:
        pytest.skip("this machine has no address but loopback")
    async with serving(Recorder(users={"desk": "secret"}), host=host) as server:
        with pytest.raises(Retry) as failed:
            await Smtp(Server(host, server.port, secure=False, user="desk", password="secret")).hand_over(MAIL, sender=FROM, to=TO)
        assert (failed.value.code, server.signed_in, server.mails) == ("no_tls", [], [])


@pytest.mark.parametrize(
    ("host", "here"), [("127.0.0.1", True), ("127.8.8.8", True), ("localhost", True), ("[::1]", True), ("127.0.0.1.mail.example", False)]
)
def test_only_this_machine_is_trusted_without_a_certificate(host: str, here: bool) -> None:
    assert server_of(f"smtp://desk:secret@{host}:587").is_here is here


async def test_a_wrong_password_is_our_trouble_and_not_the_receivers(certificate: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    async with serving(Recorder(users={"desk": "right"}), tls=certificate[0]) as server:
        with pytest.raises(Retry) as failed:
            await Smtp(server_of(f"smtps://desk:wrong@127.0.0.1:{server.port}"), tls=certificate[1]).hand_over(MAIL, sender=FROM, to=TO)
        assert (failed.value.code, failed.value.reason) == ("sign_in", "")


async def test_a_token_signs_in_instead_of_a_password_and_a_fresh_one_when_it_is_refused(
    certificate: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    asked: list[str] = []

    async def token(anew: bool) -> str:
        asked.append("fresh" if anew else "held")
        return "ya29.fresh" if anew else "ya29.sample"

    recorder = _TokenRecorder(refuses=b"ya29.sample")
    async with serving(recorder, tls=certificate[0]) as server:
        url = f"smtps://desk%40acme.example@127.0.0.1:{server.port}"
        async with closing(Smtp(server_of(url), token=token, tls=certificate[1])) as smtp:
            await smtp.hand_over(MAIL, sender=FROM, to=TO)
            await smtp.hand_over(MAIL, sender=FROM, to=TO)
    form = "user=desk@acme.example\x01auth=Bearer {}\x01\x01"
    assert recorder.said == [form.format("ya29.sample").encode(), form.format("ya29.fresh").encode()]
    assert (asked, len(server.mails)) == (["held", "fresh"], 2)


async def test_without_a_token_the_mail_waits(certificate: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
    async def token(anew: bool) -> str:
        raise OSError("the provider is away")

    async with serving(Recorder(), tls=certificate[0]) as server:
        smtp = Smtp(server_of(f"smtps://desk@127.0.0.1:{server.port}"), token=token, tls=certificate[1])
        with pytest.raises(Retry) as failed:
            await smtp.hand_over(MAIL, sender=FROM, to=TO)
    assert (failed.value.code, failed.value.reason) == ("sign_in", "")


class _TokenRecorder(Recorder):
    """Speaks XOAUTH2 as Google and Microsoft document it."""

    def __init__(self, refuses: bytes) -> None:
        super().__init__()
        self.said: list[bytes] = []
        self.refuses = refuses

    async def auth_XOAUTH2(self, server: object, args: list[str]) -> AuthResult:  # noqa: N802
        self.said.append(base64.b64decode(args[1]))
        return AuthResult(success=self.refuses not in self.said[-1], handled=False)


# Made, signed and handed over


async def test_post_tells_the_digest_of_what_arrived(line: Line) -> None:
    import hashlib

    post = MailPost(line.smtp, catalog(), own=OWN, sign=None)
    sent = await post(a_mail_of("reply"))
    (mail,) = line.server.mails
    assert sent.digest == hashlib.sha256(mail.content).hexdigest()
    assert mail.sender == a_mail_of("reply").return_path


async def test_mails_go_side_by_side(line: Line) -> None:
    await asyncio.gather(*(line.hand() for _ in range(8)))
    assert len(line.server.mails) == 8
    assert 1 < line.server.connections <= 8


def own_address() -> str | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if address.startswith("127.") else address
