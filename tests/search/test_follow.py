"""The indexer: behind the log, in groups, exactly once, one node at a time; what is erased goes at once and from the file too."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import Connection, func, select
from tests.log.test_erasure import bytes_of
from tests.people_of import make_agent, make_customer
from tests.search.test_tickets import find, hits, name, open_with, tickets
from tests.traces import find_anywhere

from truepenny.contracts.identity import Role
from truepenny.contracts.secrets import Removed
from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.platform.db.batch import Work
from truepenny.platform.search.index import SearchIndex
from truepenny.platform.search.schema import search_state
from truepenny.platform.settings import Settings
from truepenny.projections.search import project
from truepenny.projections.search.follow import Indexer, read_group
from truepenny.projections.search.query import Wanted
from truepenny.projections.search.schema import SAID
from truepenny.projections.search.state import ReadAnew, load_standing
from truepenny.tickets.actions.erase import erase
from truepenny.tickets.actions.receive import receive
from truepenny.tickets.actions.redact import redact

pytestmark = pytest.mark.anyio
WORDS = "the password of my cousin is xanadu"


async def count(house: House) -> int:
    return await house.db.read(lambda conn: conn.execute(select(func.count()).select_from(SAID.entry)).scalar_one())


async def test_the_running_desk_indexes_by_itself(house: House) -> None:
    li, lin = await make_customer(house), await make_agent(house)
    ticket = await open_with(house, li, "hippopotamus")
    async with asyncio.timeout(20):
        while ticket not in {one.ticket for one in (await house.search.desk.find(lin, _wanted("hippopotamus"))).matches}:
            await asyncio.sleep(0.05)


async def test_several_indexers_at_once_put_each_event_once(house: House) -> None:
    li = await make_customer(house)
    ticket = await open_with(house, li, "first words", subject="subject")
    for n in range(300):
        await house.db.submit(receive(li, ticket, client_id=name(), text=f"word{n}", needs=house.needs, channel="portal"))
    index = SearchIndex(SAID, numbered=True)
    others = [Indexer(house.db, house.clock, index, node=f"node{n}") for n in range(3)]
    async with asyncio.timeout(30):
        while True:
            await asyncio.gather(*(one.catch_up() for one in (*others, house.search.indexer)))
            standing = await house.db.read(load_standing)
            assert standing is not None
            if standing.position >= 302:
                break
            # the holder's lease may be what the others wait for
            await house.db.write(lambda conn: conn.execute(search_state.update().values(held_until=0)))
    assert await count(house) == 302
    assert dict(await house.db.read(lambda conn: list(index.vocabulary(conn))))["subject"] == 1


async def test_a_group_that_fails_is_done_again_and_leaves_nothing_half(house: House) -> None:
    li, lin = await make_customer(house), await make_agent(house)
    ticket = await open_with(house, li, "hippopotamus")
    await house.search.indexer.stop()
    indexer = Indexer(house.db, house.clock, SearchIndex(SAID, numbered=True), node=house.ledger.node)
    await indexer.begin_anew()
    group = await house.db.read(read_group)
    assert group is not None
    rows = SearchIndex(SAID, numbered=True).prepare(house.db.dialect, group.puts)

    def die(tx: object) -> None:
        indexer._write(tx, group, rows)  # type: ignore[arg-type]
        raise _Crash

    with pytest.raises(_Crash):
        await house.db.submit(Work(die))
    assert await count(house) == 0
    await indexer.catch_up()
    assert tickets(await find(house, lin, "hippopotamus")) == {ticket}


async def test_erased_words_are_found_by_nobody_at_once_and_leave_the_file(sqlite_settings: Settings) -> None:
    assert sqlite_settings.sqlite_path is not None
    async with running(sqlite_settings) as house:
        li, lead = await make_customer(house), await make_agent(house, role=Role.LEAD)
        ticket = await open_with(house, li, WORDS, subject="help")
        others = [await open_with(house, li, f"ordinary words number {n}") for n in range(20)]
        assert tickets(await find(house, lead, "xanadu")) == {ticket}
        assert b"xanadu" in bytes_of(sqlite_settings.sqlite_path)
        await house.db.submit(erase(lead, ticket, client_id=name(), seq=2, reason="theirs", needs=house.needs))
        assert list((await house.search.desk.find(lead, _wanted("xanadu"))).matches) == []
        assert "xanadu" not in dict(await house.db.read(lambda conn: list(SearchIndex(SAID).vocabulary(conn))))
        assert len(tickets(await find(house, lead, "ordinary", limit=50))) == len(others)
        await house.db.write(lambda conn: None)
        assert b"xanadu" not in bytes_of(sqlite_settings.sqlite_path)
        assert b"cousin" not in bytes_of(sqlite_settings.sqlite_path)


async def test_a_large_index_is_tidied_in_steps(sqlite_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sqlite_settings.sqlite_path is not None
    monkeypatch.setattr(project, "SMALL", 0)
    async with running(sqlite_settings) as house:
        await house.search.indexer.stop()
        li, lead = await make_customer(house), await make_agent(house, role=Role.LEAD)
        ticket = await open_with(house, li, WORDS, subject="help")
        for n in range(30):
            await open_with(house, li, f"ordinary words number {n} " + " ".join(f"filler{n * 50 + m}" for m in range(50)))
            await house.search.indexer.catch_up()
        await house.db.submit(erase(lead, ticket, client_id=name(), seq=2, reason="theirs", needs=house.needs))
        await house.search.indexer.catch_up()
        assert b"xanadu" in bytes_of(sqlite_settings.sqlite_path), "older segments hold it still"
        assert await house.search.indexer.tidy()
        await house.db.write(lambda conn: None)  # the writer empties its write-ahead file after it has answered
        assert b"xanadu" not in bytes_of(sqlite_settings.sqlite_path)
        standing = await house.db.read(load_standing)
        assert standing is not None
        assert standing.wiped == standing.wipes > 0
        assert tickets(await find(house, lead, "filler77"))


async def test_no_table_holds_erased_words(house: House) -> None:
    li, lead = await make_customer(house), await make_agent(house, role=Role.LEAD)
    ticket = await open_with(house, li, WORDS, subject="help")
    assert tickets(await find(house, lead, "xanadu")) == {ticket}
    await house.db.submit(erase(lead, ticket, client_id=name(), seq=2, reason="theirs", needs=house.needs))
    assert [one for one in await house.db.read(lambda conn: find_anywhere(conn, "xanadu")) if "_fts" not in one] == []
    await house.search.indexer.catch_up()
    await house.search.indexer.tidy()
    assert await house.db.read(lambda conn: find_anywhere(conn, "xanadu")) == []


async def test_of_redacted_words_the_rest_is_found(house: House) -> None:
    li, lin = await make_customer(house), await make_agent(house)
    ticket = await open_with(house, li, WORDS)  # no subject: it is made from the words
    assert {one.by for one in (await find(house, lin, "xanadu")).matches} == {"customer", "subject"}
    removed = [Removed("password", 1, "words")]
    after = WORDS.replace("xanadu", "[removed]")
    redaction = Work(lambda tx: redact(tx, ticket, seq=2, before=WORDS, after=after, removed=removed, needs=house.needs), tickets=(ticket,))
    assert await house.db.submit(redaction) is not None
    assert list((await house.search.desk.find(lin, _wanted("xanadu"))).matches) == []
    page = await find(house, lin, "cousin")
    assert {one.by for one in page.matches} == {"customer", "subject"}
    assert hits(page) == ["cousin", "cousin"]


async def test_words_erased_while_a_group_was_in_hand_do_not_come_back(house: House) -> None:
    li, lead = await make_customer(house), await make_agent(house, role=Role.LEAD)
    await house.search.indexer.catch_up()
    await house.search.indexer.stop()
    ticket = await open_with(house, li, WORDS, subject="help")
    group = await house.db.read(read_group)
    assert group is not None
    assert any("xanadu" in one.body for one in group.puts)
    rows = SearchIndex(SAID, numbered=True).prepare(house.db.dialect, group.puts)
    await house.db.submit(erase(lead, ticket, client_id=name(), seq=2, reason="theirs", needs=house.needs))
    with pytest.raises(ReadAnew):
        await house.db.submit(Work(lambda tx: house.search.indexer._write(tx, group, rows)))
    await house.search.indexer.catch_up()
    assert list((await find(house, lead, "xanadu")).matches) == []


async def test_another_version_of_the_normaliser_makes_the_index_anew(house: House) -> None:
    li, lin = await make_customer(house), await make_agent(house)
    ticket = await open_with(house, li, "hippopotamus")
    assert tickets(await find(house, lin, "hippopotamus")) == {ticket}
    await house.db.write(lambda conn: conn.execute(search_state.update().values(version=0)))
    assert tickets(await find(house, lin, "hippopotamus")) == {ticket}
    assert await count(house) == 2
    await house.db.write(lambda conn: conn.execute(search_state.update().values(version=99)))
    await open_with(house, li, "rhinoceros")
    assert tickets(await find(house, lin, "rhinoceros")) == set(), "an index of a newer program is left alone"


async def test_the_index_made_anew_is_the_one_that_was_made_live(house: House) -> None:
    li, lead = await make_customer(house), await make_agent(house, role=Role.LEAD)
    made = [await open_with(house, li, f"words {n} 提现 {'abc' * n}") for n in range(8)]
    await house.search.indexer.catch_up()
    await house.db.submit(erase(lead, made[3], client_id=name(), seq=2, reason="theirs", needs=house.needs))
    await house.search.indexer.catch_up()
    live = await house.db.read(_rows)
    await house.search.indexer.begin_anew()
    await house.search.indexer.catch_up()
    assert await house.db.read(_rows) == live
    assert len(live) > 8


async def test_how_far_behind_it_is_can_be_seen(house: House) -> None:
    await house.search.indexer.catch_up()
    await house.search.indexer.stop()
    li = await make_customer(house)
    await open_with(house, li, "hippopotamus")
    group = await house.db.read(read_group)
    await house.search.indexer._see(group)
    assert house.search.indexer.behind >= 2
    assert b"truepenny_search_behind_events 2.0" in house.metrics.text()
    await house.search.indexer.catch_up()
    assert house.search.indexer.behind == 0


class _Crash(Exception):
    pass


def _wanted(q: str) -> Wanted:
    return Wanted(q)


def _rows(conn: Connection) -> list[tuple[object, ...]]:
    entry = SAID.entry
    columns = (entry.c.id, entry.c.at, entry.c.facets, entry.c.title, entry.c.summary, entry.c.body)
    return [tuple(row) for row in conn.execute(select(*columns).order_by(entry.c.id))]
