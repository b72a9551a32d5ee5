"""Verify: a log as it was written has no findings; whatever a burglar does to it is named, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Connection, text
from tests.log.tampering import Scene, set_scene, statement
from tests.log.writing import Standing

from truepenny.log.rebuild import rebuild
from truepenny.log.verify import verify
from truepenny.main.wiring import PROJECTIONS
from truepenny.tickets.state import Codec, fold


@pytest.fixture(scope="module")
def scene(standing: Standing) -> Scene:
    return Scene(standing, *standing.call(set_scene, standing.house))


POSTGRESQL = [
    ("CAST(replace(CAST(", "convert_to(replace(convert_from("), (" AS TEXT)", ", 'UTF8')"), (" AS BLOB)", ", 'UTF8')"),
    ("zeroblob(32)", "decode(repeat('00', 32), 'hex')"), ("zeroblob(16)", "decode(repeat('00', 16), 'hex')"),
]  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        "body = CAST(replace(CAST(body AS TEXT), '\"note-0002\"', '\"note-9999\"') AS BLOB)",
        "body = CAST('{}' AS BLOB)",
        "actor = CAST(replace(CAST(actor AS TEXT), 'Lin', 'Mal') AS BLOB)",
        "at = at - 3600000000",
        "digest = zeroblob(32)",
        "dedupe_key = zeroblob(16)",
        "kind = 'message_sent'",
    ],
)
def test_an_altered_event_is_named_and_no_other(scene: Scene, change: str) -> None:
    if scene.standing.house.db.dialect == "postgresql":
        change = change.replace("CAST('{}' AS BLOB)", "'{}'")
        for ours, theirs in POSTGRESQL:
            change = change.replace(ours, theirs)
    assert scene.names(statement(f"UPDATE event SET {change} WHERE position = 7")) == [("altered", 7, scene.first, 4)]


def test_an_altered_seal_is_named(scene: Scene) -> None:
    change = statement("UPDATE event SET seal = (SELECT seal FROM event WHERE position = 1) WHERE position = 7")
    assert scene.names(change) == [("reordered", 7, scene.first, 4)]


def test_altered_words_are_named(scene: Scene) -> None:
    change = statement("UPDATE content SET body = 'send it to me' WHERE body = 'note 1'")
    assert scene.names(change) == [("words altered", 6, scene.second, 3)]


def test_words_that_went_without_erasure_are_named(scene: Scene) -> None:
    """The words of event 3 of the first ticket are gone too, by erasure: that is no finding."""
    house, words = scene.standing.house, text("SELECT body FROM content WHERE body LIKE 'note %' ORDER BY body")
    left = scene.standing.call(house.db.read, lambda conn: list(conn.execute(words).scalars()))
    assert left == ["note 1", "note 2", "note 3", "note 4"]
    assert scene.names(statement("DELETE FROM content WHERE body = 'note 1'")) == [("words missing", 6, scene.second, 3)]


def test_a_missing_event_in_the_middle_is_named(scene: Scene) -> None:
    assert scene.names(statement("DELETE FROM event WHERE position = 7")) == [("missing", 7, scene.first, 4)]


def test_a_missing_last_event_of_a_ticket_is_named(scene: Scene) -> None:
    assert scene.names(statement("DELETE FROM event WHERE position = 8")) == [("missing", 8, scene.second, 4)]


def test_a_ticket_that_went_whole_is_named(scene: Scene) -> None:
    found = scene.names(statement("DELETE FROM event WHERE ticket_id = :t", t=scene.second))
    assert found == [("missing", None, scene.second, seq) for seq in (1, 2, 3, 4)]


def test_a_ticket_that_went_with_all_that_knew_of_it_leaves_its_positions(scene: Scene) -> None:
    def change(conn: Connection) -> None:
        for table in ("event", "content", "ticket_head", "inbox"):
            conn.execute(text(f"DELETE FROM {table} WHERE ticket_id = :t"), {"t": scene.second})

    assert scene.names(change) == [("missing", 3, None, None), ("missing", 6, None, None), ("missing", 8, None, None)]


def swap(conn: Connection, one: int, other: int) -> None:
    for before, after in ((one, 500), (other, one), (500, other)):
        conn.execute(text("UPDATE event SET position = :after WHERE position = :before"), {"before": before, "after": after})


def test_swapped_positions_are_named(scene: Scene) -> None:
    assert scene.names(lambda conn: swap(conn, 6, 7)) == [("reordered", 6, scene.first, 4), ("reordered", 7, scene.second, 3)]


def test_swapped_positions_are_named_when_the_seals_stayed_behind(scene: Scene) -> None:
    def change(conn: Connection) -> None:
        swap(conn, 6, 7)
        seals = conn.execute(text("SELECT seal FROM event WHERE position IN (6, 7) ORDER BY position")).scalars().all()
        for position, seal in ((6, seals[1]), (7, seals[0])):
            conn.execute(text("UPDATE event SET seal = :seal WHERE position = :position"), {"seal": seal, "position": position})

    assert scene.names(change) == [("reordered", 6, scene.first, 4), ("reordered", 7, scene.second, 3)]


def test_two_events_of_a_ticket_that_changed_places_are_named(scene: Scene) -> None:
    found = scene.names(lambda conn: swap(conn, 6, 8))
    assert {one[0] for one in found} == {"reordered"}
    assert {(scene.second, 3), (scene.second, 4)} <= {(one[2], one[3]) for one in found}


def test_a_cut_tail_is_named(scene: Scene) -> None:
    words, cut = scene.after(statement("DELETE FROM event WHERE position >= 8"))
    assert (words.fault, words.position) == ("words missing", 5), "the record of their erasure went with the tail"
    assert (cut.fault, cut.position) == ("cut", 8)
    for seq, ticket in ((4, scene.second), (5, scene.first), (6, scene.first)):
        assert f"event {seq} of {ticket[:4]}-{ticket[4:]}" in cut.words


def cut_without_trace(conn: Connection) -> None:
    """The burglar knows the tables: the tail goes, and everything else is made to fit. Erased words come back as never written."""
    conn.execute(text("DELETE FROM event WHERE position >= 8"))
    conn.execute(text("UPDATE event SET body = body"))
    conn.execute(text("UPDATE log_head SET position = 7, seal = (SELECT seal FROM event WHERE position = 7)"))
    conn.execute(text("DELETE FROM anchor WHERE position > 7"))
    rebuild(conn, fold=fold, codec=Codec(), projections=PROJECTIONS)


def test_a_tail_cut_without_trace_shows_by_the_anchor_in_the_file(scene: Scene) -> None:
    found = scene.names(cut_without_trace, anchors=scene.anchors)
    assert ("cut", 8, None, None) in found
    assert ("cut", 8, None, None) not in scene.names(cut_without_trace), "without the file nothing could tell: hence the file"


def test_a_log_sealed_anew_does_not_fit_the_anchor(scene: Scene) -> None:
    def change(conn: Connection) -> None:
        conn.execute(text("UPDATE event SET seal = (SELECT seal FROM event WHERE position = 1) WHERE position = 10"))
        conn.execute(text("UPDATE log_head SET seal = (SELECT seal FROM event WHERE position = 10)"))

    assert ("altered", 10, None, None) in scene.names(change)


def test_a_forged_anchor_in_the_table_is_named(scene: Scene) -> None:
    assert scene.names(statement("UPDATE anchor SET at = at + 1")) == [("anchor altered", 10, None, None)]


def test_a_forged_anchor_in_the_file_is_named(scene: Scene, tmp_path: Path) -> None:
    file = tmp_path / "anchors"
    file.write_bytes(msgspec.json.encode(msgspec.structs.replace(scene.anchor, position=7)) + b"\n")
    assert scene.names(lambda _: None, anchors=file) == [("anchor altered", 7, None, None)]


def test_an_anchor_file_that_cannot_be_read_is_named_and_half_a_line_is_not(scene: Scene, tmp_path: Path) -> None:
    file, good = tmp_path / "anchors", scene.anchors.read_bytes()
    file.write_bytes(good + b'{"position": 12, "at"')
    assert scene.names(lambda _: None, anchors=file) == []
    file.write_bytes(good + b"nonsense\n")
    assert [one.fault for one in scene.after(lambda _: None, anchors=file)] == ["anchor altered"]


@pytest.mark.parametrize("change", ["digest = (SELECT digest FROM event WHERE position = 1)", "seq = 4"])
def test_a_head_that_was_altered_is_named(scene: Scene, change: str) -> None:
    found = scene.names(statement(f"UPDATE ticket_head SET {change} WHERE ticket_id = :t", t=scene.first))
    assert found == [("altered", None, scene.first, 6)]


def test_a_head_that_went_is_named(scene: Scene) -> None:
    assert [one.fault for one in scene.after(statement("DELETE FROM ticket_head WHERE ticket_id = :t", t=scene.first))] == ["missing"]


def test_the_record_of_the_end_that_was_altered_is_named(scene: Scene) -> None:
    assert scene.names(statement("UPDATE log_head SET position = 4")) == [("altered", 10, None, None)]


def test_every_finding_says_in_words_what_it_is(scene: Scene) -> None:
    (found,) = scene.after(statement("DELETE FROM event WHERE position = 7"))
    assert str(found) == f"missing: event 4 of {scene.first[:4]}-{scene.first[4:]} is missing"


@pytest.mark.anyio
async def test_anchors_are_written_while_events_come_and_only_then(scene: Scene) -> None:
    """In its own file; twice without news writes once."""
    house, lines = scene.standing.house, len(scene.anchors.read_bytes().splitlines())
    assert scene.standing.call(house.anchoring.write) is None
    assert len(scene.anchors.read_bytes().splitlines()) == lines == 1
    assert scene.standing.call(house.db.read, lambda conn: list(verify(conn, house.keyring, scene.anchors))) == []
