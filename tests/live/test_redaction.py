"""A secret is taken out of words that clients have already: each of them hears the event once more, whoever was away too."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from tests.live.serving import Served, serving
from tests.live.speaking import Copy, line_of
from tests.log.test_two_nodes import pair_settings
from tests.postgresql_server import MakeUrl

from truepenny.contracts.secrets import Removed
from truepenny.contracts.views import Receipt
from truepenny.platform.db.batch import Work
from truepenny.tickets.actions.redact import redact

pytestmark = pytest.mark.anyio
BEFORE, AFTER = "my words are abandon ability able", "my words are [removed]"


async def take_out(served: Served, receipt: Receipt) -> None:
    removed = [Removed("recovery_phrase", 3, "words")]
    needs = served.house.needs
    work = Work(
        lambda tx: redact(tx, receipt.ticket, seq=2, before=BEFORE, after=AFTER, removed=removed, needs=needs), tickets=(receipt.ticket,)
    )
    assert await served.house.db.submit(work) is not None


async def test_who_follows_the_ticket_hears_the_changed_event_once_more(served: Served) -> None:
    li, lin = await served.customer(), await served.agent()
    opened = await served.ticket(li, BEFORE)
    async with line_of(served, li, resume={"tickets": {opened.ticket: 0}}) as chat, line_of(served, lin) as desk:
        await desk.send("follow", ticket=opened.ticket)
        for line in (chat, desk):
            assert (await line.event("message_received"))["text"] == BEFORE
        await take_out(served, opened)
        for line in (chat, desk):
            assert (await line.event("message_received"))["text"] == AFTER
            told = await line.event("secrets_removed")
            assert (told["about_seq"], told["stored"]) == (2, True)
            subject = await line.until(lambda line=line: [head for head in line.heard("ticket") if head["ticket"]["subject"] == AFTER])
            assert subject, "the subject was made from these words"


async def test_who_was_away_ends_with_what_a_fresh_client_has(served: Served) -> None:
    li = await served.customer()
    opened = await served.ticket(li, BEFORE)
    kept = Copy()
    async with line_of(served, li, copy=kept, resume={"tickets": {opened.ticket: 0}}) as chat:
        await chat.next("caught_up")
    await take_out(served, opened)
    async with line_of(served, li, copy=kept, resume=kept.cursors()) as back:
        await back.next("caught_up")
    async with line_of(served, li, resume={"tickets": {opened.ticket: 0}}) as fresh:
        await fresh.next("caught_up")
    assert kept.tickets[opened.ticket]["events"] == fresh.copy.tickets[opened.ticket]["events"]
    assert BEFORE not in str(kept.tickets)


@pytest.mark.postgresql
async def test_who_follows_at_another_node_hears_it_too(make_migrated: MakeUrl, tmp_path: Path) -> None:
    first, second = pair_settings(make_migrated(), tmp_path)
    async with AsyncExitStack() as stack:
        here, there = [await stack.enter_async_context(serving(settings)) for settings in (first, second)]
        li = await here.customer()
        opened = await here.ticket(li, BEFORE)
        async with line_of(there, li, resume={"tickets": {opened.ticket: 0}}) as chat:
            assert (await chat.event("message_received"))["text"] == BEFORE
            await take_out(here, opened)
            assert (await chat.event("message_received"))["text"] == AFTER
