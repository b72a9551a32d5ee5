"""The sample exchange's signing key: made once in data_dir, its public half given to the desk as a JWKS file, as a real exchange would.

Out: exchange tokens (JWT, EdDSA) for the demo's customers.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from truepenny.platform.settings import Settings

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from truepenny.main.demo.people import DemoCustomer

ISSUER = "https://www.acme.example"
AUDIENCE = "truepenny"
KEY_ID = "acme-demo-1"
LIFE_S = 300


@dataclass(frozen=True, slots=True)
class Signer:
    """public_file: the JWKS for settings.exchange_keys."""

    public_file: Path
    _key: Ed25519PrivateKey

    def token(self, customer: DemoCustomer, *, now_s: float) -> str:
        """Fresh, good for five minutes and one use."""
        import jwt

        claims = {
            "iss": ISSUER, "aud": AUDIENCE, "sub": customer.uid, "iat": int(now_s), "exp": int(now_s) + LIFE_S,
            "jti": secrets.token_urlsafe(16), "name": customer.name, "email": customer.email, "email_verified": True,
            "language": customer.language, "documents_verified": customer.documents_proven,
        }  # fmt: skip
        return jwt.encode(claims, self._key, algorithm="EdDSA", headers={"kid": KEY_ID})


def with_exchange_key(settings: Settings, signer: Signer) -> Settings:
    """A desk that takes this exchange's tokens."""
    return dataclasses.replace(settings, exchange_keys=signer.public_file, exchange_audience=AUDIENCE, exchange_issuer=ISSUER)


def load_or_make_signer(folder: Path) -> Signer:
    """The key in this folder, made at the first start."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    private_file, public_file = folder / "exchange-private.pem", folder / "exchange-keys.json"
    if private_file.exists():
        key = serialization.load_pem_private_key(private_file.read_bytes(), None)
        assert isinstance(key, Ed25519PrivateKey)
    else:
        key = Ed25519PrivateKey.generate()
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        write_private(private_file, pem)
    public = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    entry = {"kty": "OKP", "crv": "Ed25519", "kid": KEY_ID, "use": "sig", "x": base64.urlsafe_b64encode(public).rstrip(b"=").decode()}
    words = json.dumps({"keys": [entry]}, indent=2) + "\n"
    if not public_file.exists() or public_file.read_text(encoding="utf-8") != words:
        public_file.write_text(words, encoding="utf-8")
    return Signer(public_file, key)


def write_private(path: Path, content: bytes) -> None:
    """Whole or not at all, readable by the owner only."""
    fresh = path.with_name(path.name + ".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    fresh.replace(path)
