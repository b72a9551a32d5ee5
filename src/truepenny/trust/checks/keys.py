"""By what reports are gathered: the registered domain, the mailbox or place on a domain that many share, the handle, the number. Pure."""

from __future__ import annotations

from truepenny.platform.domains import organisation_of
from truepenny.trust.directory.hosts import WebAddress
from truepenny.trust.directory.values import Reading
from truepenny.trust.lookalikes.judge import registered
from truepenny.trust.lookalikes.names import SHARED
from truepenny.trust.lookalikes.reading import decoded
from truepenny.trust.lookalikes.shapes import fold

MAX_KEY = 300


def keys_of(reading: Reading) -> tuple[str, str]:
    """key and family; the same for every way in which it can be written."""
    if reading.web is not None:
        return _of_web(reading.web)
    if reading.kind in ("email", "email_domain"):
        local, _, host = reading.norm.rpartition("@")
        if local and organisation_of(host) in SHARED:
            return f"mail:{reading.norm}"[:MAX_KEY], f"name:{fold(local)}"[:MAX_KEY]
        return _of_host(host)
    if reading.kind == "phone":
        return f"phone:{reading.norm}"[:MAX_KEY], f"phone:{reading.norm}"[:MAX_KEY]
    return f"{reading.kind}:{reading.norm}"[:MAX_KEY], f"name:{fold(reading.norm)}"[:MAX_KEY]


def _of_web(web: WebAddress) -> tuple[str, str]:
    if organisation_of(web.host) in SHARED:
        place = f"{web.bare_host}{web.path}"
        return f"page:{place}"[:MAX_KEY], f"page:{place}"[:MAX_KEY]
    return _of_host(web.host)


def _of_host(host: str) -> tuple[str, str]:
    domain = registered(decoded(host))
    return f"domain:{domain}"[:MAX_KEY], f"name:{fold(domain.partition('.')[0])}"[:MAX_KEY]
