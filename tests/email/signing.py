"""Domains that sign their mail: keys made on the spot, signatures by dkimpy, which is not the code that checks them."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import cache
from typing import Any

import dkim
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from tests.email.dns_zone import txt


@dataclass(frozen=True)
class Signer:
    """key: the words of its key's record, which stands at record_name."""

    domain: str
    selector: str
    algorithm: str
    private: bytes
    key: str

    @property
    def record(self) -> str:
        return txt(self.key)

    @property
    def record_name(self) -> str:
        return f"{self.selector}._domainkey.{self.domain}"

    def sign(
        self,
        raw: bytes,
        *,
        headers: list[str] | None = None,
        form: str = "relaxed/relaxed",
        length: bool = False,
        identity: str | None = None,
        tags: dict[str, str] | None = None,
    ) -> bytes:
        """The mail with one more signature on top. headers: None for the usual ones, From twice. tags: added to the signature's own."""
        signing = _Signing(raw, {name.encode(): value.encode() for name, value in (tags or {}).items()})
        made = signing.sign(
            self.selector.encode(),
            self.domain.encode(),
            self.private,
            signature_algorithm=self.algorithm.encode(),
            identity=identity.encode() if identity else None,
            canonicalize=tuple(form.encode().split(b"/")),
            include_headers=headers,
            length=length,
        )
        return bytes(made) + raw


class _Signing(dkim.DKIM):  # type: ignore[misc]  # dkimpy has no types
    def __init__(self, raw: bytes, tags: dict[bytes, bytes]) -> None:
        super().__init__(raw)
        self._tags = list(tags.items())
        self.should_not_sign = set()  # a signature may sign others

    def gen_header(self, fields: list[tuple[bytes, bytes]], *rest: Any, **named: Any) -> Any:
        own = {name for name, _ in self._tags}
        kept = [field for field in fields[:-1] if field[0] not in own]
        return super().gen_header([*kept, *self._tags, fields[-1]], *rest, **named)


def rsa_signer(
    domain: str, selector: str = "s1", *, bits: int = 2048, algorithm: str = "rsa-sha256", flags: str = "", bare: bool = False
) -> Signer:
    """flags: added to the record, as "t=s; ". bare: the record has the key as PKCS 1, as a few publish it."""
    key = _rsa_key(bits)
    private = key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.TraditionalOpenSSL, forms.NoEncryption())
    public = key.public_key().public_bytes(
        forms.Encoding.DER, forms.PublicFormat.PKCS1 if bare else forms.PublicFormat.SubjectPublicKeyInfo
    )
    return Signer(domain, selector, algorithm, private, f"v=DKIM1; k=rsa; {flags}p={base64.b64encode(public).decode()}")


def ed25519_signer(domain: str, selector: str = "ed") -> Signer:
    key = Ed25519PrivateKey.generate()
    private = base64.b64encode(key.private_bytes_raw())
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    return Signer(domain, selector, "ed25519-sha256", private, f"v=DKIM1; k=ed25519; p={public}")


@cache
def _rsa_key(bits: int) -> RSAPrivateKey:
    """One of each size for the whole run: making one takes a tenth of a second, and no story is about whose number it is."""
    return generate_private_key(65537, bits)
