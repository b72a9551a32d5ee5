"""The master test: whatever was done, in whatever order and company, the read models written live are those rebuilt from zero."""

from __future__ import annotations

import asyncio
import inspect
import pkgutil
from collections import Counter
from importlib import import_module
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, func, select
from tests.log.writing import Standing
from tests.projections.deeds import DEEDS, Stage, do, open_one, set_stage

from truepenny.log.rebuild import rebuild
from truepenny.log.schema import content, ticket_head
from truepenny.log.verify import verify
from truepenny.main.house import House
from truepenny.main.wiring import PROJECTIONS
from truepenny.outbound.schema import held_replies
from truepenny.projections.inbox.query import load_counts
from truepenny.projections.inbox.schema import inbox, inbox_count
from truepenny.projections.incidents.schema import incident_tickets
from truepenny.tickets import actions
from truepenny.tickets.state import Codec, fold
from truepenny.trust.countersign.schema import countersigns

Rows = dict[str, list[tuple[Any, ...]]]
deeds = st.tuples(st.sampled_from(sorted(DEEDS)), st.integers(0, 4), st.integers(0, 29))
together = st.lists(deeds, min_size=1, max_size=4)
STILL_HELD = select(func.count()).select_from(held_replies).where(held_replies.c.state == "held")
HELD_WORDS = select(func.count()).select_from(content).where(content.c.body.like("held %"))


class _TakenBack(Exception):
    pass


def load_rows(conn: Connection) -> Rows:
    """All read models, row for row. A count of none and no count are the same."""
    counts = select(inbox_count).where(inbox_count.c.n != 0)
    statements = {"inbox": select(inbox), "inbox_count": counts, "ticket_head": select(ticket_head)}
    statements["incident_tickets"] = select(incident_tickets)
    return {name: sorted((tuple(row) for row in conn.execute(statement)), key=repr) for name, statement in statements.items()}


async def load_live_and_rebuilt(house: House) -> tuple[Rows, Rows]:
    """Of the same moment; the rebuild is taken back."""
    found: list[Rows] = []

    def compare(conn: Connection) -> None:
        found.append(load_rows(conn))
        rebuild(conn, fold=fold, codec=Codec(), projections=PROJECTIONS)
        found.append(load_rows(conn))
        raise _TakenBack

    with pytest.raises(_TakenBack):
        await house.db.write(compare)
    return found[0], found[1]


async def play(stage: Stage, script: list[list[tuple[str, int, int]]]) -> tuple[Rows, Rows]:
    stage.tickets.clear()
    stage.questions.clear()
    stage.countersigns.clear()
    await stage.house.db.write(lambda conn: conn.execute(delete(countersigns)))  # words are given seldom, and these are the same people
    for n in range(3):
        await open_one(stage, n)
    for group in script:
        await asyncio.gather(*(do(stage, *deed) for deed in group))
    await stage.house.held.send_due()
    async with asyncio.timeout(20):  # the house sends too, and may have some in hand
        while await stage.house.db.read(lambda conn: conn.execute(STILL_HELD).scalar()):
            await asyncio.sleep(0.01)
    return await load_live_and_rebuilt(stage.house)


@pytest.fixture(scope="module")
def stage(standing: Standing) -> Stage:
    found: Stage = standing.call(set_stage, standing.house)
    return found


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(script=st.lists(together, min_size=1, max_size=12))
def test_read_models_written_live_are_those_rebuilt_from_zero(
    standing: Standing, stage: Stage, script: list[list[tuple[str, int, int]]]
) -> None:
    live, rebuilt = standing.call(play, stage, script)
    assert live["inbox"], "there is something to compare"
    for name in live:
        assert live[name] == rebuilt[name], name


def test_each_deed_once_in_a_good_order_is_accepted_and_rebuilt(standing: Standing, stage: Stage) -> None:
    """The premise of the test above: every deed can be done, so that none is left out by being refused each time."""
    stage.done.clear()
    order = [
        ["receive", "note", "reveal"], ["leak"], ["leak_in_file"], ["answer_hash"], ["look_back"], ["assign"], ["set_team"], ["set_topic"],
        ["set_priority"], ["set_status"], ["set_tags"], ["set_subject"], ["reply"],
        ["ask_countersign"], ["answer_countersign"], ["fail_countersign"], ["link_incident"], ["tell_incident"],
        ["unlink_incident"],
        ["hold"], ["solve"], ["confirm"], ["rate"], ["dispute"], ["solve"], ["reopen"], ["record_delivery"], ["send_again"], ["erase"],
        ["withdraw_links"],
    ]  # fmt: skip
    script = [[(deed, 1, 1) for deed in group] for group in order] + [[("merge", 0, 2)], [("prove", 1, 1)]]
    live, rebuilt = standing.call(play, stage, script)
    assert live == rebuilt
    assert set(stage.done) == set(DEEDS)
    assert standing.call(standing.house.db.read, lambda conn: conn.execute(HELD_WORDS).scalar()) > 0, "a held reply went out"


def test_no_action_is_missing_from_the_deeds() -> None:
    made = set()
    for module in pkgutil.iter_modules(actions.__path__):
        found = import_module(f"{actions.__name__}.{module.name}")
        made |= {
            name
            for name, one in inspect.getmembers(found, inspect.isfunction)
            if str(inspect.signature(one).return_annotation).startswith("Work[")
        }
    helpers = {"on_ticket", "change"}
    through = {"open_ticket": "open_one, before every example", "expire_hash": "the deed answer_hash, every third time"} | {
        "expire_countersign": "the deed answer_countersign, every third time"
    }
    assert made - helpers - set(through) <= set(DEEDS)
    assert len(made) > 15


def test_after_all_that_the_log_is_sound_and_the_counts_are_those_of_the_rows(standing: Standing, stage: Stage) -> None:
    house, agent = standing.house, stage.agents[1]
    assert standing.call(house.db.read, lambda conn: list(verify(conn, house.keyring, house.settings.anchors_path))) == []

    def count(conn: Connection) -> tuple[Any, Counter[str]]:
        views: Counter[str] = Counter()
        for row in conn.execute(select(inbox)):
            views["all"] += row.status != "merged"
            views[row.status] += 1
            if row.live:
                views["mine"] += row.assignee == agent.id
                views["unassigned"] += row.assignee is None
        return load_counts(conn, agent), views

    counts, views = standing.call(house.db.read, count)
    for view in ("all", "mine", "unassigned", "waiting", "hold", "solved"):
        assert getattr(counts, view) == views[view], view
