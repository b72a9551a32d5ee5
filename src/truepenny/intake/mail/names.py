"""The names that stand beside the addresses in the head of a mail: as agents may read them, and why one misleads. A name proves nothing.

In: addresses as the mail gives them. Out: one line in which whole addresses are masked, and a mark. Screened elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from truepenny.contracts.mail import MailAddress
from truepenny.contracts.views import FalseName
from truepenny.knowledge.brand import load_brand_name
from truepenny.people.contacts import as_in_mail, mask
from truepenny.people.imitation import load_agent_skeletons, why_false
from truepenny.platform.clock import SECOND, Clock
from truepenny.tickets.actions.words import clean_text

REMEMBERED_US = 10 * SECOND
_AT = "@\uff20\ufe6b"
_ADDRESS = re.compile(rf"[^\s<>()\[\]（）,;:\"'{_AT}]{{1,64}}[{_AT}][^\s<>()\[\]（）,;:\"'{_AT}]{{1,255}}")


def readable_name(one: MailAddress) -> str:
    """ "" where there is none, and where it only says the address again, as many programs have it."""
    name = " ".join(clean_text(one.name).split())
    if _plain(name.strip("\"'<> ")) == _plain(one.address):
        return ""
    return _ADDRESS.sub(lambda found: mask("email", _plain(found[0])), name)


class FalseNames:
    """Remembers our own names for a while: every mail asks."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: tuple[str, frozenset[str]] = ("", frozenset())
        self._until = 0

    def find(self, conn: Connection, senders: Sequence[MailAddress]) -> FalseName | None:
        """Why the name of a sender could be taken for one of ours, or for an address that it is not."""
        named = [one for one in senders if readable_name(one)]
        if not named:
            return None
        brand, ours = self._our_names(conn)
        imitations: Iterator[FalseName | None] = (why_false(one.name, ours=ours, brand=brand) for one in named)
        return next(filter(None, imitations), None) or ("address" if any(map(_shows_another, named)) else None)

    def _our_names(self, conn: Connection) -> tuple[str, frozenset[str]]:
        now = self._clock.now_us()
        if not self._until - REMEMBERED_US <= now < self._until:  # a clock may be set back
            self._known, self._until = (load_brand_name(conn), load_agent_skeletons(conn)), now + REMEMBERED_US
        return self._known


def _shows_another(one: MailAddress) -> bool:
    return any(_plain(found[0]) != _plain(one.address) for found in _ADDRESS.finditer(one.name))


def _plain(address: str) -> str:
    """For comparing: a domain can be written in its own letters or as servers write it."""
    return as_in_mail(re.sub(f"[{_AT}]", "@", address)).casefold()
