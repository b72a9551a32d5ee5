"""DKIM (RFC 6376): which domains have signed this mail. Own code, since the packages want the whole mail in memory, several times over.

check_dkim: a mail and its header in; one result for all signatures, and the domains whose signature holds, out.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from truepenny.channels.email.vouching.body_hash import hash_body
from truepenny.channels.email.vouching.dkim_tags import NotTaken, Signature, is_signed, read_key, read_signature
from truepenny.channels.email.vouching.fields import Field, Head
from truepenny.channels.email.vouching.name_server import DnsTrouble, Questions
from truepenny.contracts.mail import RawMail

MAX_SIGNATURES = 5
_MAX_KEYS = 3
"""Records of one selector. There should be one; of several any may be meant."""
_WORTH_A_THREAD = 512 * 1024
_BEST_FIRST = ("pass", "temperror", "fail", "policy", "permerror")
_OWN_VALUE = re.compile(rb"((?:\A|;)[ \t\r\n]*b[ \t\r\n]*=)[^;]*")
_SPACES = re.compile(rb"[ \t]+")
_ONCE = {"from", "sender", "reply-to", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references"}
_ONCE |= {"mime-version", "content-type", "content-transfer-encoding"}
"""Fields that stand in a mail once (RFC 5322, 3.6, RFC 2045). A second one that the signature does not cover was put in by someone else."""


@dataclass(frozen=True, slots=True)
class Dkim:
    """result: the best of all signatures, in the words of RFC 8601. domains: whose signature holds. unknown: whose could not be checked,
    since the name server was in trouble."""

    result: str = ""
    domains: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()


async def check_dkim(raw: RawMail, head: Head, questions: Questions, now_s: float, is_wanted: Callable[[str], bool]) -> Dkim:
    """is_wanted: domains whose signatures are looked at before others, of which there may be too many."""
    results: list[tuple[str, str]] = []
    signatures: list[Signature] = []
    for field in head.fields:
        if field.name == "dkim-signature":
            try:
                signatures.append(read_signature(field, now_s))
            except NotTaken as wrong:
                results.append(("", wrong.result))
    signatures.sort(key=lambda signature: not is_wanted(signature.domain))
    signatures = signatures[:MAX_SIGNATURES]
    bodies = {relaxed: await _hash_body(raw, head, relaxed=relaxed) for relaxed in {each.relaxed_body for each in signatures}}
    checks = (_check(each, head, bodies[each.relaxed_body], questions) for each in signatures)
    results += zip((each.domain for each in signatures), await asyncio.gather(*checks), strict=True)
    if not results:
        return Dkim("none")
    best = min((result for _, result in results), key=_BEST_FIRST.index)
    passed, unknown = (frozenset(domain for domain, result in results if result == wanted) for wanted in ("pass", "temperror"))
    return Dkim(best, passed, unknown - passed)


async def _hash_body(raw: RawMail, head: Head, *, relaxed: bool) -> bytes:
    if raw.size - head.body < _WORTH_A_THREAD:
        return hash_body(raw, head.body, relaxed=relaxed)
    return await asyncio.to_thread(hash_body, raw, head.body, relaxed=relaxed)


async def _check(signature: Signature, head: Head, body_hash: bytes, questions: Questions) -> str:
    if _has_more_than_signed(signature, head):
        return "policy"
    if body_hash != signature.body_hash:
        return "fail"
    try:
        records = (await questions.ask(f"{signature.selector}._domainkey.{signature.domain}", "TXT")).values
    except DnsTrouble:
        return "temperror"
    digest = hash_header(signature, head.fields)
    results = [_check_key(record, signature, digest) for record in records[:_MAX_KEYS]]
    return min(results, key=_BEST_FIRST.index, default="permerror")


def _check_key(record: str, signature: Signature, digest: bytes) -> str:
    try:
        key, own = read_key(record, signature.key_type)
    except NotTaken as wrong:
        return wrong.result
    if own and not signature.own:
        return "permerror"
    return "pass" if is_signed(key, signature.signed, digest) else "fail"


def _has_more_than_signed(signature: Signature, head: Head) -> bool:
    signed = Counter(signature.headers)
    there = Counter(field.name for field in head.fields if field.name in _ONCE)
    return any(count > 1 and count > signed[name] for name, count in there.items())


def hash_header(signature: Signature, fields: tuple[Field, ...]) -> bytes:
    """RFC 6376, 3.7: SHA-256 of the signed fields, a name's last one first, and of the signature without its own value."""
    left: dict[str, list[Field]] = {}
    for field in fields:
        if field is not signature.field:
            left.setdefault(field.name, []).append(field)
    made = hashlib.sha256()
    for name in signature.headers:
        if left.get(name):
            made.update(_canonical(left[name].pop(), relaxed=signature.relaxed_header))
    own = signature.field
    bare = Field(own.name, _OWN_VALUE.sub(rb"\1", own.value, count=1), own.written)
    made.update(_canonical(bare, relaxed=signature.relaxed_header).removesuffix(b"\r\n"))
    return made.digest()


def _canonical(field: Field, *, relaxed: bool) -> bytes:
    if not relaxed:
        return field.written + b":" + field.value
    value = _SPACES.sub(b" ", field.value.replace(b"\r\n", b"")).strip(b" ")
    return field.name.encode() + b":" + value + b"\r\n"
