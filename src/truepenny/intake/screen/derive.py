"""The addresses that belong to a private key of secp256k1: EVM, TRON, and Bitcoin in its four forms.

For the one question whether 64 hex digits beside an address are its key. Sources: EIP-55 (case is not looked at), TRON (0x41 and the EVM
bytes, base58check), BIP-44 (p2pkh, also of an uncompressed key), BIP-49, BIP-84, BIP-86 with BIP-341 (taproot without a script).
pycryptodome is imported where it is asked for: with it come cffi and a parser of C, a tenth of the program's start.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from cryptography.hazmat.primitives.asymmetric.ec import SECP256K1, derive_private_key

from truepenny.intake.screen.checks.encodings import encode_base58check, encode_bech32, regroup
from truepenny.intake.screen.checks.keys import SECP256K1_ORDER


def is_key_of(key: int, addresses: Collection[str]) -> bool:
    """Whether one of the addresses belongs to the key; EVM addresses in lower case with 0x. Taproot costs as much as all others."""
    point = _point(key)
    if not _addresses(*point).isdisjoint(addresses):
        return True
    return any(address.startswith("bc1p") for address in addresses) and _segwit(1, _taproot(key, *point)) in addresses


def _addresses(x: int, y: int) -> frozenset[str]:
    from Crypto.Hash import keccak

    compressed = bytes([2 + y % 2]) + x.to_bytes(32, "big")
    whole = x.to_bytes(32, "big") + y.to_bytes(32, "big")
    evm = keccak.new(digest_bits=256, data=whole).digest()[-20:]
    program = _hash160(compressed)
    nested = _hash160(b"\0\x14" + program)
    return frozenset(
        {
            "0x" + evm.hex(),
            encode_base58check(b"\x41" + evm),
            encode_base58check(b"\0" + program),
            encode_base58check(b"\0" + _hash160(b"\4" + whole)),
            encode_base58check(b"\5" + nested),
            _segwit(0, program),
        }
    )


def _point(key: int) -> tuple[int, int]:
    numbers = derive_private_key(key, SECP256K1()).public_key().public_numbers()
    return numbers.x, numbers.y


def _taproot(key: int, x: int, y: int) -> bytes:
    """The x coordinate of the output key: the key with an even y, and the tagged hash of its x added (BIP-341)."""
    even = key if y % 2 == 0 else SECP256K1_ORDER - key
    tag = hashlib.sha256(b"TapTweak").digest()
    tweak = int.from_bytes(hashlib.sha256(tag + tag + x.to_bytes(32, "big")).digest(), "big")
    return _point((even + tweak) % SECP256K1_ORDER)[0].to_bytes(32, "big")


def _hash160(raw: bytes) -> bytes:
    from Crypto.Hash import RIPEMD160

    return RIPEMD160.new(hashlib.sha256(raw).digest()).digest()


def _segwit(version: int, program: bytes) -> str:
    groups = regroup(program, 8, 5, pad=True)
    assert groups is not None
    return encode_bech32("bc", [version, *groups], "bech32m" if version else "bech32")
