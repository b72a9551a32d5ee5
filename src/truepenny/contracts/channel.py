"""What every channel says of itself, so that one contract suite can try them all and a new one is a folder and a line in main/wiring.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChannelCard:
    """name: as it stands in the log (log/events.py Channel). parse: pure, foreign bytes in, one message typed out; raises Malformed for
    what the channel's other side cannot have sent, Unsupported for what we do not handle, nothing else."""

    name: str
    parse: Callable[[bytes], object]
