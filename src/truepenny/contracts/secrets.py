"""The kinds of secret that are never stored, and what may be said of one that was removed: its kind and size, never more."""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

SecretKind = Literal[
    "recovery_phrase",  # BIP-39, Electrum, SLIP-39 share, Monero, Algorand
    "private_key",  # WIF, BIP-38, extended, XRP, Stellar, Solana, hex, nsec, ...
    "key_file",  # PEM, OpenSSH, keystore JSON
    "authenticator",  # otpauth URI, also as a QR code
    "api_secret",
    "password",
    "one_time_code",
    "card_number",
    "card_code",
    "access_token",  # JWT, bearer, login cookie, bot token
    "other",  # found by a rule of the operator
]
SECRET_KINDS: tuple[SecretKind, ...] = get_args(SecretKind)
Place = Literal["message", "subject", "file", "file_name", "earlier"]
"""Where it stood. earlier: spread over messages that were stored before the last part came."""


class Removed(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One secret that was removed. size counts words of a phrase, characters of anything else. label: what a rule of the operator calls
    it, in the language of the ticket; "" where the kind says it."""

    kind: SecretKind
    size: int
    unit: Literal["words", "characters"] = "characters"
    label: str = ""
