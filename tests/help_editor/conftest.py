"""A house on SQLite alone, for stories to which the database makes no difference; and a running desk with its editors."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.desk.running_desk import RunningDesk, sit_down

from truepenny.contracts.identity import Agent, AgentId, Role
from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.platform.settings import Settings

CHROMIUM = "/usr/bin/chromium"
Open = Callable[..., Page]


@pytest.fixture
async def sqlite_house(sqlite_settings: Settings) -> AsyncIterator[House]:
    async with running(sqlite_settings) as built:
        yield built


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    """Ann writes, Lin and Omar lead. There is one category, and no article."""
    made = RunningDesk(tmp_path_factory.mktemp("desk"))
    made.start()
    made.add_agent("Ann")
    lin = made.add_agent("Lin", role=Role.LEAD)
    made.add_agent("Omar", role=Role.LEAD)
    by = Agent(AgentId(lin), "Lin", Role.LEAD)

    async def add(house: House) -> None:
        await house.truth.help.editing.put_category("money", names={"en": "Money", "zh": "资金"}, icon="money", place=1, by=by)

    made.do(add)
    yield made
    made.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = {"executable_path": CHROMIUM} if Path(CHROMIUM).exists() else {}
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(args=["--no-sandbox"], **path)  # type: ignore[arg-type]
        yield chromium
        chromium.close()


@pytest.fixture
def open_as(browser: Browser, desk: RunningDesk) -> Iterator[Open]:
    """open_as("Ann", "/admin/help", **of the browser) gives a page. Its script must end without an error."""
    contexts = []
    errors: list[str] = []

    def open_page(name: str, path: str, **options: Any) -> Page:
        given: dict[str, Any] = {"locale": "en-GB", "timezone_id": "Asia/Shanghai"} | options
        agent = sit_down(browser, desk, name, **given)
        agent.page.on("pageerror", lambda error: errors.append(str(error)))
        agent.page.on("console", lambda line: errors.append(line.text) if "Content Security Policy" in line.text else None)
        contexts.append(agent.context)
        agent.page.goto(desk.url + path)
        return agent.page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []
