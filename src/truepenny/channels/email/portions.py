"""How much is fetched at once, and how long is waited before the next try."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping

from truepenny.channels.email.spool import SPOOL_ABOVE

AT_ONCE = 32
AT_ONCE_BYTES = 2 * 1024 * 1024
LONGEST_WAIT_S = 300.0


def wait_before(failures: int, first_s: float) -> float:
    """Seconds before the next try, doubled each time and never the same, so that many do not come back at once."""
    return random.uniform(0.5, 1.0) * min(LONGEST_WAIT_S, first_s * 2.0 ** min(failures, 20))  # noqa: S311 - spreads tries, guards nothing


def portions(uids: Iterable[int], sizes: Mapping[int, int]) -> Iterator[list[int]]:
    """Runs of small mails that may lie in memory at once; each large one alone. In order, and none is left out."""
    run: list[int] = []
    weight = 0
    for uid in uids:
        size = sizes.get(uid, 0)
        large = size > SPOOL_ABOVE
        if run and (large or len(run) == AT_ONCE or weight + size > AT_ONCE_BYTES):
            yield run
            run, weight = [], 0
        run.append(uid)
        weight += size
        if large:
            yield run
            run, weight = [], 0
    if run:
        yield run
