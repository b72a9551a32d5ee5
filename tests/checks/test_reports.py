"""A report from the page to its outcome: the ticket, the campaign, known to be false, and what the next customer and the reporter read."""

from __future__ import annotations

import re

import pytest
from tests.checks.conftest import Desk

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Agent, AgentId, Role
from truepenny.surfaces.admin.checks import TOLD
from truepenny.trust.never_ask.refusal import check_asks

pytestmark = pytest.mark.anyio
OMAR = Agent(AgentId("A-1003"), "Omar", Role.LEAD, ())
MAIL = """Received: from mx.test (mx [192.0.2.9]) by in.reporter.test for <wei.zhang@reporter.test>; Mon, 28 Sep 2026 08:00:00 +0000
Return-Path: <bounce+wei.zhang=reporter.test@mailer.test>
From: "Acme Exchange Support" <support@acme-help.test>
Reply-To: desk@other.test
To: wei.zhang@reporter.test
Subject: Your account will be frozen
Date: Mon, 28 Sep 2026 08:00:00 +0000
Message-ID: <1@acme-help.test>

Your account will be frozen within 24 hours. Enter your recovery phrase at https://acme-help.test/login
"""


async def report(desk: Desk, text: str, gave: str = "none", language: str = "en", n: int = 0) -> str:
    """The number of the ticket."""
    asked = await desk.reader.http.post(f"/{language}/check", data={"text": text})
    form_id = re.search(r'name="id" value="([^"]+)"', asked.text)
    assert form_id is not None
    data = {"id": form_id[1], "text": text, "gave": gave, "note": f"It came by mail, {n}."}
    answer = await desk.reader.http.post(f"/{language}/check/report", data=data)
    assert answer.status_code == 303, answer.text
    found = re.search(r"/tickets/([0-9A-Z]{8})", answer.headers["location"])
    assert found is not None, answer.headers["location"]
    return found[1]


async def row(desk: Desk, ticket: str) -> tuple[str, str | None]:
    from truepenny.projections.timeline.query import find_ticket_state

    state = await desk.house.db.read(lambda conn: find_ticket_state(conn, ticket))  # type: ignore[arg-type]
    assert state is not None
    return state.priority, state.topic


async def test_a_report_is_a_security_ticket_whose_priority_follows_the_harm(desk: Desk) -> None:
    calm, harmed = await report(desk, "https://acme-help.test/a"), await report(desk, "https://acme-help.test/b", gave="money")
    assert await row(desk, calm) == ("P3", "SEC.PHISH")
    assert await row(desk, harmed) == ("P1", "SEC.PHISH")


async def test_reports_of_one_domain_are_one_campaign_and_its_evidence_names_no_reporter(desk: Desk) -> None:
    await report(desk, "https://www.acme-help.test/a?id=1")
    await report(desk, "login.acme-help.test", language="zh")
    await report(desk, MAIL, gave="data")
    reports = desk.house.truth.reports
    campaign = next(one for one in await reports.campaigns() if one.shown == "acme-help.test")
    assert (campaign.reports, campaign.gave, campaign.ours, campaign.outcome) == (3, 1, "acme.example", "open")
    evidence = await desk.house.truth.campaigns.evidence(campaign.id)
    assert evidence["languages"] == {"en": 2, "zh": 1}
    assert "support@acme-help.test" in str(evidence)
    assert "wei.zhang" not in str(evidence)
    assert sum(week.reports for week in await reports.weeks()) >= 3


async def test_settled_as_fake_it_is_known_and_the_reporter_hears_of_it(desk: Desk) -> None:
    ticket = await report(desk, "https://acme-bonus.test/x")
    campaign = next(one for one in await desk.house.truth.reports.campaigns() if one.shown == "acme-bonus.test")
    words = {"en": "It is a fake.", "zh": "是假冒。"}
    campaigns = desk.house.truth.campaigns
    with pytest.raises(Refused):
        await campaigns.settle(OMAR, campaign.id, "fake", words=words, reason=" ")
    assert await campaigns.settle(OMAR, campaign.id, "fake", words=words, reason="Looked at") == (1, 0)
    assert await campaigns.settle(OMAR, campaign.id, "fake", words=words, reason="Looked at") == (0, 0), "told once"
    desk.clock.advance(6)
    assert (await desk.ask("acme-bonus.test", place="203.0.113.5")).state == "known_false"
    page = await desk.reader.http.get(f"/tickets/{ticket}")
    assert "It is a fake." in page.text
    (one,) = [one for one in await desk.house.truth.checks.known.history() if one.removed_at is None]
    await desk.house.truth.checks.known.remove(one.id, reason="A mistake", by="A-1003")
    desk.clock.advance(6)
    assert (await desk.ask("acme-bonus.test", place="203.0.113.5")).state == "looks_like"


def test_what_reporters_are_told_asks_for_nothing() -> None:
    for words in TOLD.values():
        assert check_asks(words) is None


async def test_at_the_desk_what_looks_like_us_in_a_customers_words_is_marked(desk: Desk) -> None:
    ticket = await report(desk, "They wrote from https://acme-wallet.test and https://news.test, is acme.example yours?")
    lin = Agent(AgentId("A-1027"), "Lin", Role.LEAD, ())
    found = await desk.house.truth.impostors.of_ticket(lin, ticket)  # type: ignore[arg-type]
    assert [(one.shown, one.state, one.ours) for one in found] == [("https://acme-wallet.test", "looks_like", "acme.example")]
