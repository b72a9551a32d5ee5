"""The bytes of a mail as they came: a download for leads, recorded each time; nothing where a secret was in it, or it was erased."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import httpx
import pytest
from tests.drawn import draw_phrase
from tests.live.serving import Colleague, Served, serving

from truepenny.contracts.identity import Role, TicketId
from truepenny.contracts.mail import Envelope, RawMail
from truepenny.people.audit import list_lines
from truepenny.platform.settings import Settings
from truepenny.tickets.actions.erase import erase
from truepenny.tickets.actions.triage import set_team
from truepenny.tickets.numbers import show_number

pytestmark = pytest.mark.anyio
MX = "mx.acme.example"


def a_mail(words: str, *, subject: str = "Where is it?") -> bytes:
    head = [
        f"Authentication-Results: {MX}; dmarc=pass header.from=mail.example", "From: Li Wei <li@mail.example>", "To: support@acme.example",
        f"Subject: {subject}", "Message-ID: <first@mail.example>", "Content-Type: text/plain; charset=utf-8", "X-Odd: kept as it is",
    ]  # fmt: skip
    return "\r\n".join([*head, "", words, ""]).encode()


@dataclass(frozen=True)
class MailDesk:
    served: Served

    async def take(self, content: bytes) -> tuple[TicketId, int]:
        assert self.served.house.mail is not None
        taken = await self.served.house.mail.take(RawMail(content), Envelope("lmtp", ("support@acme.example",), "li@mail.example"))
        assert taken.ticket is not None
        return taken.ticket, taken.seq

    async def fetch(self, who: Colleague | None, ticket: TicketId, seq: int) -> httpx.Response:
        headers = {} if who is None else {"cookie": who.cookie}
        async with httpx.AsyncClient(base_url=self.served.url, headers=headers) as web:
            return await web.get(f"/api/desk/tickets/{show_number(ticket)}/mail/{seq}/raw")

    async def recorded(self) -> list[tuple[str, object]]:
        lines = await self.served.house.db.read(list_lines)
        return [(line.who, line.detail.get("ticket")) for line in lines if line.what == "mail_downloaded"]


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[MailDesk]:
    async with serving(replace(settings, mail_address="support@acme.example", mail_authserv=MX)) as served:
        yield MailDesk(served)


async def test_a_lead_downloads_a_mail_byte_for_byte_and_it_is_recorded(desk: MailDesk) -> None:
    content = a_mail("My withdrawal is missing: é 提现")
    ticket, seq = await desk.take(content)
    omar = await desk.served.agent("Omar", role=Role.LEAD)
    answer = await desk.fetch(omar, ticket, seq)
    assert (answer.status_code, answer.content) == (200, content)
    assert answer.headers["content-type"] == "message/rfc822"
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="{show_number(ticket)}-{seq}.eml"')
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "private, no-store"
    assert await desk.recorded() == [(omar.who.id, ticket)]


async def test_who_is_no_lead_gets_nothing_and_leaves_no_line(desk: MailDesk) -> None:
    ticket, seq = await desk.take(a_mail("My withdrawal is missing"))
    lin, lead = await desk.served.agent("Lin"), await desk.served.agent("Omar", role=Role.LEAD)
    refused = await desk.fetch(lin, ticket, seq)
    assert (refused.status_code, refused.json()["code"]) == (403, "leads_only")
    assert (await desk.fetch(None, ticket, seq)).status_code == 401
    teams = desk.served.house.people.teams
    security, another = await teams.add("Security", by="test"), await teams.add("Payments", by="test")
    work = set_team(lead.who, ticket, client_id="team-0001", team=security, needs=desk.served.house.needs)
    await desk.served.house.db.submit(work)
    outsider = await desk.served.agent("Eva", teams=(another,))
    assert (await desk.fetch(outsider, ticket, seq)).status_code == 404
    assert await desk.recorded() == []
    assert (await desk.fetch(lead, ticket, seq)).status_code == 200, "the premise: there was something to get"


async def test_what_is_no_mail_or_not_kept_is_not_there(desk: MailDesk) -> None:
    lead = await desk.served.agent("Omar", role=Role.LEAD)
    phrase = draw_phrase()
    with_secret, seq = await desk.take(a_mail(f"my phrase: {phrase}"))
    gone = await desk.fetch(lead, with_secret, seq)
    assert (gone.status_code, gone.json()["code"]) == (404, "mail_not_kept")
    ticket, seq = await desk.take(a_mail("another one", subject="again"))
    for wrong in (1, seq + 50):
        assert (await desk.fetch(lead, ticket, wrong)).status_code == 404
    assert (await desk.fetch(lead, ticket, 2**63)).status_code == 400
    assert (await desk.fetch(lead, ticket, seq)).status_code == 200
    await desk.served.house.db.submit(
        erase(lead.who, ticket, client_id="erase-001", seq=seq, reason="the customer asked", needs=desk.served.house.needs)
    )
    assert (await desk.fetch(lead, ticket, seq)).status_code == 404
    assert len(await desk.recorded()) == 1
