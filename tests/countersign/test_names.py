"""Names that could be taken for ours: marked at the desk whoever gave them, and not to be chosen by a guest."""

from __future__ import annotations

import pytest
from tests.countersign.conftest import Stage, open_ticket
from tests.people_of import make_agent, make_customer

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Agent, Role
from truepenny.contracts.views import Imitates
from truepenny.main.house import House
from truepenny.people.contacts import add_contact
from truepenny.people.imitation import find_imitation
from truepenny.projections.inbox.query import Filter, load_page

pytestmark = pytest.mark.anyio
FALSE = [
    ("Acme", "brand"), ("Acme Support", "brand"), ("ACME-Official", "brand"), ("АСМЕ", "brand"), ("acmesupport", "brand"),
    ("Acme 客服", "brand"),
    ("Support", "staff"), ("Help Desk", "staff"), ("Suрport Team", "staff"), ("supp0rt", "staff"), ("Customer-Service 24/7", "staff"),
    ("在线客服", "staff"), ("官方人员", "staff"), ("管理員", "staff"), ("Security Team", "staff"),
    ("S u p p o r t", "staff"), ("s.u.p.p.o.r.t", "staff"), ("Support24", "staff"), ("24 support", "staff"), ("TechSupport", "staff"),
    ("客 服 小王", "staff"), ("官·方", "staff"), ("А-1027", "agent_id"), ("A #1027", "agent_id"), ("A.1027", "agent_id"),
    ("ᴀᴄᴍᴇ", "brand"), ("🅰cme", "brand"), ("Acme™", "brand"), ("AcmeHelp", "brand"), ("helpacme", "brand"), ("Acme Exchange", "brand"),
    ("ꜱᴜᴘᴘᴏʀᴛ", "staff"), ("工号 1027", "agent_id"),
    ("A-1027", "agent_id"), ("Lin (a1027)", "agent_id"), ("Ａ－１０２７", "agent_id"),
]  # fmt: skip
TRUE = [
    "Li Wei",
    "Maria Silva",
    "王芳",
    "Acmeson",
    "Acmehelps",
    "Pacmeteam",
    "Supporta",
    "Adminah",
    "John Stafford",
    "O'Officially",
    "Ana 27",
    "Wu A. 12",
    "Ámbar",
    "李客",
    "Маша 1027",
    "J. R. R. Li",
    "Li 2024",
]


@pytest.mark.parametrize(("name", "why"), FALSE)
def test_a_name_that_could_be_ours_is_found(name: str, why: Imitates) -> None:
    assert find_imitation(name, "Acme") == why


@pytest.mark.parametrize(("name", "why"), [("甲交", "brand"), ("甲交小王", "brand"), ("甲交客服", "brand"), ("王甲", None)])
def test_a_chinese_brand_of_two_characters_is_found(name: str, why: Imitates | None) -> None:
    assert find_imitation(name, "甲交") == why


@pytest.mark.parametrize("name", ["Acme", "Acme Exchange", "acme_cs", "The Acme Team"])
def test_of_a_brand_with_words_beside_it_the_name_counts(name: str) -> None:
    assert find_imitation(name, "Acme Support") == "brand"
    assert find_imitation("Li Wei", "Acme Support") is None


@pytest.mark.parametrize("name", TRUE)
def test_other_peoples_names_are_left_alone(name: str) -> None:
    assert find_imitation(name, "Acme") is None


async def lead(house: House) -> Agent:
    return await make_agent(house, "Omar", role=Role.ADMIN)


async def test_a_customers_name_from_elsewhere_is_marked_and_not_refused(stage: Stage, house: House) -> None:
    """As an exchange's token or the head of a mail gives it."""
    for name, why in (("Truepenny Support", "brand"), (stage.lin.name.upper(), "agent"), ("Li Wei", None)):
        contact = await house.db.write(lambda conn, name=name: add_contact(conn, name=name, language="en", now_us=1))
        customer = stage.li.__class__(contact, "session", stage.li.assurance)
        ticket = await open_ticket(house, customer)
        stage.ticket = ticket
        assert (await stage.seen_by(stage.wu))[0].imitates == why
        rows = (await house.db.read(lambda conn: load_page(conn, stage.wu, Filter("all"), after=None, limit=50))).rows
        assert next(row for row in rows if row.ticket == ticket).imitates == why
        assert (await stage.seen_by(customer))[0].imitates is None, "a matter of agents"


@pytest.mark.parametrize("name", ["Truepenny", "客服小王", "Lin"])
async def test_a_guest_cannot_choose_such_a_name(house: House, name: str) -> None:
    agent = await make_agent(house, "Lin")
    with pytest.raises(Refused) as refused:
        await house.portal.sign_in_as_guest(agent.name if name == "Lin" else name, language="en", address="10.0.0.1")
    assert (refused.value.status, refused.value.code, refused.value.field) == (422, "name_reserved", "name")
    assert await make_customer(house, "Linda"), "another name will do"
    assert (await house.portal.sign_in_as_guest("Linda", language="en", address="10.0.0.1")).name == "Linda"
