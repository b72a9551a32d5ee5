"""The name beside the address in From: what agents read of it, and that one which misleads is marked on the very mail."""

from __future__ import annotations

import pytest
from tests.email.intake.conftest import ANYONE, VOUCHED, MailDesk, a_mail
from tests.people_of import PASSWORD, make_agent

from truepenny.contracts.identity import Role
from truepenny.contracts.mail import MailAddress, Taken
from truepenny.contracts.views import MailHead

pytestmark = pytest.mark.anyio
LI = "li.wei@mail.example"


async def head_of(desk: MailDesk, taken: Taken) -> MailHead:
    events = await desk.events(await make_agent(desk.house, role=Role.LEAD), taken.ticket)
    return next(event.mail.head for event in reversed(events) if event.mail is not None and event.mail.head is not None)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Li Wei", None),
        ("", None),
        ("Truepenny Support", "brand"),
        ("在线客服", "staff"),
        ("Аnn Berger", "agent"),
        ("Ann B. (A-1001)", "agent_id"),
        ("support@truepenny.example", "brand"),
        ("wen@other.example", "address"),
        ("Wen ＜wen＠other.example＞", "address"),
    ],
)
async def test_a_name_that_misleads_is_marked_whoever_vouches_for_the_mail(desk: MailDesk, name: str, why: str | None) -> None:
    await desk.house.people.agents.add("ann", "Ann Berger", by="command line", role=Role.AGENT, password=PASSWORD, teams=())
    for vouched in (VOUCHED, ANYONE):
        head = await head_of(desk, await desk.take(a_mail(senders=(MailAddress(LI, name),)), vouched))
        assert head.false_name == why


async def test_the_mark_is_on_the_mail_whatever_its_sender_was_called_before(desk: MailDesk) -> None:
    """The contact keeps the name of the first mail, so that a mark on the contact alone would miss this."""
    first = await desk.take(a_mail("One", senders=(MailAddress(LI, "Li Wei"),)))
    second = await desk.take(a_mail("Two", senders=(MailAddress(LI, "Truepenny Security Team"),)), to=desk.reply_to(first.ticket))
    assert second.ticket == first.ticket
    lead = await make_agent(desk.house, role=Role.LEAD)
    heads = [event.mail.head for event in await desk.events(lead, first.ticket) if event.mail is not None]
    assert [head.false_name for head in heads if head is not None] == [None, "brand"]
    assert (await desk.head(lead, first.ticket)).contact_name == "Li Wei"


@pytest.mark.parametrize(
    ("address", "name", "shown"),
    [
        (LI, LI, "l•••@mail.example"),
        (LI, f"'{LI.upper()}'", "l•••@mail.example"),
        (LI, f"<{LI}>", "l•••@mail.example"),
        ("li@xn--fsqu00a.example", "li@例子.example", "l•••@xn--fsqu00a.example"),
    ],
)
async def test_a_name_that_only_says_the_address_again_is_none(desk: MailDesk, address: str, name: str, shown: str) -> None:
    """Otherwise the whole address would stand in every list, where it is masked until somebody says why they look."""
    taken = await desk.take(a_mail(senders=(MailAddress(address, name),)))
    head = await head_of(desk, taken)
    assert (head.sender, head.false_name) == (shown, None)
    assert not (await desk.head(await make_agent(desk.house, role=Role.LEAD), taken.ticket)).contact_name


async def test_an_address_inside_a_name_is_masked(desk: MailDesk) -> None:
    otto = MailAddress("otto@mail.example", "otto@mail.example")
    taken = await desk.take(a_mail(senders=(MailAddress(LI, f"Li Wei ({LI})"),), cc=(otto,)))
    head = await head_of(desk, taken)
    assert (head.sender, head.cc, head.false_name) == ("Li Wei (l•••@mail.example) <l•••@mail.example>", ("o•••@mail.example",), None)
    assert (await desk.head(await make_agent(desk.house, role=Role.LEAD), taken.ticket)).contact_name == "Li Wei (l•••@mail.example)"
