"""Whose ticket is it: a mail joins one only with key and proof; everything else opens its own, with a link for the agent."""

from __future__ import annotations

import pytest
from tests.email.intake.conftest import ANYONE, MailDesk, a_mail
from tests.people_of import make_agent, make_customer

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Agent, Role, TicketId
from truepenny.contracts.mail import Taken, Vouched
from truepenny.contracts.views import ClosingView
from truepenny.people.contacts import contact_for_account
from truepenny.people.exchange_tokens import AccountClaims
from truepenny.tickets.actions.merge import merge
from truepenny.tickets.actions.reply import reply
from truepenny.tickets.actions.solve import solve
from truepenny.tickets.numbers import show_number

pytestmark = pytest.mark.anyio


async def begin(desk: MailDesk) -> tuple[Agent, TicketId]:
    """Li Wei wrote, and we answered by a mail of ours."""
    lead = await make_agent(desk.house, role=Role.LEAD)
    taken = await desk.take(a_mail())
    assert taken.state == "filed"
    assert taken.ticket is not None
    desk.sent["ours-1@acme.example"] = (taken.ticket, "li@mail.example")
    return lead, taken.ticket


async def test_an_answer_to_the_ticket_s_own_address_joins_it(desk: MailDesk) -> None:
    lead, ticket = await begin(desk)
    taken = await desk.take(a_mail("here is the TXID"), to=desk.reply_to(ticket))
    assert (taken.state, taken.ticket) == ("filed", ticket)
    assert [event.text for event in await desk.events(lead, ticket) if event.kind == "message_received"] == [
        "My withdrawal is missing", "here is the TXID",
    ]  # fmt: skip


async def test_an_answer_to_a_mail_that_we_sent_to_this_sender_joins_its_ticket(desk: MailDesk) -> None:
    _, ticket = await begin(desk)
    taken = await desk.take(a_mail("more", references=("unknown@mail.example", "ours-1@acme.example")))
    assert taken.ticket == ticket


async def test_the_reply_address_may_stand_in_to_or_delivered_to_in_any_case(desk: MailDesk) -> None:
    _, ticket = await begin(desk)
    assert (await desk.take(a_mail("one", delivered_to=(desk.reply_to(ticket).upper(),)))).ticket == ticket


@pytest.mark.parametrize("verdict", ["unproven", "failed", "unchecked"])
async def test_key_and_reference_without_proof_of_the_sender_open_a_ticket_of_their_own(desk: MailDesk, verdict: str) -> None:
    lead, ticket = await begin(desk)
    stolen = a_mail("send it to my new address", references=("ours-1@acme.example",))
    taken = await desk.take(stolen, Vouched(verdict, "mail.example", "own"), to=desk.reply_to(ticket))  # type: ignore[arg-type]
    await check_apart(desk, lead, ticket, taken, why="reply_address")
    assert (await desk.head(lead, taken.ticket)).assurance == 0


async def test_proof_without_being_the_customer_opens_a_ticket_of_its_own(desk: MailDesk) -> None:
    lead, ticket = await begin(desk)
    stranger = a_mail("I am helping Li Wei", by="mallory@other.example", references=("ours-1@acme.example",))
    taken = await desk.take(stranger, Vouched("vouched", "other.example"), to=desk.reply_to(ticket))
    await check_apart(desk, lead, ticket, taken, why="reply_address")


async def test_a_number_in_the_subject_opens_nothing_and_is_shown(desk: MailDesk) -> None:
    lead, ticket = await begin(desk)
    taken = await desk.take(a_mail("me again", subject=f"Re: [{show_number(ticket)}]", by="zhao@other.example"))
    await check_apart(desk, lead, ticket, taken, why="number")
    nowhere = await desk.take(a_mail("and again", subject="Re: [K7M2-4QDX]"))
    assert [event.kind for event in await desk.events(lead, nowhere.ticket) if event.kind == "linked"] == []


async def test_a_reference_to_a_mail_that_we_sent_to_somebody_else_opens_nothing(desk: MailDesk) -> None:
    lead, ticket = await begin(desk)
    await desk.take(a_mail("hello", by="zhao@other.example"))
    taken = await desk.take(a_mail("forwarded to me", by="zhao@other.example", references=("ours-1@acme.example",)))
    await check_apart(desk, lead, ticket, taken, why="reference")


async def test_a_wrong_key_is_no_address_of_ours(desk: MailDesk) -> None:
    lead, ticket = await begin(desk)
    right = desk.reply_to(ticket)
    wrong = right[:-14] + ("a" if right[-14] != "a" else "b") + right[-13:]
    assert wrong != right
    taken = await desk.take(a_mail("guessing"), to=wrong)
    assert taken.ticket != ticket
    assert [event for event in await desk.events(lead, taken.ticket) if event.kind == "linked"] == []


async def test_the_customer_of_an_account_writes_by_mail_as_themselves(desk: MailDesk) -> None:
    """The first proven mail of an address and all that follow are one contact; an unproven one never is."""
    lead, first = await begin(desk)
    second = await desk.take(a_mail("another matter"))
    forged = await desk.take(a_mail("a third"), ANYONE)
    contacts = [(await desk.head(lead, ticket)).contact for ticket in (first, second.ticket, forged.ticket)]
    assert contacts[0] == contacts[1]
    assert contacts[0] != contacts[2]


async def test_who_could_not_be_proven_is_merged_by_an_agent_and_others_are_not(desk: MailDesk) -> None:
    lead, ticket = await begin(desk)
    db, needs = desk.house.db, desk.house.needs
    same = await desk.take(a_mail("from my phone", subject=show_number(ticket)), ANYONE)
    assert same.ticket is not None
    await db.submit(merge(lead, same.ticket, client_id="merge-01", into=ticket, needs=needs))
    assert (await desk.head(lead, same.ticket)).merged_into == ticket
    other = await desk.take(a_mail("let me in", by="li@mai1.example", subject=show_number(ticket)), ANYONE)
    assert other.ticket is not None
    with pytest.raises(Refused) as refused:
        await db.submit(merge(lead, other.ticket, client_id="merge-02", into=ticket, needs=needs))
    assert refused.value.code == "merge_contacts"


async def test_an_account_that_only_says_that_an_address_is_its_own_gets_nothing_of_it(desk: MailDesk) -> None:
    """Mallory names Li's address at the exchange, which has not verified it, and has Li write to the address of Mallory's ticket."""
    db, now = desk.house.db, desk.house.clock.now_us()

    async def signs_in(email: str, *, verified: bool) -> None:
        claims = AccountClaims(issuer="", subject="mallory", jti="j", expires_at=0, email=email, email_verified=verified)
        await db.write(lambda conn: contact_for_account(conn, desk.house.keyring, claims, language="en", now_us=now))

    await signs_in("mallory@other.example", verified=True)
    lead, theirs = await begin(desk)
    mine = (await desk.take(a_mail("mine", by="mallory@other.example"), Vouched("vouched", "other.example"))).ticket
    assert mine is not None
    await signs_in("li@mail.example", verified=False)
    taken = await desk.take(a_mail("my passport is attached"), to=desk.reply_to(mine))
    await check_apart(desk, lead, mine, taken, why="reply_address")
    with pytest.raises(Refused) as refused:
        await db.submit(merge(lead, theirs, client_id="merge-01", into=mine, needs=desk.house.needs))
    assert refused.value.code == "merge_contacts"


async def test_an_answer_follows_a_merged_ticket_and_reopens_a_solved_one(desk: MailDesk) -> None:
    lead, old = await begin(desk)
    new = (await desk.take(a_mail("the same again"))).ticket
    assert new is not None
    db, needs = desk.house.db, desk.house.needs
    await db.submit(merge(lead, old, client_id="merge-01", into=new, needs=needs))
    await db.submit(solve(lead, new, client_id="solve-01", closing=ClosingView(("paid out",)), needs=needs))
    assert (await desk.take(a_mail("not yet here"), to=desk.reply_to(old))).ticket == new
    assert (await desk.head(lead, new)).status == "open"


async def test_mail_reaches_no_ticket_of_another_channel_by_its_number(desk: MailDesk) -> None:
    lead = await make_agent(desk.house, role=Role.LEAD)
    li = await make_customer(desk.house)
    opened = await desk.house.portal.open_ticket(
        li, client_id="open-0001", subject="s", text="secret matter", topic=None, language="en", files=[]
    )
    ticket = TicketId(opened.receipt.ticket)
    taken = await desk.take(a_mail("me", subject=show_number(ticket)), to=desk.reply_to(ticket))
    await check_apart(desk, lead, ticket, taken, why="reply_address")


async def test_an_answer_of_ours_is_queued_with_the_words_and_a_receipt_with_the_ticket(desk: MailDesk) -> None:
    lead, ticket = await begin(desk)
    await desk.house.db.submit(reply(lead, ticket, client_id="reply-01", text="We look into it.", needs=desk.house.needs))
    told = [event.delivery for event in await desk.events(lead, ticket) if event.delivery is not None]
    assert [(one.what, one.state, one.about_seq) for one in told[:2]] == [("receipt", "queued", 2), ("reply", "queued", 4)]


async def check_apart(desk: MailDesk, lead: Agent, ticket: TicketId, taken: Taken, *, why: str) -> None:
    """The mail has a ticket of its own, which is linked for agents; the other one has not heard of it."""
    assert taken.state == "filed"
    assert taken.ticket != ticket
    links = [(event.other_ticket, event.link_reason) for event in await desk.events(lead, taken.ticket) if event.kind == "linked"]
    assert links == [(ticket, why)]
    words = [event.text for event in await desk.events(lead, ticket) if event.kind == "message_received"]
    assert len(words) == 1
