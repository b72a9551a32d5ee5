"""Processes that were started with a mark in their environment, however far down: asked of /proc."""

from __future__ import annotations

import time
from pathlib import Path

PATIENCE_S = 60.0


def marked(mark: str) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if f"MARK={mark}".encode() in (entry / "environ").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def expect_none(mark: str) -> None:
    """Soon there is none; fails after PATIENCE_S seconds."""
    until = time.monotonic() + PATIENCE_S
    while left := marked(mark):
        assert time.monotonic() < until, f"still there: {left}"
        time.sleep(0.05)
