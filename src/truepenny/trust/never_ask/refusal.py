"""The refusal of words that ask for what is never asked for, for all that goes out to customers.

In: a text, or lines of one field. Out: nothing, or what a lead may have published as education; certain asks are refused at once, with
their sentences marked. Replies and records use check_asks and check_lines, what is published for many uses check_published.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from truepenny.contracts.errors import Marked, Refused
from truepenny.platform.web.i18n import mark
from truepenny.trust.never_ask import Ask, Item, find_asks

CODE: Final = "never_ask"
CURE: Final = mark("Take the sentence out or put it another way: every customer has our promise that nobody here asks for this.")
TITLES: Final[dict[Item, str]] = {
    "password": mark("This sentence asks for a password."),
    "funds_password": mark("This sentence asks for a funds password or PIN."),
    "code": mark("This sentence asks for a one-time code."),
    "api_secret": mark("This sentence asks for an API key or its secret."),
    "private_key": mark("This sentence asks for a private key."),
    "recovery_phrase": mark("This sentence asks for a recovery phrase."),
    "master_key": mark("This sentence asks for a master key."),
    "card": mark("This sentence asks for card or bank access data."),
    "transfer": mark("This sentence asks for a transfer, a deposit or a fee."),
    "remote_access": mark("This sentence asks for screen sharing or remote access."),
    "weaken_security": mark("This sentence asks the customer to turn off a protection."),
    "other_channel": mark("This sentence asks the customer to go on in a private chat."),
}


@dataclass(frozen=True, slots=True)
class Doubt:
    """Sentences that read like asks, but may be education. refusal: raised unless a lead has published every one of them."""

    sentences: tuple[str, ...]
    refusal: Refused

    def settle(self, is_education: Callable[[str], bool]) -> None:
        if not all(is_education(sentence) for sentence in self.sentences):
            raise self.refusal


def check_asks(text: str, *, field: str = "text") -> Doubt | None:
    """Raises Refused never_ask for a certain ask; the marks count code points of the text as given."""
    asks = find_asks(text)
    return _doubt(text, asks, _refusal(asks, [_mark(ask) for ask in asks], field))


def check_lines(lines: Sequence[str], *, field: str) -> Doubt | None:
    """The same for lines that are read one after the other; each mark says in which line it stands."""
    text = "\n".join(lines)
    asks = find_asks(text)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    marks = []
    for ask in asks:
        at = max(n for n, start in enumerate(starts[:-1]) if start <= ask.sentence[0])
        marks.append(_mark(ask, line=at, start=starts[at]))
    return _doubt(text, asks, _refusal(asks, marks, field))


def check_published(text: str, *, field: str, education: bool) -> tuple[str, ...]:
    """For canned replies, articles and announcements. education: a lead says that it only warns.

    Gives the sentences that were let through for that. Raises Refused never_ask: always for certain asks.
    """
    doubt = check_asks(text, field=field)
    if doubt is None:
        return ()
    if not education:
        raise doubt.refusal
    return doubt.sentences


def _mark(ask: Ask, *, line: int | None = None, start: int = 0) -> Marked:
    return Marked(ask.sentence[0] - start, ask.sentence[1] - start, ask.item, TITLES[ask.item], ask.certain, line)


def _refusal(asks: Sequence[Ask], marks: Iterable[Marked], field: str) -> Refused | None:
    return Refused(422, CODE, TITLES[asks[0].item], CURE, field=field, marks=tuple(marks)) if asks else None


def _doubt(text: str, asks: Sequence[Ask], refusal: Refused | None) -> Doubt | None:
    if refusal is None:
        return None
    if any(ask.certain for ask in asks):
        raise refusal
    return Doubt(tuple(dict.fromkeys(text[slice(*ask.sentence)] for ask in asks)), refusal)
