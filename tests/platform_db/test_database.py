"""The contract of the database, on both: units answered after their commit, failures apart, snapshots, an orderly end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection, text
from tests.log.writing import Boom

from truepenny.platform.db.batch import Batch, Work
from truepenny.platform.db.choose import make_database
from truepenny.platform.db.combine import with_rows
from truepenny.platform.db.database import MAX_WAITING, Database, DatabaseAway, DatabaseBusy, Unstorable
from truepenny.platform.settings import Settings
from truepenny.platform.web.problem import Declined

pytestmark = pytest.mark.anyio


@pytest.fixture
async def db(settings: Settings) -> AsyncIterator[Database]:
    found = make_database(settings)
    await found.start()
    yield found
    await found.stop()


def pulse(name: str, at: int) -> Work[int]:
    def run(batch: Batch) -> int:
        batch.conn.execute(text("INSERT INTO node_pulse (node, at) VALUES (:name, :at)"), {"name": name, "at": at})
        return at

    return Work(run)


def load(conn: Connection) -> dict[str, int]:
    return {row.node: row.at for row in conn.execute(text("SELECT node, at FROM node_pulse"))}


async def test_a_unit_is_on_disk_when_it_is_answered(db: Database) -> None:
    for n in range(5):
        assert await db.submit(pulse(f"n{n}", n)) == n
        assert (await db.read(load))[f"n{n}"] == n
    assert db.last_commit_us > 0
    assert db.last_refusal_us == 0


async def test_units_that_come_together_are_committed_together_and_fail_apart(db: Database) -> None:
    sizes: list[int] = []
    db.observers.append(lambda units, _seconds: sizes.append(units))

    def stumble(batch: Batch) -> None:
        batch.conn.execute(text("INSERT INTO node_pulse (node, at) VALUES ('gone', 1)"))
        raise Boom

    works: list[Work[int] | Work[None]] = [pulse(f"n{n}", n) for n in range(40)]
    works[7] = Work(stumble)
    answers = await asyncio.gather(*(db.submit(work) for work in works), return_exceptions=True)
    assert [n for n, answer in enumerate(answers) if isinstance(answer, Exception)] == [7]
    assert set(await db.read(load)) == {f"n{n}" for n in range(40)} - {"n7"}
    assert max(sizes) > 1, "the premise: they did come together"


async def test_what_is_to_happen_after_the_commit_happens_only_then(db: Database) -> None:
    called: list[str] = []

    def plan(name: str, *, fails: bool) -> Work[None]:
        def run(batch: Batch) -> None:
            batch.after_commit(lambda: called.append(name))
            if fails:
                raise Boom

        return Work(run)

    await asyncio.gather(db.submit(plan("kept", fails=False)), db.submit(plan("dropped", fails=True)), return_exceptions=True)
    await asyncio.sleep(0)
    assert called == ["kept"]


async def test_a_listener_that_fails_stops_neither_the_others_nor_the_writer(db: Database) -> None:
    called: list[str] = []

    def trip() -> None:
        called.append("tripped")
        raise Boom

    def plan(batch: Batch) -> int:
        batch.after_commit(trip)
        batch.after_commit(lambda: called.append("next"))
        return 1

    db.observers.append(lambda _units, _seconds: trip())
    assert await db.submit(Work(plan)) == 1
    async with asyncio.timeout(5):
        await db.submit(pulse("after", 1))
    assert called[:2] == ["tripped", "next"]
    assert await db.read(load) == {"after": 1}


async def test_two_changes_put_together_happen_both_or_not_at_all(db: Database) -> None:
    def fall(_conn: Connection) -> None:
        raise Boom

    with pytest.raises(Boom):
        await db.submit(with_rows(pulse("half", 1), fall))
    assert await db.submit(with_rows(pulse("whole", 1), lambda conn: conn.execute(text("UPDATE node_pulse SET at = 2")))) == 1  # type: ignore[arg-type,return-value]
    assert await db.read(load) == {"whole": 2}


async def test_readers_cannot_write_and_see_one_moment(db: Database) -> None:
    await db.submit(pulse("n", 1))
    with pytest.raises(Exception, match=r"readonly|read-only|query_only"):
        await db.read(lambda conn: conn.execute(text("UPDATE node_pulse SET at = 9")))
    assert await db.read(load) == {"n": 1}


async def test_too_much_work_is_declined_at_once_and_in_words(db: Database) -> None:
    jobs = [asyncio.create_task(db.submit(Work(lambda batch: None))) for _ in range(MAX_WAITING + 600)]
    answers = await asyncio.gather(*jobs, return_exceptions=True)
    declined = [answer for answer in answers if isinstance(answer, DatabaseAway)]
    assert declined, "not all of it was taken"
    assert len(declined) + answers.count(None) == len(answers)
    assert isinstance(declined[0], Declined)
    assert (declined[0].status, declined[0].retry_after_s) == (503, 5)
    await db.submit(pulse("after", 1))


async def test_stopping_finishes_what_was_handed_over_and_takes_no_more(settings: Settings) -> None:
    db = make_database(settings)
    await db.start()
    jobs = [asyncio.create_task(db.submit(pulse(f"n{n}", n))) for n in range(100)]
    await asyncio.sleep(0)
    await db.stop()
    assert await asyncio.gather(*jobs) == list(range(100))
    with pytest.raises(DatabaseAway):
        await db.submit(pulse("late", 1))
    with pytest.raises(DatabaseAway):
        await db.read(load)


async def test_one_process_has_the_file_at_a_time(sqlite_settings: Settings) -> None:
    first, second = make_database(sqlite_settings), make_database(sqlite_settings)
    await first.start()
    with pytest.raises(DatabaseBusy, match="open in another process"):
        await second.start()
    await first.stop()
    await second.start()
    await second.stop()


async def test_what_one_database_cannot_keep_is_refused_in_words_and_not_called_away(db: Database) -> None:
    odd = text("INSERT INTO node_pulse (node, at) VALUES (:name, 1)")
    answers = await asyncio.gather(db.write(lambda conn: (conn.execute(odd, {"name": "a\x00b"}), None)[1]), return_exceptions=True)
    if db.dialect == "postgresql":
        assert isinstance(answers[0], Unstorable)
        assert isinstance(answers[0], Declined)
    else:
        assert answers == [None]
    await db.submit(pulse("after", 1))
