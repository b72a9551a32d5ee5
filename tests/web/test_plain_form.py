"""A form without files: read as browsers write it, refused where it is too large, and nobody else waits for a large one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.portal.conftest import MailDesk, mail_desk, portal_settings

from truepenny.contracts.errors import Refused
from truepenny.surfaces.plain_form import parse, read_plain

__all__ = ["mail_desk", "portal_settings"]
WORDS = st.text(st.characters(exclude_categories=("Cs",)))


async def sent(body: bytes, *, at_once: int = 65_536) -> AsyncIterator[bytes]:
    for at in range(0, len(body), at_once):
        yield body[at : at + at_once]


@given(fields=st.lists(st.tuples(WORDS.filter(bool), WORDS), max_size=6))
def test_what_a_browser_writes_is_what_is_read(fields: list[tuple[str, str]]) -> None:
    assert parse(urlencode(fields).encode()) == fields


@pytest.mark.parametrize("body", [b"a", b"a=", b"&&a=1&", b"a=%zz%4&b=%e4%b8%ad%E4", b"a=1=2", b"%61=+%2B", b"", b"=x"])
def test_what_no_browser_writes_is_read_as_everywhere(body: bytes) -> None:
    assert parse(body) == parse_qsl(body.decode(), keep_blank_values=True)


@pytest.mark.anyio
async def test_a_large_one_is_read_while_others_go_on() -> None:
    body = b"body=" + b"%E4%B8%AD" * 2_000_000
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1

    going = asyncio.create_task(others())
    ((name, words),) = await read_plain(sent(body, at_once=len(body)), most_bytes=len(body))
    going.cancel()
    assert (name, len(words), set(words)) == ("body", 2_000_000, {"中"})
    assert turns > 10


@pytest.mark.anyio
async def test_what_is_too_large_is_refused_before_all_of_it_is_here() -> None:
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield b"a" * 1_000

    with pytest.raises(Refused) as refused:
        await read_plain(endless(), most_bytes=10_000)
    assert (refused.value.status, taken) == (413, 11)


@pytest.mark.anyio
async def test_a_stranger_cannot_send_a_ticket_of_megabytes_as_a_plain_form(mail_desk: MailDesk) -> None:
    reader = mail_desk.browser(language="zh")
    await reader.open("/tickets/new?topic=other")
    longest = "𠮷" * 20_000
    assert (await reader.send("/tickets/new", follow=False, text=longest, go="words")).status_code != 413, "the premise"
    answer = await reader.send("/tickets/new", follow=False, text=longest * 6, go="words")
    assert answer.status_code == 413
    assert "您发送的内容太大。" in answer.text
