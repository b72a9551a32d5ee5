"""What has to hold when two nodes share a database and are asked at the same moment."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from tests.people.exchange import Exchange
from tests.people.house import HERE, House, build_house

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import Role
from truepenny.people import audit
from truepenny.people.agent_sign_in import Advance
from truepenny.people.customer_sessions import CustomerSession, CustomerSignIn
from truepenny.people.exchange_tokens import ExchangeTokens
from truepenny.platform.clock import SetClock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database

pytestmark = [pytest.mark.anyio, pytest.mark.postgresql]
Houses = tuple[House, House]


@pytest.fixture
def houses(two_nodes: tuple[Database, Database], clock: SetClock, keyring: Keyring) -> Houses:
    one, two = two_nodes
    return build_house(one, clock, keyring), build_house(two, clock, keyring)


async def test_a_token_is_used_once_over_both(houses: Houses, tmp_path: Path, clock: SetClock, keyring: Keyring) -> None:
    exchange = Exchange(tmp_path, clock)
    tokens = ExchangeTokens(exchange.jwks, audience="truepenny", issuer="")
    desks = [CustomerSignIn(house.db, clock, keyring, tokens=tokens, languages=("en",)) for house in houses]
    for _ in range(5):
        token = exchange.sign(sub="one-customer")
        answers = await asyncio.gather(
            *(desk.with_exchange_token(token, language="en") for desk in desks for _ in range(4)), return_exceptions=True
        )
        assert sum(isinstance(answer, CustomerSession) for answer in answers) == 1
        assert {answer.code for answer in answers if isinstance(answer, Refused)} == {"token_reused"}
    first = [exchange.sign(sub="new-customer") for _ in range(8)]
    opened = await asyncio.gather(*(desks[i % 2].with_exchange_token(token, language="en") for i, token in enumerate(first)))
    assert len({session.customer.contact for session in opened}) == 1


async def test_agents_added_on_both_get_different_ids(houses: Houses) -> None:
    names = ("Ann", "Ben", "Cai", "Dora", "Emil", "Fei")
    added = await asyncio.gather(*(houses[i % 2].directory.add(f"login.{i}", name, by=audit.COMMAND_LINE) for i, name in enumerate(names)))
    assert len({agent for agent, _ in added}) == 6


async def test_one_name_is_given_to_one_agent(houses: Houses) -> None:
    answers = await asyncio.gather(
        *(houses[i % 2].directory.add(f"login.{i}", "Lin Wei", by=audit.COMMAND_LINE) for i in range(6)), return_exceptions=True
    )
    assert sum(isinstance(answer, tuple) for answer in answers) == 1
    assert {answer.status for answer in answers if isinstance(answer, Refused)} == {409}


async def test_two_admins_do_not_remove_each_other(houses: Houses) -> None:
    one, two = houses
    for i in range(5):
        ann, _ = await one.add(f"ann{i}", f"Ann {i * 'x'}", role=Role.ADMIN)
        ben, _ = await one.add(f"ben{i}", f"Ben {i * 'x'}", role=Role.ADMIN)
        for card in await one.directory.list_agents(with_disabled=False):
            if card.id not in (ann, ben):
                await one.directory.disable(card.id, by=ann)
        answers = await asyncio.gather(
            one.directory.disable(ann, by=ben), two.directory.change(ben, by=ann, role=Role.AGENT), return_exceptions=True
        )
        assert [answer.code for answer in answers if isinstance(answer, Refused)] == ["last_admin"]
        assert len([card for card in await two.directory.list_agents(with_disabled=False) if card.role is Role.ADMIN]) == 1


async def test_a_code_works_on_one_of_them(houses: Houses) -> None:
    one, two = houses
    _, secret = await one.add("ann", "Ann")
    steps = [await house.sign_in.start("ann", "copper kettle nine rivers", address=HERE) for house in houses]
    code = one.code(secret)
    answers = await asyncio.gather(
        *(house.sign_in.check_code(step.step_token, code, address=HERE, device="") for house, step in zip((one, two), steps, strict=True)),
        return_exceptions=True,
    )
    assert sorted(isinstance(answer, Advance) for answer in answers) == [False, True]


async def test_tries_are_counted_over_both(houses: Houses) -> None:
    await houses[0].add("ann", "Ann")
    answers = await asyncio.gather(
        *(houses[i % 2].sign_in.start("ann", f"guess number {i}", address=HERE) for i in range(10)), return_exceptions=True
    )
    assert sorted(answer.status for answer in answers if isinstance(answer, Refused)) == [401] * 5 + [429] * 5


async def test_a_session_opened_here_is_known_there_and_ends_there(houses: Houses, clock: SetClock) -> None:
    one, two = houses
    ann, secret = await one.add("ann", "Ann")
    token = await one.enter("ann", secret)
    assert await two.sessions.find_agent(token) is not None
    await one.add("boss", "Boss", role=Role.ADMIN)
    await one.directory.disable(ann, by="A-1002")
    clock.advance(5.1)
    assert await two.sessions.find_agent(token) is None
