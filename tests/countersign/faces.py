"""A desk with its chat on a foreign page, and an agent in a browser of their own, for the stories of the two words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, expect
from tests.browser.widget_stage import Stage, stage

from truepenny.contracts.identity import Agent, TicketId
from truepenny.people.agent_sessions import open_session
from truepenny.platform.settings import Settings


@dataclass
class Faces(Stage):
    async def at_desk(self, ticket: str, agent: Agent | None = None, **options: Any) -> Page:
        """The agent's browser, with the ticket in front."""
        who, house = agent or self.agent, self.desk.house
        now = house.clock.now_us()
        opened = await house.db.write(lambda conn: open_session(conn, who.id, address="127.0.0.1", device="Chromium", now_us=now))
        page = await self.desk.visitor(**options)
        await page.context.add_cookies([{"name": "tp_agent", "value": opened.token, "url": self.desk.url}])
        await page.goto(f"/desk/t/{ticket}")
        await expect(page.locator(".ticket-head .number")).to_be_visible()
        await expect(page.locator("tp-connection p")).to_have_count(0)
        return page

    async def portal_ticket(self, page: Page, text: str = "My withdrawal has not come.") -> TicketId:
        """Opened by who is signed in in this browser, and answered by the agent, who sits at the desk."""
        customer = await self.desk.house.portal.session_of((await self._cookie(page)) or "")
        assert customer is not None
        opened = await self.desk.house.portal.open_ticket(
            customer.customer, client_id="portal-open-1", subject="Withdrawal", text=text, topic=None, language="en", files=[]
        )
        ticket = TicketId(opened.receipt.ticket)
        await self.answer(ticket, "I am looking into it.")
        return ticket

    async def _cookie(self, page: Page) -> str | None:
        return next((one["value"] for one in await page.context.cookies() if one["name"] == "tp_customer"), None)


@asynccontextmanager
async def faces(settings: Settings, folder: Path, chromium: Browser) -> AsyncIterator[Faces]:
    async with stage(replace(settings, undo_s=0), folder, chromium) as here:
        yield Faces(here.desk, here.agent, here.host)


async def words_at_desk(page: Page) -> list[str]:
    await expect(page.locator(".cs-word b")).to_have_count(2)
    return await page.locator(".cs-word b").all_inner_texts()


async def ask_at_desk(page: Page, purpose: str) -> None:
    """By the key, as agents do."""
    await page.locator(".events").focus()
    await page.keyboard.press("w")
    await page.get_by_role("option", name=purpose).click()
