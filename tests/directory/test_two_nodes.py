"""Two nodes on one database: what the list promises holds when admins of both publish at the same moment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.conftest import MakeUrl
from tests.directory.acme import WEN, draft, make_directory

from truepenny.contracts.errors import Refused
from truepenny.people import audit
from truepenny.platform.clock import SetClock
from truepenny.platform.db.choose import make_database
from truepenny.platform.db.database import Database
from truepenny.platform.settings import Settings
from truepenny.trust.checks.known import KnownFalse

pytestmark = [pytest.mark.anyio, pytest.mark.postgresql]
Nodes = tuple[Database, Database]


@pytest.fixture
async def nodes(make_migrated: MakeUrl, tmp_path: Path) -> AsyncIterator[Nodes]:
    settings = Settings(data_dir=tmp_path, database_url=make_migrated())
    both = make_database(settings), make_database(settings)
    for node in both:
        await node.start()
    yield both
    for node in both:
        await node.stop()


async def test_one_value_is_published_once(nodes: Nodes) -> None:
    clock = SetClock()
    one, two = (make_directory(node, clock) for node in nodes)
    for n in range(12):
        again = draft("email", f"help{n}@acme.example")
        answers = await asyncio.gather(one.put(again, by=WEN), two.put(again, by=WEN), return_exceptions=True)
        assert [answer.code for answer in answers if isinstance(answer, Refused)] == ["directory_twice"]
    assert len((await two.refresh()).entries) == 12


async def test_nothing_is_both_ours_and_never_used(nodes: Nodes) -> None:
    clock = SetClock()
    one, two = (make_directory(node, clock) for node in nodes)
    for n in range(12):
        never = two.put_never("email", {"en": "Never."}, f"*@mail{n}.example", by=WEN)
        answers = await asyncio.gather(one.put(draft("email", f"help@mail{n}.example"), by=WEN), never, return_exceptions=True)
        assert [answer.code for answer in answers if isinstance(answer, Refused)] == ["directory_clash"]


async def test_what_is_false_is_listed_once(nodes: Nodes) -> None:
    clock = SetClock()
    lists = [KnownFalse(node, clock, record=audit.record) for node in nodes]
    for n in range(12):
        await asyncio.gather(*(one.add(f"domain:fake{n}.test", kind="site", shown="", reason="Seen", by=WEN) for one in lists))
    assert len(await lists[0].history()) == 12
