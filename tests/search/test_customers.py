"""Agents find a customer's tickets by the whole mail address, phone number or account, as far as they may see them."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from tests.people_of import make_agent, make_customer
from tests.search.test_tickets import find, name, open_with

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Assurance, Customer, Role
from truepenny.main.house import House
from truepenny.people.audit import COMMAND_LINE
from truepenny.people.contacts import IdentityKind, put_identity
from truepenny.people.look_up import LookUp
from truepenny.people.schema import audit
from truepenny.people.tries import LOOK_UP
from truepenny.tickets.actions.triage import set_team

pytestmark = pytest.mark.anyio


async def goes_by(house: House, who: Customer, kind: IdentityKind, value: str) -> None:
    def put(conn: object) -> bool:
        return put_identity(
            conn, house.keyring, who.contact, kind=kind, value=value, assurance=Assurance.MAIL_PROVEN, now_us=house.clock.now_us()  # type: ignore[arg-type]
        )  # fmt: skip

    await house.db.write(put)


async def test_a_whole_address_number_or_account_leads_to_its_customers_tickets(house: House) -> None:
    maria, lin = await make_customer(house, "Maria"), await make_agent(house)
    for kind, value in (("email", "maria@post.example"), ("phone", "+44 20 7946 0188"), ("uid", "uid88204821")):
        await goes_by(house, maria, kind, value)
    older, newer = await open_with(house, maria, "one"), await open_with(house, maria, "two")
    await open_with(house, await make_customer(house, "Somebody else"), "three")
    for typed in ("maria@post.example", " Maria@POST.example ", "+44 (20) 7946-0188", "442079460188", "uid88204821"):
        page = await find(house, lin, typed)
        assert set(page.of_customer) == {older, newer}, typed
        assert {row.ticket for row in page.rows} == {older, newer}
    for part in ("maria@post", "post.example", "79460188", "uid8820482", "aria@post.example"):
        assert list((await find(house, lin, part)).of_customer) == [], "never by a part of it"
    assert list((await find(house, lin, "maria@post.example", language="en")).of_customer) == [], "filters hold"
    assert list((await find(house, lin, "maria@post.example", typing=True)).of_customer) == [], "not before it is typed"


async def test_tickets_of_another_team_stay_unseen_and_each_look_is_recorded(house: House) -> None:
    team = await house.people.teams.add("Recovery", by=COMMAND_LINE)
    maria, lead = await make_customer(house, "Maria"), await make_agent(house, role=Role.LEAD)
    inside, outside = await make_agent(house, teams=(team,)), await make_agent(house)
    await goes_by(house, maria, "email", "maria@post.example")
    ticket = await open_with(house, maria, "one")
    await house.db.submit(set_team(lead, ticket, client_id=name(), team=team, needs=house.needs))
    assert list((await find(house, inside, "maria@post.example")).of_customer) == [ticket]
    page = await find(house, outside, "maria@post.example")
    assert (list(page.of_customer), list(page.rows)) == ([], [])
    lines = select(audit.c.who, audit.c.subject, audit.c.detail).where(audit.c.what == "contact_looked_up").order_by(audit.c.id)
    rows = await house.db.read(lambda conn: conn.execute(lines).all())
    assert [(row.who, row.subject) for row in rows] == [(inside.id, maria.contact), (outside.id, maria.contact)]
    assert all("maria" not in row.detail for row in rows)


async def test_who_guesses_very_often_is_stopped(house: House) -> None:
    lin, look_up = await make_agent(house), LookUp(house.db, house.clock, house.keyring, issuer="")
    for guess in range(LOOK_UP.limit):
        await look_up.find(f"+44207946{guess:04}", agent=lin)
    with pytest.raises(Refused) as refused:
        await find(house, lin, "+442079460188")
    assert refused.value.code == "too_many_tries"
    assert (await find(house, lin, "words of a message")).exact is None, "words are looked for all the same"
