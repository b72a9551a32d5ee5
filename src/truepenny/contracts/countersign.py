"""The words of the countersign as a page or a program gets them, and what may come of them. Times are microseconds UTC."""

from __future__ import annotations

from typing import Literal

import msgspec

Purpose = Literal["talk", "change", "call"]
"""What it is for: this conversation; before a change of the account; a phone call."""
Outcome = Literal["matched", "failed", "expired"]
AskedBy = Literal["customer", "agent"]


class WordView(msgspec.Struct, frozen=True, omit_defaults=True):
    """text: as the customer sees it. For agents: pinyin, how it is said, and meaning, the same in the agent's language."""

    text: str
    pinyin: str = ""
    meaning: str = ""


class CountersignView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A running countersign. The agent says the first word, then the customer says the second one.

    words: empty for an agent whom it is not bound to. assurance: for agents, the customer's when it was asked.
    """

    id: str
    ticket: str
    agent: str
    name: str
    purpose: Purpose
    channel: str
    asked_by: AskedBy
    asked_at: int
    expires_at: int
    now: int
    words: tuple[WordView, ...] = ()
    assurance: int | None = None


class CountersignMark(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an event of a countersign says: asked (outcome null, expires_at set) or what came of it."""

    id: str
    agent: str
    name: str
    purpose: Purpose
    expires_at: int | None = None
    outcome: Outcome | None = None
