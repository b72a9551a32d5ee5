"""From what somebody saw to the parts that are compared: hosts, mail addresses, handles. Pure; what cannot be read is empty."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote

MOST = 400
"""Characters of one address that are looked at; names end at 253."""
_DOTS = str.maketrans({"。": ".", "．": ".", "｡": ".", "․": "."})
_HOST = re.compile(r"^(?:(?:h(?:tt|xx)ps?|ftp|mailto):|[a-z][a-z0-9+.\-]*:(?=[/\\]))?[/\\]*(?:[^/\\?#@]*@)*([^/\\?#]*)", re.IGNORECASE)
_LABEL = re.compile(r"[^\w\-.]+")


def visible_only(text: str) -> str:
    """Without invisible characters (zero-width, direction marks, control)."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char for char in text if unicodedata.category(char) not in ("Cf", "Cc", "Cs", "Co", "Cn", "Zl", "Zp"))


@lru_cache(maxsize=2048)
def host_of(value: str) -> str:
    """The host of a web address or bare host: lower case, A-labels decoded, no port, no dot at its end. "" when there is none."""
    text = visible_only(unquote(value[: 4 * MOST])).strip()
    found = _HOST.match(text)
    host = "" if found is None else found[1]
    host = unicodedata.normalize("NFKC", host.translate(_DOTS)).translate(_DOTS).lower()
    host = host.partition(":")[0].strip(".[] ")
    return decoded(_LABEL.sub("", host)[:MOST]).strip(".")


def decoded(host: str) -> str:
    """Each xn-- label as its letters; one that cannot be decoded stays."""
    if "xn--" not in host:
        return host
    return ".".join(_decoded_label(label) for label in host.split("."))


def encoded(host: str) -> str:
    """As the public suffix list wants it: A-labels where a label is not ASCII."""
    if host.isascii():
        return host
    return ".".join(label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii") for label in host.split("."))


def domain_of(address: str) -> tuple[str, str]:
    """Local part and host of a mail address, both in lower case; host "" when there is none."""
    local, at, host = visible_only(address[:MOST]).strip().strip("<>").rpartition("@")
    return (local.lower().removeprefix("mailto:"), host_of(host)) if at else ("", "")


def handle_of(value: str) -> str:
    """@Acme, t.me/Acme, https://x.com/acme?s=1 -> acme."""
    text = visible_only(value[:MOST]).strip().lower()
    text = re.split(r"[?#]", text)[0].rstrip("/").rpartition("/")[2]
    return unicodedata.normalize("NFKC", text).lstrip("@").strip()


def _decoded_label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return unicodedata.normalize("NFC", label[4:].encode("ascii").decode("punycode")).lower()
    except (UnicodeError, ValueError):
        return label
