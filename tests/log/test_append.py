"""Whatever the writers do, each ticket's numbers run 1, 2, 3 ... and the log's positions too; a unit that fails leaves no trace."""

from __future__ import annotations

import asyncio
from collections import defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from tests.log.writing import WHO, Boom, Standing, Unit, fresh, load_log, open_in, touch, work_of

from truepenny.contracts.identity import TicketId
from truepenny.contracts.views import Receipt
from truepenny.log.append import Tx
from truepenny.log.chain import dedupe_key
from truepenny.log.events import NoteAdded
from truepenny.main.house import House
from truepenny.platform.db.batch import Work

units = st.builds(
    Unit,
    tickets=st.lists(st.integers(0, 3), min_size=1, max_size=3, unique=True).map(tuple),
    events=st.integers(1, 3),
    touches_tables=st.booleans(),
    fails=st.integers(0, 3).map(lambda n: n == 0),
)
relaxed = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


async def run_all(house: House, plan: list[Unit], tickets: list[TicketId]) -> list[list[Receipt] | BaseException]:
    return await asyncio.gather(*(house.db.submit(work_of(unit, tickets)) for unit in plan), return_exceptions=True)


def check_gapless(rows: list[tuple[int, str, int, str, bytes]]) -> None:
    seqs = defaultdict(list)
    for _, ticket, seq, _, _ in rows:
        seqs[ticket].append(seq)
    assert all(found == list(range(1, len(found) + 1)) for found in seqs.values())
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))


@relaxed
@given(plan=st.lists(units, min_size=1, max_size=12))
def test_any_interleaving_of_units_keeps_the_numbers_gapless_and_a_failing_one_takes_only_itself_down(
    standing: Standing, plan: list[Unit]
) -> None:
    tickets = fresh(4)
    before = {(row[1], row[2]) for row in standing.call(load_log, standing.house)}
    answers = standing.call(run_all, standing.house, plan, tickets)
    rows = standing.call(load_log, standing.house)

    check_gapless(rows)
    for unit, answer in zip(plan, answers, strict=True):
        assert isinstance(answer, Boom) if unit.fails else isinstance(answer, list), answer
    promised = [(receipt.ticket, receipt.seq) for answer in answers if isinstance(answer, list) for receipt in answer]
    assert len(promised) == len(set(promised))
    assert {(row[1], row[2]) for row in rows} - before == set(promised)


@pytest.mark.anyio
async def test_what_a_failing_unit_did_to_ordinary_tables_is_undone_and_its_neighbours_stay(house: House) -> None:
    (ticket,) = fresh(1)

    def stumble(tx: Tx) -> None:
        touch(tx)
        raise Boom

    def fall_over(tx: Tx) -> None:
        tx.conn.execute(text("INSERT INTO no_such_table VALUES (1)"))

    answers = await asyncio.gather(
        house.db.submit(work_of(Unit((0,)), [ticket])),
        house.db.submit(Work(stumble)),
        house.db.submit(work_of(Unit((0,), touches_tables=True), [ticket])),
        house.db.submit(Work(fall_over)),
        house.db.submit(work_of(Unit((0,)), [ticket])),
        return_exceptions=True,
    )
    assert isinstance(answers[1], Boom)
    assert "no_such_table" in str(answers[3])
    assert await house.db.read(lambda conn: conn.execute(text("SELECT at FROM node_pulse WHERE node = 'touched'")).scalar()) == 1
    check_gapless(await load_log(house))


@pytest.mark.anyio
async def test_the_same_key_again_appends_nothing_and_gives_the_first_receipt(house: House) -> None:
    (ticket,), key = fresh(1), dedupe_key("note", "A-1", "the same")
    await house.db.submit(work_of(Unit((0,)), [ticket]))

    def once(tx: Tx) -> Receipt:
        return tx.find(key) or tx.append(ticket, NoteAdded(None, (), "the same"), actor=WHO, key=key)

    together = await asyncio.gather(*(house.db.submit(Work(once, tickets=(ticket,), keys=(key,))) for _ in range(5)))
    later = await house.db.submit(Work(once, tickets=(ticket,), keys=(key,)))
    assert {receipt.seq for receipt in [*together, later]} == {3}
    assert len([row for row in await load_log(house) if bytes(row[4]) == key]) == 1


@pytest.mark.anyio
async def test_a_key_of_a_unit_that_failed_is_free_again(house: House) -> None:
    (ticket,), key = fresh(1), dedupe_key("open", "somebody", "retried")

    def attempt(*, fails: bool) -> Work[Receipt]:
        def run(tx: Tx) -> Receipt:
            receipt = tx.find(key) or open_in(tx, ticket, key=key)
            if fails:
                raise Boom
            return receipt

        return Work(run, tickets=(ticket,), keys=(key,))

    failed, accepted = await asyncio.gather(
        house.db.submit(attempt(fails=True)), house.db.submit(attempt(fails=False)), return_exceptions=True
    )
    assert isinstance(failed, Boom)
    assert isinstance(accepted, Receipt)
    assert [row[2] for row in await load_log(house)] == [1]


@pytest.mark.anyio
@pytest.mark.parametrize(
    "change", ["UPDATE event SET seq = seq + 1", "DELETE FROM event", "UPDATE event SET body = body", "TRUNCATE event"]
)
async def test_the_database_itself_refuses_to_change_events(house: House, change: str) -> None:
    (ticket,) = fresh(1)
    await house.db.submit(work_of(Unit((0,)), [ticket]))
    before = await load_log(house)
    assert before, "there is something to change"
    with pytest.raises(Exception, match="events are never" if "TRUNCATE" not in change else "events are never|syntax error"):
        await house.db.write(lambda conn: conn.execute(text(change)))
    assert await load_log(house) == before


@pytest.mark.anyio
async def test_events_are_frozen_and_closed() -> None:
    note = NoteAdded(None, (), "x")
    with pytest.raises(AttributeError):
        note.client_id = "y"  # type: ignore[misc]
    with pytest.raises(TypeError):
        NoteAdded(None, (), "x", colour="red")  # type: ignore[call-arg]
