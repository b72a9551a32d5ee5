"""Verify: a log as it was written has no findings; whatever a burglar does to it is named, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple

import msgspec
import pytest
from sqlalchemy import Connection, text
from tests.log.tampering import break_in, findings, statement, two_tickets

from truepenny.log.anchors import Anchor
from truepenny.log.rebuild import rebuild
from truepenny.main.wiring import PROJECTIONS, House
from truepenny.tickets.actions.erase import erase
from truepenny.tickets.actions.note import note
from truepenny.tickets.state import Codec, fold

pytestmark = pytest.mark.anyio
Change = Callable[[Connection], None]


async def found_after(house: House, change: Change) -> list[tuple[object, ...]]:
    """(fault, position, ticket, seq) of each finding; there were none before."""
    assert await findings(house) == []
    await break_in(house, change)
    return [(one.fault, *astuple(one)[2:]) for one in await findings(house)]


@pytest.mark.parametrize(
    "change",
    [
        "body = CAST(replace(CAST(body AS TEXT), '\"note-0000\"', '\"note-9999\"') AS BLOB)",
        "actor = CAST(replace(CAST(actor AS TEXT), 'Lin', 'Mal') AS BLOB)",
        "at = at - 3600000000",
        "digest = zeroblob(32)",
        "dedupe_key = zeroblob(16)",
        "kind = 'message_sent'",
    ],
)
async def test_an_altered_event_is_named_and_no_other(house: House, change: str) -> None:
    first, *_ = await two_tickets(house)
    if house.db.dialect == "postgresql":
        change = (
            change.replace("CAST(replace(CAST(", "convert_to(replace(convert_from(")
            .replace(" AS TEXT)", ", 'UTF8')")
            .replace(" AS BLOB)", ", 'UTF8')")
            .replace("zeroblob(32)", "decode(repeat('00', 32), 'hex')")
            .replace("zeroblob(16)", "decode(repeat('00', 16), 'hex')")
        )
    found = await found_after(house, statement(f"UPDATE event SET {change} WHERE position = 5"))
    assert found == [("altered", 5, first, 3)]


async def test_an_altered_seal_is_named(house: House) -> None:
    first, *_ = await two_tickets(house)
    assert await found_after(house, statement("UPDATE event SET seal = (SELECT seal FROM event WHERE position = 1) WHERE position = 5")) == [
        ("reordered", 5, first, 3)
    ]


async def test_altered_words_are_named(house: House) -> None:
    _, second, *_ = await two_tickets(house)
    change = statement("UPDATE content SET body = 'send it to me' WHERE ticket_id = :t AND body = 'note 1'", t=second)
    assert await found_after(house, change) == [("words altered", 6, second, 3)]


async def test_words_that_went_without_erasure_are_named_and_erased_ones_are_not(house: House) -> None:
    first, second, _, lead = await two_tickets(house)
    await house.db.submit(erase(lead, first, client_id="erase-01", seq=3, reason="asked for", needs=house.needs))
    assert await findings(house) == []
    change = statement("DELETE FROM content WHERE ticket_id = :t AND body = 'note 1'", t=second)
    assert await found_after(house, change) == [("words missing", 6, second, 3)]


async def test_a_missing_event_in_the_middle_is_named(house: House) -> None:
    first, *_ = await two_tickets(house)
    assert await found_after(house, statement("DELETE FROM event WHERE position = 5")) == [("missing", 5, first, 3)]


async def test_a_missing_last_event_of_a_ticket_is_named(house: House) -> None:
    _, second, *_ = await two_tickets(house)
    assert await found_after(house, statement("DELETE FROM event WHERE position = 8")) == [("missing", 8, second, 4)]


async def test_a_ticket_that_went_whole_is_named(house: House) -> None:
    _, second, *_ = await two_tickets(house)
    found = await found_after(house, statement("DELETE FROM event WHERE ticket_id = :t", t=second))
    assert found == [("missing", None, second, seq) for seq in (1, 2, 3, 4)]


async def test_a_ticket_that_went_with_all_that_knew_of_it_leaves_its_positions(house: House) -> None:
    _, second, *_ = await two_tickets(house)

    def change(conn: Connection) -> None:
        for table in ("event", "content", "ticket_head", "inbox"):
            conn.execute(text(f"DELETE FROM {table} WHERE ticket_id = :t"), {"t": second})

    assert await found_after(house, change) == [("missing", 3, None, None), ("missing", 6, None, None), ("missing", 8, None, None)]


@pytest.mark.parametrize("with_seals", [False, True], ids=["rows", "all but the seals"])
async def test_swapped_positions_are_named(house: House, with_seals: bool) -> None:
    first, second, *_ = await two_tickets(house)

    def swap(conn: Connection) -> None:
        conn.execute(text("UPDATE event SET position = 500 WHERE position = 5"))
        conn.execute(text("UPDATE event SET position = 5 WHERE position = 6"))
        conn.execute(text("UPDATE event SET position = 6 WHERE position = 500"))
        if with_seals:
            seals = conn.execute(text("SELECT position, seal FROM event WHERE position IN (5, 6) ORDER BY position")).all()
            conn.execute(text("UPDATE event SET seal = :s WHERE position = 5"), {"s": seals[1].seal})
            conn.execute(text("UPDATE event SET seal = :s WHERE position = 6"), {"s": seals[0].seal})

    assert await found_after(house, swap) == [("reordered", 5, second, 3), ("reordered", 6, first, 3)]


async def test_two_events_of_a_ticket_that_changed_places_are_named(house: House) -> None:
    first, *_ = await two_tickets(house)

    def swap(conn: Connection) -> None:
        conn.execute(text("UPDATE event SET position = 500 WHERE position = 5"))
        conn.execute(text("UPDATE event SET position = 5 WHERE position = 7"))
        conn.execute(text("UPDATE event SET position = 7 WHERE position = 500"))

    found = await found_after(house, swap)
    assert {one[0] for one in found} == {"reordered"}
    assert {(first, 3), (first, 4)} <= {(one[2], one[3]) for one in found}


async def test_a_cut_tail_is_named(house: House) -> None:
    first, second, *_ = await two_tickets(house)
    found = await found_after(house, statement("DELETE FROM event WHERE position >= 8"))
    assert found == [("cut", 8, None, None)]
    (cut,) = await findings(house)
    assert f"event 4 of {second[:4]}-{second[4:]}" in cut.words
    assert f"event 5 of {first[:4]}-{first[4:]}" in cut.words


def cut_without_trace(conn: Connection) -> None:
    """The burglar knows the tables: the tail goes, and everything else is made to fit."""
    conn.execute(text("DELETE FROM event WHERE position >= 8"))
    conn.execute(text("UPDATE log_head SET position = 7, seal = (SELECT seal FROM event WHERE position = 7)"))
    conn.execute(text("DELETE FROM anchor WHERE position > 7"))
    rebuild(conn, fold=fold, codec=Codec(), projections=PROJECTIONS)


async def test_a_tail_cut_without_trace_shows_by_the_anchor_in_the_file(house: House) -> None:
    await two_tickets(house)
    anchor = await house.anchoring.write()
    assert anchor is not None
    assert anchor.position == 9
    assert await found_after(house, cut_without_trace) == [("cut", 8, None, None)]


async def test_without_an_anchor_a_tail_cut_without_trace_cannot_show(house: House) -> None:
    """The premise of the test above, and the reason why anchors are written outside the database."""
    await two_tickets(house)
    assert await found_after(house, cut_without_trace) == []


@pytest.mark.parametrize("where", ["file", "table"])
async def test_a_forged_anchor_is_named(house: House, where: str) -> None:
    await two_tickets(house)
    anchor = await house.anchoring.write()
    assert anchor is not None
    if where == "file":
        forged = msgspec.structs.replace(anchor, position=7)
        house.settings.anchors_path.write_bytes(msgspec.json.encode(forged) + b"\n")
        assert [(one.fault, one.position) for one in await findings(house)] == [("anchor altered", 7)]
    else:
        assert await found_after(house, statement("UPDATE anchor SET at = at + 1")) == [("anchor altered", 9, None, None)]


async def test_an_anchor_file_that_cannot_be_read_is_named_and_half_a_line_is_not(house: House) -> None:
    await two_tickets(house)
    await house.anchoring.write()
    path = house.settings.anchors_path
    good = path.read_bytes()
    path.write_bytes(good + b'{"position": 12, "at"')
    assert await findings(house) == []
    path.write_bytes(good + b"nonsense\n")
    assert [one.fault for one in await findings(house)] == ["anchor altered"]


async def test_a_log_written_anew_by_another_secret_does_not_fit_the_anchors(house: House) -> None:
    await two_tickets(house)
    anchor = await house.anchoring.write()
    assert isinstance(anchor, Anchor)
    found = await found_after(house, statement("UPDATE event SET seal = digest"))
    assert ("altered", 9, None, None) in found


async def test_anchors_are_written_while_events_come_and_only_then(house: House) -> None:
    assert await house.anchoring.write() is None
    first, _, _, lead = await two_tickets(house)
    one = await house.anchoring.write()
    assert one is not None
    assert await house.anchoring.write() is None
    await house.db.submit(note(lead, first, client_id="note-9999", text="more", needs=house.needs))
    two = await house.anchoring.write()
    assert two is not None
    assert (one.position, two.position) == (9, 10)
    assert len(house.settings.anchors_path.read_bytes().splitlines()) == 2
    assert await findings(house) == []


async def test_a_head_that_was_altered_is_named(house: House) -> None:
    first, *_ = await two_tickets(house)
    change = statement("UPDATE ticket_head SET digest = seal FROM log_head WHERE ticket_id = :t", t=first)
    assert await found_after(house, change) == [("altered", None, first, 5)]
