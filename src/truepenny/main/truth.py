"""The source of truth put together; main/wiring.py calls this once."""

from __future__ import annotations

from truepenny.surfaces.truth import Truth


def make_truth() -> Truth:
    return Truth()
