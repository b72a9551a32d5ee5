"""The names that stand beside the addresses in the head of a mail: as agents may read them, and why one misleads. A name proves nothing.

In: addresses as the mail gives them. Out: one line in which whole addresses are masked, and a mark. Screened elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import Connection

from truepenny.contracts.mail import MailAddress
from truepenny.contracts.views import FalseName
from truepenny.knowledge.brand import load_brand_name
from truepenny.people.contacts import mask
from truepenny.people.imitation import find_imitations
from truepenny.tickets.actions.words import clean_text

_AT = "@\uff20\ufe6b"
_ADDRESS = re.compile(rf"[^\s<>()\[\]（）,;:\"'{_AT}]{{1,64}}[{_AT}][^\s<>()\[\]（）,;:\"'{_AT}]{{1,255}}")


def readable_name(one: MailAddress) -> str:
    """ "" where there is none, and where it only says the address again, as many programs have it."""
    name = " ".join(clean_text(one.name).split())
    if name.strip("\"'<> ").casefold() == one.address.casefold():
        return ""
    return _ADDRESS.sub(lambda found: mask("email", _plain(found[0])), name)


def find_false_name(conn: Connection, senders: Sequence[MailAddress]) -> FalseName | None:
    """Why the name of a sender could be taken for one of ours, or for an address that it is not."""
    named = {one.name: one.address for one in senders if readable_name(one)}
    if not named:
        return None
    imitations = find_imitations(conn, named, brand=load_brand_name(conn))
    if imitations:
        return next(iter(imitations.values()))
    shown = ((_plain(found[0]), _plain(address)) for name, address in named.items() for found in _ADDRESS.finditer(name))
    return "address" if any(one != real for one, real in shown) else None


def _plain(address: str) -> str:
    return re.sub(f"[{_AT}]", "@", address).casefold()
