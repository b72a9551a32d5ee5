"""Offers over HTTP: from the chat on a foreign page, for everybody the same, nothing kept of what was typed."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from tests.help_starter.conftest import with_articles
from tests.live.serving import Served, serving

from truepenny.knowledge.announcements.kinds import Draft, Scope, Written
from truepenny.platform.settings import Settings

pytestmark = pytest.mark.anyio
HOST = "https://www.acme.example"


@dataclass(frozen=True)
class Stand:
    served: Served
    http: httpx.AsyncClient

    async def suggest(self, **query: str) -> Any:
        answer = await self.http.get("/api/v1/help/suggest", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def count(self, did: str = "offered", articles: list[str] | None = None, **more: object) -> httpx.Response:
        body = {"did": did, "surface": "widget", "language": "en", "articles": articles or ["complaints"], **more}
        return await self.http.post("/api/v1/help/offers", json=body)


@pytest.fixture
async def stand(settings: Settings) -> AsyncIterator[Stand]:
    async with serving(replace(settings, widget_origins=(HOST,))) as served:
        await with_articles(served.house)
        async with httpx.AsyncClient(base_url=served.url, headers={"origin": HOST}) as http:
            yield Stand(served, http)


async def test_a_page_of_the_exchange_gets_articles_for_a_few_words(stand: Stand) -> None:
    answer = await stand.http.get("/api/v1/help/suggest", params={"q": "提现没到账", "language": "zh"})
    assert answer.headers["access-control-allow-origin"] == HOST
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    first = answer.json()["articles"][0]
    assert first == {
        "slug": "withdrawal-not-arrived", "title": "提现已发出，但没有到账", "url": "/zh/help/withdrawal-not-arrived",
        "summary": "用交易哈希查清它还在路上、已到接收方，还是去了别处。",
    }  # fmt: skip
    stranger = await stand.http.get("/api/v1/help/suggest", params={"q": "memo"}, headers={"origin": "https://evil.example"})
    assert "access-control-allow-origin" not in stranger.headers


async def test_what_is_broken_now_is_told_with_it(stand: Stand) -> None:
    words = {"en": Written("TRON withdrawals are paused", "We work on it."), "zh": Written("TRON 提现暂停", "正在处理。")}
    draft = Draft(kind="incident", state="investigating", words=words, scope=Scope(topics=("WD",)), effect="paused")
    made = await stand.served.house.truth.announcements.publish(draft, by="A-1")
    found = await stand.suggest(topic="WD.PENDING", language="zh")
    assert found["notices"] == [{"id": made, "kind": "incident", "title": "TRON 提现暂停", "url": f"/zh/notices/{made}"}]
    assert (await stand.suggest(topic="API"))["notices"] == []
    assert (await stand.suggest()) == {"articles": [], "notices": []}


async def test_words_with_a_secret_find_nothing_and_leave_no_trace(stand: Stand, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    assert (await stand.suggest(q="withdrawal not arrived"))["articles"]
    found = await stand.suggest(q="withdrawal not arrived, my password is marble-otter-9")
    assert found["articles"] == []
    ours = [str(line.__dict__) for line in caplog.records if line.name.startswith("truepenny")]
    assert any("request" in line for line in ours)
    assert not [line for line in ours if "marble-otter" in line or "not arrived" in line]


@pytest.mark.parametrize("query", [{"q": "x" * 201}, {"topic": "NO.SUCH"}, {"topic": "x" * 41}])
async def test_what_makes_no_sense_is_refused(stand: Stand, query: dict[str, str]) -> None:
    answer = await stand.http.get("/api/v1/help/suggest", params=query)
    assert answer.status_code in (400, 422)
    assert answer.json()["title"]


async def test_counts_come_from_a_foreign_page_and_add_up(stand: Stand) -> None:
    preflight = await stand.http.options(
        "/api/v1/help/offers", headers={"access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    )
    assert "content-type" in preflight.headers["access-control-allow-headers"]
    for did in ("offered", "opened", "sent"):
        assert (await stand.count(did)).status_code == 204
    totals = await stand.served.house.truth.offers.totals(days=1)
    assert [(one.slug, one.offered, one.opened, one.answered, one.sent) for one in totals] == [("complaints", 1, 1, 0, 1)]


@pytest.mark.parametrize(
    "wrong", [{"did": "liked"}, {"surface": "desk"}, {"articles": []}, {"articles": ["a", "b", "c", "d"]}, {"words": "what I typed"}]
)
async def test_counts_of_another_shape_are_refused(stand: Stand, wrong: dict[str, Any]) -> None:
    body = {"did": "offered", "surface": "widget", "language": "en", "articles": ["complaints"], **wrong}
    assert (await stand.http.post("/api/v1/help/offers", json=body)).status_code == 400
    assert not await stand.served.house.truth.offers.totals(days=1)


async def test_whoever_asks_too_fast_waits(stand: Stand) -> None:
    statuses = [(await stand.http.get("/api/v1/help/suggest")).status_code for _ in range(40)]
    assert statuses[:20] == [200] * 20
    assert statuses[-1] == 429
    refused = await stand.http.get("/api/v1/help/suggest")
    assert refused.headers["retry-after"] == "3"
    assert (await stand.count()).status_code == 204, "what became of an offer is counted on its own"
