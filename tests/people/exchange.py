"""A pretend exchange for the tests: signs tokens as a real one would, and as an attacker would."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import OKPAlgorithm, RSAAlgorithm

from truepenny.platform.clock import SECOND, Clock

PrivateKey = Ed25519PrivateKey | RSAPrivateKey


@cache
def ed25519(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(name.encode().ljust(32, b"."))


@cache
def rsa(bits: int) -> RSAPrivateKey:
    return generate_private_key(65537, bits)


def jwk(kid: str, key: PrivateKey, **more: str) -> dict[str, Any]:
    dump = OKPAlgorithm.to_jwk if isinstance(key, Ed25519PrivateKey) else RSAAlgorithm.to_jwk
    return {**json.loads(dump(key.public_key())), "kid": kid, **more}


def pem(key: PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def b64(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


class Exchange:
    def __init__(self, folder: Path, clock: Clock) -> None:
        self.jwks = folder / "exchange-keys.json"
        self._clock = clock
        self._next = 0
        self.key = ed25519("first")
        self.publish(jwk("2026-11", self.key))

    def publish(self, *keys: dict[str, Any]) -> None:
        self.jwks.write_text(json.dumps({"keys": keys}))

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Right ones, but for the changes; a change to None leaves the claim out."""
        self._next += 1
        now = self._clock.now_us() // SECOND
        whole = {
            "iss": "https://exchange.example", "aud": "truepenny", "sub": "8834821", "jti": f"id-{self._next}", "iat": now, "exp": now + 300
        } | changes  # fmt: skip
        return {name: value for name, value in whole.items() if value is not None}

    def sign(self, *, key: PrivateKey | None = None, kid: str = "2026-11", alg: str = "EdDSA", header: Any = None, **changes: Any) -> str:
        headers = {"kid": kid, **(header or {})}
        return jwt.encode(self.claims(**changes), key or self.key, algorithm=alg, headers=headers)

    def sign_raw(self, header: dict[str, Any], payload: bytes, signature: Callable[[bytes], bytes]) -> str:
        signed = f"{b64(json.dumps(header).encode())}.{b64(payload)}"
        return f"{signed}.{b64(signature(signed.encode()))}"
