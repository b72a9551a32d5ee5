"""The two words, who is talking now, and the agent ID in browsers without JavaScript; over HTTP for programs; and without the database."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.countersign.conftest import sit_down
from tests.people_of import make_agent
from tests.portal.browser import PlainBrowser
from tests.portal.conftest import Desk, desk, portal_settings
from tests.portal.test_tickets import answer, open_ticket
from tests.postgresql_server import MakeUrl, PostgresqlServer

from truepenny.contracts.identity import Agent, TicketId
from truepenny.platform.settings import Settings
from truepenny.trust.countersign.words import parse_pair

pytestmark = pytest.mark.anyio
__all__ = ["desk", "portal_settings"]


async def talking(desk: Desk, *, language: str = "en") -> tuple[PlainBrowser, TicketId, Agent]:
    customer = desk.browser(language=language)
    ticket = await open_ticket(customer)
    lin = await make_agent(desk.house, "Lin")
    await sit_down(desk.house, lin)
    await answer(desk, lin, ticket, "I am looking into it.")
    return customer, ticket, lin


def words_on(browser: PlainBrowser) -> str:
    """The text of the two cards."""
    text = browser.page.text.split('<ol class="proof-words">')[1].split("</ol>")[0]
    return " ".join(part.split("</strong>")[0].split(">")[-1] for part in text.split("<strong")[1:])


async def test_a_customer_compares_words_with_forms_alone(desk: Desk) -> None:
    customer, ticket, lin = await talking(desk)
    assert lin.id in await customer.open(f"/tickets/{ticket}")
    await customer.submit(f"/tickets/{ticket}/countersign", purpose="change")
    assert customer.page.history[-1].headers["location"] == f"/tickets/{ticket}#proof-words"
    assert "Before a change to your account" in customer.words
    assert parse_pair(words_on(customer)) is not None
    assert customer.page.headers.get("cache-control") != "public"
    await customer.submit(f"/tickets/{ticket}/countersigned", answer="yes")
    assert "The two words matched" in customer.words
    assert "proof-words" not in customer.page.text


async def test_a_no_shows_what_to_do_and_nothing_green(desk: Desk) -> None:
    customer, ticket, _ = await talking(desk, language="zh")
    await customer.open(f"/tickets/{ticket}")
    assert "talk-line" in customer.page.text
    await customer.submit(f"/tickets/{ticket}/countersign", purpose="call")
    await customer.submit(f"/tickets/{ticket}/countersigned", answer="no")
    assert "口令不一致，请立即停止。" in customer.words
    assert "talk-line" not in customer.page.text


async def test_where_nobody_is_at_the_desk_the_form_says_so(desk: Desk) -> None:
    customer = desk.browser()
    ticket = await open_ticket(customer)
    await customer.open(f"/tickets/{ticket}")
    await customer.submit(f"/tickets/{ticket}/countersign", purpose="talk")
    assert customer.status == 409
    assert "Nobody of us is talking to you in this ticket at the moment." in customer.words


async def test_an_outsider_sees_no_words_and_answers_none(desk: Desk) -> None:
    customer, ticket, _ = await talking(desk)
    await customer.open(f"/tickets/{ticket}")
    await customer.submit(f"/tickets/{ticket}/countersign", purpose="talk")
    words = words_on(customer)
    outsider = desk.browser()
    await open_ticket(outsider)
    for path in (f"/tickets/{ticket}", "/now", f"/api/customer/tickets/{ticket}/countersign"):
        assert words.split()[0] not in (await outsider.http.get(path)).text
    assert (await outsider.http.get(f"/api/customer/tickets/{ticket}/countersign")).status_code == 404
    nobody = desk.browser()
    assert (await nobody.http.get(f"/api/customer/tickets/{ticket}/countersign")).status_code == 401
    assert (await nobody.http.get(f"/api/desk/tickets/{ticket}/countersign")).status_code == 401
    assert (await nobody.http.get("/api/v1/now")).status_code == 401
    await nobody.open("/now")
    assert nobody.status == 401


async def test_the_public_page_answers_in_both_languages(desk: Desk) -> None:
    customer, ticket, lin = await talking(desk)
    await customer.open(f"/tickets/{ticket}")
    await customer.submit(f"/tickets/{ticket}/countersign", purpose="talk")
    words = words_on(customer)
    for language, yes, no, known in (
        (
            "en",
            f"Agent {lin.id} is talking to a customer of ours under these words",
            "No. Do not go on",
            "This does not prove who wrote to you",
        ),
        ("zh", "的客服正在用这组口令与我们的一位客户交谈", "不是。请不要继续", "这不能证明是谁联系了您"),
    ):
        anybody, page = desk.browser(language=language), f"/{language}/check/agent"
        await anybody.open("/check/agent")
        assert anybody.path == page
        assert yes in await anybody.submit(page, agent=lin.id, words=words)
        assert "0.5 BTC" not in anybody.page.text
        assert ticket not in anybody.page.text
        assert no in await anybody.submit(page, agent="A-9999", words=words)
        assert known in await anybody.submit(page, agent=lin.id, words="")
        await anybody.submit(page, agent="", words=words)
        assert anybody.status == 422


async def test_programs_ask_the_same(desk: Desk) -> None:
    customer, ticket, lin = await talking(desk)

    async def ask(body: dict[str, Any]) -> Any:
        return (await customer.http.post("/api/v1/check/agent", json=body, headers={"sec-fetch-site": "same-origin"})).json()

    assert (await ask({"agent": lin.id}))["says"] == "known"
    assert (await ask({"agent": "A-9999"}))["says"] == "unknown"
    assert (await ask({"agent": lin.id, "words": "lantern candle"}))["says"] == "no"
    now = (await customer.http.get("/api/v1/now")).json()
    assert now["says"] == "talking"
    assert [(talk["ticket"], talk["agent"], talk["name"]) for talk in now["talks"]] == [(ticket, lin.id, lin.name)]


@pytest.mark.postgresql
@pytest.mark.slow
class TestWithoutTheDatabase:
    @pytest.fixture
    def portal_settings(self, sqlite_settings: Settings, make_migrated: MakeUrl) -> Settings:
        return replace(sqlite_settings, database_url=make_migrated())

    async def test_every_answer_is_a_no(self, desk: Desk, postgresql: PostgresqlServer) -> None:
        customer, _, lin = await talking(desk)
        assert "Yes, with these of us" in await customer.open("/now")
        await customer.open("/en/check/agent")
        postgresql.stop()
        try:
            assert "We cannot tell at the moment. Take it for a no." in await customer.open("/now")
            assert customer.status == 503
            told = await customer.http.post(
                "/en/check/agent", data={"agent": lin.id, "words": "lantern candle"}, headers={"sec-fetch-site": "same-origin"}
            )
            assert told.status_code == 503
            assert "We cannot answer now. Take it for a no." in told.text
            assert (await customer.http.get("/api/v1/now")).status_code == 503
        finally:
            postgresql.resume()
        assert "Yes, with these of us" in await customer.open("/now")
