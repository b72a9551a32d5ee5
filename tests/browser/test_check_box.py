"""The small box of the check on a page of the exchange: another origin, a shadow root, the same verdict."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.async_api import Browser
from tests.directory.acme import WEN, draft
from tests.portal.site import Site, axe, site

from truepenny.platform.settings import Settings

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


@pytest.fixture
async def host(tmp_path: Path) -> AsyncIterator[tuple[str, list[str]]]:
    """A page of the exchange: its address, and a place for its HTML."""
    html: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = html[-1].encode()
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\nconnection: close\r\n\r\n" + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", html
    server.close()


@pytest.fixture
async def here(sqlite_settings: Settings, tmp_path: Path, own_loop_chromium: Browser, host: tuple[str, list[str]]) -> AsyncIterator[Site]:
    async with site(replace(sqlite_settings, widget_origins=(host[0],)), tmp_path, own_loop_chromium) as running:
        await running.house.truth.directory.put(draft("site", "https://acme.example", "Acme Exchange"), by=WEN)
        yield running


async def test_the_box_on_another_page_gives_the_same_verdict(here: Site, host: tuple[str, list[str]]) -> None:
    url, html = host
    script = f'<script type="module" src="{here.url}/embed/check.js"></script>'
    html.append(f'<!doctype html><html lang="zh"><title>Acme</title><main><h1>Acme</h1>{script}')
    page = await here.visitor()
    await page.goto(url)
    await page.fill("textarea", "https://acme-bonus.test")
    await page.click("button")
    await page.wait_for_selector("section.no")
    assert "看起来像我们，但不是我们" in await page.inner_text("section.no")
    assert await page.inner_text("section.no mark") == "-bonus.test"
    assert await axe(page) == []
