"""Secrets of every class, in every wrapping of the corpus, sent by every way that words come in: no piece of one is found afterwards."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, inspect, text
from tests.people_of import make_agent, make_customer

from truepenny.contracts.identity import Agent, Customer, TicketId
from truepenny.contracts.views import ClosingView
from truepenny.intake.pipeline import Inbound
from truepenny.intake.screen.engine import find_secrets
from truepenny.main.house import House
from truepenny.tickets.actions.solve import solve
from truepenny.tickets.actions.words import clean_text

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
CORPUS = Path(__file__).parent / "corpus" / "secrets.jsonl"
PIECE = 12
"""A run of so many characters of a secret does not stand anywhere by chance."""


def pick(seed: int) -> list[dict[str, Any]]:
    """Two of every class, as the seed draws them, of those that the screen finds (how many that is: test_corpus.py)."""
    by_class: dict[str, list[dict[str, Any]]] = {}
    for line in CORPUS.read_text("utf-8").splitlines():
        row = json.loads(line)
        by_class.setdefault(row["class"], []).append(row)
    draw = random.Random(seed)
    drawn = [row for rows in by_class.values() for row in draw.sample(rows, 2)]
    found = [row for row in drawn if row["checksum"] or find_secrets(clean_text(row["text"]))]
    assert len(found) > 0.95 * len(drawn)
    return found


def pieces(row: dict[str, Any]) -> list[str]:
    """The middle of each secret, where it is long enough to be told from other words."""
    spans = [row["text"][start:end] for start, end in row["spans"]]
    middles = [span[len(span) // 2 - PIECE // 2 :][:PIECE] for span in spans if len(span) >= 2 * PIECE]
    return [middle for middle in middles if len(set(middle)) > 3]


def dump(conn: Connection) -> str:
    """All that every table holds, as text."""
    rows = []
    for table in inspect(conn).get_table_names():
        for row in conn.execute(text(f"SELECT * FROM {table}")):  # the names are the database's own
            rows.append(" ".join(v.decode("utf-8", "replace") if isinstance(v, bytes) else str(v) for v in row))
    return "\n".join(rows)


def lie_in(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


async def send(house: House, customer: Customer, agent: Agent, row: dict[str, Any], n: int) -> None:
    """Each in another way."""
    words, way = row["text"], n % 4
    if way == 0:
        await house.intake.take(Inbound("webchat", customer, f"chat-{n:06}", words))
    elif way == 1:
        subject = words if len(words) <= 200 else "help"
        await house.portal.open_ticket(customer, client_id=f"open-{n:06}", subject=subject, text=words, topic=None, language="zh", files=[])
    elif way == 2:
        opened = await house.intake.take(Inbound("api", customer, f"first-{n:06}", "hello"))
        await house.portal.write(customer, opened.receipt.ticket, client_id=f"then-{n:06}", text=words, files=[])
    else:
        opened = await house.intake.take(Inbound("webchat", customer, f"first-{n:06}", "hello"))
        ticket = TicketId(opened.receipt.ticket)
        await house.db.submit(solve(agent, ticket, needs=house.needs, client_id=f"solve-{n:06}", closing=ClosingView(("looked at it",))))
        await house.portal.rate(customer, ticket, client_id=f"rate-{n:06}", stars=1, comment=words[:2_000])
        await house.portal.dispute(customer, ticket, client_id=f"wrong-{n:06}", text=words)


@pytest.mark.parametrize("seed", [1])
async def test_no_piece_of_a_planted_secret_is_found_anywhere(house: House, seed: int) -> None:
    rows = pick(seed)
    planted = [(row["class"], piece) for row in rows for piece in pieces(row)]
    assert len({name for name, _ in planted}) > 40, "nearly every class has secrets that are long enough to look for"
    customer, agent = await make_customer(house), await make_agent(house)
    for n, row in enumerate(rows):
        if n % 20 == 0:
            customer = await make_customer(house)  # one alone would be going too fast
        await send(house, customer, agent, row, n)

    tables, files = await house.db.read(dump), lie_in(house.settings.data_dir)
    assert "hello" in tables
    assert "secrets_removed" in tables
    left = [(name, piece) for name, piece in planted if piece in tables or piece.encode() in files]
    assert left == []
