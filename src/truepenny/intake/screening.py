"""Screening: words in, the same words without secrets out, and what was taken out of them. It comes before anything is stored.

Fails closed: when a detector crashes or takes too long, nobody gets the words (ScreenFailed); the error says where, never what.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from truepenny.contracts.errors import Refused
from truepenny.contracts.secrets import Removed
from truepenny.intake.placeholders import PLACEHOLDER, asked, placeholder
from truepenny.intake.screen.findings import Finding
from truepenny.platform.ids import new_id
from truepenny.tickets.needs import HeldHash

A = TypeVar("A")
R = TypeVar("R")
log = logging.getLogger(__name__)


class Find(Protocol):
    """Findings in order that do not overlap: intake/screen/engine.py, with the operator's rules of the moment."""

    def __call__(self, text: str, *, addresses: Collection[str] = ()) -> Sequence[Finding]:
        """addresses: those that the customer named before; 64 hex digits that are the key of one are a private key."""
        ...


FindSpread = Callable[[Sequence[str]], Sequence[Sequence[Finding]]]
"""Messages in order, and in each of them the parts of secrets that only show when the messages are read together."""
LabelOf = Callable[[str, str], str]
"""What a rule of the operator calls what it finds, by its name in a finding and the reader's language; "" for rules that are built in."""
_SAMPLE = "my recovery phrase is legal winner thank year wave sausage worth, 助记词 的 一 是 在 不 了 有"
_BLANK = "\N{BLACK SQUARE}"
"""Stands for a placeholder where messages are read together: its words, such as "one-time code", are no part of a phrase."""


class ScreenFailed(Exception):
    """The words could not be screened. Says where the fault was, never the words."""


@dataclass(frozen=True, slots=True)
class Screened:
    """text with a placeholder for each secret. hashes: 64 hex digits that the customer has to tell apart, one placeholder each."""

    text: str
    removed: tuple[Removed, ...] = ()
    hashes: tuple[HeldHash, ...] = ()


@dataclass(frozen=True, slots=True)
class Screening:
    """is_part: whether words may be a part of a secret that is typed over several messages; cheap, and asked of every message."""

    find: Find
    label_of: LabelOf
    is_part: Callable[[str], bool]
    spread: FindSpread

    def warm_up(self) -> None:
        """Loads the word lists (some 50 ms and 6 MB, once in a process), so that no customer waits for them."""
        self.words(_SAMPLE, "en")

    def words(self, text: str, language: str, *, addresses: Collection[str] = ()) -> Screened:
        """A customer's words; placeholders in their language. addresses: those that they named before. Raises ScreenFailed."""
        return replace_found(text, self._guarded(partial(self.find, addresses=addresses), text), language, self.label_of)

    def strip(self, text: str, language: str) -> Screened:
        """The same for words about which nobody can be asked later (a subject, a file's name): what would have to be asked is removed."""
        screened = self.words(text, language)
        if not screened.hashes:
            return screened
        taken = Removed("private_key", len(screened.hashes[0].value))
        text = screened.text.replace(asked(language), placeholder(taken, language))
        return Screened(text, screened.removed + (taken,) * len(screened.hashes))

    def take_spread(self, texts: Sequence[str], language: str) -> list[tuple[str, tuple[Removed, ...]]]:
        """Messages in order: what is left of each without the parts of secrets that are spread over them. Raises ScreenFailed."""
        found = self._guarded(self.spread, [PLACEHOLDER.sub(lambda place: _BLANK * len(place[0]), text) for text in texts])
        screened = [replace_found(text, findings, language, self.label_of) for text, findings in zip(texts, found, strict=True)]
        return [(one.text, one.removed) for one in screened]

    def check_agent(self, text: str, *, field: str = "text") -> None:
        """An agent's own words. Raises Refused: secret_in_words, screen_failed. A hash is no question here: agents quote transactions."""
        if any(found.certainty != "ask" for found in self._find_for_now(text, field)):
            raise Refused(
                422,
                "secret_in_words",
                "These words hold what looks like a secret, so they were not stored.",
                "Take it out: nobody here needs it. If it is none, write in front of it what it is, such as “order number”.",
                field=field,
            )

    def clean_draft(self, text: str, language: str) -> str:
        """An agent's unsent words, with placeholders. Raises Refused screen_failed: then the draft stays in the browser."""
        found = [one for one in self._find_for_now(text, "text") if one.certainty != "ask"]
        return replace_found(text, found, language, self.label_of).text

    def words_for_now(self, text: str, language: str, *, field: str, addresses: Collection[str] = ()) -> Screened:
        """words, for those who still have them when they cannot be screened. Raises Refused screen_failed."""
        return replace_found(text, self._find_for_now(text, field, addresses), language, self.label_of)

    def _find_for_now(self, text: str, field: str, addresses: Collection[str] = ()) -> Sequence[Finding]:
        try:
            return self._guarded(partial(self.find, addresses=addresses), text)
        except ScreenFailed as failed:
            log.error("words could not be screened", extra={"reason": str(failed)})
            raise Refused(
                503, "screen_failed", "We could not check these words for secrets just now, so we did not take them.",
                "They are still here: try again in a minute.", field=field, retry_after_s=60,
            ) from None  # fmt: skip

    def _guarded(self, detect: Callable[[A], R], words: A) -> R:
        try:
            return detect(words)
        except Exception as fault:
            raise ScreenFailed(f"{type(fault).__name__} in {place_of(fault)}") from None


def replace_found(text: str, findings: Sequence[Finding], language: str, label_of: LabelOf) -> Screened:
    """The text with a placeholder for each finding."""
    if not findings:
        return Screened(text)
    pieces: list[str] = []
    removed: list[Removed] = []
    hashes: list[HeldHash] = []
    at = 0
    for found in findings:
        pieces.append(text[at : found.start])
        at = found.end
        if found.certainty == "ask":
            hashes.append(HeldHash(new_id(), text[found.start : found.end]))
            pieces.append(asked(language))
            continue
        taken = Removed(found.kind, found.size, found.unit, label_of(found.rule, language))
        removed.append(taken)
        pieces.append(placeholder(taken, language))
    pieces.append(text[at:])
    return Screened("".join(pieces), tuple(removed), tuple(hashes))


def place_of(fault: BaseException) -> str:
    """Module and line where a fault was raised."""
    trace = fault.__traceback__
    place = "?"
    while trace is not None:
        place = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
