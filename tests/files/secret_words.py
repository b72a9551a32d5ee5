"""Secrets made at test time by packages that the desk does not find them with; and asking whether anything of one is left."""

from __future__ import annotations

import base64
import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

import base58
from mnemonic import Mnemonic
from nacl.signing import SigningKey

from truepenny.contracts.secrets import Removed
from truepenny.intake.files.reading.look import Screen
from truepenny.intake.screen.engine import find_secrets


def phrase(seed: int = 0, *, language: str = "english", length: int = 12) -> str:
    return Mnemonic(language).to_mnemonic(random.Random(seed).randbytes(length * 4 // 3)).replace("\u3000", " ")


def wif(seed: int = 0) -> str:
    return base58.b58encode_check(b"\x80" + random.Random(f"wif {seed}").randbytes(32) + b"\x01").decode()


def solana(seed: int = 0) -> str:
    key = SigningKey(random.Random(f"solana {seed}").randbytes(32))
    return base58.b58encode(key.encode() + key.verify_key.encode()).decode()


def authenticator(seed: int = 0) -> str:
    secret = base64.b32encode(random.Random(f"otp {seed}").randbytes(20)).decode()
    return f"otpauth://totp/Acme:mei@example.com?secret={secret}&issuer=Acme"


def key_file(seed: int = 0) -> str:
    body = base64.b64encode(random.Random(f"pem {seed}").randbytes(1190)).decode()
    rows = "\n".join(body[at : at + 64] for at in range(0, len(body), 64))
    kind = "PRIVATE" + " KEY"  # in two parts, so that nothing takes this file for a key
    return f"-----BEGIN RSA {kind}-----\n{rows}\n-----END RSA {kind}-----"


def transaction(seed: int = 0) -> str:
    return hashlib.sha256(f"transaction {seed}".encode()).hexdigest()


def placeholder(removed: Removed, language: str) -> str:
    """As short as it can be; the words of life are the flow's."""
    return f"[removed: {removed.kind}]" if language == "en" else f"[已移除：{removed.kind}]"


def screen() -> Screen:
    return Screen(find_secrets, placeholder)


def traces(secret: str) -> set[bytes]:
    """What of a secret must not be found anywhere: all of it and each part of some length, in the encodings of files and databases."""
    words = secret.split()
    parts = {
        secret,
        *(" ".join(words[at : at + 3]) for at in range(len(words) - 2)),
        *(secret[at : at + 16] for at in range(0, len(secret) - 15, 8)),
    }
    return {part.encode(encoding) for part in parts for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")}


def places_of(secret: str, folder: Path) -> Iterator[str]:
    """The files below the folder that hold a trace of it."""
    wanted = traces(secret)
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            if any(trace in content for trace in wanted):
                yield str(path.relative_to(folder))
