"""An entry of the directory, and what is never used: their fields, and the checks that what is typed has to pass.

In: what a lead or an admin typed. Out: the same in one plain form, or Refused with the field and a cure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from truepenny.contracts.changes import CheckWords
from truepenny.contracts.errors import Refused
from truepenny.trust.directory.hours import Hours, check_hours
from truepenny.trust.directory.kinds import ENDINGS, KINDS, LINES, NEVER_KINDS, Kind
from truepenny.trust.directory.phones import is_region
from truepenny.trust.directory.values import read_entry_value

MAX_LABEL, MAX_COST, MAX_NOTE, MAX_PATTERN, MAX_WORDS = 80, 120, 600, 100, 300
MAX_STARS = 3
_CODE = re.compile(r"[a-z]{2,3}")
Words = dict[str, str]
"""Text by language code."""


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One official contact point.

    value: normalised, shown: as people read it, platform_id: the platform's own number. regions: ISO 3166 alpha-2, languages: those
    spoken there; none: everywhere, every one. lines: codes of kinds.LINES. topics: codes of topics, or their first part ("WD"); none: all.
    toll_free: by the number plan. valid_from, valid_until: microseconds UTC. ending: a code of kinds.ENDINGS when it has an end.
    """

    id: str
    kind: Kind
    value: str
    shown: str
    labels: Words
    platform_id: str = ""
    url: str = ""
    regions: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    hours: Hours | None = None
    cost: Words = {}
    toll_free: bool = False
    number_region: str = ""
    valid_from: int | None = None
    valid_until: int | None = None
    ending: str = ""
    notes: Words = {}
    order: int = 100

    def label(self, language: str) -> str:
        return in_language(self.labels, language)

    def is_valid(self, at: int) -> bool:
        """Whether it is ours at this moment."""
        return (self.valid_from is None or self.valid_from <= at) and not self.is_over(at)

    def is_over(self, at: int) -> bool:
        return self.valid_until is not None and self.valid_until <= at

    def is_for_topic(self, topic: str) -> bool:
        """Whether it names the topic, or the group that the topic belongs to."""
        return any(topic == named or topic.startswith(f"{named}.") for named in self.topics)


class NeverUse(msgspec.Struct, frozen=True, omit_defaults=True):
    """A way by which we never speak to customers. pattern: of values, with * for anything; "" for all of this kind. gone: taken back."""

    id: str
    kind: str
    words: Words
    pattern: str = ""
    gone: bool = False

    def said(self, language: str) -> str:
        return in_language(self.words, language)


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry as it is typed. regions, languages: codes with spaces or commas between."""

    kind: str
    value: str
    labels: Mapping[str, str]
    platform_id: str = ""
    regions: str = ""
    languages: str = ""
    lines: Sequence[str] = ()
    topics: str = ""
    hours: Hours | None = None
    cost: Mapping[str, str] = field(default_factory=dict)
    valid_from: int | None = None
    valid_until: int | None = None
    ending: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
    order: int = 100


def in_language(words: Mapping[str, str], language: str) -> str:
    """The words in this language, else in the first that there is."""
    return words.get(language) or next((text for text in words.values() if text), "")


def check_draft(draft: Draft, *, id: str, check: CheckWords, is_topic: Callable[[str], bool]) -> Entry:  # noqa: A002
    """The entry as it is kept. Raises Refused 400, naming the field; 422 never_ask."""
    if draft.kind not in KINDS:
        raise wrong("kind", "There is no such kind.", "Choose one of the list.")
    kind = draft.kind
    value = read_entry_value(kind, draft.value, draft.platform_id)
    labels = _words(draft.labels, "label", MAX_LABEL, check)
    if not labels:
        raise wrong("label", "This field is empty.", "Write at least one letter.")
    cost = _words(draft.cost, "cost", MAX_COST, check)
    if draft.valid_from is not None and draft.valid_until is not None and draft.valid_until <= draft.valid_from:
        raise wrong("valid_until", "The end lies before the beginning.", "Choose a later day.")
    if draft.ending and draft.ending not in ENDINGS:
        raise wrong("ending", "There is no such reason.", "Choose one of the list.")
    topics = tuple(dict.fromkeys(code.upper() for code in _codes(draft.topics)))
    if unknown := next((code for code in topics if not is_topic(code)), None):
        raise wrong("topics", "There is no topic {code}.", "Write codes of topics, such as WD.MISSING, or their first part, such as WD.",
                    code=unknown)  # fmt: skip
    if unknown := next((code for code in draft.lines if code not in LINES), None):
        raise wrong("lines", "There is no line of business {code}.", "Choose from the list.", code=unknown)
    return Entry(
        id, kind, value.norm, value.shown, labels, value.platform_id, value.url, _regions(draft.regions), _spoken(draft.languages),
        tuple(dict.fromkeys(draft.lines)), topics, None if draft.hours is None else check_hours(draft.hours), cost, value.toll_free,
        value.region, draft.valid_from, draft.valid_until, draft.ending or ("ended" if draft.valid_until is not None else ""),
        _words(draft.notes, "note", MAX_NOTE, check), min(max(draft.order, 0), 9999),
    )  # fmt: skip


def check_never(kind: str, words: Mapping[str, str], pattern: str, *, id: str, check: CheckWords) -> NeverUse:  # noqa: A002
    """Raises Refused 400, naming the field; 422 never_ask."""
    if kind not in NEVER_KINDS:
        raise wrong("kind", "There is no such kind.", "Choose one of the list.")
    kept = _words(words, "words", MAX_WORDS, check)
    if not kept:
        raise wrong("words", "This field is empty.", "Write at least one letter.")
    plain = "".join(unicodedata.normalize("NFKC", pattern).split()).lower()
    if len(plain) > MAX_PATTERN:
        raise wrong("pattern", "This is too long.", "Use at most {limit} characters.", limit=MAX_PATTERN)
    if plain.count("*") > MAX_STARS:
        raise wrong("pattern", "These are too many stars.", "Use at most {limit}.", limit=MAX_STARS)
    if not plain and kind in KINDS:
        raise wrong(
            "pattern", "Without a pattern this would mean every contact of this kind.", "Write which: for example *@mail.example, or +1*."
        )
    return NeverUse(id, kind, kept, plain)


def wrong(field: str, title: str, cure: str, **params: object) -> Refused:
    return Refused(400, f"{field}_wrong", title, cure, params=params, field=field)


def _words(given: Mapping[str, str], name: str, limit: int, check: CheckWords) -> Words:
    """name: of the field, which carries the language behind it: label_en."""
    kept: Words = {}
    for language, typed in given.items():
        text = " ".join(unicodedata.normalize("NFC", typed).split())
        field = f"{name}_{language}"
        if len(text) > limit:
            raise wrong(field, "This is too long.", "Use at most {limit} characters.", limit=limit)
        if any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn") for char in text):
            raise wrong(field, "This text contains invisible characters.", "Type it anew instead of pasting it.")
        if text:
            check(text, field=field, education=False)
            kept[language] = text
    return kept


def _codes(typed: str) -> list[str]:
    return [code for code in re.split(r"[\s,，、;；]+", unicodedata.normalize("NFKC", typed)) if code]


def _regions(typed: str) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(code.upper() for code in _codes(typed)))
    if unknown := next((code for code in codes if not is_region(code)), None):
        raise wrong("regions", "{code} is not a region.", "Write two letters each (ISO 3166), such as GB HK SG.", code=unknown)
    return codes


def _spoken(typed: str) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(code.lower() for code in _codes(typed)))
    if unknown := next((code for code in codes if not _CODE.fullmatch(code)), None):
        raise wrong("languages", "{code} is not a language.", "Write two letters each (ISO 639), such as en zh de.", code=unknown)
    return codes
