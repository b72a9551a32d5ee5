"""What the stories of announcements begin with: drafts in both languages, and the desk's own part that keeps them."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from sqlalchemy import Connection, func, select
from tests.people_of import make_customer

from truepenny.contracts.identity import TicketId
from truepenny.knowledge.announcements.kinds import Draft, Scope, Written
from truepenny.knowledge.announcements.schema import announcement_jobs
from truepenny.log.events import IncidentTold
from truepenny.log.read import iter_events, load_texts
from truepenny.main.house import House
from truepenny.platform.ids import new_token
from truepenny.tickets.actions.open import open_ticket

TRON = Draft(
    "incident", "investigating",
    {
        "en": Written("TRON withdrawals paused", "Withdrawals on **TRON** wait. Your funds are safe."),
        "zh": Written("TRON 提现暂停", "**TRON** 网络的提现暂缓处理，您的资金安全。"),
    },
    Scope(topics=("WD",), assets=("USDT",), networks=("trc20",), services=("withdrawals",)),
    effect="paused",
)  # fmt: skip
PROMOTION = Draft(
    "promotion", "in_progress", {"en": Written("Half the fees in December", "Trade for less."), "zh": Written("手续费减半", "交易更省。")}
)


def planned(draft: Draft, *, start: int, end: int) -> Draft:
    """The same as work that begins later."""
    return replace(draft, kind="maintenance", state="scheduled", effect="maintenance", planned_start=start, planned_end=end)


async def finish(house: House) -> None:
    """Until nothing is left to be told; the house itself does it."""
    left = select(func.count()).select_from(announcement_jobs).where(announcement_jobs.c.finished_at.is_(None))
    house.announcer.wake()
    async with asyncio.timeout(30):
        while await house.db.read(lambda conn: conn.execute(left).scalar()):
            await asyncio.sleep(0.01)


async def open_tickets(
    house: House, count: int, *, text: str = "USDT on TRON has not arrived", topic: str | None = "WD.MISSING"
) -> list[TicketId]:
    """Tickets that wait, past the intake, whose pace is for people; every second customer writes English."""
    people = [await make_customer(house, "Li Wei", language) for language in ("zh", "en")]
    works = [
        open_ticket(
            people[n % 2], client_id=f"{new_token()}{n}", subject="Withdrawal", text=text, needs=house.needs, channel="portal", topic=topic
        )
        for n in range(count)
    ]
    return [TicketId(opened.receipt.ticket) for opened in await asyncio.gather(*(house.db.submit(work) for work in works))]


async def told_in(house: House) -> dict[str, list[tuple[int, str]]]:
    """By ticket what it was told: number of the update, and words."""

    def load(conn: Connection) -> dict[str, list[tuple[int, str]]]:
        found: dict[str, list[tuple[int, str]]] = {}
        for stored in iter_events(conn):
            events = [event for event in stored if isinstance(event.body, IncidentTold)]
            texts = load_texts(conn, events)
            for event in events:
                assert isinstance(event.body, IncidentTold)
                found.setdefault(event.ticket_id, []).append((event.body.update, texts[event.body.text.id]))
        return found

    return await house.db.read(load)
