"""Web and mail addresses as anyone may write them, hostile ones too: to a host in A-labels, a path, a mailbox. Text in, text out, or None.

What is read here is compared, never fetched.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

MAX_TYPED = 2048
MAX_HOST = 253
_SCHEME = re.compile(r"(?i)(?:https?|ftp)?:?//|https?:")
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LOCAL = re.compile(r"(?=.{1,64}$)[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
"""Dot-atom of RFC 5322, section 3.2.3, in lower case: no mail server of note tells capitals apart."""
_DOTS = re.compile("[。．｡]")


@dataclass(frozen=True, slots=True)
class WebAddress:
    """host: A-labels in lower case, without a dot at its end. path: "" or "/…", decoded once, without query and fragment.

    query: as it stood. user: whether something stands before an @, as in https://acme.example@evil.example.
    """

    host: str
    path: str
    query: str
    user: bool

    @property
    def bare_host(self) -> str:
        """Without "www.": both lead to the same house."""
        return self.host.removeprefix("www.")


def plain(text: str) -> str:
    """NFKC, without invisible characters (format, control, private), without space around."""
    composed = unicodedata.normalize("NFKC", text[:MAX_TYPED])
    return "".join(char for char in composed if unicodedata.category(char) not in ("Cf", "Cc", "Co", "Cs", "Cn")).strip()


def has_hidden(text: str) -> bool:
    """Whether it holds characters that nobody sees, or that turn the direction of others."""
    return any(unicodedata.category(char) in ("Cf", "Cc", "Co", "Cs", "Cn") for char in text.strip())


def mixes_directions(text: str) -> bool:
    """Whether letters that run from the right stand beside letters that run from the left: such a name reads as another one."""
    kinds = {unicodedata.bidirectional(char) for char in text}
    return bool(kinds & {"R", "AL"}) and "L" in kinds


def read_host(typed: str) -> str | None:
    """A host name in A-labels (IDNA), or an IPv4 or IPv6 address as Python writes it; None for anything else."""
    name = _DOTS.sub(".", plain(typed)).lower().rstrip(".")
    if name.startswith("[") and name.endswith("]"):
        name = name[1:-1]
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        pass
    try:
        ascii_name = name.encode("idna").decode("ascii").lower() if 0 < len(name) <= MAX_HOST else ""
    except UnicodeError:
        return None
    return ascii_name if _HOST.fullmatch(ascii_name) and len(ascii_name) <= MAX_HOST else None


def read_web(typed: str) -> WebAddress | None:
    """A web address with or without its scheme, read as browsers do: what stands before the last @ of the authority is no host."""
    text = plain(typed).replace("\\", "/")
    if scheme := _SCHEME.match(text):
        text = text[scheme.end() :].lstrip("/")
    elif re.match(r"(?i)[a-z][a-z0-9+.-]*:[^0-9]", text):
        return None
    authority, slash, rest = re.split(r"([/?#])", text, maxsplit=1) if re.search(r"[/?#]", text) else (text, "", "")
    user, at, host_port = authority.rpartition("@")
    if at and scheme is None and not user:
        return None
    host = re.sub(r":\d{0,5}$", "", host_port) if host_port.count(":") == 1 or host_port.startswith("[") else host_port
    name = read_host(unquote(host))
    if name is None:
        return None
    after = (slash + rest).partition("#")[0]
    path, _, query = after.partition("?")
    return WebAddress(name, _resolved(unquote(path)), query, bool(at))


def _resolved(path: str) -> str:
    """Without steps back (RFC 3986, 5.2.4) and without a slash at its end: /acme/../other is not a page of /acme."""
    kept: list[str] = []
    for part in path.split("/")[1:]:
        if part == "..":
            del kept[-1:]
        elif part != ".":
            kept.append(part)
    return "/".join(["", *kept]).rstrip("/")


def read_mail(typed: str) -> str | None:
    """A mailbox in lower case with its domain in A-labels; "mailto:" and "Name <…>" are read."""
    text = plain(typed)
    if text[:7].lower() == "mailto:":
        text = unquote(text[7:].partition("?")[0])
    if text.endswith(">") and "<" in text:
        text = text[text.rindex("<") + 1 : -1]
    local, at, domain = text.replace("＠", "@").strip().rpartition("@")
    host = read_host(domain) if at else None
    if host is None or "." not in host or not _LOCAL.fullmatch(local.lower()):
        return None
    return f"{local.lower()}@{host}"


def show_host(host: str) -> str:
    """A host as people read it: U-labels where they lead back to the same name, else as it is."""
    try:
        shown = host.encode("ascii").decode("idna")
    except UnicodeError:
        return host
    return shown if read_host(shown) == host and not mixes_directions(shown) else host
