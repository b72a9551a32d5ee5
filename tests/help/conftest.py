"""A running desk with two articles, its editors, and browsers without JavaScript that read it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import httpx
import pytest
from tests.people_of import make_agent
from tests.portal.browser import PlainBrowser

from truepenny.contracts.identity import Agent, Role
from truepenny.knowledge.help.versions import Frame, Words
from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.platform.settings import Settings

LONG = "\n\n".join(f"## Part {n}\n\n" + "The network takes a fee, and we pass it on. " * 12 for n in range(1, 5))
EN = Words("Withdrawal <fees>", "What a withdrawal costs.", LONG + "\n\n::: warning\nNever pay anybody a fee to unlock an account.\n:::")
ZH = Words("提现手续费", "提现需要多少费用。", "## 多少钱\n\n网络会收取手续费。\n\n::: steps\n1. 打开提现页。\n2. 查看费用。\n:::")


@dataclass(frozen=True)
class Library:
    """fees: in both languages. limits: in English alone."""

    house: House
    lead: Agent
    fees: str
    limits: str
    reader: Callable[..., PlainBrowser]

    async def put_out(self, article: str, language: str, words: Words) -> None:
        editing = self.house.truth.help.editing
        known = await editing.list_versions(article, language)
        draft = await editing.put_draft(article, language, words, base=known[0].number if known else 0, by=self.lead)
        await editing.approve(article, language, draft.number, by=self.lead, alone=True)
        await editing.publish(article, language, draft.number, by=self.lead)


async def fill(house: House, reader: Callable[..., PlainBrowser]) -> Library:
    editing, lead = house.truth.help.editing, await make_agent(house, "Omar", role=Role.LEAD)
    await editing.put_category("money", names={"en": "Money", "zh": "资金"}, icon="money", place=1, by=lead)
    fees = await editing.add_article(Frame("withdrawal-fees", "money", ("WD.PENDING",), ("withdrawal-limits",), 1), by=lead)
    limits = await editing.add_article(Frame("withdrawal-limits", "money", place=2), by=lead)
    library = Library(house, lead, fees, limits, reader)
    for article, language, words in ((fees, "en", EN), (fees, "zh", ZH), (limits, "en", Words("Limits", "How much at once.", "A lot."))):
        await library.put_out(article, language, words)
    return library


@pytest.fixture
async def library(settings: Settings) -> AsyncIterator[Library]:
    async with running(settings) as house:
        browsers: list[PlainBrowser] = []

        def reader(*, language: str = "en") -> PlainBrowser:
            transport = httpx.ASGITransport(house.app, raise_app_exceptions=False, client=(f"10.2.0.{len(browsers) + 1}", 4000))
            headers = {"accept": "text/html", "accept-language": language}
            browsers.append(PlainBrowser(httpx.AsyncClient(transport=transport, base_url=settings.public_url, headers=headers)))
            return browsers[-1]

        yield await fill(house, reader)
        for each in browsers:
            await each.http.aclose()
