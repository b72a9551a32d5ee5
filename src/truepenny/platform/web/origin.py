"""Where a request comes from: is its Host ours, and was it made by one of our own pages? Pure.

Browsers say it with Sec-Fetch-Site; those that do not (plain http, old ones) say it with Origin; who says neither is no browser of today.
"""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

Verdict = Literal["same", "foreign", "unsaid"]


def host_name(host: str) -> str:
    """support.example:8443 -> support.example; [::1]:80 -> ::1. Lower case, empty when it cannot be read."""
    if any(char in host for char in "/\\@?# \t\r\n,"):
        return ""
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def verdict(*, sec_fetch_site: str | None, origin: str | None, host: str, scheme: str) -> Verdict:
    """same: from a page of this origin, or typed by the user. same-site (a neighbouring subdomain) counts as foreign."""
    if sec_fetch_site:
        return "same" if sec_fetch_site in ("same-origin", "none") else "foreign"
    if origin is None:
        return "unsaid"
    try:
        parts = urlsplit(origin)
    except ValueError:
        return "foreign"
    ours = parts.netloc.lower() == host.lower() and host != ""
    if scheme == "https" and parts.scheme != "https":
        return "foreign"
    return "same" if ours and parts.scheme in ("http", "https") else "foreign"
