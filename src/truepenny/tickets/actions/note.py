"""Note: words among agents."""

from __future__ import annotations

from collections.abc import Sequence

from truepenny.contracts.identity import Agent, FileId, TicketId
from truepenny.contracts.views import Receipt
from truepenny.log.append import Tx
from truepenny.log.events import NoteAdded
from truepenny.platform.db.batch import Work
from truepenny.tickets.actions.change import on_ticket
from truepenny.tickets.actions.words import actor_of, attach, check_message
from truepenny.tickets.needs import Needs
from truepenny.tickets.state import TicketState


def note(agent: Agent, ticket: TicketId, *, client_id: str, text: str, needs: Needs, files: Sequence[FileId] = ()) -> Work[Receipt]:
    """Raises Refused: empty, too_long, too_many_files; NotFound. Allowed on every ticket, merged ones too."""
    text = check_message(text, files)

    def act(tx: Tx, state: TicketState, key: bytes) -> Receipt:
        words = tx.put_text(ticket, text) if text else None
        carried = attach(tx, needs, files, ticket=ticket, owner=agent, internal=True)
        return tx.append(ticket, NoteAdded(words, carried.refs, client_id), actor=actor_of(agent), key=key)

    return on_ticket("note", agent, ticket=ticket, client_id=client_id, act=act, even_merged=True)
