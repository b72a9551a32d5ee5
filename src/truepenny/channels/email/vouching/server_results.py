"""What the site's own mail server found: its Authentication-Results (RFC 8601), where it can be told from a forged one.

Only the topmost field of that name is ever read, only if it begins with exactly the server's name, and only above the first Received of
a machine that is not the site's. The server must remove such fields with its own name from what comes in (RFC 8601, 5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from truepenny.channels.email.vouching.domains import is_domain
from truepenny.channels.email.vouching.fields import Head
from truepenny.platform.domains import organisation_of

_MAX_FIELD = 16 * 1024
_PIECE = re.compile(r'"((?:[^"\\]|\\.)*)"|([^"();]+)|(;)|([()])')
_IN_COMMENT = re.compile(r"[^()\\]+|\\.|([()])")
_BY = re.compile(r"\bby\s+([^\s;()]+)", re.IGNORECASE)
_POLICY = re.compile(r"\bp=(none|quarantine|reject)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Result:
    """One method's result. facts: "header.from" -> "acme.example", keys in lower case. policy: that of dmarc, "" when it is not said."""

    method: str
    result: str
    facts: dict[str, str]
    policy: str = ""


class _Unreadable(Exception):
    """A quote or comment without its end, or no list of results."""


def read_server_results(head: Head, authserv: str) -> tuple[Result, ...] | None:
    """What the server named authserv found; None when the mail has nothing from it that can be trusted."""
    mine = {organisation_of(authserv.lower()), authserv.lower()} if is_domain(authserv.lower()) else {authserv.lower()}
    received = 0
    for field in head.fields:
        if field.name == "received":
            received += 1
            if received > 1 and not _is_by(field.line, mine):
                return None
        elif field.name == "authentication-results":
            return _read(field.line, authserv)
    return None


def _is_by(received: str, mine: set[str]) -> bool:
    """Whether a machine of the site's wrote it, by its name. A forger can write any name here and gains nothing but the place itself."""
    try:
        by = _BY.search("".join(words for words, _ in _statements(received)))
    except _Unreadable:
        return False
    name = by.group(1).lower().rstrip(".") if by else ""
    return name in mine or (is_domain(name) and organisation_of(name) in mine)


def _read(line: str, authserv: str) -> tuple[Result, ...] | None:
    if len(line) > _MAX_FIELD:
        return None
    try:
        statements = list(_statements(line))
        name = statements[0][0].split()
        if name not in ([authserv], [authserv, "1"]):
            return None
        return tuple(_result(*statement) for statement in statements[1:] if statement[0].strip().lower() not in ("", "none"))
    except _Unreadable:
        return None


def _statements(line: str) -> Iterator[tuple[str, str]]:
    """What stands between semicolons: the words without comments, and the comments."""
    words: list[str] = []
    comments: list[str] = []
    at = 0
    while at < len(line):
        piece = _PIECE.match(line, at)
        if piece is None or piece.group(4) == ")":
            raise _Unreadable
        at = piece.end()
        if piece.group(4):
            at = _end_of_comment(line, at)
            comments.append(line[piece.end() : at - 1])
            words.append(" ")
        elif piece.group(3):
            yield "".join(words), " ".join(comments)
            words, comments = [], []
        else:
            quoted = piece.group(1)
            words.append(piece.group(2) if quoted is None else re.sub(r"[\s=]", "_", '"' + quoted))
    yield "".join(words), " ".join(comments)


def _end_of_comment(line: str, at: int) -> int:
    depth = 1
    while depth:
        piece = _IN_COMMENT.match(line, at)
        if piece is None:
            raise _Unreadable
        at = piece.end()
        depth += {"(": 1, ")": -1}.get(piece.group(1), 0)
    return at


def _result(words: str, comments: str) -> Result:
    pairs = [pair.partition("=") for pair in re.sub(r"\s*=\s*", "=", words).split()]
    if not pairs or not pairs[0][1]:
        raise _Unreadable
    facts = {key.lower(): value.removeprefix('"') for key, _, value in reversed(pairs[1:])}
    method = pairs[0][0].lower().partition("/")[0]
    said = _POLICY.search(f"p={facts.get('policy.dmarc', '')} {comments}")
    return Result(method, pairs[0][2].lower(), facts, said.group(1).lower() if said else "")
