"""What a check answers. Plain data for the pages, the API and the evidence of a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from truepenny.contracts.secrets import Removed
from truepenny.trust.lookalikes import Part

State = Literal["known_false", "looks_like", "never_used", "was_official", "unknown", "sent", "official"]
WORST: Sequence[State] = ("known_false", "looks_like", "never_used", "was_official", "unknown", "sent", "official")
Role = Literal["", "link", "goes_to", "from", "reply_to", "return_path", "sender_name"]
"""Where a contact point stood: in the words, behind a link that leads on, in a field of the mail's head."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One contact point. kind: of the directory, or agent, ticket, handle. key: the same for all that belongs to one campaign; family: for
    what has the same shape. parts: as it was written, differences marked. ours: the official one beside it. until, sent_at:
    microseconds. elsewhere: a name was asked for without its platform, which may be another than that on which it is ours."""

    kind: str
    shown: str
    state: State
    key: str = ""
    family: str = ""
    role: Role = ""
    ours: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    trick: str = ""
    parts: tuple[Part, ...] = ()
    exact: bool = True
    until: int | None = None
    never: Mapping[str, str] = field(default_factory=dict)
    hidden: bool = False
    sent_at: int | None = None
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class MailSigns:
    """A whole mail. proven: what our own server found, "" when it was not asked. signs: codes of what does not fit. sent_at: when we sent
    it to the one who asks; None: we have no record for them. told: whether they could have been told, having proven a mail address."""

    proven: str
    signs: tuple[str, ...]
    sent_at: int | None
    told: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """points: the worst first. wording: codes of sentences that impostors use. removed: secrets that stood in it, nowhere kept. cut:
    there was more than is looked at. read: words that were read from a picture. unread: why a picture could not be read."""

    state: State
    points: tuple[Judged, ...]
    wording: tuple[str, ...] = ()
    mail: MailSigns | None = None
    removed: tuple[Removed, ...] = ()
    cut: bool = False
    read: str = ""
    unread: str = ""
    text: str = ""

    @property
    def worst(self) -> Judged | None:
        return self.points[0] if self.points else None


def worst_of(points: Sequence[Judged]) -> State:
    """unknown when there is nothing."""
    return min((point.state for point in points), key=WORST.index, default="unknown")


def in_order(points: Sequence[Judged]) -> tuple[Judged, ...]:
    return tuple(sorted(points, key=lambda point: WORST.index(point.state)))
