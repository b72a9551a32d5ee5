"""What a listener for mail needs from the rest of the house."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from truepenny.channels.email.handing import Handing
from truepenny.channels.email.spool import Spool


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """accepts: is this address ours? trusts: may this client say for whom it speaks (listener.make_trust)?"""

    handing: Handing
    spool: Spool
    hostname: str
    max_bytes: int
    accepts: Callable[[str], bool]
    trusts: Callable[[str], bool]
