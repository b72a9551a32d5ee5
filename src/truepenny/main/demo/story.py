"""The shape of the demo's sample conversations: who wrote what how many minutes after the act before. Data only; seed.py plays it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from truepenny.contracts.identity import TeamId
from truepenny.contracts.views import Priority

Sample = Literal["wallet.png", "statement.csv", "receipt.pdf", "error.txt"]


@dataclass(frozen=True, slots=True)
class Write:
    """The customer's words. {phrase} and {digits} in them stand for what is pasted (pasted.py).

    impostor: by mail, and nothing proves who it is.
    """

    after: int
    text: str
    files: tuple[Sample, ...] = ()
    impostor: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    after: int
    agent: str
    text: str
    files: tuple[Sample, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    after: int
    agent: str
    text: str


@dataclass(frozen=True, slots=True)
class Sort:
    """What an agent sets on a ticket; absent: left as it is."""

    after: int
    agent: str
    team: TeamId | None = None
    to: str | None = None
    priority: Priority | None = None
    tags: tuple[str, ...] = ()
    status: Literal["open", "waiting", "hold"] | None = None


@dataclass(frozen=True, slots=True)
class Solve:
    """parameters: (name, value) pairs."""

    after: int
    agent: str
    steps: tuple[str, ...]
    parameters: tuple[tuple[str, str], ...] = ()
    cautions: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Confirm:
    after: int


@dataclass(frozen=True, slots=True)
class Dispute:
    after: int
    text: str


@dataclass(frozen=True, slots=True)
class Rate:
    after: int
    stars: int
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Merge:
    """into: the key of another story of the same customer."""

    after: int
    agent: str
    into: str


@dataclass(frozen=True, slots=True)
class Read:
    """The customer has read everything so far."""

    after: int


@dataclass(frozen=True, slots=True)
class Draft:
    """What an agent has begun to write."""

    after: int
    agent: str
    text: str


Act = Write | Answer | Note | Sort | Solve | Confirm | Dispute | Rate | Merge | Read | Draft


@dataclass(frozen=True, slots=True)
class Story:
    """One ticket. who: key of a customer. ago: minutes before the first start at which it began. The first act opens it.

    quotes: key of another story, whose ticket number stands in the subject for {number}.
    """

    key: str
    who: str
    ago: int
    topic: str | None
    channel: Literal["webchat", "portal", "email"]
    subject: str
    acts: tuple[Act, ...]
    quotes: str = ""
