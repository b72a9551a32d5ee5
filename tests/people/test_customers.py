"""Guests, private links and contacts: what each may see, and what the outsider must not."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from tests.people.house import HERE, House

from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import Agent, AgentId, Assurance, ContactId, Role, TicketId
from truepenny.people.contacts import contact_for_account, find_account, mask, put_identity
from truepenny.people.customer_sessions import CustomerSignIn
from truepenny.people.exchange_tokens import AccountClaims, ExchangeTokens
from truepenny.people.guest_links import LinkWithdrawn, find_link, make_link, withdraw_links
from truepenny.people.tries import GUEST, same_place
from truepenny.platform.db.batch import Work

pytestmark = pytest.mark.anyio
TICKET, OTHER = TicketId("K7M24QDX"), TicketId("9QXD2222")


@pytest.fixture
def customers(house: House) -> CustomerSignIn:
    tokens = ExchangeTokens(None, audience="truepenny", issuer="")
    return CustomerSignIn(house.db, house.clock, house.keyring, tokens=tokens, languages=("en", "zh"))


async def guest(customers: CustomerSignIn, name: str | None = "Mei") -> ContactId:
    return (await customers.as_guest(name, language="zh-TW", address=HERE)).customer.contact


async def link_for(house: House, contact: ContactId, ticket: TicketId = TICKET) -> str:
    now = house.clock.now_us()
    return await house.db.write(lambda conn: make_link(conn, house.keyring, ticket=ticket, contact=contact, now_us=now))


async def test_a_household_with_a_network_of_its_own_is_one_address(house: House, customers: CustomerSignIn) -> None:
    """IPv6 gives every household 2^64 addresses: a limit for each of them would be none."""
    for n in range(GUEST.limit):
        await customers.as_guest(None, language="en", address=f"2001:db8:7:1::{n:x}")
    with pytest.raises(Refused) as too_many:
        await customers.as_guest(None, language="en", address="2001:db8:7:1:ffff::1%eth0")
    assert too_many.value.code == "too_many_tries"
    await customers.as_guest(None, language="en", address="2001:db8:7:2::1")  # the neighbour's network
    await customers.as_guest(None, language="en", address="::ffff:192.0.2.1")
    assert same_place("::ffff:192.0.2.1") == same_place("192.0.2.1") == "192.0.2.1"
    assert same_place("") == ""


async def test_a_guest_is_unproven_and_known_for_thirty_days(house: House, customers: CustomerSignIn) -> None:
    opened = await customers.as_guest(" Mei\u200b ", language="zh-TW", address=HERE)
    assert (opened.name, opened.customer.language, opened.customer.assurance) == ("Mei", "zh", Assurance.UNPROVEN)
    house.clock.advance(30 * 86400 - 1)
    assert await customers.find_customer(opened.token) == opened.customer
    house.clock.advance(1)
    assert await customers.find_customer(opened.token) is None


async def test_signing_out_ends_the_session_at_once(customers: CustomerSignIn) -> None:
    opened = await customers.as_guest(None, language="fr", address=HERE)
    assert (opened.name, opened.customer.language) == (None, "en")
    assert await customers.find_customer(opened.token) is not None
    await customers.set_language(opened.customer, "zh")
    changed = await customers.find_customer(opened.token)
    assert changed is not None
    assert changed.language == "zh"
    with pytest.raises(Refused):
        await customers.set_language(opened.customer, "tlh")
    await customers.sign_out(opened.customer)
    assert await customers.find_customer(opened.token) is None


async def test_very_many_guests_from_one_address_have_to_wait(customers: CustomerSignIn) -> None:
    for _ in range(120):
        await customers.as_guest(None, language="en", address=HERE)
    with pytest.raises(Refused) as paused:
        await customers.as_guest(None, language="en", address=HERE)
    assert paused.value.status == 429
    assert (await customers.as_guest(None, language="en", address="203.0.113.1")).token


async def test_a_private_link_opens_its_ticket_and_nothing_else(house: House, customers: CustomerSignIn) -> None:
    contact = await guest(customers)
    key = await link_for(house, contact)
    assert len(key) == 32
    opened = await customers.with_link(TICKET, key, language="zh", address=HERE)
    assert (opened.customer.contact, opened.customer.only_ticket, opened.customer.assurance) == (contact, TICKET, Assurance.UNPROVEN)
    for ticket, wrong in ((OTHER, key), (TICKET, key[:-1]), (TICKET, key + "x"), (TICKET, ""), (TICKET, "x" * 10_000)):
        with pytest.raises(NotFound):
            await customers.with_link(ticket, wrong, language="en", address=HERE)


async def test_the_link_of_a_ticket_is_the_same_until_it_is_withdrawn(house: House, customers: CustomerSignIn) -> None:
    contact = await guest(customers)
    key = await link_for(house, contact)
    assert await link_for(house, contact) == key
    assert await link_for(house, contact, OTHER) != key
    opened = await customers.with_link(TICKET, key, language="en", address=HERE)
    ended: list[str] = []
    customers.on_end.append(ended.extend)
    assert await house.db.submit(Work(lambda tx: customers.withdraw_links(tx, TICKET)))
    assert await customers.find_customer(opened.token) is None
    assert ended == [opened.customer.session]
    for _ in range(11):  # to have had the link is no wrong guess
        with pytest.raises(LinkWithdrawn):
            await customers.with_link(TICKET, key, language="en", address=HERE)
    assert not await house.db.submit(Work(lambda tx: customers.withdraw_links(tx, TICKET))), "it was withdrawn already"
    new = await link_for(house, contact)
    assert new not in (key, "")
    assert await link_for(house, contact) == new
    assert (await customers.with_link(TICKET, new, language="en", address=HERE)).token
    now = house.clock.now_us()
    assert await house.db.write(lambda conn: withdraw_links(conn, ticket=TICKET, now_us=now)) == 1
    with pytest.raises(LinkWithdrawn):
        await house.db.read(lambda conn: find_link(conn, ticket=TICKET, key=new))
    assert await link_for(house, contact) not in (key, new)


async def test_ten_wrong_links_make_a_pause_and_right_ones_do_not_count(house: House, customers: CustomerSignIn) -> None:
    key = await link_for(house, await guest(customers))
    for _ in range(15):
        await customers.with_link(TICKET, key, language="en", address=HERE)
    for i in range(10):
        with pytest.raises(NotFound):
            await customers.with_link(TICKET, f"guess{i}", language="en", address=HERE)
    with pytest.raises(Refused) as paused:
        await customers.with_link(TICKET, key, language="en", address=HERE)
    assert paused.value.status == 429
    assert (await customers.with_link(TICKET, key, language="en", address="203.0.113.1")).token


async def test_values_rest_sealed_and_are_shown_masked(house: House) -> None:
    claims = AccountClaims(
        issuer="x",
        subject="8834821",
        jti="1",
        expires_at=0,
        name="Li Wei",
        email="li@acme.example",
        email_verified=True,
        documents_verified=True,
    )
    now = house.clock.now_us()
    contact = await house.db.write(lambda conn: contact_for_account(conn, house.keyring, claims, language="zh", now_us=now))
    found = await house.contacts.find(contact)
    assert found is not None
    assert found.assurance is Assurance.DOCUMENTS_PROVEN
    assert [(i.kind, i.masked, i.assurance) for i in found.identities] == [
        ("uid", "••• 21", Assurance.DOCUMENTS_PROVEN),
        ("email", "l•••@acme.example", Assurance.MAIL_PROVEN),
    ]
    rest = await house.db.read(lambda conn: repr(conn.execute(text("SELECT * FROM identities")).all()))
    assert "8834821" not in rest
    assert "li@acme" not in rest


async def test_an_account_cannot_be_given_to_a_second_contact(house: House, customers: CustomerSignIn) -> None:
    claims = AccountClaims(issuer="x", subject="1", jti="1", expires_at=0)
    now, keys = house.clock.now_us(), house.keyring
    owner = await house.db.write(lambda conn: contact_for_account(conn, keys, claims, language="en", now_us=now))
    thief = await guest(customers)
    taken = await house.db.write(
        lambda conn: put_identity(conn, keys, thief, kind="uid", value="1", issuer="x", assurance=Assurance.ACCOUNT_PROVEN, now_us=now)
    )
    assert not taken
    assert await house.db.read(lambda conn: find_account(conn, keys, issuer="x", subject="1")) == owner
    # An unproven mail address may be claimed by anybody, and says nothing.
    for contact in (owner, thief):
        assert await house.db.write(
            lambda conn, contact=contact: put_identity(
                conn, keys, contact, kind="email", value="A@b.example", assurance=Assurance.UNPROVEN, now_us=now
            )
        )


async def test_assurance_of_an_identity_rises_and_does_not_fall(house: House, customers: CustomerSignIn) -> None:
    contact, now = await guest(customers), house.clock.now_us()
    for assurance in (Assurance.UNPROVEN, Assurance.MAIL_PROVEN, Assurance.UNPROVEN):
        await house.db.write(
            lambda conn, assurance=assurance: put_identity(
                conn, house.keyring, contact, kind="email", value="a@b.example", assurance=assurance, now_us=now
            )
        )
    found = await house.contacts.find(contact)
    assert found is not None
    assert found.assurance is Assurance.MAIL_PROVEN


async def test_revealing_needs_a_reason_is_recorded_and_limited(house: House) -> None:
    claims = AccountClaims(issuer="x", subject="8834821", jti="1", expires_at=0)
    now = house.clock.now_us()
    contact = await house.db.write(lambda conn: contact_for_account(conn, house.keyring, claims, language="en", now_us=now))
    ann = Agent(id=AgentId("A-1001"), name="Ann", role=Role.AGENT)

    async def reveal(kind: str, reason: str) -> str:
        show = house.contacts.shower(kind, agent=ann, reason=reason)
        return await house.db.write(lambda conn: show(conn, contact))

    with pytest.raises(Refused) as silent:
        await reveal("uid", "  ")
    assert silent.value.code == "reason_missing"
    with pytest.raises(NotFound):
        await reveal("phone", "call back")
    for _ in range(30):
        assert await reveal("uid", "compare with the account") == "8834821"
    line = (await house.directory.list_audit())[0]
    assert (line.who, line.what, line.subject) == ("A-1001", "identity_revealed", contact)
    assert line.detail == {"kind": "uid", "reason": "compare with the account"}
    with pytest.raises(Refused) as paused:
        await reveal("uid", "compare with the account")
    assert paused.value.status == 429


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("uid", "88348214", "••• 8214"), ("uid", "12345", "••• 45"), ("uid", "1234", "•••"), ("phone", "+86 138 0013 8000", "••• 8000"),
        ("email", "li.wei@acme.example", "l•••@acme.example"), ("email", "l@acme.example", "•••@acme.example"), ("email", "broken", "•••"),
    ],
)  # fmt: skip
def test_masks(kind: str, value: str, shown: str) -> None:
    assert mask(kind, value) == shown  # type: ignore[arg-type]
