"""What everybody may ask of an agent ID: it fails closed, tells nothing of customers, and counts who asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, event
from tests.countersign.conftest import Stage, say
from tests.people_of import make_agent

from truepenny.contracts.errors import Refused
from truepenny.contracts.identity import TicketId
from truepenny.contracts.talks import NowView
from truepenny.contracts.views import Presence
from truepenny.main.countersign import make_countersign
from truepenny.main.house import House
from truepenny.main.tables import all_tables
from truepenny.people.agents import NewAgent, add_agent
from truepenny.people.tries import AGENT_CHECK, AGENT_CHECK_PLACE
from truepenny.platform.clock import SetClock

pytestmark = pytest.mark.anyio
HERE = "192.0.2.7"


async def ask(stage: Stage, agent: str, words: str = "", place: str = HERE) -> str:
    return (await stage.words.check_agent(agent, words, place=place)).says


async def words_of(stage: Stage) -> str:
    return " ".join(word.text for word in (await stage.shown(stage.li)).words)


async def test_an_agent_id_alone_tells_whether_there_is_such_an_agent(stage: Stage, house: House) -> None:
    answer = await stage.words.check_agent(stage.lin.id.lower().replace("-", " "), "", place=HERE)
    assert (answer.says, answer.agent, answer.name) == ("known", stage.lin.id, stage.lin.name)
    assert await ask(stage, "A-9999") == "unknown"
    assert await ask(stage, "Lin") == "unknown"
    gone = await make_agent(house, "Gone")
    await house.people.agents.disable(gone.id, by=stage.wu.id)
    assert await ask(stage, gone.id) == "unknown"


async def test_with_words_it_tells_that_the_agent_talks_to_a_customer_and_nothing_more(stage: Stage, clock: SetClock) -> None:
    await stage.ask(stage.li)
    words, since = await words_of(stage), clock.now_us()
    clock.advance(30)
    answer = await stage.words.check_agent(stage.lin.id, words, place=HERE)
    assert asdict(answer) == {"says": "talking", "agent": stage.lin.id, "name": stage.lin.name, "since": since}
    clock.advance(91)
    assert await ask(stage, stage.lin.id, words) == "no", "after their time"


async def test_of_an_agent_who_has_left_the_desk_it_says_no(stage: Stage, clock: SetClock) -> None:
    clock.advance(100)
    await stage.ask(stage.lin)
    words = await words_of(stage)
    assert await ask(stage, stage.lin.id, words) == "talking", "the premise"
    clock.advance(30)
    assert await ask(stage, stage.lin.id, words) == "no"


async def test_every_other_answer_with_words_is_the_same_no(stage: Stage) -> None:
    name = await stage.ask(stage.li)
    words = await words_of(stage)
    answers = [
        await stage.words.check_agent(stage.lin.id, "lantern candle", place=HERE),
        await stage.words.check_agent(stage.lin.id, "not words at all", place=HERE),
        await stage.words.check_agent(stage.lin.id, " ".join(reversed(words.split())), place=HERE),
        await stage.words.check_agent(stage.wu.id, words, place=HERE),
        await stage.words.check_agent("A-9999", words, place=HERE),
    ]
    assert {(one.says, one.name, one.since) for one in answers} == {("no", None, None)}
    assert await ask(stage, stage.lin.id, words) == "talking", "the premise"
    await stage.answer(name, matched=False)
    assert await ask(stage, stage.lin.id, words) == "no"


class AloneOnADatabase:
    """Writes one after the other, on a connection that nobody else uses, and keeps what it was told."""

    def __init__(self) -> None:
        self._engine = create_engine("sqlite://")
        all_tables().create_all(self._engine)
        self.told: list[str] = []
        event.listen(self._engine, "before_cursor_execute", lambda _c, _cursor, statement, *_: self.told.append(statement))

    async def write(self, fn: Callable[[Connection], Any]) -> Any:
        self.told.clear()
        with self._engine.begin() as conn:
            return fn(conn)


async def test_an_unknown_agent_costs_the_same_statements_as_wrong_words(house: House, clock: SetClock) -> None:
    alone = AloneOnADatabase()
    words = make_countersign(db=alone, clock=clock, keyring=house.keyring, needs=house.needs)  # type: ignore[arg-type]
    new = NewAgent(login="lin", name="Lin", password_hash="none")
    lin = await alone.write(lambda conn: add_agent(conn, new, by="test", now_us=1))
    told = []
    for agent, said in ((lin, "lantern candle"), ("A-9999", "lantern candle"), ("nobody", "no words of ours")):
        assert (await words.check_agent(agent, said, place=HERE)).says == "no"
        told.append(list(alone.told))
    assert (await words.check_agent(lin, "", place=HERE)).says == "known", "the premise"
    assert told[0] == told[1] == told[2]
    assert len(told[0]) > 3


async def test_one_network_is_told_to_wait_and_an_agent_id_is_answered_with_no(stage: Stage) -> None:
    await stage.ask(stage.li)
    words = await words_of(stage)
    for _ in range(AGENT_CHECK_PLACE.limit):
        await ask(stage, stage.lin.id)
    with pytest.raises(Refused) as refused:
        await ask(stage, stage.lin.id)
    assert refused.value.status == 429
    for n in range(AGENT_CHECK.limit):
        assert await ask(stage, stage.lin.id, "lantern candle", place=f"198.51.100.{n}") == "no"
    assert await ask(stage, stage.lin.id, words, place="203.0.113.5") == "no", "guessing from many networks gets no further"


# Are you talking to us now?


async def now(stage: Stage) -> NowView:
    return await stage.house.truth.now.of(stage.li)


async def test_now_tells_who_talks_and_since_when(stage: Stage, house: House, clock: SetClock) -> None:
    began = clock.now_us()
    clock.advance(10 * 60)
    await say(house, stage.lin, stage.ticket, "Still looking")
    talk = (await now(stage)).talks[0]
    assert (talk.ticket, talk.agent, talk.name, talk.since, talk.last_at) == (
        stage.ticket, stage.lin.id, stage.lin.name, began, clock.now_us()
    )  # fmt: skip
    clock.advance(14 * 60)
    assert (await now(stage)).says == "talking"
    clock.advance(2 * 60)
    assert (await now(stage)).says == "not_talking", "a quarter of an hour after our last words"
    await say(house, stage.lin, stage.ticket, "Back again")
    assert (await now(stage)).talks[0].since == clock.now_us(), "a long silence cuts a conversation in two"


async def test_now_counts_an_agent_who_is_writing_and_none_who_only_looks(stage: Stage, clock: SetClock) -> None:
    clock.advance(3_600)
    there: list[Presence] = []

    def present(ticket: TicketId) -> list[Presence]:
        return there if ticket == stage.ticket else []

    stage.house.truth.now.present = present
    there[:] = [Presence(stage.wu.id, stage.wu.name, "note")]
    assert (await now(stage)).says == "not_talking"
    there[:] = [Presence(stage.wu.id, stage.wu.name, "reply")]
    assert [(talk.agent, talk.writing) for talk in (await now(stage)).talks] == [(stage.wu.id, True)]


async def test_now_tells_nobody_of_others_conversations(stage: Stage, house: House) -> None:
    assert (await now(stage)).says == "talking", "the premise"
    assert (await house.truth.now.of(stage.outsider)).says == "not_talking"
