"""Which entry is the right one: for a language and a region, at a moment. Pure; the reasons are told with each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from truepenny.trust.directory.entries import Entry
from truepenny.trust.directory.hours import Standing, standing

Reason = Literal["region", "language", "open", "topic"]
REACHED = ("phone", "email", "telegram", "discord", "x", "facebook", "other")
"""Kinds by which somebody answers; the others are places."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as one reader needs it. standing: None without hours. reasons: why it stands where it stands."""

    entry: Entry
    standing: Standing | None
    reasons: tuple[Reason, ...]

    @property
    def is_reached(self) -> bool:
        return self.entry.kind in REACHED


def in_order(
    entries: Iterable[Entry], *, language: str | None, region: str | None, at: int, topic: str | None = None
) -> list[Shown]:  # fmt: skip
    """The right one first: made for the topic, the region and the language; then those open now; then in the operator's order."""
    rows = [(_rank(entry, standing_of(entry, at), language, region, topic), entry) for entry in entries]
    rows.sort(key=lambda row: row[0])
    return [Shown(entry, standing_of(entry, at), _reasons(entry, at, language, region, topic)) for _, entry in rows]


def standing_of(entry: Entry, at: int) -> Standing | None:
    return None if entry.hours is None else standing(entry.hours, at)


def _rank(entry: Entry, now: Standing | None, language: str | None, region: str | None, topic: str | None) -> tuple[int | str, ...]:
    soon = 1 if now is None else 0 if now.open else 2
    return (
        _fit(named=topic is not None and entry.is_for_topic(topic), to_all=not entry.topics),
        _fit(named=region in entry.regions, to_all=not entry.regions or region is None),
        _fit(named=language in entry.languages, to_all=not entry.languages or language is None),
        soon, entry.order, entry.id,
    )  # fmt: skip


def _fit(*, named: bool, to_all: bool) -> int:
    return 0 if named else 1 if to_all else 2


def _reasons(entry: Entry, at: int, language: str | None, region: str | None, topic: str | None) -> tuple[Reason, ...]:
    now = standing_of(entry, at)
    said: list[tuple[Reason, bool]] = [
        ("topic", topic is not None and entry.is_for_topic(topic)),
        ("region", region in entry.regions),
        ("language", language in entry.languages),
        ("open", now is not None and now.open),
    ]
    return tuple(reason for reason, holds in said if holds)
