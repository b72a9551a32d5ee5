"""What doctor finds: a level, what it is about, what it says and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    level: Literal["ok", "warning", "error"]
    name: str
    says: str
    cure: str = ""


def fine(name: str, says: str) -> Finding:
    return Finding("ok", name, says)


def warning(name: str, says: str, cure: str) -> Finding:
    return Finding("warning", name, says, cure)


def error(name: str, says: str, cure: str) -> Finding:
    return Finding("error", name, says, cure)
