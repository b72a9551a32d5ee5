"""The labelled corpus of the screen, and the judgement of what a screen finds in it. bench/screen.py and tests/screen use it alike."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from truepenny.intake.screen.findings import Finding

FOLDER = Path(__file__).parent.parent / "tests" / "screen" / "corpus"
UNTOUCHED = ("address", "txid", "explorer", "url")
"""Sorts of harmless messages in which not one finding is allowed: TXIDs and addresses."""


@dataclass(frozen=True)
class Secret:
    """A message with a secret. spans: where, in code points; checksum: whether an exact check of it exists; part: tune or judge."""

    line: int
    text: str
    name: str
    kind: str
    checksum: bool
    language: str
    part: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Harmless:
    """A message without one."""

    line: int
    text: str
    language: str
    sort: str
    part: str


@cache
def secrets() -> tuple[Secret, ...]:
    rows = enumerate(map(json.loads, (FOLDER / "secrets.jsonl").read_text().splitlines()), 1)
    return tuple(
        Secret(n, row["text"], row["class"], row["kind"], row["checksum"], row["language"], row["part"], tuple(map(tuple, row["spans"])))
        for n, row in rows
    )


@cache
def harmless() -> tuple[Harmless, ...]:
    rows = enumerate(map(json.loads, (FOLDER / "benign.jsonl").read_text().splitlines()), 1)
    return tuple(Harmless(n, row["text"], row["language"], row["sort"], row["part"]) for n, row in rows)


def is_found(secret: Secret, findings: Sequence[Finding]) -> bool:
    """Of no labelled span a piece of a quarter or more remains. Class ask: nothing but asking will do."""
    asked = [finding for finding in findings if finding.certainty == "ask"]
    removed = [finding for finding in findings if finding.certainty != "ask"]
    if secret.name == "ask":
        return all(is_covered(span, asked) for span in secret.spans) and not any(overlaps(span, removed) for span in secret.spans)
    return all(is_covered(span, removed) for span in secret.spans)


def is_covered(span: tuple[int, int], findings: Sequence[Finding]) -> bool:
    start, end = span
    at, longest = start, 0
    for finding in sorted(findings, key=lambda finding: finding.start):
        if finding.end > at and finding.start < end:
            longest = max(longest, finding.start - at)
            at = max(at, finding.end)
    return max(longest, end - at) * 4 < end - start


def overlaps(span: tuple[int, int], findings: Sequence[Finding]) -> bool:
    return any(finding.start < span[1] and finding.end > span[0] for finding in findings)


def is_of_kind(secret: Secret, findings: Sequence[Finding]) -> bool:
    """The customer is told of the right kind of secret."""
    return any(finding.kind == secret.kind and overlaps(span, [finding]) for finding in findings for span in secret.spans)


def taken_beside(secret: Secret, findings: Sequence[Finding]) -> int:
    """Characters outside the labelled spans that would go too."""
    inside = {at for start, end in secret.spans for at in range(start, end)}
    return len({at for finding in findings for at in range(finding.start, finding.end)} - inside)
