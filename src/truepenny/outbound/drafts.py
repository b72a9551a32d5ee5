"""Drafts of agents: unsent words, kept on the server so that they survive a closed tab and follow the agent to another machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import msgspec
from sqlalchemy import Connection, and_, delete, select

from truepenny.contracts.identity import AgentId, TicketId
from truepenny.contracts.views import DraftView, FileView
from truepenny.outbound.schema import drafts
from truepenny.platform.db.dialect import upsert

Mode = Literal["reply", "note"]


ShowOwn = Callable[[Connection, AgentId, Sequence[str]], tuple[FileView, ...]]
"""What an agent sees of files that they uploaded, in the order of the ids given."""


def put_draft(conn: Connection, agent: AgentId, ticket: TicketId, *, mode: Mode, text: str, files: Sequence[str], now_us: int) -> None:
    """Empty words and no files: the draft is gone."""
    this = and_(drafts.c.agent_id == agent, drafts.c.ticket_id == ticket, drafts.c.mode == mode)
    if not text and not files:
        conn.execute(delete(drafts).where(this))
        return
    statement = upsert(drafts, conn).values(
        agent_id=agent, ticket_id=ticket, mode=mode, text=text, files=msgspec.json.encode(list(files)).decode(), changed_at=now_us
    )
    fresh = {name: statement.excluded[name] for name in ("text", "files", "changed_at")}
    conn.execute(statement.on_conflict_do_update(index_elements=["agent_id", "ticket_id", "mode"], set_=fresh))


def load_drafts(conn: Connection, agent: AgentId, ticket: TicketId, show_own: ShowOwn) -> dict[Mode, DraftView]:
    """The agent's drafts of a ticket; an empty one where there is none."""
    rows = conn.execute(select(drafts).where(drafts.c.agent_id == agent, drafts.c.ticket_id == ticket))
    found: dict[Mode, DraftView] = {"reply": DraftView(), "note": DraftView()}
    for row in rows:
        found[row.mode] = DraftView(row.text, show_own(conn, agent, msgspec.json.decode(row.files)))
    return found
