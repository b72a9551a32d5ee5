"""Plain HTTP/1.1 over asyncio streams: one request a connection, JSON in and out, and answers that are read line by line.

Raises Declined for an answer of 400 and above (with its problem document, RFC 9457), Unreachable when there is no answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import quote, urlsplit

import msgspec

T = TypeVar("T")
TIMEOUT_S = 30.0
MAX_ANSWER = 64 * 1024 * 1024
_NOTHING: Mapping[str, str] = {}


class Declined(Exception):
    """The desk said no, in words. status: of HTTP; code: a stable word for programs; title and detail: for people."""

    def __init__(self, status: int, code: str, title: str, detail: str = "", *, retry_after_s: int | None = None) -> None:
        super().__init__(f"{status} {code}: {title}")
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.retry_after_s = retry_after_s


class Unreachable(Exception):
    """No answer: the network, or the desk is not there. What was asked may or may not have happened; asking again is free."""


class _Problem(msgspec.Struct):
    title: str = ""
    status: int = 0
    detail: str = ""
    code: str = "unknown"
    retry_after_s: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """headers: names in lower case, the last of each. cookies: those that were set, by name."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    cookies: Mapping[str, str] = field(default_factory=dict)

    def into(self, kind: type[T]) -> T:
        """The body's JSON; fields that kind does not name are ignored."""
        return msgspec.json.decode(self.body, type=kind)


class Http:
    """url: of the desk, such as https://support.example. token: of a customer's session. cookies: such as {"tp_agent": ...}."""

    def __init__(self, url: str, *, token: str | None = None, cookies: Mapping[str, str] = _NOTHING, language: str = "en") -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"not the address of a desk: {url}")
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.token = token
        self.cookies = dict(cookies)
        self.language = language
        self._host = parts.hostname
        self._port = parts.port or (443 if parts.scheme == "https" else 80)
        self._netloc = parts.netloc
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None

    async def get(self, path: str, **query: str | int | None) -> Answer:
        """query: those that are None are left out."""
        given = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in query.items() if value is not None)
        return await self.ask("GET", f"{path}?{given}" if given else path)

    async def post(self, path: str, body: object) -> Answer:
        """body: anything that msgspec makes JSON of."""
        return await self.ask("POST", path, msgspec.json.encode(body))

    async def ask(self, method: str, path: str, body: bytes | None = None, *, media_type: str = "application/json") -> Answer:
        """One request and its answer. Raises Declined, Unreachable."""
        try:
            async with asyncio.timeout(TIMEOUT_S), self._asked(method, path, body, media_type) as (reader, status, headers, cookies):
                chunks = [chunk async for chunk in _body(reader, headers)]
        except (OSError, EOFError, TimeoutError, ValueError) as error:
            raise Unreachable(f"{self.origin}: {words_of(error)}") from error
        answer = Answer(status, headers, b"".join(chunks), cookies)
        if status >= 400:
            raise problem(answer)
        return answer

    async def lines(self, path: str, body: bytes) -> AsyncIterator[bytes]:
        """The lines of an answer that goes on and on, as they come. Raises Declined, Unreachable."""
        try:
            async with self._asked("POST", path, body, "application/json") as (reader, status, headers, cookies):
                if status >= 400:
                    raise problem(Answer(status, headers, b"".join([chunk async for chunk in _body(reader, headers)]), cookies))
                rest = b""
                async for chunk in _body(reader, headers):
                    *whole, rest = (rest + chunk).split(b"\n")
                    for line in whole:
                        yield line.rstrip(b"\r")
        except (OSError, EOFError, ValueError) as error:
            raise Unreachable(f"{self.origin}: {words_of(error)}") from error

    @contextlib.asynccontextmanager
    async def _asked(
        self, method: str, path: str, body: bytes | None, media_type: str
    ) -> AsyncIterator[tuple[asyncio.StreamReader, int, dict[str, str], dict[str, str]]]:
        """An open connection whose answer's head was read."""
        async with asyncio.timeout(TIMEOUT_S):
            reader, writer = await asyncio.open_connection(self._host, self._port, ssl=self._tls, limit=1024 * 1024)
        try:
            writer.write(self._request(method, path, body, media_type))
            async with asyncio.timeout(TIMEOUT_S):
                await writer.drain()
                head = await _head(reader)
            yield reader, *head  # outside of the time: an event stream goes on for hours
        finally:
            writer.close()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()

    def _request(self, method: str, path: str, body: bytes | None, media_type: str) -> bytes:
        lines = [
            f"{method} {path} HTTP/1.1", f"Host: {self._netloc}", "Connection: close", f"Origin: {self.origin}",
            "Accept: application/json", f"Accept-Language: {self.language}",
        ]  # fmt: skip
        if self.token is not None:
            lines.append(f"Authorization: Bearer {self.token}")
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if body is not None:
            lines += [f"Content-Type: {media_type}", f"Content-Length: {len(body)}"]
        if any("\r" in line or "\n" in line for line in lines):
            raise ValueError("a line break in a header")
        return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


def problem(answer: Answer) -> Declined:
    """The refusal that an answer holds, as well as it can be read."""
    try:
        said = answer.into(_Problem)
    except msgspec.MsgspecError:
        said = _Problem(title=answer.body[:200].decode(errors="replace"))
    return Declined(answer.status, said.code, said.title, said.detail, retry_after_s=said.retry_after_s)


def words_of(error: Exception) -> str:
    return str(error) or type(error).__name__


async def _head(reader: asyncio.StreamReader) -> tuple[int, dict[str, str], dict[str, str]]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers: dict[str, str] = {}
    cookies: dict[str, str] = {}
    for line in head[1:]:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
        if name.strip().lower() == "set-cookie":
            cookie, _, content = value.strip().partition(";")[0].partition("=")
            cookies[cookie] = content
    return int(head[0].split(" ")[1]), headers, cookies


async def _body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> AsyncIterator[bytes]:
    if headers.get("transfer-encoding", "").lower() == "chunked":
        while size := int((await reader.readline()).split(b";")[0] or b"0", 16):
            yield await reader.readexactly(size)
            await reader.readexactly(2)
        return
    length = headers.get("content-length")
    if length is not None:
        if int(length) > MAX_ANSWER:
            raise ValueError("the answer is too large")
        if int(length):
            yield await reader.readexactly(int(length))
        return
    while chunk := await reader.read(65_536):
        yield chunk
