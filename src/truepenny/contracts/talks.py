"""Who of us is talking to a customer at this moment: the answer to "are you talking to us now?". Times are microseconds UTC."""

from __future__ import annotations

from typing import Literal

import msgspec


class TalkView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A conversation that is going on. agent, name: whom the customer talks to. since: their first words of this conversation, or when
    they began to write. writing: they write at this moment."""

    ticket: str
    number: str
    channel: str
    agent: str
    name: str
    since: int
    last_at: int
    writing: bool = False


class NowView(msgspec.Struct, frozen=True):
    """at: when this was true. Whoever cannot get this answer is told no."""

    says: Literal["talking", "not_talking"]
    at: int
    talks: tuple[TalkView, ...] = ()
