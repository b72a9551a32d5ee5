"""The hash of a mail's body as DKIM wants it (RFC 6376, 3.4.3 and 3.4.4), in pieces: a mail of any size in little memory."""

from __future__ import annotations

import hashlib

from truepenny.contracts.mail import RawMail

_PIECE = 256 * 1024


class BodyHash:
    """Takes pieces, gives SHA-256. A line end may be CRLF or LF, as mail lies in mailboxes; both are hashed as CRLF."""

    def __init__(self, *, relaxed: bool) -> None:
        self._relaxed = relaxed
        self._sum = hashlib.sha256()
        self._held = b""
        """The end of the last piece whose meaning the next one decides: one space (relaxed), one CR."""
        self._line_ends = 0
        """Line ends that count only when something follows."""
        self._any = False

    def update(self, piece: bytes) -> None:
        block = self._held + piece
        cut = self._end_of_sure(block)
        self._held = _one_space(block[cut:])
        self._take(block[:cut])

    def digest(self) -> bytes:
        last, self._held = self._held, b""
        self._take(last if last.endswith(b"\r") else b"")  # a single CR is words; spaces before the end of a line are not
        if self._any or not self._relaxed:
            self._sum.update(b"\r\n")
        return self._sum.digest()

    def _end_of_sure(self, block: bytes) -> int:
        if not self._relaxed:
            return len(block) - block.endswith(b"\r")
        before = len(block) - block.endswith(b"\r")
        return len(block[:before].rstrip(b"\t "))

    def _take(self, block: bytes) -> None:
        block = block.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        if self._relaxed:
            block = _one_space(block).replace(b" \r\n", b"\r\n")
        words = _without_last_lines(block)
        if words:
            self._let_go()
            self._sum.update(words)
            self._any = True
        self._line_ends += (len(block) - len(words)) // 2

    def _let_go(self) -> None:
        while self._line_ends:
            some = min(self._line_ends, _PIECE)
            self._sum.update(b"\r\n" * some)
            self._line_ends -= some


def hash_body(raw: RawMail, start: int, *, relaxed: bool) -> bytes:
    made = BodyHash(relaxed=relaxed)
    for at in range(start, raw.size, _PIECE):
        made.update(raw.slice(at, min(at + _PIECE, raw.size)))
    return made.digest()


def _one_space(block: bytes) -> bytes:
    """Each run of spaces and tabs as one space. Halving runs is ten times as fast as an expression, which makes an object of each."""
    block = block.replace(b"\t", b" ")
    while b"  " in block:
        block = block.replace(b"  ", b" ")
    return block


def _without_last_lines(block: bytes) -> bytes:
    """Without the CRLFs at its end. What stands there is made of CRLF and single CRs, and a single CR is no line end."""
    if block.endswith(b"\r"):
        return block
    words = len(block.rstrip(b"\r\n"))
    single = block.rfind(b"\r\r", words)
    return block[: words if single < 0 else single + 1]
