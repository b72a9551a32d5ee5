"""Whose mailboxes a visitor of the demo may open, and which addresses there are. Data only."""

from __future__ import annotations

from dataclasses import dataclass

from truepenny.main.demo.people import CUSTOMERS

DESK_ADDRESS = "support@acme.example"
MAIL_SERVER = "mx.acme.example"
"""Signs the Authentication-Results, as the site's own mail server would."""


@dataclass(frozen=True, slots=True)
class Owner:
    key: str
    name: str
    address: str
    language: str


_NAMED = {customer.key: Owner(customer.key, customer.name, customer.email, customer.language) for customer in CUSTOMERS}
OWNERS = (_NAMED["li-wei"], _NAMED["maria"], Owner("mallory", "Mallory", "mallory@stranger.example", "en"))
"""Two customers whom the exchange knows, and a stranger."""
ADDRESSES = frozenset([customer.email for customer in CUSTOMERS if customer.email] + [owner.address for owner in OWNERS])


def find_owner(key: str) -> Owner | None:
    return next((owner for owner in OWNERS if owner.key == key), None)
