"""A desk with its portal, a pretend exchange, and browsers without JavaScript."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
from tests.people.exchange import Exchange
from tests.people.mailbox import mailed_codes
from tests.portal.browser import PlainBrowser

from truepenny.contracts.identity import Assurance, Customer
from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.people.mail_contacts import contact_of_sender
from truepenny.platform.clock import SystemClock
from truepenny.platform.settings import Settings
from truepenny.tickets.actions.open import open_ticket

EXCHANGE_SITE = "https://exchange.example"
LI = "li@acme.example"


@dataclass(frozen=True)
class Desk:
    house: House
    exchange: Exchange
    browser: Callable[..., PlainBrowser]


@dataclass(frozen=True)
class MailDesk(Desk):
    """A desk that sends mail."""

    async def code(self, address: str = LI) -> str:
        """The newest that came into this mailbox."""
        return (await mailed_codes(self.house.db, self.house.keyring, address))[-1]

    async def ticket_by_mail(self, address: str = LI, subject: str = "Sent by mail") -> str:
        """A ticket of the one who has proven this address."""
        now = self.house.clock.now_us()
        contact = await self.house.db.write(
            lambda conn: contact_of_sender(conn, self.house.keyring, address, proven=True, name="Li Wei", language="en", now_us=now)
        )
        customer = Customer(contact, "mail", Assurance.MAIL_PROVEN, "en")
        work = open_ticket(
            customer, client_id=f"mail-{subject}", subject=subject, text="It is missing.", needs=self.house.needs, channel="email"
        )
        return (await self.house.db.submit(work)).receipt.ticket

    async def signed_in(self, address: str = LI, *, language: str = "en") -> PlainBrowser:
        browser = self.browser(language=language)
        await browser.open("/sign-in?next=/tickets")
        await browser.submit("/sign-in/mail", address=address)
        await browser.submit("/sign-in/code", code=await self.code(address))
        assert browser.path == "/tickets"
        return browser


@pytest.fixture
def portal_settings(sqlite_settings: Settings, tmp_path: Path) -> Settings:
    exchange = Exchange(tmp_path, SystemClock())
    return replace(sqlite_settings, exchange_keys=exchange.jwks, exchange_issuer=EXCHANGE_SITE)


@pytest.fixture
async def desk(portal_settings: Settings, tmp_path: Path) -> AsyncIterator[Desk]:
    async with _browsing(portal_settings) as (house, browser):
        yield Desk(house, Exchange(tmp_path, SystemClock()), browser)


@pytest.fixture
async def mail_desk(portal_settings: Settings, tmp_path: Path) -> AsyncIterator[MailDesk]:
    async with _browsing(replace(portal_settings, mail_address="support@acme.example")) as (house, browser):
        yield MailDesk(house, Exchange(tmp_path, SystemClock()), browser)


@asynccontextmanager
async def _browsing(settings: Settings) -> AsyncIterator[tuple[House, Callable[..., PlainBrowser]]]:
    async with running(settings) as house:
        browsers: list[PlainBrowser] = []

        def browser(*, language: str = "en") -> PlainBrowser:
            transport = httpx.ASGITransport(house.app, raise_app_exceptions=False, client=(f"10.1.0.{len(browsers) + 1}", 4000))
            headers = {"accept": "text/html", "accept-language": language}
            browsers.append(PlainBrowser(httpx.AsyncClient(transport=transport, base_url=settings.public_url, headers=headers)))
            return browsers[-1]

        yield house, browser
        for each in browsers:
            await each.http.aclose()


@pytest.fixture
def files() -> dict[str, tuple[str, bytes, str]]:
    return {"txt": ("receipt.txt", b"sent 250.5 XRP\n", "text/plain"), "exe": ("tool.exe", b"MZ" + bytes(200), "application/octet-stream")}
