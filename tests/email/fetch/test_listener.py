"""The site's own mail server hands mail in over LMTP or SMTP: accepted only when it is on disk, and given back otherwise."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import smtplib
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.email.fetch.stage import Desk, mail, until
from tests.email.servers.postfix import PostfixServer

from truepenny.channels.email.conversation import IDLE_S, MOST_CONNECTIONS
from truepenny.channels.email.doors import Doors
from truepenny.channels.email.handing import Handing
from truepenny.channels.email.listener import Listener, make_trust, parse_listen
from truepenny.channels.email.smtp_text import DotReader, read_attributes, read_path
from truepenny.channels.email.spool import Spool
from truepenny.contracts.mail import Envelope, RawMail, Taken

pytestmark = pytest.mark.anyio


@pytest.fixture(params=[False, True], ids=["asyncio", "uvloop"])
def anyio_backend(request: pytest.FixtureRequest) -> tuple[str, dict[str, bool]]:
    """A served desk runs on uvloop, whose transports are not those of asyncio."""
    return "asyncio", {"use_uvloop": request.param}


US = "support@acme.example"
CUSTOMER = "customer@mail.example"


@contextlib.asynccontextmanager
async def listening(
    folder: Path, take: Any, at: str = "lmtp://127.0.0.1:0", *, max_bytes: int = 60_000_000, trusted: tuple[str, ...] = ()
) -> AsyncIterator[Listener]:
    doors = Doors(
        handing=Handing(take), spool=Spool(folder / "spool"), hostname="acme.example", max_bytes=max_bytes,
        accepts=lambda address: address.partition("@")[0].split("+")[0] == "support", trusts=make_trust(trusted),
    )  # fmt: skip
    listener = Listener(parse_listen(at), doors)
    await listener.start()
    try:
        yield listener
    finally:
        await listener.stop()


def lmtp(port: int, speak: Callable[[smtplib.LMTP], Any]) -> Any:
    client = smtplib.LMTP("127.0.0.1", port)
    try:
        return speak(client)
    finally:
        client.close()


def raw(port: int, *commands: bytes) -> bytes:
    """All that is answered to these bytes, sent at once."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connected:
        connected.sendall(b"".join(commands))
        said = b""
        while piece := connected.recv(65536):
            said += piece
    return said


async def test_a_mail_is_accepted_when_it_is_on_disk_and_its_envelope_comes_along(tmp_path: Path) -> None:
    desk = Desk()
    content = mail("hello", number=1)
    async with listening(tmp_path, desk.take) as listener:
        await asyncio.to_thread(
            lmtp, listener.port, lambda client: client.sendmail(CUSTOMER, ["Support+abc@acme.example".lower()], content)
        )
    assert desk.taken == ["hello"]
    assert desk.envelopes == [Envelope("lmtp", ("support+abc@acme.example",), CUSTOMER)]
    assert desk.sizes == [len(content)]


async def test_an_unknown_address_is_refused_for_good_and_a_known_one_beside_it_is_not(tmp_path: Path) -> None:
    desk = Desk()

    def speak(client: smtplib.LMTP) -> dict[str, tuple[int, bytes]]:
        refused: dict[str, tuple[int, bytes]] = client.sendmail(CUSTOMER, [US, "nobody@acme.example"], mail("for one"))
        return refused

    async with listening(tmp_path, desk.take) as listener:
        refused = await asyncio.to_thread(lmtp, listener.port, speak)
    assert refused["nobody@acme.example"][0] == 550
    assert refused["nobody@acme.example"][1].startswith(b"5.1.1")
    assert desk.taken == ["for one"]


async def test_while_the_database_is_away_the_server_keeps_the_mail(tmp_path: Path) -> None:
    desk = Desk(away=True)

    def speak(client: smtplib.LMTP) -> tuple[int, bytes]:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail(CUSTOMER, [US], mail("patient"))
        desk.away = False
        assert client.sendmail(CUSTOMER, [US], mail("patient")) == {}, "on the same connection"
        return refused.value.smtp_code, refused.value.smtp_error

    async with listening(tmp_path, desk.take) as listener:
        code, words = await asyncio.to_thread(lmtp, listener.port, speak)
    assert code == 451
    assert words.startswith(b"4.3.0")
    assert desk.taken == ["patient"]


async def test_a_fault_of_ours_gives_the_mail_back_too(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk(fails=lambda _content: True)

    def speak(client: smtplib.LMTP) -> int:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail(CUSTOMER, [US], mail("words of a customer"))
        return int(refused.value.smtp_code)

    async with listening(tmp_path, desk.take) as listener:
        assert await asyncio.to_thread(lmtp, listener.port, speak) == 451
    assert "words of a customer" not in caplog.text
    assert CUSTOMER not in caplog.text


@pytest.mark.parametrize("announced", [True, False])
async def test_a_mail_that_is_too_large_is_refused_for_good(tmp_path: Path, *, announced: bool) -> None:
    desk = Desk()

    def speak(client: smtplib.LMTP) -> tuple[int, bytes]:
        client.ehlo_or_helo_if_needed()
        code, words = client.mail(CUSTOMER, ["size=2000000"] if announced else [])
        if announced:
            return code, words
        client.rcpt(US)
        code, words = client.data(mail("large", size=2_000_000))
        assert client.sendmail(CUSTOMER, [US], mail("small")) == {}, "and the connection goes on"
        return code, words

    async with listening(tmp_path, desk.take, max_bytes=1_000_000) as listener:
        code, words = await asyncio.to_thread(lmtp, listener.port, speak)
    assert code == 552
    assert words.startswith(b"5.3.4")
    assert desk.taken == ([] if announced else ["small"])
    assert not (tmp_path / "spool").exists() or list((tmp_path / "spool").iterdir()) == []


async def test_fifty_megabytes_come_in_without_filling_the_memory(tmp_path: Path) -> None:
    content = mail("very large", size=50_000_000)
    sizes: list[int] = []

    async def take(arrived: RawMail, _envelope: Envelope) -> Taken:
        assert arrived.path is not None, "it lies in a file"
        sizes.append(arrived.size)
        return Taken("filed")

    async with listening(tmp_path, take) as listener:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

        def send() -> None:
            with socket.create_connection(("127.0.0.1", listener.port)) as connected, connected.makefile("rb") as lines:
                lines.readline()
                connected.sendall(f"LHLO mx\r\nMAIL FROM:<{CUSTOMER}>\r\nRCPT TO:<{US}>\r\nDATA\r\n".encode())
                while not lines.readline().startswith(b"354"):
                    pass
                connected.sendall(content)
                connected.sendall(b".\r\n")
                assert lines.readline().startswith(b"250")

        await asyncio.to_thread(send)
    assert sizes == [len(content)]
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 30_000, f"{grown} kB more than before"


async def test_lmtp_answers_for_each_recipient_and_takes_the_mail_once(tmp_path: Path) -> None:
    desk = Desk()
    async with listening(tmp_path, desk.take) as listener:
        said = await asyncio.to_thread(
            raw, listener.port,
            b"LHLO mx\r\nMAIL FROM:<>\r\nRCPT TO:<support@acme.example>\r\nRCPT TO:<support+x@acme.example>\r\nDATA\r\n",
            mail("report"), b".\r\nQUIT\r\n",
        )  # fmt: skip
    assert said.count(b"250 2.0.0 Ok, it is on disk") == 2
    assert desk.taken == ["report"]
    assert desk.envelopes[0].sender == "", "nobody: it is a report"
    assert b"PIPELINING" in said
    assert b"SMTPUTF8" in said
    assert b"8BITMIME" in said
    assert b"SIZE 60000000" in said


async def test_no_second_mail_is_smuggled_in_a_first_one(tmp_path: Path) -> None:
    desk = Desk()
    body = b"From: a@mail.example\r\nSubject: outer\r\n\r\nx\n.\nMAIL FROM:<boss@acme.example>\nx\r.\rRCPT\n.\r\nx\r\n.\nDATA\r\n"
    async with listening(tmp_path, desk.take) as listener:
        said = await asyncio.to_thread(
            raw,
            listener.port,
            b"LHLO mx\r\nMAIL FROM:<a@mail.example>\r\nRCPT TO:<support@acme.example>\r\nDATA\r\n",
            body,
            b".\r\nQUIT\r\n",
        )
    assert desk.taken == ["outer"]
    assert desk.sizes == [len(body) - 1], "one line began with a dot, of which the first is taken away"
    assert said.count(b"250 2.0.0") == 1


async def test_the_sites_own_server_says_who_its_client_was_and_nobody_else_may(tmp_path: Path) -> None:
    desk = Desk()
    told = b"XFORWARD ADDR=IPV6:2001:db8::1 HELO=mx.mail.example NAME=[UNAVAILABLE]\r\n"
    letter = [b"MAIL FROM:<a@mail.example>\r\nRCPT TO:<support@acme.example>\r\nDATA\r\n", mail("one"), b".\r\n"]
    other = [letter[0], mail("two"), b".\r\n"]
    async with listening(tmp_path, desk.take, "smtp://127.0.0.1:0") as listener:
        await asyncio.to_thread(raw, listener.port, b"EHLO mx\r\n", told, *letter, *other, b"QUIT\r\n")
        await asyncio.to_thread(
            raw, listener.port, b"XCLIENT ADDR=192.0.2.9 HELO=far.example\r\nEHLO mx\r\n", letter[0], mail("three"), b".\r\nQUIT\r\n"
        )
    assert [(one.client, one.helo) for one in desk.envelopes] == [
        ("2001:db8::1", "mx.mail.example"), (None, None), ("192.0.2.9", "far.example"),
    ]  # fmt: skip


def test_only_this_machine_and_named_networks_are_believed() -> None:
    trusts = make_trust(["192.0.2.0/24", "2001:db8::5"])
    assert [trusts(one) for one in ("127.0.0.1", "::1", "192.0.2.77", "2001:db8::5")] == [True] * 4
    assert [trusts(one) for one in ("198.51.100.1", "2001:db8::6", "", "mx.example")] == [False] * 4


async def test_a_foreign_client_over_smtp_is_its_own_witness(tmp_path: Path) -> None:
    desk = Desk()
    doors = Doors(
        handing=Handing(desk.take), spool=Spool(tmp_path / "spool"), hostname="acme.example", max_bytes=1_000_000,
        accepts=lambda _address: True, trusts=lambda _address: False,
    )  # fmt: skip
    listener = Listener(parse_listen("smtp://127.0.0.1:0"), doors)
    await listener.start()
    said = await asyncio.to_thread(
        raw, listener.port, b"EHLO far.example\r\nXFORWARD ADDR=192.0.2.1\r\nXCLIENT ADDR=192.0.2.1\r\n",
        b"MAIL FROM:<a@mail.example>\r\nRCPT TO:<support@acme.example>\r\nDATA\r\n", mail("mine"), b".\r\nQUIT\r\n",
    )  # fmt: skip
    await listener.stop()
    assert said.count(b"550 5.7.0") == 2
    assert b"XFORWARD" not in said
    assert (desk.envelopes[0].client, desk.envelopes[0].helo) == ("127.0.0.1", "far.example")


async def test_addresses_and_words_of_any_script_come_through(tmp_path: Path) -> None:
    desk = Desk()

    def speak() -> None:
        with smtplib.SMTP("127.0.0.1", listener.port) as client:
            client.sendmail("客户@例子.example", [US], mail("你好"), mail_options=["SMTPUTF8", "BODY=8BITMIME"])

    async with listening(tmp_path, desk.take, "smtp://127.0.0.1:0") as listener:
        await asyncio.to_thread(speak)
    assert desk.taken == ["你好"]
    assert desk.envelopes[0].sender == "客户@例子.example"


async def test_it_listens_on_a_socket_file_and_removes_it(tmp_path: Path) -> None:
    desk = Desk()
    path = tmp_path / "lmtp.sock"

    def speak(words: str) -> None:
        with smtplib.LMTP(str(path)) as client:
            client.sendmail(CUSTOMER, [US], mail(words))

    for words in ("one", "two"):
        async with listening(tmp_path, desk.take, f"lmtp:{path}"):
            await asyncio.to_thread(speak, words)
        assert not path.exists()
    assert desk.taken == ["one", "two"]


async def test_a_stop_waits_for_the_mail_in_work_and_sends_the_others_away(tmp_path: Path) -> None:
    desk, hold = Desk(), asyncio.Event()
    begun = asyncio.Event()

    async def take(arrived: RawMail, envelope: Envelope) -> Taken:
        begun.set()
        await hold.wait()
        return await desk.take(arrived, envelope)

    async with listening(tmp_path, take) as listener:
        idle_reader, idle_writer = await asyncio.open_connection("127.0.0.1", listener.port)
        await idle_reader.readline()
        sending = asyncio.create_task(asyncio.to_thread(lmtp, listener.port, lambda client: client.sendmail(CUSTOMER, [US], mail("late"))))
        await begun.wait()
        stopping = asyncio.create_task(listener.stop())
        assert (await idle_reader.readline()).startswith(b"421 4.3.2")
        assert not stopping.done()
        hold.set()
        assert await sending == {}
        await stopping
        idle_writer.close()
    assert desk.taken == ["late"]


async def test_connections_are_limited_in_number(tmp_path: Path) -> None:
    desk = Desk()
    async with listening(tmp_path, desk.take) as listener:
        async with contextlib.AsyncExitStack() as stack:
            for _ in range(MOST_CONNECTIONS):
                reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
                stack.callback(writer.close)
                assert (await reader.readline()).startswith(b"220")
            assert (await asyncio.to_thread(raw, listener.port)).startswith(b"421 4.3.2")
        await until(_is_let_in(listener.port))
    assert IDLE_S >= 300, "RFC 5321, 4.5.3.2.7"


async def test_a_client_that_goes_in_the_middle_leaves_nothing_behind(tmp_path: Path) -> None:
    desk = Desk()
    async with listening(tmp_path, desk.take) as listener:
        reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
        writer.write(b"LHLO mx\r\nMAIL FROM:<a@mail.example>\r\nRCPT TO:<support@acme.example>\r\nDATA\r\n" + mail("cut", size=1_000_000))
        await writer.drain()
        await until(lambda: any((tmp_path / "spool").glob("*")))
        writer.close()
        await until(lambda: not any((tmp_path / "spool").glob("*")))
        assert reader is not None
    assert desk.offered == []


@given(st.lists(st.sampled_from([b"\r", b"\n", b".", b"x", b"\r\n", b"\r\n.", b"ab"]), max_size=40), st.integers(1, 7))
@example([b".", b"\r\n"], 1)
def test_dots_are_put_before_dots_and_taken_away_again_however_the_bytes_are_cut(words: list[bytes], width: int) -> None:
    content = b"".join(words) + b"\r\n"
    stuffed = (b"\r\n" + content).replace(b"\r\n.", b"\r\n..")[2:] + b".\r\n" + b"QUIT\r\n"
    reader, found, left = DotReader(), b"", b""
    for start in range(0, len(stuffed), width):
        if reader.rest is None:
            found += reader.feed(stuffed[start : start + width])
            left = reader.rest or b""
        else:
            left += stuffed[start : start + width]
    assert found == content
    assert left == b"QUIT\r\n"


def test_paths_and_attributes_of_commands() -> None:
    assert read_path("<a@b.example> SIZE=5") == ("a@b.example", "SIZE=5")
    assert read_path("<>") == ("<>", "")
    assert read_path(' <"odd > name"@b.example>') == ('"odd > name"@b.example', "")
    assert read_path("<@one,@two:a@b.example>") == ("a@b.example", "")
    assert read_path("<a@b.example") is None
    assert read_path("") is None
    assert read_attributes("ADDR=192.0.2.1 NAME=[UNAVAILABLE] HELO=a+2Bb x") == {"ADDR": "192.0.2.1", "HELO": "a+b"}


async def test_postfix_hands_mail_in_and_keeps_it_until_we_can_take_it(tmp_path: Path, postfix: PostfixServer) -> None:
    desk = Desk(away=True)

    def send() -> None:
        with smtplib.SMTP("127.0.0.1", postfix.port) as client:
            client.sendmail(CUSTOMER, [US], mail("through a real server"))

    async with listening(tmp_path, desk.take) as listener:
        await asyncio.to_thread(postfix.route, "acme.example", listener.port)
        await asyncio.to_thread(send)
        await until(lambda: desk.offered)
        assert desk.taken == []
        desk.away = False
        await asyncio.to_thread(postfix.try_again)
        await until(lambda: desk.taken == ["through a real server"])
        await asyncio.to_thread(postfix.wait_until_empty)
    assert desk.envelopes[0].sender == CUSTOMER
    assert desk.envelopes[0].client == "127.0.0.1", "Postfix says who handed it in"


def _is_let_in(port: int) -> Callable[[], Any]:
    async def ask() -> bool:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        greeting = await reader.readline()
        writer.close()
        return greeting.startswith(b"220")

    return ask
