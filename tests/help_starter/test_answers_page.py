"""The page on which leads see what became of offered articles."""

from __future__ import annotations

import re

import pytest
from tests.admin.conftest import db, site
from tests.admin.site import Site, words
from tests.help_starter.conftest import with_articles

from truepenny.contracts.identity import Role

__all__ = ["db", "site"]
pytestmark = pytest.mark.anyio
ARRIVED = "withdrawal-not-arrived"


@pytest.fixture
async def desk(site: Site) -> Site:
    await with_articles(site.house)
    offers = site.house.truth.offers
    for did, times in (("offered", 30), ("opened", 20), ("answered", 5), ("sent", 8)):
        for _ in range(times):
            await offers.count(did, [ARRIVED], place="portal", language="en")  # type: ignore[arg-type]
    await offers.count("offered", ["complaints"], place="widget", language="zh")
    return site


def lines(text: str) -> list[str]:
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in re.findall(r"<tr>.*?</tr>", text, re.DOTALL)][1:]


async def test_a_lead_sees_counts_and_rates_with_what_they_do_not_say(desk: Site) -> None:
    _, secret = await desk.add("omar", "Omar", role=Role.LEAD)
    web = await desk.enter("omar", secret)
    page = await web.get("/admin/help/answers")
    assert lines(page.text) == [
        "All together 31 20 5 (25 %) 8 (40 %)",
        "My withdrawal is sent, but has not arrived English 30 20 5 (25 %) 8 (40 %)",
        "怎样投诉，以及还可以找谁 中文 1 0 0 0",
    ]
    assert "perhaps it helped, perhaps they gave up" in words(page)
    assert "Answered before sending" in words(await web.get("/admin/help"))
    chat = await web.get("/admin/help/answers?place=widget&days=7")
    assert lines(chat.text) == ["All together 1 0 0 0", "怎样投诉，以及还可以找谁 中文 1 0 0 0"]
    desk.clock.advance(8 * 86_400)
    web = await desk.enter("omar", secret)
    assert "Nothing was offered in this time." in words(await web.get("/admin/help/answers?days=7"))
    assert lines((await web.get("/admin/help/answers?days=30&place=nowhere")).text)[0].startswith("All together 31")


async def test_it_is_no_page_for_agents_and_strangers(desk: Site) -> None:
    _, secret = await desk.add("lin", "Lin")
    web = await desk.enter("lin", secret)
    assert (await web.get("/admin/help")).status_code == 200
    assert "Answered before sending" not in words(await web.get("/admin/help"))
    assert (await web.get("/admin/help/answers")).status_code == 403
    assert (await desk.browser().get("/admin/help/answers")).status_code in (302, 303, 307)
