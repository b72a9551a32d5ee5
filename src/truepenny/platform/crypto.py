"""Keys: one root secret in a file that only the owner can read; every other key is derived from it for a named purpose (HKDF-SHA256).

Nodes that share a database must share the file. The root never leaves this module.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12


class SecretFileWrong(Exception):
    """The secret file cannot be used; the text says why and what to do."""


class Keyring:
    def __init__(self, root: bytes) -> None:
        if len(root) != 32:
            raise SecretFileWrong("the root secret must be 32 bytes long")
        self._root = root
        self._derived: dict[str, bytes] = {}

    def derive(self, purpose: str) -> bytes:
        """32 bytes for this purpose, the same on every call and every node."""
        key = self._derived.get(purpose)
        if key is None:
            key = HKDF(algorithm=SHA256(), length=32, salt=b"truepenny", info=purpose.encode()).derive(self._root)
            self._derived[purpose] = key
        return key

    def fingerprint(self) -> str:
        """Tells two secrets apart without giving either away: 16 hex digits."""
        return hashlib.sha256(self.derive("fingerprint")).hexdigest()[:16]

    def seal(self, purpose: str, clear: bytes) -> bytes:
        """AES-256-GCM: nonce (12 bytes), ciphertext, tag (16 bytes)."""
        nonce = os.urandom(_NONCE)
        return nonce + AESGCM(self.derive(purpose)).encrypt(nonce, clear, purpose.encode())

    def open_sealed(self, purpose: str, sealed: bytes) -> bytes:
        """The clear bytes; raises cryptography.exceptions.InvalidTag when altered or sealed with another key."""
        return AESGCM(self.derive(purpose)).decrypt(sealed[:_NONCE], sealed[_NONCE:], purpose.encode())

    def signer(self, purpose: str) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.derive(purpose))


def load_or_create_keyring(path: Path) -> Keyring:
    """Reads the root secret (64 hex digits); makes it, mode 0600, where there is none. Raises SecretFileWrong."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(fd, "w") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
    if path.stat().st_mode & 0o077:
        raise SecretFileWrong(f"{path} can be read by others than its owner: run chmod 600 {path}")
    try:
        return Keyring(bytes.fromhex(path.read_text().strip()))
    except ValueError as wrong:
        raise SecretFileWrong(f"{path} does not hold 64 hex digits: restore it from your backup") from wrong
