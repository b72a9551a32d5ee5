"""DKIM (RFC 6376, RFC 8463): our mail signed with the operator's key, RSA or Ed25519, which is read once.

Headers that speak for us are signed once more than they are there, so that nobody can add a second one.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

SIGNED_ALWAYS = (b"from", b"subject", b"to", b"date", b"message-id", b"reply-to")
"""Signed whether they are there or not, and once more."""
SIGNED_TOO = (
    b"in-reply-to", b"references", b"content-type", b"content-language", b"mime-version", b"auto-submitted", b"list-unsubscribe",
    b"list-unsubscribe-post",
)  # fmt: skip
MIN_RSA_BITS = 1024
Sign = Callable[[bytes], bytes]
"""A mail with CRLF line ends in, the DKIM-Signature header for it out."""


class KeyWrong(Exception):
    """The key cannot be used; the text says why, for the operator."""


def load_signer(setting: str, domain: str) -> Sign:
    """setting: selector:/path/to/key.pem. Raises KeyWrong."""
    selector, _, path = setting.partition(":")
    algorithm, key = _load(Path(path))
    import dkim  # type: ignore[import-untyped]

    def sign(content: bytes) -> bytes:
        message = dkim.DKIM(content)
        there = {name.lower() for name, _ in message.headers}
        names = [*SIGNED_ALWAYS, *(name for name in SIGNED_ALWAYS if name in there), *(name for name in SIGNED_TOO if name in there)]
        signed: bytes = message.sign(
            selector.encode(), domain.encode(), key, signature_algorithm=algorithm, canonicalize=(b"relaxed", b"relaxed"),
            include_headers=names,
        )  # fmt: skip
        return signed

    return sign


def public_record(setting: str) -> str:
    """What has to stand in the DNS at selector._domainkey.domain. Raises KeyWrong."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = _read(Path(setting.partition(":")[2])).public_key()
    if isinstance(public, RSAPublicKey):
        return f"v=DKIM1; k=rsa; p={_base64(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))}"
    return f"v=DKIM1; k=ed25519; p={_base64(public.public_bytes_raw())}"


def _load(path: Path) -> tuple[bytes, bytes]:
    """Algorithm and key as dkimpy wants them."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = _read(path)
    if isinstance(key, RSAPrivateKey):
        return b"rsa-sha256", key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    return b"ed25519-sha256", base64.b64encode(key.private_bytes_raw())


def _read(path: Path):  # type: ignore[no-untyped-def]
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as wrong:
        raise KeyWrong(f"{path} cannot be read: {wrong.strerror}") from wrong
    except (ValueError, TypeError) as wrong:
        raise KeyWrong(f"{path} is not a private key in PEM form without a password") from wrong
    if isinstance(key, RSAPrivateKey):
        if key.key_size < MIN_RSA_BITS:
            raise KeyWrong(f"{path} is an RSA key of {key.key_size} bits: receivers refuse it; make one of 2048")
        return key
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyWrong(f"{path} is neither an RSA nor an Ed25519 key")
    return key


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
