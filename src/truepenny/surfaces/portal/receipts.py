"""The receipt of a new ticket, carried from the form to its page in a cookie that only that page gets.

The private link must survive one redirect without standing in an address or in our store; the cookie ends after ten minutes.
"""

from __future__ import annotations

import base64
import binascii

import msgspec
from litestar.datastructures import Cookie

from truepenny.surfaces.portal.needs import Opened
from truepenny.surfaces.portal.visit import Portal, SomeRequest

COOKIE = "tp_receipt"
LIFE_S = 600


class Slip(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the receipt page shows."""

    ticket: str
    at: int
    digest: str
    link: str | None = None


def receipt_path(ticket: str) -> str:
    return f"/tickets/{ticket}/receipt"


def receipt_cookie(portal: Portal, opened: Opened) -> Cookie:
    receipt = opened.receipt
    slip = Slip(receipt.ticket, receipt.at, receipt.digest, opened.guest_link)
    value = base64.urlsafe_b64encode(msgspec.json.encode(slip)).decode().rstrip("=")
    return Cookie(
        COOKIE, value=value, path=receipt_path(receipt.ticket), max_age=LIFE_S, httponly=True, samesite="lax", secure=portal.secure_cookies
    )


def read_receipt(portal: Portal, request: SomeRequest, ticket: str) -> Slip | None:
    """The slip of this ticket, or None. A link that does not lead to this desk is left out."""
    raw = request.cookies.get(COOKIE, "")
    try:
        slip = msgspec.json.decode(base64.urlsafe_b64decode(raw + "=" * (-len(raw) % 4)), type=Slip)
    except (msgspec.MsgspecError, binascii.Error, ValueError):
        return None
    if slip.ticket != ticket:
        return None
    if slip.link is not None and not slip.link.startswith(f"{portal.public_url}/t/"):
        return msgspec.structs.replace(slip, link=None)
    return slip
