"""The real desk on a real socket, and a real Chromium beside it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page
from tests.people.exchange import Exchange

from truepenny.main.house import House
from truepenny.main.running import bind, make_server, running
from truepenny.platform.clock import SystemClock
from truepenny.platform.settings import Settings

AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}


@dataclass
class Site:
    house: House
    url: str
    exchange: Exchange
    chromium: Browser
    complaints: list[str]

    async def visitor(self, *, signed_in: bool = False, **options: Any) -> Page:
        """A page in a browser of its own. What the page complains about in the console is a failed test."""
        given: dict[str, Any] = {"viewport": DESKTOP, "locale": "en-GB", "timezone_id": "Asia/Shanghai", "base_url": self.url} | options
        context: BrowserContext = await self.chromium.new_context(**given)
        context.set_default_timeout(20_000)
        page = await context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("console", lambda said: self._listen(said.type, said.text))
        if signed_in:
            await page.goto(f"/sign-in?token={self.exchange.sign(name='Wei Zhang')}")
        return page

    def _listen(self, kind: str, text: str) -> None:
        expected = ("Failed to load resource", "ERR_INTERNET_DISCONNECTED", "WebSocket connection")
        if kind == "error" and not any(part in text for part in expected):
            self.complaints.append(text)


@contextlib.asynccontextmanager
async def site(settings: Settings, folder: Path, chromium: Browser) -> AsyncIterator[Site]:
    """chromium: one for many sites; visitors have contexts of their own in it, which end with the site."""
    exchange = Exchange(folder, SystemClock())
    listening = bind(replace(settings, port=0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    settings = replace(
        settings, port=listening.getsockname()[1], public_url=url, exchange_keys=exchange.jwks, exchange_issuer="https://exchange.example"
    )
    async with running(settings) as house:
        listening.listen(64)
        server = make_server(house, house.app)
        server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        serving = asyncio.create_task(server._serve([listening]))
        here = Site(house, url, exchange, chromium, [])
        try:
            yield here
        finally:
            for context in chromium.contexts:
                await context.close()
        server.should_exit = True
        await serving
    assert not here.complaints, here.complaints


async def axe(page: Page) -> list[str]:
    """What axe-core finds wrong: "rule: selector", nothing when all is well."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.read_text(encoding="utf-8"))
    found = await page.evaluate(
        """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
             .flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(" ")} ${n.any.map((a) => a.message).join("; ")}`))"""
    )
    return list(found)
