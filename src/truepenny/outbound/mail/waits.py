"""When a mail that could not be sent is tried again, and when we give up. Pure."""

from __future__ import annotations

from itertools import accumulate

from truepenny.platform.clock import HOUR, MINUTE, SECOND

WAITS_US = (MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 24 * HOUR)
CODE_WAITS_US = (10 * SECOND, 20 * SECOND, 30 * SECOND, MINUTE, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE)
"""Somebody sits before the page and waits for the code."""
LEAST_US = 5 * SECOND


def next_try(*, first_us: int, now_us: int, after_us: int = 0, chance: float = 0.0, code: bool = False) -> int | None:
    """When to try next, None when it has been tried for long enough (three days).

    first_us: when it was tried first. after_us: the least wait that the other side asks for. chance: 0 to 1, so that what failed together
    does not come back together: up to a tenth later.
    """
    elapsed = max(0, now_us - first_us)
    ends = accumulate(CODE_WAITS_US if code else WAITS_US)
    later = next((end for end in ends if end > elapsed), None)
    if later is None:
        return None
    wait = later - elapsed
    return now_us + max(LEAST_US, after_us, wait + int(wait * chance / 10))
