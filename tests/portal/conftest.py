"""A desk with its portal, a pretend exchange, and browsers without JavaScript."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
from tests.people.exchange import Exchange
from tests.portal.browser import PlainBrowser

from truepenny.main.running import running
from truepenny.main.wiring import House
from truepenny.platform.clock import SystemClock
from truepenny.platform.settings import Settings

EXCHANGE_SITE = "https://exchange.example"


@dataclass(frozen=True)
class Desk:
    house: House
    exchange: Exchange
    browser: Callable[..., PlainBrowser]


@pytest.fixture
def portal_settings(sqlite_settings: Settings, tmp_path: Path) -> Settings:
    exchange = Exchange(tmp_path, SystemClock())
    return replace(sqlite_settings, exchange_keys=exchange.jwks, exchange_issuer=EXCHANGE_SITE)


@pytest.fixture
async def desk(portal_settings: Settings, tmp_path: Path) -> AsyncIterator[Desk]:
    async with running(portal_settings) as house:
        browsers: list[PlainBrowser] = []

        def browser(*, language: str = "en") -> PlainBrowser:
            transport = httpx.ASGITransport(house.app, raise_app_exceptions=False, client=(f"10.1.0.{len(browsers) + 1}", 4000))
            headers = {"accept": "text/html", "accept-language": language}
            http = httpx.AsyncClient(transport=transport, base_url=portal_settings.public_url, headers=headers)
            browsers.append(PlainBrowser(http))
            return browsers[-1]

        yield Desk(house, Exchange(tmp_path, SystemClock()), browser)
        for each in browsers:
            await each.http.aclose()


@pytest.fixture
def files() -> dict[str, tuple[str, bytes, str]]:
    return {"txt": ("receipt.txt", b"sent 250.5 XRP\n", "text/plain"), "exe": ("tool.exe", b"MZ" + bytes(200), "application/octet-stream")}
