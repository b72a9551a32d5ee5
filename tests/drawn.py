"""What a story draws by lot: the same in every run of it, so that one that failed fails again, and none fails by a bad draw.

Whoever means the chance itself has hypothesis.
"""

from __future__ import annotations

import os
import random

from mnemonic import Mnemonic

_draws: dict[str, random.Random] = {}


def draw_bytes(size: int) -> bytes:
    story = os.environ.get("PYTEST_CURRENT_TEST", "")
    if story not in _draws:
        _draws.clear()
        _draws[story] = random.Random(story)
    return _draws[story].randbytes(size)


def draw_hex(size: int) -> str:
    """Two digits a byte."""
    return draw_bytes(size).hex()


def draw_phrase() -> str:
    """Twelve words of a recovery phrase."""
    return Mnemonic("english").to_mnemonic(draw_bytes(16))
