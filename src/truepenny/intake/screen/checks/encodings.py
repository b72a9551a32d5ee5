"""The text encodings of keys and addresses, and their checksums: base58check (Bitcoin's and Ripple's alphabet), bech32 and bech32m, base32.

Sources: Bitcoin base58check; XRP Ledger base58 encodings; BIP-173 and BIP-350; SEP-23 (strkeys, CRC16-XMODEM). Every decoder answers None
for what it cannot read; none is asked for texts longer than a few hundred characters.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Literal, NamedTuple

BITCOIN = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
RIPPLE = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES: dict[str, dict[str, int]] = {
    alphabet: {letter: value for value, letter in enumerate(alphabet)} for alphabet in (BITCOIN, RIPPLE, BECH32)
}
_AT_ONCE = 10
_BECH32_CONSTANTS: dict[int, Literal["bech32", "bech32m"]] = {1: "bech32", 0x2BC830A3: "bech32m"}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


class Bech32(NamedTuple):
    prefix: str
    values: list[int]
    kind: Literal["bech32", "bech32m"]


def decode_base58(text: str, alphabet: str = BITCOIN) -> bytes | None:
    """The bytes; each leading first letter of the alphabet is a zero byte."""
    values = _VALUES[alphabet]
    number = 0
    try:
        for at in range(0, len(text), _AT_ONCE):
            piece = text[at : at + _AT_ONCE]
            small = 0  # ten digits fit a machine word; the long number is multiplied a tenth as often
            for letter in piece:
                small = small * 58 + values[letter]
            number = number * 58 ** len(piece) + small
    except KeyError:
        return None
    zeros = len(text) - len(text.lstrip(alphabet[0]))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode_base58(raw: bytes, alphabet: str = BITCOIN) -> str:
    number = int.from_bytes(raw, "big")
    letters = []
    while number:
        number, value = divmod(number, 58)
        letters.append(alphabet[value])
    zeros = len(raw) - len(raw.lstrip(b"\0"))
    return alphabet[0] * zeros + "".join(reversed(letters))


def decode_base58check(text: str, alphabet: str = BITCOIN) -> bytes | None:
    """What stands before the four bytes of the checksum."""
    raw = decode_base58(text, alphabet)
    if raw is None or len(raw) < 5 or double_sha256(raw[:-4])[:4] != raw[-4:]:
        return None
    return raw[:-4]


def encode_base58check(raw: bytes, alphabet: str = BITCOIN) -> str:
    return encode_base58(raw + double_sha256(raw)[:4], alphabet)


def double_sha256(raw: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(raw).digest()).digest()


def decode_bech32(text: str) -> Bech32 | None:
    """Of any length: Cardano's are longer than the 90 characters of BIP-173. All letters in one case."""
    lower = text.lower()
    if text not in (lower, text.upper()):
        return None
    prefix, mark, rest = lower.rpartition("1")
    values = _VALUES[BECH32]
    if not mark or not prefix or len(rest) < 6 or any(letter not in values for letter in rest) or not prefix.isascii():
        return None
    numbers = [values[letter] for letter in rest]
    kind = _BECH32_CONSTANTS.get(_polymod(_expanded(prefix) + numbers))
    return Bech32(prefix, numbers[:-6], kind) if kind else None


def encode_bech32(prefix: str, values: list[int], kind: Literal["bech32", "bech32m"]) -> str:
    constant = next(number for number, name in _BECH32_CONSTANTS.items() if name == kind)
    checksum = _polymod(_expanded(prefix) + values + [0] * 6) ^ constant
    return prefix + "1" + "".join(BECH32[value] for value in values + [(checksum >> 5 * (5 - place)) & 31 for place in range(6)])


def _expanded(prefix: str) -> list[int]:
    return [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place in range(5):
            if top >> place & 1:
                check ^= _GENERATOR[place]
    return check


def regroup(values: bytes | list[int], wide: int, narrow: int, *, pad: bool) -> list[int] | None:
    """Groups of wide bits to groups of narrow bits. Without pad: None when the rest is not zero or is a whole group (BIP-173)."""
    bits, left, groups = 0, 0, []
    for value in values:
        bits, left = bits << wide | value, left + wide
        while left >= narrow:
            left -= narrow
            groups.append(bits >> left & (1 << narrow) - 1)
        bits &= (1 << left) - 1
    if pad:
        return [*groups, bits << narrow - left] if left else groups
    return None if left >= wide or bits else groups


def decode_base32(text: str) -> bytes | None:
    """RFC 4648, upper case, with or without padding."""
    try:
        return base64.b32decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 8))
    except binascii.Error:
        return None


def crc16_xmodem(raw: bytes) -> int:
    return binascii.crc_hqx(raw, 0)
