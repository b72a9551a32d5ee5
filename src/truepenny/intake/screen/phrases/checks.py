"""The checksums of recovery phrases: a row of word numbers in, the places where a whole phrase begins out. Nothing is kept."""

from __future__ import annotations

import hashlib
import hmac
import zlib
from collections.abc import Iterator, Sequence
from functools import cache

BIP39_LENGTHS = (12, 15, 18, 21, 24)
SLIP39_LENGTHS = (20, 33)
ELECTRUM_LENGTHS = (12, 13, 24, 25)
ELECTRUM1_LENGTHS = (12, 24)
MONERO_LENGTHS = (13, 25)
ALGORAND_LENGTH = 25
POLYSEED_LENGTH = 16


def bip39(numbers: Sequence[int], length: int) -> Iterator[int]:
    """BIP-39: 11 bits a word; the last length / 3 bits are the first of the SHA-256 of the others."""
    spare = length // 3
    size = (length * 11 - spare) // 8
    keep, check, shift = (1 << length * 11) - 1, (1 << spare) - 1, 8 - spare
    value = 0
    for place, number in enumerate(numbers, 1):
        value = (value << 11 | number) & keep
        if place >= length and hashlib.sha256((value >> spare).to_bytes(size, "big")).digest()[0] >> shift == value & check:
            yield place - length


def algorand(numbers: Sequence[int]) -> Iterator[int]:
    """Algorand: 24 words are the 256 bits of the key, the lowest first, 11 a word; the 25th is the first 11 bits of their SHA-512/256."""
    for start in range(len(numbers) - ALGORAND_LENGTH + 1):
        if numbers[start + 23] >= 8:  # 3 bits are left for the 24th word
            continue
        value = sum(number << 11 * place for place, number in enumerate(numbers[start : start + 24]))
        digest = hashlib.new("sha512_256", value.to_bytes(32, "little")).digest()
        if int.from_bytes(digest[:2], "little") & 0x7FF == numbers[start + 24]:
            yield start


def electrum(words: Sequence[str], length: int, space: str) -> Iterator[int]:
    """Electrum 2 and later: the HMAC-SHA512 of the words (NFKD, no accents) under the key "Seed version" begins, in hex, with the kind of
    wallet: 01, 100, 101 or 102. space: what stands between the words, nothing for Chinese and Japanese."""
    for start in range(len(words) - length + 1):
        digest = hmac.digest(b"Seed version", space.join(words[start : start + length]).encode(), "sha512")
        if digest[0] == 0x01 or (digest[0] == 0x10 and digest[1] >> 4 <= 2):
            yield start


def monero(prefixes: Sequence[str], length: int) -> Iterator[int]:
    """Monero (25 words) and MyMonero (13): the last word is one of the others, chosen by the CRC-32 of their prefixes."""
    for start in range(len(prefixes) - length + 1):
        phrase = prefixes[start : start + length - 1]
        last = prefixes[start + length - 1]
        if last in phrase and len(set(phrase)) > length // 2 and phrase[zlib.crc32("".join(phrase).encode()) % len(phrase)] == last:
            yield start


def polyseed(numbers: Sequence[int]) -> Iterator[int]:
    """Polyseed (Monero): the 16 words are a polynomial over GF(2^11), modulo x^11 + x^2 + 1, with 2 as a root."""
    for start in range(len(numbers) - POLYSEED_LENGTH + 1):
        value = 0
        for number in reversed(numbers[start : start + POLYSEED_LENGTH]):
            value = (value << 1 ^ (0x805 if value >> 10 else 0)) ^ number
        if value == 0:
            yield start


@cache
def _slip39_steps() -> tuple[int, ...]:
    generator = (0xE0E040, 0x1C1C080, 0x3838100, 0x7070200, 0xE0E0009, 0x1C0C2412, 0x38086C24, 0x3090FC48, 0x21B1F890, 0x3F3F120)
    steps = [0]
    for term in generator:
        steps += [step ^ term for step in steps]
    return tuple(steps)


@cache
def _slip39_begin(customization: bytes) -> int:
    return slip39_sum(customization, 1)


def slip39_sum(numbers: Sequence[int], begin: int) -> int:
    """RS1024 of SLIP-39, going on from begin; 1 at the end of a true share."""
    steps, value = _slip39_steps(), begin
    for number in numbers:
        value = (value & 0xFFFFF) << 10 ^ number ^ steps[value >> 20]
    return value


def slip39(numbers: Sequence[int], length: int) -> Iterator[int]:
    """SLIP-39: RS1024 over 10 bits a word, begun with "shamir" or, where bit 4 of the second word says so, "shamir_extendable"; the bits
    that fill up the secret's first word are 0."""
    unused = 10 - (length - 7) * 10 % 16
    for start in range(len(numbers) - length + 1):
        if numbers[start + 4] >> unused:
            continue
        begin = _slip39_begin(b"shamir_extendable" if numbers[start + 1] >> 4 & 1 else b"shamir")
        if slip39_sum(numbers[start : start + length], begin) == 1:
            yield start
