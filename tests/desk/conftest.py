"""A running desk and one Chromium for each file of stories; every page must end without an error of its script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.desk.running_desk import AtDesk, RunningDesk, sit_down

from truepenny.contracts.identity import Role

CHROMIUM = "/usr/bin/chromium"
Sit = Callable[..., AtDesk]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningDesk]:
    """Lin leads, Ann is an agent; both are in the team Withdrawals."""
    running = RunningDesk(tmp_path_factory.mktemp("desk"))
    running.start()
    team = running.add_team("Withdrawals")
    running.add_agent("Lin", role=Role.LEAD, teams=(team,))
    running.add_agent("Ann", teams=(team,))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = {"executable_path": CHROMIUM} if Path(CHROMIUM).exists() else {}
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(args=["--no-sandbox"], **path)  # type: ignore[arg-type]
        yield chromium
        chromium.close()


@pytest.fixture
def sit(browser: Browser, desk: RunningDesk) -> Iterator[Sit]:
    """sit("Lin", width=..., color_scheme=...) gives an agent with a browser of their own."""
    seated: list[AtDesk] = []
    errors: list[str] = []

    def take_seat(name: str, **options: Any) -> AtDesk:
        agent = sit_down(browser, desk, name, **options)
        agent.page.on("pageerror", lambda error: errors.append(str(error)))
        agent.page.on("console", lambda line: errors.append(line.text) if "Content Security Policy" in line.text else None)
        seated.append(agent)
        return agent

    yield take_seat
    for agent in seated:
        agent.context.close()
    assert errors == []
