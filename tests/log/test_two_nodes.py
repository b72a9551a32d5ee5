"""Two nodes on one PostgreSQL: gapless numbers, one answer to one client id, and followers that pass over nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from anyio.from_thread import start_blocking_portal
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from tests.log.test_append import check_gapless, relaxed, units
from tests.log.writing import WHO, Boom, Unit, fresh, load_log, open_in, work_of
from tests.people_of import make_customer
from tests.postgresql_server import MakeUrl

from truepenny.contracts.views import Receipt
from truepenny.log.append import Tx
from truepenny.log.events import NoteAdded
from truepenny.log.read import iter_events
from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.platform.db.batch import Work
from truepenny.platform.settings import Settings, load_settings

pytestmark = [pytest.mark.postgresql]
Pair = tuple[House, House]


def pair_settings(url: str, folder: Path) -> tuple[Settings, Settings]:
    """Two nodes with one database and one secret, each with a folder of its own."""
    first = load_settings({}, given={"data_dir": str(folder / "a"), "database_url": url, "undo_s": "1", "log_level": "error"})
    second = replace(first, data_dir=folder / "b", control_socket=folder / "b" / "control.sock", blob_dir=folder / "b" / "blobs")
    return first, second


@pytest.fixture
async def pair(make_migrated: MakeUrl, tmp_path: Path) -> AsyncIterator[Pair]:
    first, second = pair_settings(make_migrated(), tmp_path)
    async with running(first) as a, running(second) as b:
        yield a, b


@pytest.fixture(scope="module")
def standing_pair(make_migrated: MakeUrl, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[object, Pair]]:
    first, second = pair_settings(make_migrated(), tmp_path_factory.mktemp("pair"))
    with (
        start_blocking_portal("asyncio") as portal,
        portal.wrap_async_context_manager(running(first)) as a,
        portal.wrap_async_context_manager(running(second)) as b,
    ):
        yield portal, (a, b)


@relaxed
@given(plan=st.lists(st.tuples(st.booleans(), units), min_size=2, max_size=12))
def test_two_nodes_writing_to_the_same_tickets_keep_the_numbers_gapless(
    standing_pair: tuple[object, Pair], plan: list[tuple[bool, Unit]]
) -> None:
    portal, (a, b) = standing_pair
    tickets = fresh(4)

    async def run_all() -> list[list[Receipt] | BaseException]:
        jobs = [(a if here else b).db.submit(work_of(unit, tickets)) for here, unit in plan]
        return await asyncio.gather(*jobs, return_exceptions=True)

    answers = portal.call(run_all)  # type: ignore[attr-defined]
    for (_, unit), answer in zip(plan, answers, strict=True):
        assert isinstance(answer, Boom) if unit.fails else isinstance(answer, list), answer
    check_gapless(portal.call(load_log, a))  # type: ignore[attr-defined]


@pytest.mark.anyio
async def test_a_message_sent_to_both_nodes_at_once_is_taken_once(pair: Pair) -> None:
    a, b = pair
    li = await make_customer(a)
    for n in range(5):
        asked = {"client_id": f"at-once-{n}", "subject": "", "text": "where is it?", "topic": None, "language": "en", "files": []}
        opened = await asyncio.gather(*(house.portal.open_ticket(li, **asked) for house in (a, b, a, b)))  # type: ignore[arg-type]
        assert len({(one.receipt.ticket, one.receipt.seq) for one in opened}) == 1
        ticket = opened[0].receipt.ticket
        written = await asyncio.gather(
            *(house.portal.write(li, ticket, client_id=f"again-{n:03}", text="hello?", files=[]) for house in (a, b, b, a))
        )
        assert {receipt.seq for receipt in written} == {3}


@pytest.mark.anyio
@pytest.mark.parametrize("held_at", ["while its unit runs", "after it took its positions"])
async def test_no_follower_passes_over_a_writer_that_is_held_open(pair: Pair, held_at: str) -> None:
    a, b = pair
    slow, quick = fresh(2)
    await a.db.submit(work_of(Unit((0, 1)), [slow, quick]))
    if held_at == "after it took its positions":
        sleep = "CREATE FUNCTION wait_for_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.4); RETURN NULL; END $$"
        await a.db.write(lambda conn: conn.execute(text(sleep)))
        trigger = f"CREATE TRIGGER held AFTER INSERT ON event FOR EACH ROW WHEN (NEW.ticket_id = '{slow}') EXECUTE FUNCTION wait_for_it()"
        await a.db.write(lambda conn: conn.execute(text(trigger)))

    def dawdle(tx: Tx) -> Receipt:
        if held_at == "while its unit runs":
            tx.conn.execute(text("SELECT pg_sleep(0.4)"))
        return tx.append(slow, NoteAdded(None, (), "slow"), actor=WHO)

    seen: list[int] = []
    done = asyncio.Event()

    async def follow() -> None:
        while True:
            last = done.is_set()
            for chunk in await b.db.read(lambda conn: list(iter_events(conn, after=seen[-1] if seen else 0))):
                seen.extend(event.position for event in chunk)
            if last:
                return
            await asyncio.sleep(0.005)

    follower = asyncio.create_task(follow())
    held = asyncio.create_task(a.db.submit(Work(dawdle, tickets=(slow,))))
    await asyncio.sleep(0.1)
    quickly = [await b.db.submit(work_of(Unit((0,)), [quick])) for _ in range(5)]
    overtaken = not held.done()
    await held
    done.set()
    await follower

    assert overtaken is (held_at == "while its unit runs"), "a writer that has its positions lets nobody else commit before it"
    assert len(quickly) == 5
    assert seen == list(range(1, 4 + 1 + 5 + 1))


@pytest.mark.anyio
async def test_two_nodes_that_lock_the_same_rows_in_different_order_both_come_through(pair: Pair) -> None:
    a, b = pair
    rows = "INSERT INTO node_pulse (node, at) VALUES ('left', 0), ('right', 0)"
    await a.db.write(lambda conn: conn.execute(text(rows)))

    def both(first: str, second: str) -> Work[None]:
        def run(tx: Tx) -> None:
            for name in (first, second):
                tx.conn.execute(text("UPDATE node_pulse SET at = at + 1 WHERE node = :name"), {"name": name})
                tx.conn.execute(text("SELECT pg_sleep(0.1)"))

        return Work(run)

    await asyncio.gather(a.db.submit(both("left", "right")), b.db.submit(both("right", "left")))
    counts = await a.db.read(lambda conn: conn.execute(text("SELECT at FROM node_pulse WHERE node IN ('left', 'right')")).scalars().all())
    assert list(counts) == [2, 2]


@pytest.mark.anyio
async def test_a_ticket_opened_on_both_nodes_under_one_number_is_one_ticket(pair: Pair) -> None:
    (ticket,) = fresh(1)

    def arrive(tx: Tx) -> Receipt:
        if tx.find_state(ticket) is None:
            return open_in(tx, ticket)
        return tx.append(ticket, NoteAdded(None, (), "second"), actor=WHO)

    receipts = await asyncio.gather(*(house.db.submit(Work(arrive, tickets=(ticket,))) for house in pair))
    assert sorted(receipt.seq for receipt in receipts) == [1, 2]
