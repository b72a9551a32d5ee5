"""The virus scanner: clamd, asked over TCP or a Unix socket in its own INSTREAM words. Nothing is executed or written here.

In: the pieces of a file. Out: Clean, Infected or Unanswered. Only Clean lets a file pass; a scanner that hangs, closes, talks
nonsense or finds the file too long has not answered.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass

_PIECE = 64 * 1024
_LONGEST_ANSWER = 4096


@dataclass(frozen=True, slots=True)
class Clean:
    pass


@dataclass(frozen=True, slots=True)
class Infected:
    """signature: the scanner's name for what it found; for agents and logs, never for the sender."""

    signature: str


@dataclass(frozen=True, slots=True)
class Unanswered:
    """why: for logs and doctor."""

    why: str


Verdict = Clean | Infected | Unanswered


class Clamd:
    """address: "host:port", "[v6]:port" or the path of a Unix socket. timeout_s: for one whole file."""

    def __init__(self, address: str, *, connect_s: float = 3.0, timeout_s: float = 60.0) -> None:
        self._address = address
        self._connect_s = connect_s
        self._timeout_s = timeout_s

    async def scan(self, pieces: AsyncIterator[bytes]) -> Verdict:
        """Never raises for anything that the scanner does; errors of reading the file itself pass through."""
        try:
            async with asyncio.timeout(self._timeout_s):
                return _verdict(await self._talk(b"zINSTREAM\0", pieces))
        except TimeoutError:
            return Unanswered("the scanner did not answer in time")
        except _ScannerAway as away:
            return Unanswered(str(away))

    async def answers(self) -> bool:
        """Whether the scanner is there and ready."""
        try:
            async with asyncio.timeout(self._connect_s):
                return (await self._talk(b"zPING\0", None)).strip(b"\0\n") == b"PONG"
        except (TimeoutError, _ScannerAway):
            return False

    async def _talk(self, command: bytes, pieces: AsyncIterator[bytes] | None) -> bytes:
        reader, writer = await self._connect()
        try:
            with suppress(ConnectionError):  # it closed early, but may have said why
                writer.write(command)
                await writer.drain()
                if pieces is not None:
                    await _send(writer, pieces)
            try:
                return await reader.readuntil(b"\0")
            except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError) as wrong:
                raise _ScannerAway("the scanner closed without an answer") from wrong
        finally:
            writer.close()
            with suppress(ConnectionError):
                writer.transport.abort()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        host, colon, port = self._address.rpartition(":")
        try:
            async with asyncio.timeout(self._connect_s):
                if colon and port.isdigit():
                    return await asyncio.open_connection(host.strip("[]"), int(port), limit=_LONGEST_ANSWER)
                return await asyncio.open_unix_connection(self._address, limit=_LONGEST_ANSWER)
        except (OSError, TimeoutError) as wrong:
            raise _ScannerAway("the scanner cannot be reached") from wrong


class _ScannerAway(Exception):
    pass


async def _send(writer: asyncio.StreamWriter, pieces: AsyncIterator[bytes]) -> None:
    async for piece in pieces:
        for at in range(0, len(piece), _PIECE):
            part = piece[at : at + _PIECE]
            writer.write(struct.pack(">I", len(part)) + part)
            await writer.drain()
    writer.write(struct.pack(">I", 0))
    await writer.drain()


def _verdict(answer: bytes) -> Verdict:
    words = answer.rstrip(b"\0\n").decode("utf-8", "replace")
    if words == "stream: OK":
        return Clean()
    if words.startswith("stream: ") and words.endswith(" FOUND"):
        return Infected(words.removeprefix("stream: ").removesuffix(" FOUND")[:200])
    return Unanswered("the scanner answered: " + words[:200])
