"""A page of the exchange, on another origin and with a strict policy, that carries the chat; and the chat's parts by name."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Locator, Page
from tests.people_of import make_agent
from tests.portal.site import AXE, Site, site

from truepenny.contracts.identity import Agent, TicketId
from truepenny.contracts.views import ClosingView
from truepenny.platform.settings import Settings
from truepenny.tickets.actions.reply import reply
from truepenny.tickets.actions.solve import solve

_count = itertools.count(1)
HOSTILE = """* { font-size: 40px !important; display: none } html, body { display: block }
div, button, span { color: red !important; display: none !important }"""
NO_SOCKETS = "window.WebSocket = class { constructor() { setTimeout(() => this.onclose?.(), 5) } send() {} close() {} }"


@dataclass
class Stage:
    desk: Site
    agent: Agent
    host: str

    async def visit(self, *, lang: str = "en", css: str = "", script: str = "", attributes: str = "", **options: Any) -> Chat:
        """A visitor in a browser of their own, on the exchange's page."""
        page = await self.desk.visitor(**options)
        if script:
            await page.add_init_script(script)
        await page.goto(f"{self.host}/?lang={lang}&css={css}&attributes={attributes}")
        return Chat(page)

    async def another_tab(self, chat: Chat) -> Chat:
        page = await chat.page.context.new_page()
        await page.goto(f"{self.host}/?lang=en")
        return Chat(page)

    async def answer(self, ticket: TicketId, text: str) -> None:
        client_id = f"answer-{next(_count):04}"
        await self.desk.house.db.submit(reply(self.agent, ticket, client_id=client_id, text=text, needs=self.desk.house.needs))

    async def solve(self, ticket: TicketId, closing: ClosingView) -> None:
        await self.desk.house.db.submit(
            solve(self.agent, ticket, needs=self.desk.house.needs, client_id=f"solve-{next(_count):05}", closing=closing)
        )


@dataclass
class Chat:
    page: Page

    def at(self, selector: str, **options: Any) -> Locator:
        return self.page.locator(f"truepenny-chat {selector}", **options)

    def button(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.locator("truepenny-chat").get_by_role("button", name=name)

    @property
    def launcher(self) -> Locator:
        return self.at(".launch")

    @property
    def field(self) -> Locator:
        return self.at(".write textarea")

    @property
    def bubbles(self) -> Locator:
        return self.at(".bubble:not(.typing)")

    async def begin(self, text: str) -> None:
        """Opens the chat and sends a first message."""
        await self.launcher.click()
        await self.at(".start").click()
        await self.say(text)

    async def say(self, text: str) -> None:
        await self.field.fill(text)
        await self.at(".go").click()

    async def ticket(self) -> TicketId:
        """The number of the conversation in front."""
        shown = await self.at(".intro .mono").inner_text()
        return TicketId(shown.replace("-", ""))

    async def kept(self) -> list[str]:
        """The names of what the chat keeps in this browser."""
        keys: list[str] = await self.page.evaluate("Object.keys(localStorage)")
        return [key.split("|", 2)[2] for key in keys if key.startswith("truepenny|")]

    async def axe(self) -> list[str]:
        if not await self.page.evaluate("'axe' in window"):
            await self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = await self.page.evaluate(
            """async () => (await axe.run(document.querySelector("truepenny-chat"), {resultTypes: ["violations"]})).violations
                 .flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.flat().join(" ")} ${n.any.map((a) => a.message).join("; ")}`))"""
        )
        return list(found)


@contextlib.asynccontextmanager
async def stage(settings: Settings, folder: Path, chromium: Browser) -> AsyncIterator[Stage]:
    """The desk, and the exchange's page on an origin of its own that the desk knows."""
    desk_url = ""

    def page(path: str) -> bytes:
        return _host_page(path, desk_url)

    async with _server(page) as host, site(replace(settings, widget_origins=(host,)), folder, chromium) as desk:
        desk_url = desk.url
        yield Stage(desk, await make_agent(desk.house, "Lin"), host)


@contextlib.asynccontextmanager
async def _server(page: Callable[[str], bytes]) -> AsyncIterator[str]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = (await reader.readuntil(b"\r\n\r\n")).decode()
        writer.write(page(request.split(" ", 2)[1]))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def _host_page(path: str, desk: str) -> bytes:
    asked = dict(re.findall(r"(\w+)=([^&]*)", path))
    css = HOSTILE if asked.get("css") == "hostile" else "body { font: 16px serif; margin: 40px }"
    extra = asked.get("attributes", "").replace("%20", " ").replace("%22", '"')
    body = (
        f'<!doctype html><html lang="{asked.get("lang", "en")}"><meta charset="utf-8"><title>Acme</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">'
        f'<style nonce="acme">{css}</style>'
        f'<main><h1>Acme Exchange</h1><p>Your wallet</p></main><script type="module" src="{desk}/widget.js" {extra}></script></html>'
    ).encode()
    policy = f"default-src 'none'; script-src {desk}; connect-src {desk} {desk.replace('http', 'ws')}; style-src 'nonce-acme'"
    fields = {"content-type": "text/html", "content-length": len(body), "content-security-policy": policy, "connection": "close"}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 200 OK\r\n{head}\r\n".encode() + body
