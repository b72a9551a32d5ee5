"""Sign-in tokens of the exchange: a JWT in, the claims about an account out, or a refusal that says what is wrong with it.

EdDSA (Ed25519) and RS256 only; the key is chosen by kid alone and it, never the token, decides the algorithm. Each token is good for
one use. See docs/signing-in.md.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, delete

from truepenny.contracts.errors import Refused
from truepenny.people.exchange_keys import ExchangeKeys
from truepenny.people.schema import used_jti
from truepenny.platform.clock import SECOND
from truepenny.platform.db.dialect import upsert

MAX_CHARS = 8192
MAX_LIFE_S = 600
LEEWAY_S = 30
_LATEST: Final = 1 << 40


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountClaims:
    """What the exchange says about the account. expires_at: microseconds. issuer: "" when the token names none."""

    issuer: str
    subject: str
    jti: str
    expires_at: int
    name: str | None = None
    email: str | None = None
    email_verified: bool = False
    language: str | None = None
    documents_verified: bool = False


class _Header(msgspec.Struct):
    alg: str
    kid: str | None = None
    typ: str | None = None
    crit: Any = msgspec.UNSET
    b64: bool = True


class _Payload(msgspec.Struct):
    aud: str | list[str] | None = None
    iss: str | None = None
    exp: int | float | None = None
    iat: int | float | None = None
    nbf: int | float | None = None
    jti: str | None = None
    sub: str | None = None
    name: str | None = None
    email: str | None = None
    email_verified: bool | None = None
    language: str | None = None
    documents_verified: bool | None = None


class ExchangeTokens:
    """keys: path of the JWKS file, None where customers come as guests only."""

    def __init__(self, keys: Path | None, *, audience: str, issuer: str) -> None:
        self._keys = ExchangeKeys(keys) if keys is not None else None
        self._audience = audience
        self._issuer = issuer

    def check(self, token: str, *, now_us: int) -> AccountClaims:
        """The claims of a token that is right in all but its one use (use_once). Raises Refused 401."""
        if self._keys is None:
            raise _refused("token_not_taken", "This desk does not take sign-ins from an account.", "Continue as a guest.")
        if len(token) > MAX_CHARS or not token.isascii():
            raise _malformed("We could not read your sign-in.")
        header = self._header(token)
        key = self._keys.find(header.kid or "")
        if key is None:
            raise _refused("token_key_unknown", "The sign-in is signed with a key that we do not know.", _AGAIN)
        if header.alg != key.algorithm:
            raise _algorithm()
        from jwt import PyJWS
        from jwt.exceptions import InvalidTokenError

        try:
            signed = PyJWS(algorithms=[key.algorithm]).decode(token, key.public, algorithms=[key.algorithm])
        except (InvalidTokenError, ValueError) as wrong:
            raise _refused("token_signature", "The signature of the sign-in is wrong.", _AGAIN) from wrong
        try:
            payload = msgspec.json.decode(signed, type=_Payload)
        except msgspec.MsgspecError as wrong:
            raise _malformed("A claim of the sign-in is of the wrong type.") from wrong
        return self._claims(payload, now_us=now_us)

    def _header(self, token: str) -> _Header:
        from jwt.utils import base64url_decode

        parts = token.split(".")
        if len(parts) != 3:
            raise _malformed("We could not read your sign-in.")
        try:
            header = msgspec.json.decode(base64url_decode(parts[0]), type=_Header)
        except (msgspec.MsgspecError, ValueError) as wrong:
            raise _malformed("We could not read your sign-in.") from wrong
        if header.alg not in ("EdDSA", "RS256"):
            raise _algorithm()
        if header.crit is not msgspec.UNSET or not header.b64 or (header.typ or "JWT").upper() != "JWT":
            raise _malformed("The header of the sign-in asks for what we do not support.")
        return header

    def _claims(self, payload: _Payload, *, now_us: int) -> AccountClaims:
        audiences = [payload.aud] if isinstance(payload.aud, str) else payload.aud or []
        if self._audience not in audiences:
            raise _refused("token_audience", "This sign-in is meant for someone else.", _AGAIN)
        if self._issuer and payload.iss != self._issuer:
            raise _refused("token_issuer", "This sign-in comes from someone whom we do not know.", _AGAIN)
        if payload.exp is None or payload.iat is None or not payload.jti or not payload.sub:
            raise _malformed("The sign-in lacks one of the claims exp, iat, jti and sub.")
        for at in (payload.exp, payload.iat, payload.nbf or 0):
            if not 0 <= at < _LATEST:
                raise _malformed("A time in the sign-in is out of range.")
        if len(payload.jti) > 255 or not 1 <= len(payload.sub) <= 255 or not payload.sub.isprintable():
            raise _malformed("A claim of the sign-in is too long or not printable.")
        now_s = now_us / SECOND
        if max(payload.iat, payload.nbf or 0) > now_s + LEEWAY_S:
            raise _refused("token_not_yet", "This sign-in is not valid yet.", "Check that the clocks agree, then try again.")
        if payload.exp <= now_s:
            raise _refused("token_expired", "This sign-in has expired.", _AGAIN)
        if payload.exp - payload.iat > MAX_LIFE_S:
            raise _refused("token_too_long", "This sign-in would be valid for more than 10 minutes.", _AGAIN)
        return AccountClaims(
            issuer=payload.iss or "",
            subject=payload.sub,
            jti=payload.jti,
            expires_at=int(payload.exp * SECOND),
            name=payload.name,
            email=payload.email if _is_address(payload.email) else None,
            email_verified=payload.email_verified is True,
            language=payload.language,
            documents_verified=payload.documents_verified is True,
        )


def use_once(conn: Connection, claims: AccountClaims, *, now_us: int) -> None:
    """Marks the token as used, in the caller's transaction. Raises Refused 401 token_reused, also for the slower of two at once."""
    hashed = hashlib.sha256(f"{claims.issuer}\0{claims.jti}".encode()).hexdigest()
    # Kept a little beyond the end, for nodes whose clocks differ.
    conn.execute(delete(used_jti).where(used_jti.c.expires_at < now_us - 2 * LEEWAY_S * SECOND))
    insert = upsert(used_jti, conn).values(jti_hash=hashed, expires_at=claims.expires_at)
    if conn.execute(insert.on_conflict_do_nothing(index_elements=["jti_hash"])).rowcount != 1:
        raise _refused("token_reused", "This sign-in was used already.", _AGAIN)


_AGAIN: Final = "Go back to your account and open support from there once more."


def _is_address(email: str | None) -> bool:
    return email is not None and 3 <= len(email) <= 254 and "@" in email[1:-1] and email.isprintable() and " " not in email


def _refused(code: str, title: str, cure: str) -> Refused:
    return Refused(401, code, title, cure, field="token")


def _algorithm() -> Refused:
    return _refused("token_algorithm", "The sign-in is signed in a way that we do not accept.", "EdDSA (Ed25519) and RS256 are accepted.")


def _malformed(title: str) -> Refused:
    return _refused("token_malformed", title, _AGAIN)
