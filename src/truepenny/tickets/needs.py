"""What the actions need from parts of the house that they may not import; main/wiring.py fills it in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection

from truepenny.contracts.identity import AgentId, ContactId, FileId, TeamId, TicketId


class AttachFiles(Protocol):
    def __call__(
        self, conn: Connection, files: Sequence[FileId], /, *, ticket: TicketId, owner: str, internal: bool = False
    ) -> Sequence[tuple[FileId, str]]:
        """Binds the owner's (contact id or agent ID) uploads to a ticket, once; gives (file, digest). internal: only agents see them.

        Raises Refused for others' or unknown files.
        """
        ...


@dataclass(frozen=True, slots=True)
class Needs:
    """All of them run inside the action's transaction.

    agent_name: display name of an enabled agent, or None. present_name: the same, only while the agent is at the desk.
    has_team: whether the team exists. make_link: the key of a new private link to a guest's ticket.
    erase_files: deletes stored files for good.
    """

    attach: AttachFiles
    agent_name: Callable[[Connection, AgentId], str | None]
    present_name: Callable[[Connection, AgentId], str | None]
    has_team: Callable[[Connection, TeamId], bool]
    make_link: Callable[[Connection, TicketId, ContactId], str]
    erase_files: Callable[[Connection, Sequence[FileId]], None]
