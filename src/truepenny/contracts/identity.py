"""Who is who: the ids of the house, the assurance of a customer, and the two principals that a request can act for."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import NewType

import msgspec

TicketId = NewType("TicketId", str)
"""Eight characters without the dash, e.g. K7M24QDX; shown as K7M2-4QDX. Also the ticket's number."""
ContactId = NewType("ContactId", str)
AgentId = NewType("AgentId", str)
"""The public agent ID, e.g. A-1027. Never given to a second person."""
TeamId = NewType("TeamId", str)
ContentId = NewType("ContentId", str)
FileId = NewType("FileId", str)


class Assurance(IntEnum):
    """How sure we are that the words come from whom they claim to come from."""

    UNPROVEN = 0
    MAIL_PROVEN = 1
    ACCOUNT_PROVEN = 2
    DOCUMENTS_PROVEN = 3


class Role(StrEnum):
    AGENT = "agent"
    LEAD = "lead"
    ADMIN = "admin"


class Customer(msgspec.Struct, frozen=True):
    """A customer in this session. only_ticket is set for a private link: this ticket and nothing else."""

    contact: ContactId
    session: str
    assurance: Assurance
    language: str = "en"
    only_ticket: TicketId | None = None


class Agent(msgspec.Struct, frozen=True):
    """A signed-in agent."""

    id: AgentId
    name: str
    role: Role
    teams: tuple[TeamId, ...] = ()
    session: str = ""
    language: str = "en"

    @property
    def leads(self) -> bool:
        return self.role in (Role.LEAD, Role.ADMIN)


Principal = Customer | Agent
