"""What happens to tickets: reopened to the same agent, merged, taken over by an account; and who may see them while it does."""

from __future__ import annotations

from collections.abc import AsyncIterator

import msgspec
import pytest
from tests.people_of import make_agent, make_customer

from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import Agent, Assurance, ContactId, Customer, Role, TicketId
from truepenny.contracts.views import ClosingView
from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.people.agent_sessions import open_session
from truepenny.platform.clock import SetClock
from truepenny.platform.settings import Settings
from truepenny.projections.timeline.query import load_conversation
from truepenny.tickets.actions.answer import confirm, dispute, rate
from truepenny.tickets.actions.assign import assign
from truepenny.tickets.actions.merge import merge
from truepenny.tickets.actions.note import note
from truepenny.tickets.actions.prove import prove
from truepenny.tickets.actions.reopen import reopen
from truepenny.tickets.actions.reply import reply
from truepenny.tickets.actions.reveal import reveal
from truepenny.tickets.actions.solve import solve
from truepenny.tickets.actions.triage import set_priority, set_status, set_subject, set_tags, set_team

pytestmark = pytest.mark.anyio
CLOSING = ClosingView(("waited for six confirmations",), (), ("do not send twice",))


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
async def house(settings: Settings, clock: SetClock) -> AsyncIterator[House]:
    async with running(settings, clock=clock) as built:
        yield built


async def open_one(house: House, customer: Customer, name: str = "open-0001") -> TicketId:
    opened = await house.portal.open_ticket(customer, client_id=name, subject="s", text="t", topic=None, language="en", files=[])
    return TicketId(opened.receipt.ticket)


async def sit_down(house: House, agent: Agent) -> None:
    """The agent is at the desk: a session, just used."""
    now = house.clock.now_us()
    opened = await house.db.write(lambda conn: open_session(conn, agent.id, address="127.0.0.1", device="test", now_us=now))
    assert await house.people.sessions.find_agent(opened.token) is not None


async def solved(house: House, customer: Customer, agent: Agent) -> TicketId:
    ticket = await open_one(house, customer)
    await house.db.submit(reply(agent, ticket, client_id="reply-01", text="looking", needs=house.needs))
    await house.db.submit(solve(agent, ticket, needs=house.needs, client_id="solve-01", closing=CLOSING))
    return ticket


@pytest.mark.parametrize("present", [True, False], ids=["present", "gone home"])
@pytest.mark.parametrize("by", ["message", "dispute"])
async def test_a_solved_ticket_goes_back_to_the_same_agent_if_present(house: House, clock: SetClock, present: bool, by: str) -> None:
    li, lin = await make_customer(house), await make_agent(house)
    await sit_down(house, lin)
    ticket = await solved(house, li, lin)
    if not present:
        clock.advance(24 * 3_600)
    if by == "message":
        await house.portal.write(li, ticket, client_id="again-01", text="it is back", files=[])
    else:
        await house.portal.dispute(li, ticket, client_id="again-01", text="it is back")
    seen = (await house.portal.load_ticket(li, ticket)).events
    assert seen[-1].kind == "reopened"
    assert seen[-1].assignee == (lin.id if present else None)
    head = await house.db.read(lambda conn: load_conversation(conn, lin, ticket, load_files=house.files.load_views))
    assert (head.state.status, head.state.assignee) == ("open", lin.id if present else None)
    assert head.state.waiting_since == clock.at_us


async def test_a_customer_confirms_once_and_rates_as_often_as_they_like(house: House) -> None:
    li, lin = await make_customer(house), await make_agent(house)
    ticket = await solved(house, li, lin)
    first = await house.db.submit(confirm(li, ticket, client_id="confirm1"))
    again = await house.db.submit(confirm(li, ticket, client_id="confirm2"))
    assert (first.digest != "", again.digest, again.seq) == (True, "", first.seq)
    for stars in (2, 5):
        await house.db.submit(rate(li, ticket, client_id=f"rate-000{stars}", stars=stars, needs=house.needs, comment="well"))
    head = (await house.portal.load_ticket(li, ticket)).ticket
    assert head.rating is not None
    assert (head.confirmed, head.rating.stars, head.rating.comment) == (True, 5, "well")


async def test_a_merged_ticket_goes_on_in_the_other_and_says_where(house: House) -> None:
    li, lin, outsider = await make_customer(house), await make_agent(house), await make_customer(house, "Outsider")
    old, new = await open_one(house, li), await open_one(house, li, "open-0002")
    with pytest.raises(Refused, match="merge_contacts"):
        await house.db.submit(merge(lin, old, needs=house.needs, client_id="merge-00", into=await open_one(house, outsider)))
    await house.db.submit(merge(lin, old, needs=house.needs, client_id="merge-01", into=new))

    with pytest.raises(Refused, match="ticket_merged") as refused:
        await house.portal.write(li, old, client_id="late-001", text="hello?", files=[])
    assert refused.value.params["number"] == f"{new[:4]}-{new[4:]}"
    assert (await house.portal.load_ticket(li, old)).ticket.merged_into == new
    assert [event.kind for event in (await house.portal.load_ticket(li, new)).events][-1] == "absorbed"
    for refused_work in (
        reply(lin, old, client_id="reply-99", text="x", needs=house.needs),
        solve(lin, old, needs=house.needs, client_id="solve-99", closing=CLOSING),
        set_status(lin, old, client_id="stat-099", status="hold"),
        merge(lin, new, needs=house.needs, client_id="merge-99", into=old),
    ):
        with pytest.raises(Refused, match="ticket_merged"):
            await house.db.submit(refused_work)
    await house.db.submit(note(lin, old, client_id="note-099", text="notes are allowed", needs=house.needs))


async def test_a_guest_who_signs_in_takes_the_ticket_along(house: House) -> None:
    guest, lin = await make_customer(house), await make_agent(house)
    ticket = await open_one(house, guest)
    account = msgspec.structs.replace(guest, contact=ContactId("f" * 32), assurance=Assurance.ACCOUNT_PROVEN)
    with pytest.raises(NotFound):
        await house.portal.load_ticket(account, ticket)  # the premise
    receipts = [await house.db.submit(prove(guest, account, ticket)) for _ in range(2)]
    assert receipts[0] == receipts[1]
    assert (await house.portal.load_ticket(account, ticket)).ticket.ticket == ticket
    with pytest.raises(NotFound):
        await house.portal.load_ticket(guest, ticket)
    head = await house.db.read(lambda conn: load_conversation(conn, lin, ticket, load_files=house.files.load_views))
    assert head.state.assurance is not None
    assert head.state.assurance == Assurance.ACCOUNT_PROVEN


async def test_the_outsider_can_do_nothing_that_the_owner_can(house: House) -> None:
    li, lin, outsider = await make_customer(house), await make_agent(house), await make_customer(house, "Outsider")
    ticket = await solved(house, li, lin)

    def deeds(who: Customer) -> list[object]:
        return [
            confirm(who, ticket, client_id="deed-0001"),
            rate(who, ticket, client_id="deed-0002", stars=1, needs=house.needs),
            dispute(who, ticket, client_id="deed-0003", text="x", needs=house.needs),
        ]

    for deed in deeds(outsider):
        with pytest.raises(NotFound):
            await house.db.submit(deed)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        await house.portal.write(outsider, ticket, client_id="deed-0004", text="x", files=[])
    assert await house.portal.list_tickets(outsider) == []
    for deed in deeds(li):
        await house.db.submit(deed)  # type: ignore[arg-type]  # the premise: the owner can


async def test_an_agent_of_another_team_can_do_nothing_and_a_lead_everything(house: House) -> None:
    li, lead = await make_customer(house), await make_agent(house, "Wu", role=Role.LEAD)
    team = await house.people.teams.add("Withdrawals", by=lead.id)
    member, outsider = await make_agent(house, "Qian", teams=(team,)), await make_agent(house, "Zhao")
    ticket, other = await open_one(house, li), await open_one(house, li, "open-0002")
    await house.db.submit(note(outsider, ticket, client_id="note-000", text="seen while it has no team", needs=house.needs))
    await house.db.submit(set_team(lead, ticket, client_id="team-001", team=team, needs=house.needs))

    def deeds(who: Agent) -> list[object]:
        n, t, i = house.needs, ticket, f"deed-{who.id}-"
        return [
            note(who, t, client_id=i + "01", text="x", needs=n), reply(who, t, client_id=i + "02", text="x", needs=n),
            set_priority(who, t, client_id=i + "03", priority="P1"), set_status(who, t, client_id=i + "04", status="hold"),
            set_tags(who, t, client_id=i + "05", add=["a"], remove=[]), set_subject(who, t, client_id=i + "06", subject="x"),
            reveal(who, t, client_id=i + "07", identity="mail", reason="x", show=lambda *_: "clear"),
            assign(who, t, client_id=i + "08", to=who.id, needs=n),
            solve(who, t, needs=house.needs, client_id=i + "09", closing=CLOSING), reopen(who, t, client_id=i + "10"),
        ]  # fmt: skip

    for deed in [
        *deeds(outsider),
        merge(outsider, ticket, needs=house.needs, client_id="merge-01", into=other),
        merge(outsider, other, needs=house.needs, client_id="merge-02", into=ticket),
    ]:
        with pytest.raises(NotFound):
            await house.db.submit(deed)  # type: ignore[arg-type]
    for held in (house.held.hold(outsider, ticket, client_id="held-0001", text="x"),):
        with pytest.raises(NotFound):
            await held
    for who in (member, lead):
        for deed in deeds(who):
            await house.db.submit(deed)  # type: ignore[arg-type]
    await house.db.submit(assign(lead, ticket, client_id="give-001", to=outsider.id, needs=house.needs))
    await house.db.submit(note(outsider, ticket, client_id="note-002", text="mine now, so I see it", needs=house.needs))


async def test_doing_the_same_again_changes_nothing_and_changing_to_what_is_says_so(house: House) -> None:
    li, lin = await make_customer(house), await make_agent(house)
    ticket = await open_one(house, li)
    first = await house.db.submit(set_priority(lin, ticket, client_id="prio-001", priority="P1"))
    await house.db.submit(set_priority(lin, ticket, client_id="prio-002", priority="P2"))
    assert await house.db.submit(set_priority(lin, ticket, client_id="prio-001", priority="P1")) == first
    same = await house.db.submit(set_priority(lin, ticket, client_id="prio-003", priority="P2"))
    assert (same.digest, same.seq) == ("", 4)


async def test_refusals_of_words(house: House) -> None:
    li, lin = await make_customer(house), await make_agent(house)
    ticket = await open_one(house, li)
    for make, code in (
        (lambda: reply(lin, ticket, client_id="w-0000001", text=" \u0000\n", needs=house.needs), "empty"),
        (lambda: note(lin, ticket, client_id="w-0000002", text="x" * 20_001, needs=house.needs), "too_long"),
        (lambda: set_subject(lin, ticket, client_id="w-0000003", subject="x" * 201), "too_long"),
        (lambda: set_tags(lin, ticket, client_id="w-0000004", add=["a,b"], remove=[]), "tag_invalid"),
        (lambda: solve(lin, ticket, needs=house.needs, client_id="w-0000005", closing=ClosingView((" ",))), "closing_empty"),
        (lambda: solve(lin, ticket, needs=house.needs, client_id="w-0000006", closing=ClosingView(("x",) * 31)), "too_many_lines"),
        (lambda: rate(li, ticket, client_id="w-0000007", stars=6, needs=house.needs), "stars_invalid"),
    ):
        with pytest.raises(Refused, match=code):
            make()
    with pytest.raises(Refused, match="too_many_tags"):
        await house.db.submit(set_tags(lin, ticket, client_id="w-0000008", add=[f"t{n}" for n in range(21)], remove=[]))
    with pytest.raises(Refused, match="too_many_files"):
        reply(lin, ticket, client_id="w-0000009", text="x", needs=house.needs, files=["f"] * 11)  # type: ignore[list-item]
