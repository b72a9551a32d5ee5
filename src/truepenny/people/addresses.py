"""Mail addresses as people type them: cleaned and checked, so that nothing but one address can come of it. Text in, text out."""

from __future__ import annotations

import re
import unicodedata

from truepenny.contracts.errors import Refused

MAX_ADDRESS = 254
_DOTLESS = ("gmail.com", "googlemail.com")
_LOCAL = re.compile(r"(?=.{1,64}$)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
"""Dot-atom of RFC 5322, section 3.2.3; quoted and non-ASCII local parts are not taken: hardly any server delivers to them."""
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")


def check_address(text: str) -> str:
    """The address, its domain in lower case and IDNA A-labels. Full-width letters of Chinese keyboards are read. Raises Refused 422."""
    typed = unicodedata.normalize("NFKC", text).strip().strip("<>")
    local, at, domain = typed.rpartition("@")
    try:
        ascii_domain = domain.replace("。", ".").encode("idna").decode("ascii").lower() if at and len(domain) <= 253 else ""
    except UnicodeError:
        ascii_domain = ""
    if not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(ascii_domain) or len(local) + 1 + len(ascii_domain) > MAX_ADDRESS:
        raise Refused(422, "mail_address_wrong", "This is not a mail address.", "It looks like name@acme.example.", field="address")
    return f"{local}@{ascii_domain}"


def mailbox_of(address: str) -> str:
    """What counts as one mailbox: in lower case, without what stands behind a plus, and without dots where those do not count."""
    local, _, domain = address.strip().lower().rpartition("@")
    local = local.partition("+")[0] or local
    if domain in _DOTLESS:
        return f"{local.replace('.', '')}@{_DOTLESS[0]}"
    return f"{local}@{domain}"
