"""The exchange's public keys by kid, from a JWKS file that is read again when it changes, so that keys rotate without a restart.

Takes Ed25519 keys (EdDSA) and RSA keys of 2048 bits or more (RS256). Everything else in the file is passed over and named in the log.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

log = logging.getLogger(__name__)
MIN_RSA_BITS = 2048
MAX_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class ExchangeKey:
    kid: str
    algorithm: Literal["EdDSA", "RS256"]
    public: Ed25519PublicKey | RSAPublicKey


class _Jwk(msgspec.Struct):
    kty: str
    kid: str = ""
    use: str = "sig"
    alg: str | None = None
    crv: str = ""
    x: str = ""
    n: str = ""
    e: str = ""
    d: Any = None


class _Jwks(msgspec.Struct):
    keys: list[msgspec.Raw]


class ExchangeKeys:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._keys: dict[str, ExchangeKey] = {}
        self._state: tuple[int, int, int] | None = None

    def find(self, kid: str) -> ExchangeKey | None:
        """Looks at the file's state each time (one stat) and reads it when that changed; a broken file leaves the old keys in force."""
        try:
            stat = self._path.stat()
            state = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            if state != self._state:
                self._state = state
                self._keys, problems = parse_jwks(self._path.read_bytes()[: MAX_BYTES + 1])
                for problem in problems:
                    log.warning("exchange key passed over: %s", problem)
        except (OSError, ValueError) as wrong:
            log.error("the file of exchange keys cannot be read, the keys from before stay in force: %s", wrong)
        return self._keys.get(kid)


def parse_jwks(raw: bytes) -> tuple[dict[str, ExchangeKey], list[str]]:
    """(keys by kid, one line for each that cannot be used). Raises ValueError when it is no JWKS at all."""
    if len(raw) > MAX_BYTES:
        raise ValueError("it is larger than 256 KiB")
    try:
        entries = msgspec.json.decode(raw, type=_Jwks).keys
    except msgspec.MsgspecError as wrong:
        raise ValueError(f"it is not a JWKS: {wrong}") from wrong
    keys: dict[str, ExchangeKey] = {}
    problems: list[str] = []
    for place, raw_entry in enumerate(entries, start=1):
        try:
            key = _parse_key(msgspec.json.decode(raw_entry, type=_Jwk))
        except (ValueError, msgspec.MsgspecError) as wrong:
            problems.append(f"key {place}: {wrong}")
            continue
        if key.kid in keys:
            problems.append(f"{key.kid}: stands twice, the first one counts")
        keys.setdefault(key.kid, key)
    return keys, problems


def _parse_key(entry: _Jwk) -> ExchangeKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
    from jwt.utils import base64url_decode

    if not entry.kid:
        raise ValueError("a key needs a kid")
    if entry.use != "sig":
        raise ValueError("its use is not sig")
    if entry.d is not None:
        raise ValueError("it is a private key: take it out of this file and replace it, it may have been seen")
    if entry.kty == "OKP" and entry.crv == "Ed25519" and entry.alg in (None, "EdDSA", "Ed25519"):
        return ExchangeKey(entry.kid, "EdDSA", Ed25519PublicKey.from_public_bytes(base64url_decode(entry.x)))
    if entry.kty == "RSA" and entry.alg in (None, "RS256"):
        modulus, exponent = (int.from_bytes(base64url_decode(part)) for part in (entry.n, entry.e))
        if modulus.bit_length() < MIN_RSA_BITS:
            raise ValueError(f"RSA keys need {MIN_RSA_BITS} bits, this one has {modulus.bit_length()}")
        return ExchangeKey(entry.kid, "RS256", RSAPublicNumbers(exponent, modulus).public_key())
    raise ValueError("only Ed25519 (EdDSA) and RSA (RS256) keys are taken")
