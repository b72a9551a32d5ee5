"""Mails from the wire into durable tickets: over LMTP as fast as each is acknowledged, one of 50 MB, and a mailbox full of waiting ones.

The corpus is mixed as a support address sees it: plain words, text beside HTML, files of 50 kB, Chinese in GB18030. Each mail is another
one, of another customer at one of many domains, and is read, checked, screened, kept sealed and answered for like any other.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate

from sqlalchemy import Connection, text
from tests.email.dns_zone import DnsZone
from tests.email.servers.dovecot import DovecotServer, has_dovecot
from tests.postgresql_server import free_port

from bench.desk import DeskProcess, Place, a_desk, a_place
from bench.machine import cpu_s, on_all_cores, rss_mb
from bench.report import Value, median, show_table
from truepenny.main.database_command import read_once

DESK = "support@acme.example"
CALLERS = 16
WARM_UP = 100
LARGE = 50_000_000
DOMAINS = 40
STORIES = (
    "I sent 250 USDT on Monday evening and it has not arrived. The explorer says that it is confirmed. What can I do now?",
    "Since the update I cannot see my open orders. I have signed out and in again, on the phone and in the browser.",
    "Please tell me why my withdrawal is under review, and how long that usually takes. I have answered all questions last week.",
)
CHINESE = (
    "您好，我昨天晚上提了一笔币，到现在还没有到账，区块浏览器显示已经确认了，请帮我查一下是什么原因。",
    "更新以后看不到我的委托单，手机和网页都重新登录过了，还是一样。",
    "我的提币申请一直在审核，上周已经回答了所有问题，请问一般需要多长时间？",
)


@dataclass(frozen=True)
class Load:
    """acknowledged mails, in how many seconds, and the desk's processor time."""

    mails: int
    seconds: float
    cpu_s: float


def run(options: argparse.Namespace) -> Mapping[str, Value]:
    with DnsZone() as zone, a_place(options.database) as place:
        port = free_port()
        given = {"MAIL_ADDRESS": DESK, "MAIL_DNS": zone.address, "MAIL_LISTEN": f"lmtp://127.0.0.1:{port}"}
        place.more = {f"TRUEPENNY_{name}": value for name, value in given.items()}
        mails = corpus()
        with a_desk(place) as desk:
            asyncio.run(_hand_in(port, mails, limit=WARM_UP, seconds=60.0))
            peak = asyncio.run(_hand_in_large(desk, port))
            loads = [_measure(desk, port, mails, options.seconds) for _ in range(options.rounds)]
            settle = WARM_UP + sum(load.mails for load in loads)
            after = rss_mb(desk.pid)
        kept = _count(place)
        drained = _drain(place, zone, options.waiting) if has_dovecot() else {}
    figures: dict[str, Value] = {
        "mails_per_s": median([load.mails / load.seconds for load in loads]),
        "cpu_ms": median([load.cpu_s / load.mails * 1000 for load in loads]),
        "rss_mb": peak,
        "later_rss_mb": after,
        "lost": settle + 1 - kept + int(drained.get("lost", 0)),
        **{name: value for name, value in drained.items() if name != "lost"},
    }
    _show(figures, settle)
    return figures


# The corpus


def corpus() -> Iterator[bytes]:
    """Without an end: of twenty mails nine plain, five with HTML, three with a file, three Chinese."""
    chance, today = random.Random(20), formatdate()
    for number in range(10**9):
        kind = number % 20
        mail = EmailMessage(policy=SMTP)
        mail["From"] = f"Customer {number} <customer{number}@d{number % DOMAINS}.mail.example>"
        mail["To"], mail["Message-ID"] = DESK, f"<{number}.{os.getpid()}@d{number % DOMAINS}.mail.example>"
        mail["Date"] = today
        words = f"{chance.choice(CHINESE if kind >= 17 else STORIES)}\n\n({number})\n"
        mail["Subject"] = "提币未到账" if kind >= 17 else "Where is my withdrawal?"
        if kind >= 17:
            mail.set_content(words, charset="gb18030")
        else:
            mail.set_content(words)
        if 9 <= kind < 14:
            mail.add_alternative(f"<html><body><p>{words}</p><p style='color:#555'>Sent from my phone</p></body></html>", subtype="html")
        elif 14 <= kind < 17:
            mail.add_attachment(_log(chance), maintype="text", subtype="plain", filename="log.txt")
        yield mail.as_bytes()


def _log(chance: random.Random) -> bytes:
    """50 kB of a log, each another one: kept as a file of the ticket, and all of its words screened."""
    lines = (f"2026-11-30 {chance.randrange(24):02}:{chance.randrange(60):02} order {chance.randrange(10**7)} filled" for _ in range(2_000))
    return "\n".join(lines).encode()[:50_000]


def _large() -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Message-ID"], mail["Subject"] = "large@mail.example", DESK, "<large@mail.example>", "A recording"
    mail.set_content("This is the recording that you asked for.\n")
    mail.add_attachment(os.urandom(LARGE * 54 // 74), maintype="application", subtype="octet-stream", filename="recording.bin")
    return mail.as_bytes()


# Handing in


def _measure(desk: DeskProcess, port: int, mails: Iterator[bytes], seconds: float) -> Load:
    before_cpu = cpu_s(desk.pid)
    count, took = asyncio.run(_hand_in(port, mails, limit=None, seconds=seconds))
    return Load(count, took, cpu_s(desk.pid) - before_cpu)


async def _hand_in(port: int, mails: Iterator[bytes], *, limit: int | None, seconds: float) -> tuple[int, float]:
    """By several connections at once, as a mail server does. Made ahead, so that the load costs little while it is measured."""
    ahead = [next(mails) for _ in range(limit if limit is not None else int(seconds * 400))]
    ahead.reverse()
    began = time.perf_counter()
    counts = await asyncio.gather(*(_caller(port, ahead, until=began + seconds) for _ in range(CALLERS)))
    return sum(counts), time.perf_counter() - began


async def _caller(port: int, ahead: list[bytes], *, until: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await reader.readline()
    writer.write(b"LHLO bench.example\r\n")
    while not (await reader.readline()).startswith(b"250 "):
        pass
    count = 0
    while ahead and time.perf_counter() < until:
        await _one(reader, writer, ahead.pop())
        count += 1
    writer.close()
    return count


async def _one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, mail: bytes) -> None:
    """Raises RuntimeError when it is not acknowledged."""
    writer.write(b"MAIL FROM:<customer@mail.example>\r\nRCPT TO:<" + DESK.encode() + b">\r\nDATA\r\n")
    for _ in range(3):
        await reader.readline()
    writer.write(mail.replace(b"\r\n.", b"\r\n..") + b".\r\n")
    await writer.drain()
    said = await reader.readline()
    if not said.startswith(b"250"):
        raise RuntimeError(f"not acknowledged: {said.decode()}")


async def _hand_in_large(desk: DeskProcess, port: int) -> float:
    """Largest resident memory of the desk and its children while it takes the mail, MB."""
    mail = await asyncio.to_thread(_large)
    peak, over = 0.0, asyncio.Event()

    async def watch() -> None:
        nonlocal peak
        while not over.is_set():
            peak = max(peak, rss_mb(desk.pid))
            await asyncio.sleep(0.02)

    watching = asyncio.create_task(watch())
    await _caller(port, [mail], until=time.perf_counter() + 600)
    over.set()
    await watching
    return peak


# A mailbox full of waiting mails


def _drain(place: Place, zone: DnsZone, waiting: int) -> dict[str, Value]:
    """A new desk and a mailbox with so many mails: how long until each is on disk, and is any missing or there twice."""
    with a_place("sqlite" if place.server is None else "postgresql") as another, on_all_cores():
        dovecot = DovecotServer()
        try:
            dovecot.start()
            user = dovecot.add_user(DESK)
            dovecot.fill(user, (mail for mail, _ in zip(corpus(), range(waiting), strict=False)))
            given = {"MAIL_ADDRESS": DESK, "MAIL_DNS": zone.address, "MAIL_IMAP": dovecot.imap_url(user)}
            another.more = {f"TRUEPENNY_{name}": value for name, value in given.items()}
            with a_desk(another) as desk:
                began = time.perf_counter()
                while _count(another) < waiting and time.perf_counter() - began < 3600:
                    time.sleep(1.0)  # nobody else looks into the mailbox, which would make its server read all of it again
                took = time.perf_counter() - began
                memory = rss_mb(desk.pid)
            return {"drained": waiting, "drained_per_s": waiting / took, "drain_rss_mb": memory, "lost": waiting - _count(another)}
        finally:
            dovecot.stop()


def _count(place: Place) -> int:
    def count(conn: Connection) -> int:
        return int(conn.execute(text("SELECT count(*) FROM mails")).scalar_one())

    return asyncio.run(read_once(place.settings, count))


def _show(figures: Mapping[str, Value], taken: int) -> None:
    rows: list[tuple[str, Value, str]] = [
        ("mails a second over LMTP", figures["mails_per_s"], f"{CALLERS} connections, {taken} mails in all"),
        ("processor time a mail, ms", figures["cpu_ms"], "of the desk and its children"),
        ("memory with a mail of 50 MB, MB", figures["rss_mb"], f"largest, desk and children, after {WARM_UP} mails"),
        ("memory after all mails, MB", figures["later_rss_mb"], "with the database's page caches full"),
    ]
    if "drained" in figures:
        rows.append(("mails a second over IMAP", figures["drained_per_s"], f"{figures['drained']} waiting in Dovecot"))
        rows.append(("memory after that, MB", figures["drain_rss_mb"], "desk and children"))
    else:
        rows.append(("mails a second over IMAP", "-", "no Dovecot here: apt-get install dovecot-imapd dovecot-lmtpd"))
    rows.append(("mails lost or doubled", figures["lost"], "acknowledged less those in the database"))
    show_table("Mail", rows)
