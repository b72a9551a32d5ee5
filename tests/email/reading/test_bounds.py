"""Nothing that a stranger sends stops the reader: damaged mails, huge ones, and such as were made to cost time or memory."""

from __future__ import annotations

import base64
import random
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from time import process_time
from types import FrameType

import pytest
from tests.email.reading.corpus import MAILS
from tests.email.reading.mails import HEAD, bytes_of, mail, parts, plain, read

from truepenny.contracts.errors import Malformed
from truepenny.contracts.mail import InboundMail


def counted(work: Callable[[], object]) -> int:
    """How many lines of our own the work went through: a measure that does not depend on the machine."""
    lines = 0

    def count(frame: FrameType, event: str, _arg: object) -> Callable[..., object] | None:
        nonlocal lines
        lines += event == "line"
        return count if event != "call" or "/reading/" in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(count)
    try:
        work()
    finally:
        sys.settrace(before)
    return lines


def read_all(content: bytes) -> InboundMail | None:
    try:
        found = read(content)
    except Malformed:
        return None
    assert all(file.size == len(bytes_of(file)) for file in found.files)
    found.text.encode()
    (found.html or "").encode()
    found.subject.encode()
    assert all("\n" not in word and "\r" not in word for word in (found.subject, *(file.name for file in found.files)))
    assert all(one.address.isprintable() for one in (*found.senders, *found.to, *found.cc, *found.reply_to))
    return found


def damaged(content: bytes, chance: random.Random) -> bytes:
    made = bytearray(content)
    for _ in range(chance.choice((1, 2, 8, 40))):
        at = chance.randrange(len(made) + 1)
        kind = chance.randrange(6)
        if kind == 0:
            del made[at : at + chance.randrange(1, 60)]
        elif kind == 1 and at < len(made):
            made[at] ^= 1 << chance.randrange(8)
        elif kind == 2:
            made[at:at] = chance.choice(
                (b"\0", b"\r", b"\n", b"\r\n\r\n", b"--", b'"', b"=", b"=?", b"<", b"\xff\xfe", b"\x1b$B", b"*0*=", b";")
            )
        elif kind == 3:
            made[at:at] = made[: chance.randrange(200)]
        elif kind == 4:
            del made[at:]
        elif at < len(made):
            made[at] = chance.randrange(256)
        if not made:
            made += b"x"
    return bytes(made)


@pytest.mark.parametrize("kind", MAILS)
def test_a_damaged_mail_is_read_without_more_work_than_its_size_asks(kind: str) -> None:
    chance = random.Random(kind)
    whole = MAILS[kind]
    assert read_all(whole) is not None
    for _ in range(60):
        content = damaged(whole, chance)
        assert counted(lambda: read_all(content)) < 3_000 + 12 * len(content), content  # noqa: B023


@pytest.mark.parametrize("kind", MAILS)
def test_a_mail_that_is_cut_anywhere_is_read(kind: str) -> None:
    whole = MAILS[kind]
    for end in range(1, len(whole), max(1, len(whole) // 150)):
        read_all(whole[:end])


def of_size(kind: str, size: int) -> bytes:
    """A mail of about this size that was made to be expensive."""
    boundary = "Content-Type: multipart/mixed; boundary=b"
    return {
        "words": lambda: b"Subject: " + b"=?utf-8?Q?a" * (size // 12) + b"\r\n\r\nx",
        "fields": lambda: b"a:\r\n" * (size // 4) + b"\r\nx",
        "folds": lambda: b"Subject: x" + b"\r\n a" * (size // 4) + b"\r\n\r\nx",
        "quotes": lambda: b'From: "' + b'\\"' * (size // 2) + b"\r\n\r\nx",
        "brackets": lambda: b"From: " + b"(" * size + b"\r\n\r\nx",
        "angles": lambda: b"From: " + b"<a@b.example>" * (size // 13) + b"\r\n\r\nx",
        "params": lambda: b"Content-Type: text/plain" + b"; a*1*=%41" * (size // 10) + b"\r\n\r\nx",
        "references": lambda: b"References: " + b"<a@b.example> " * (size // 14) + b"\r\n\r\nx",
        "dashes": lambda: mail(b"--c\n" * (size // 5), boundary),
        "levels": lambda: (
            HEAD + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(size // 60))
        ),
        "parts": lambda: mail(b"--b\n\nx\n" * (size // 10), boundary),
        "heads": lambda: mail((b"--b\n" + b"a:\n" * 3000) * (size // 9004), boundary),
        "ends": lambda: mail(b"--b--\n" * (size // 7), boundary),
        "html": lambda: mail(b"<b>" * (size // 3), "Content-Type: text/html"),
        "links": lambda: mail(b"<a href=http://a.example>x</a>" * (size // 30), "Content-Type: text/html"),
        "lists": lambda: mail(b"<ul><li>" * (size // 8), "Content-Type: text/html"),
        "quoted": lambda: mail(b"<blockquote>x" * (size // 13), "Content-Type: text/html"),
        "unclosed": lambda: mail(b"<!--" * (size // 4) + b"<a <a", "Content-Type: text/html"),
        "uuencode": lambda: mail(b"begin 644 a\n!\n" * (size // 16)),
        "flowed": lambda: mail(b"a \n" * (size // 4), "Content-Type: text/plain; format=flowed"),
        "equals": lambda: mail(b"=" * size, "Content-Type: text/plain", "Content-Transfer-Encoding: quoted-printable"),
        "padding": lambda: mail(b"A=" * (size // 2), "Content-Type: image/png", "Content-Transfer-Encoding: base64"),
        "calendar": lambda: mail(b"BEGIN:VEVENT\n" + b"A;" * (size // 2), "Content-Type: text/calendar"),
        "blanks": lambda: b" \r\n" * (size // 3) + b"x",
        "quoting": lambda: mail(b">" * size, "Content-Type: text/plain; format=flowed"),
        "daemon": lambda: mail(b"a@b.example could not be delivered to " * (size // 38), head=b"From: mailer-daemon@mx.example\r\n"),
        "rich": lambda: mail(b"{\\rtf1" * (size // 6), "Content-Type: application/ms-tnef"),
    }[kind]()


EXPENSIVE = [
    "words", "fields", "folds", "quotes", "brackets", "angles", "params", "references", "dashes", "levels", "parts", "heads",
    "ends", "html", "links", "lists", "quoted", "unclosed", "uuencode", "flowed", "equals", "padding", "calendar", "blanks",
    "quoting", "daemon", "rich",
]  # fmt: skip


@pytest.mark.parametrize("kind", EXPENSIVE)
def test_the_work_grows_with_the_size_and_no_faster(kind: str) -> None:
    small, large = of_size(kind, 20_000), of_size(kind, 80_000)
    assert 3 < len(large) / len(small) < 5
    less, more = counted(lambda: read_all(small)), counted(lambda: read_all(large))
    assert less > 100
    assert more < 6 * less + 5_000


@pytest.mark.parametrize("kind", EXPENSIVE)
def test_half_a_megabyte_of_it_is_read_in_a_moment(kind: str) -> None:
    """For what no count of lines sees: regular expressions and parsers in native code. Most take some hundredths of a second."""
    content = of_size(kind, 500_000)
    start = process_time()
    read_all(content)
    assert process_time() - start < 5


def test_a_head_of_a_megabyte_is_cut_and_the_words_behind_it_are_read() -> None:
    found = read(HEAD + b"".join(b"X-More-%d: %s\r\n" % (number, b"x" * 900) for number in range(1200)) + b"\r\nthe words\r\n")
    assert (found.subject, found.text) == ("Withdrawal", "the words")
    assert "head_cut" in found.faults


def test_a_hundred_megabytes_are_read_where_they_lie(tmp_path: Path) -> None:
    """Measured in a process of its own: memory that is its own hardly grows; the rest are pages of the file, which the system may drop."""
    program = """
        import sys
        from pathlib import Path
        from truepenny.channels.email.reading.read import read_mail
        from truepenny.contracts.mail import RawMail

        def memory(name):
            with open("/proc/self/status") as lines:
                return next(int(line.split()[1]) for line in lines if line.startswith(name))

        read_mail(RawMail(b"Content-Type: text/html\\n\\n<p>x</p>"))
        start, before, peak = memory("RssAnon"), memory("VmRSS"), 0
        raw = RawMail(Path(sys.argv[1]))
        mail = read_mail(raw)
        total = 0
        for piece in mail.files[0].pieces():
            total += len(piece)
            peak = max(peak, memory("RssAnon"))
        raw.close()
        print(len(mail.files), mail.files[0].size == total, total, peak - start, memory("VmHWM") - before, mail.text)
    """
    for size in (50, 100):
        path = tmp_path / "mail"
        block = base64.encodebytes(bytes(range(256)) * 228).replace(b"\n", b"\r\n")
        blocks = size * 1024 * 1024 // len(block)
        start, end = parts(plain("words"), b"Content-Type: application/zip\nContent-Transfer-Encoding: base64\n\n@").split(b"@\r\n")
        with path.open("wb") as file:
            file.write(start)
            for _ in range(blocks):
                file.write(block)
            file.write(b"\r\n" + end)
        done = subprocess.run([sys.executable, "-c", textwrap.dedent(program), str(path)], capture_output=True, text=True, check=True)
        files, same, total, grown_kb, peak_kb, words = done.stdout.split()
        assert (files, same, int(total), words) == ("1", "True", blocks * 256 * 228, "words")
        assert int(grown_kb) < 10 * 1024
        assert int(peak_kb) < (size + 10) * 1024
        assert not path.exists()
