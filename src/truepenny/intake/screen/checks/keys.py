"""Private keys that carry their own checksum, in the encodings of their chains.

Sources: Bitcoin WIF and BIP-32 (any network: the version byte is not asked for), BIP-38, XRP Ledger seeds, SEP-23 (Stellar), Tezos base58
prefixes, NIP-19, Sui SIP-15, CIP-5 (Cardano), Zcash protocol section 5.6, age.
What is public (xpub, addresses, npub, edpk, G...) never passes.
"""

from __future__ import annotations

import re

from truepenny.intake.screen.checks.encodings import (
    RIPPLE,
    crc16_xmodem,
    decode_base32,
    decode_base58check,
    decode_bech32,
    regroup,
)

Span = tuple[int, int]
SECP256K1_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
_LINE = re.compile(r"[^=\s>]+")
_TEZOS = {  # prefix bytes: size of what follows
    bytes.fromhex("0d0f3a07"): 32,  # edsk, seed
    bytes.fromhex("2bf64e07"): 64,  # edsk
    bytes.fromhex("075a3cb329"): 56,  # edesk
    bytes.fromhex("11a2e0c9"): 32,  # spsk
    bytes.fromhex("09edf1ae96"): 56,  # spesk
    bytes.fromhex("1051eebd"): 32,  # p2sk
    bytes.fromhex("09303973ab"): 56,  # p2esk
}


def wif(text: str, start: int, end: int) -> Span | None:
    raw = decode_base58check(text[start:end])
    if raw is None or raw[0] < 0x80 or not (len(raw) == 33 or (len(raw) == 34 and raw[33] == 1)):
        return None
    return _span(start, end, in_order=raw[1:33])


def bip38(text: str, start: int, end: int) -> Span | None:
    raw = decode_base58check(text[start:end])
    return (start, end) if raw is not None and len(raw) == 39 and raw[:2] in (b"\x01\x42", b"\x01\x43") else None


def extended_key(text: str, start: int, end: int) -> Span | None:
    """78 bytes: version, depth, fingerprint, number, chain code, then 0x00 and the key. A public one has 0x02 or 0x03 there."""
    raw = decode_base58check(text[start:end])
    if raw is None or len(raw) != 78 or raw[45] != 0:
        return None
    return _span(start, end, in_order=raw[46:])


def xrp_seed(text: str, start: int, end: int) -> Span | None:
    raw = decode_base58check(text[start:end], RIPPLE)
    if raw is None:
        return None
    family = len(raw) == 17 and raw[0] == 0x21
    return (start, end) if family or (len(raw) == 19 and raw[:3] == b"\x01\xe1\x4b") else None


def stellar_seed(text: str, start: int, end: int) -> Span | None:
    raw = decode_base32(text[start:end])
    if raw is None or len(raw) != 35 or raw[0] != 0x90 or crc16_xmodem(raw[:33]) != int.from_bytes(raw[33:], "little"):
        return None
    return start, end


def tezos_key(text: str, start: int, end: int) -> Span | None:
    raw = decode_base58check(text[start:end])
    if raw is None:
        return None
    return (start, end) if any(raw.startswith(prefix) and len(raw) == len(prefix) + size for prefix, size in _TEZOS.items()) else None


def bech32_key(text: str, start: int, end: int) -> Span | None:
    """At least 32 bytes in bech32 or bech32m, over as many lines as it needs; the rule's pattern names the prefixes of private keys."""
    lines = list(_LINE.finditer(text, start, end))
    for count in range(len(lines), 0, -1):
        read = decode_bech32("".join(line[0] for line in lines[:count]))
        raw = regroup(read.values, 5, 8, pad=False) if read else None
        if raw is not None and len(raw) >= 32:
            return start, lines[count - 1].end()
    return None


def _span(start: int, end: int, *, in_order: bytes) -> Span | None:
    return (start, end) if 0 < int.from_bytes(in_order, "big") < SECP256K1_ORDER else None
