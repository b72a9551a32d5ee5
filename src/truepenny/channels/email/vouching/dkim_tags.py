"""DKIM-Signature fields and the key records that they point to, taken apart (RFC 6376, RFC 8301, RFC 8463). Pure.

Signatures that prove less than a reader thinks are not taken: a body signed in part, a From that is not signed, SHA-1, short keys.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from truepenny.channels.email.vouching.domains import is_domain
from truepenny.channels.email.vouching.fields import Field

PublicKey = RSAPublicKey | Ed25519PublicKey
_SPACE = re.compile(r"[ \t\r\n]+")
_TAG = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_SELECTOR = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?", re.ASCII)
_RSA_BITS = range(1024, 4097)
_MAX_RECORD = 4096
_RSA_DER = bytes.fromhex("300d06092a864886f70d0101010500")
"""AlgorithmIdentifier of an RSA key: some publish the bare RSAPublicKey (RFC 6376 asks for it in words, its examples for the other)."""


class NotTaken(Exception):
    """A signature or key that is not looked at further. result: permerror (broken) or policy (we do not accept its kind)."""

    def __init__(self, result: Literal["permerror", "policy"], why: str) -> None:
        super().__init__(why)
        self.result = result


@dataclass(frozen=True, slots=True)
class Signature:
    """headers: signed field names, lower case, in order, a name as often as it is signed. own: signs for the domain alone, no subdomain."""

    field: Field
    key_type: str
    domain: str
    selector: str
    headers: tuple[str, ...]
    body_hash: bytes
    signed: bytes
    relaxed_header: bool
    relaxed_body: bool
    own: bool


def read_signature(field: Field, now_s: float) -> Signature:
    """now_s: seconds since 1970, for the day on which a signature ends. Raises NotTaken."""
    tags = read_tags(field.value.decode("utf-8", "replace"))
    missing = [tag for tag in ("v", "a", "b", "bh", "d", "h", "s") if not tags.get(tag)]
    if missing or tags["v"] != "1":
        raise NotTaken("permerror", "a tag is missing")
    key_type, _, digest = tags["a"].lower().partition("-")
    if key_type not in ("rsa", "ed25519") or digest != "sha256":
        raise NotTaken("policy", "an algorithm that we do not take")
    domain, selector = tags["d"].lower(), tags["s"]
    identity = tags.get("i", "@" + domain).rpartition("@")[2].lower()
    if not is_domain(domain) or not _SELECTOR.fullmatch(selector) or not ("." + identity).endswith("." + domain):
        raise NotTaken("permerror", "no domain")
    header, _, body = tags.get("c", "simple/simple").lower().partition("/")
    if header not in ("simple", "relaxed") or (body or "simple") not in ("simple", "relaxed"):
        raise NotTaken("permerror", "an unknown form")
    if "dns/txt" not in re.split(r"\s*:\s*", tags.get("q", "dns/txt").lower()):
        raise NotTaken("permerror", "its key lies elsewhere")
    if "l" in tags:
        raise NotTaken("policy", "signs a part of the body")
    _check_times(tags, now_s)
    headers = tuple(name.strip().lower() for name in tags["h"].split(":"))
    if "from" not in headers:
        raise NotTaken("policy", "does not sign From")
    signed, body_hash = _decode(tags["b"]), _decode(tags["bh"])
    return Signature(
        field, key_type, domain, selector, headers, body_hash, signed, header == "relaxed", body == "relaxed", identity == domain
    )


def read_tags(text: str) -> dict[str, str]:
    """RFC 6376, 3.2. Raises NotTaken."""
    tags: dict[str, str] = {}
    for spec in text.strip(" \t\r\n").removesuffix(";").split(";"):
        name, equals, value = spec.partition("=")
        name = name.strip(" \t\r\n")
        if not equals or not _TAG.fullmatch(name) or name in tags:
            raise NotTaken("permerror", "no list of tags")
        tags[name] = _SPACE.sub(" ", value).strip(" ")
    return tags


@lru_cache(maxsize=512)
def read_key(record: str, key_type: str) -> tuple[PublicKey, bool]:
    """The key of a record, and whether it signs for its domain alone (t=s). A domain that only tries DKIM (t=y) has signed all the same.

    Raises NotTaken.
    """
    if len(record) > _MAX_RECORD:
        raise NotTaken("permerror", "a record that is too long")
    tags = read_tags(record)
    if tags.get("v", "DKIM1") != "DKIM1" or tags.get("k", "rsa").lower() != key_type:
        raise NotTaken("permerror", "a key of another kind")
    if "h" in tags and "sha256" not in _list(tags["h"]):
        raise NotTaken("permerror", "a key for other digests")
    if not {"*", "email"} & set(_list(tags.get("s", "*"))):
        raise NotTaken("permerror", "a key for other uses")
    if not tags.get("p"):
        raise NotTaken("permerror", "a key that was withdrawn")
    content = _decode(tags["p"])
    key = _load_ed25519(content) if key_type == "ed25519" else _load_rsa(content)
    return key, "s" in _list(tags.get("t", ""))


def is_signed(key: PublicKey, signed: bytes, digest: bytes) -> bool:
    """digest: SHA-256 of the header as signed; ed25519 signs this digest as its message (RFC 8463, 3)."""
    try:
        if isinstance(key, Ed25519PublicKey):
            key.verify(signed, digest)
        else:
            key.verify(signed, digest, padding.PKCS1v15(), Prehashed(SHA256()))
    except InvalidSignature:
        return False
    return True


def _check_times(tags: dict[str, str], now_s: float) -> None:
    made, ends = tags.get("t"), tags.get("x")
    if any(time is not None and not re.fullmatch(r"\d{1,12}", time, re.ASCII) for time in (made, ends)):
        raise NotTaken("permerror", "no time")
    if ends is not None and made is not None and int(ends) <= int(made):
        raise NotTaken("permerror", "ends before it begins")
    if ends is not None and int(ends) < now_s:
        raise NotTaken("policy", "has ended")


def _load_rsa(content: bytes) -> RSAPublicKey:
    for der in (content, _wrapped(content)):
        try:
            key = load_der_public_key(der)
        except (ValueError, UnsupportedAlgorithm):
            continue
        if not isinstance(key, RSAPublicKey):
            raise NotTaken("permerror", "a key of another kind")
        if key.key_size not in _RSA_BITS:
            raise NotTaken("policy", "a key that is too short or too long")
        return key
    raise NotTaken("permerror", "no key")


def _load_ed25519(content: bytes) -> Ed25519PublicKey:
    try:
        return Ed25519PublicKey.from_public_bytes(content)
    except ValueError as wrong:
        raise NotTaken("permerror", "no key") from wrong


def _wrapped(key: bytes) -> bytes:
    """A bare RSAPublicKey as SubjectPublicKeyInfo."""
    bits = b"\0" + key
    inner = _RSA_DER + b"\x03" + _der_length(len(bits)) + bits
    return b"\x30" + _der_length(len(inner)) + inner


def _der_length(count: int) -> bytes:
    if count < 128:
        return bytes([count])
    size = count.to_bytes((count.bit_length() + 7) // 8, "big")
    return bytes([128 | len(size)]) + size


def _list(text: str) -> list[str]:
    return [word.strip().lower() for word in text.split(":")]


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(_SPACE.sub("", text), validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise NotTaken("permerror", "no base64") from wrong
