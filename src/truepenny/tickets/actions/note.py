"""Note: words among agents."""

from __future__ import annotations

from collections.abc import Sequence

from truepenny.contracts.identity import Agent, FileId, TicketId
from truepenny.contracts.views import Receipt
from truepenny.log.append import Tx
from truepenny.log.events import NoteAdded
from truepenny.platform.db.batch import Work
from truepenny.tickets.access import check_sees
from truepenny.tickets.actions.words import actor_of, attach, check_message, key_of
from truepenny.tickets.needs import Needs


def note(agent: Agent, ticket: TicketId, *, client_id: str, text: str, needs: Needs, files: Sequence[FileId] = ()) -> Work[Receipt]:
    """Raises Refused: empty, too_long, too_many_files; NotFound. Allowed on every ticket, merged ones too."""
    text = check_message(text, files)
    key = key_of("note", agent, client_id)

    def run(tx: Tx) -> Receipt:
        prior = tx.find(key)
        if prior is not None:
            return prior
        check_sees(agent, tx.find_state(ticket))
        words = tx.put_text(ticket, text) if text else None
        refs = attach(tx, needs, files, ticket=ticket, owner=agent, internal=True)
        return tx.append(ticket, NoteAdded(words, refs, client_id), actor=actor_of(agent), key=key)

    return Work(run, tickets=(ticket,), keys=(key,))
