"""Lists of addresses, as RFC 5322 writes them and as they are sent: groups, comments, obsolete routes, missing quotes. Never raises.

The list is taken apart before anything is decoded, so that no encoded word can bring an address of its own. Where a field can be read in
two ways, both addresses are named: a mail that names two senders is vouched for by nobody.
"""

from __future__ import annotations

import re

from truepenny.channels.email.reading.words import words
from truepenny.contracts.mail import MailAddress

MOST = 100
_MOST_BYTES = 32 * 1024
_PLAIN = re.compile(rb'[ \t]*(?:"([^"\\<>]*)"|([^"<>()@:;,\\]*?))[ \t]*<([^\s<>()"\\@,:;\[\]]+@[A-Za-z0-9.-]+)>[ \t]*')
_BARE = re.compile(rb"[ \t]*([^\s<>()\"\\@,:;\[\]]+@[A-Za-z0-9.-]+)[ \t]*")
_SOME = re.compile(rb"[^\s<>()\",;:@]+@[^\s<>()\",;:@]+")
_QUOTED_LOCAL = re.compile(rb'"[^"]*"@[^\s@"]+')
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f]+")
_DOTS = re.compile("[。．｡]")


def read_addresses(values: list[bytes], faults: set[str]) -> tuple[MailAddress, ...]:
    """All that the fields name, at most 100, each once."""
    found: dict[str, MailAddress] = {}
    for value in values:
        for address in _read(value, faults):
            found.setdefault(address.address, address)
            if len(found) >= MOST:
                faults.add("many_addresses")
                return tuple(found.values())
    return tuple(found.values())


def _read(value: bytes, faults: set[str]) -> list[MailAddress]:
    if match := _PLAIN.fullmatch(value):
        name = match[1] if match[1] is not None else match[2]
        return _made(name, match[3], faults)
    if match := _BARE.fullmatch(value):
        return _made(b"", match[1], faults)
    if len(value) > _MOST_BYTES:
        faults.add("head_cut")
        value = value[:_MOST_BYTES]
    if b"@" not in value and b"=?" in value:  # all of it within encoded words
        decoded = words(value, faults).encode()
        if b"@" in decoded:
            faults.add("address_encoded")
            value = decoded
    return [address for name, spec in _mailboxes(value) for address in _made(name, spec, faults)]


def _made(name: bytes, spec: bytes, faults: set[str]) -> list[MailAddress]:
    address = _address(spec, faults)
    return [MailAddress(address, words(name, faults)[:200] if name else "")] if address else []


def _mailboxes(value: bytes) -> list[tuple[bytes, bytes]]:
    """Name and address of each, undecoded."""
    found: list[tuple[bytes, bytes]] = []
    name, comment, angles = bytearray(), bytearray(), list[bytes]()
    at, size = 0, len(value)
    quotes = comments = True

    def end() -> None:
        if angles:
            label = bytes(name).strip() or bytes(comment).strip()
            found.extend((label, angle) for angle in angles)
        elif _QUOTED_LOCAL.fullmatch(bytes(name).strip()):
            found.append((bytes(comment).strip(), bytes(name).strip()))
        elif specs := _SOME.findall(bytes(name)):
            text = bytes(name)
            joined = re.sub(rb"[ \t]*([@.])[ \t]*", rb"\1", text).strip()  # obsolete: blanks around the dots
            if b" " not in joined and b"\t" not in joined:
                found.append((bytes(comment).strip(), joined))
            else:
                label = _SOME.sub(b"", text).strip() or bytes(comment).strip()
                found.extend((label, spec) for spec in specs)
        elif b"@" in name:
            found.append((bytes(comment).strip(), re.sub(rb"[ \t]+", b"", bytes(name))))
        name.clear()
        comment.clear()
        angles.clear()

    while at < size and len(found) <= MOST:
        letter = value[at : at + 1]
        if letter == b'"' and quotes:
            text, at, quotes = _quoted(value, at)
            if value[at : at + 1] == b"@":  # a local part in quotes
                text = b'"' + text + b'"'
            name += text
            continue
        if letter == b"(" and comments:
            text, at, comments = _comment(value, at)
            comment += text
            continue
        if letter == b"<":
            close = value.find(b">", at)
            close = size if close < 0 else close
            angles.append(_bare(value[at + 1 : close]))
            at = close + 1
            continue
        if letter in {b",", b";"}:
            end()
        elif letter == b":" and not angles and b"@" not in name:
            name.clear()  # the name of a group
        else:
            name += letter
        at += 1
    end()
    return found


def _quoted(value: bytes, start: int) -> tuple[bytes, int, bool]:
    """What is in the quotes, the place behind them, and whether they close. Where one does not, no other is looked for."""
    text = bytearray()
    at = start + 1
    while at < len(value):
        if value[at] == 0x22:
            return bytes(text), at + 1, True
        if value[at] == 0x5C:
            at += 1
        text += value[at : at + 1]
        at += 1
    return b"", start + 1, False


def _comment(value: bytes, start: int) -> tuple[bytes, int, bool]:
    depth = 0
    for at in range(start, len(value)):
        if value[at] == 0x28:
            depth += 1
        elif value[at] == 0x29:
            depth -= 1
            if depth == 0:
                return value[start + 1 : at], at + 1, True
    return b"", start + 1, False


def _bare(spec: bytes) -> bytes:
    """Without comments, blanks and an obsolete route (@one,@two:user@domain)."""
    if b"(" in spec:
        spec = re.sub(rb"\([^()]*\)", b"", spec)
    if b'"' not in spec:
        spec = re.sub(rb"[ \t]+", b"", spec)
    if spec.startswith(b"@") and b":" in spec:
        spec = spec.rpartition(b":")[2]
    return spec.removeprefix(b"mailto:").removeprefix(b"<").strip()


def _address(spec: bytes, faults: set[str]) -> str:
    """local@domain, "" when it is no address."""
    local, at, domain = spec.rpartition(b"@")
    text = local.decode("utf-8", "replace")
    if not text.startswith('"'):
        text = _BLANKS.sub("", text)
    host = domain_of(domain.decode("utf-8", "replace"))
    if not at or not text or not host or len(text) > 128 or len(text) + len(host) > 319 or _BLANKS.search(host) or "@" in host:
        if spec:
            faults.add("address_broken")
        return ""
    if "\ufffd" in text or ("@" in text and not text.startswith('"')):
        faults.add("address_broken")
        return ""
    return f"{text}@{host}"


def domain_of(name: str) -> str:
    """Lower case, A-labels (IDNA), without a dot at the end; "" when it can be none."""
    name = _DOTS.sub(".", name).strip().rstrip(".")
    if not name or len(name) > 255:
        return ""
    if name.isascii():
        return name.lower()
    try:
        return ".".join(label.encode("idna").decode("ascii") if not label.isascii() else label for label in name.split(".")).lower()
    except UnicodeError:
        return ""
