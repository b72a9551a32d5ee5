"""The error tree of the house.

Refused ....... an answer for a person: status, code, public text (a message id, translated at the edge); NotFound, TooFast are such
Unsupported ... intake: the payload is from the channel, but of a kind that we do not handle; answered OK and counted
Malformed ..... intake: the payload is not what the channel sends; answered 400
Retry ......... outbound: try again after some seconds
Unsure ........ outbound: the same, and the other side may have taken it
Undeliverable . outbound: someone must act
platform.db.database.DatabaseAway  the database cannot be reached or is full; nothing was accepted (has the shape of Refused)

Anything else is a bug: it propagates, the step is parked, someone is told. Public text never names configuration.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_NONE: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch of the input that is at fault: code points start to end of the field, or of its line where it has several (from 0).

    reason: a word for programs; title: a message id that says what is wrong with it. certain: nothing speaks for another reading.
    """

    start: int
    end: int
    reason: str
    title: str
    certain: bool = True
    line: int | None = None


class Refused(Exception):
    """A request that is declined, with words for the person who made it.

    status: HTTP status; code: stable snake_case word for programs; title: what is wrong; cure: what to do.
    title and cure are message ids in English, with {named} places filled from params after translation.
    field names the input at fault, marks what in it; retry_after_s says when trying again makes sense.
    """

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        cure: str = "",
        *,
        params: Mapping[str, object] = _NONE,
        field: str | None = None,
        retry_after_s: int | None = None,
        marks: tuple[Marked, ...] = (),
    ) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.title = title
        self.cure = cure
        self.params = params
        self.field = field
        self.retry_after_s = retry_after_s
        self.marks = marks


class NotFound(Refused):
    """Also the answer to those who may not know that the thing exists."""

    def __init__(
        self,
        code: str = "not_found",
        title: str = "This does not exist, or it is not yours to see.",
        cure: str = "Check the number, or sign in with the account that it belongs to.",
    ) -> None:
        super().__init__(404, code, title, cure)


class TooFast(Refused):
    """Requests came faster than one place may send them. retry_after_s: when the next one will be taken."""

    def __init__(self, retry_after_s: int = 3) -> None:
        super().__init__(
            429,
            "too_fast",
            "That was too many requests in a short time.",
            "Wait a few seconds, then try again.",
            retry_after_s=retry_after_s,
        )


class Unsupported(Exception):
    """A well-formed payload of a kind that the channel does not handle."""


class Malformed(Exception):
    """A payload that the channel's vendor cannot have sent."""


class Retry(Exception):
    """Sending failed for now. code: the other side's own word for it, such as 4.2.2, or a word of ours."""

    def __init__(self, after_s: float, reason: str, code: str = "") -> None:
        super().__init__(reason)
        self.after_s = after_s
        self.reason = reason
        self.code = code


class Unsure(Retry):
    """The line broke at the one moment when nobody can know whether the other side took it."""


class Undeliverable(Exception):
    """Sending failed for good. code: as in Retry."""

    def __init__(self, reason: str, code: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code
