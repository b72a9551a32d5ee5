"""Recovery phrases of every scheme, as lists of words, from a seeded random source. All of them are made here; none was ever used."""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Callable
from random import Random

import bip_utils as bu
import shamir_mnemonic
from bip_utils.monero.mnemonic_legacy.monero_mnemonic_utils import MoneroWordsListGetter
from mnemonic import Mnemonic

Words = list[str]
BIP39_LISTS = {
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "it": "italian",
    "pt": "portuguese",
    "cs": "czech",
    "ja": "japanese",
    "ko": "korean",
    "zh": "chinese_simplified",
    "zh_hant": "chinese_traditional",
}
_WITHOUT_U = ("Efe", "Gebrä", "Kan", "Kängur", "Pfa")
LENGTHS = (12, 15, 18, 21, 24)
_lists = {code: Mnemonic(name) for code, name in BIP39_LISTS.items()}


def bip39(rng: Random, code: str, length: int) -> Words:
    """NFC and NFKD by turns: wallets show the one or the other."""
    phrase = _lists[code].to_mnemonic(rng.randbytes(length * 4 // 3))
    return unicodedata.normalize(rng.choice(("NFC", "NFKD")), phrase).replace("\u3000", " ").split(" ")


def damaged(rng: Random) -> Words:
    """12 or 24 English words of which two changed places, or one is another, missing or misspelt: people send them as they do not work."""
    words = bip39(rng, "en", rng.choice((12, 24)))
    how, at = rng.choice(("swapped", "other", "missing", "misspelt")), rng.randrange(len(words) - 1)
    if how == "swapped":
        words[at], words[at + 1] = words[at + 1], words[at]
    elif how == "other":
        words[at] = rng.choice(_lists["en"].wordlist)
    elif how == "missing":
        del words[at]
    else:
        words[at] = words[at][:-2] + words[at][-1] + words[at][-2]
    return words


def electrum2(rng: Random, language: str) -> Words:
    """12 words drawn until Electrum's own rule holds. bip-utils takes its sum over accents and over the spaces between Chinese characters,
    which Electrum leaves out (normalize_text of its mnemonic.py), and has another Portuguese list."""
    words = _electrum_words(language)
    space = "" if language in ("zh", "ja") else " "
    while True:
        drawn = [rng.choice(words) for _ in range(12)]
        bare = "".join(char for char in unicodedata.normalize("NFKD", space.join(drawn)) if not unicodedata.combining(char))
        if hmac.new(b"Seed version", bare.encode(), "sha512").hexdigest().startswith(("01", "100", "101", "102")):
            return drawn


def _electrum_words(language: str) -> Words:
    if language != "pt":
        return _lists[language].wordlist
    words = MoneroWordsListGetter.Instance().GetByLanguage(bu.MoneroLanguages.PORTUGUESE)
    return [words.GetWordAtIdx(at) for at in range(words.Length())]


def electrum1(rng: Random) -> Words:
    return bu.ElectrumV1MnemonicGenerator().FromEntropy(rng.randbytes(16)).ToStr().split(" ")


def slip39(rng: Random, size: int) -> Words:
    """One share of two of three. size: bytes of the secret, 16 (20 words) or 32 (33 words)."""
    shamir_mnemonic.shamir.RANDOM_BYTES = rng.randbytes
    groups = shamir_mnemonic.generate_mnemonics(1, [(2, 3)], rng.randbytes(size), extendable=rng.random() < 0.5)
    return rng.choice(groups[0]).split(" ")


def monero(rng: Random, language: bu.MoneroLanguages, size: int = 32) -> Words:
    """size: bytes of the key, 32 (25 words) or 16 (13 words, MyMonero). bip-utils' German list has lost the u at the end of words, which
    changes neither the words' first four letters nor the sum of them."""
    made = bu.MoneroMnemonicGenerator(language).FromEntropyWithChecksum(rng.randbytes(size))
    words = made.ToStr().split(" ")
    if language is not bu.MoneroLanguages.GERMAN:
        return words
    return [f"{word}u" if word.endswith("ba") or word in _WITHOUT_U else word for word in words]


def algorand(rng: Random) -> Words:
    return bu.AlgorandMnemonicGenerator().FromEntropy(rng.randbytes(32)).ToStr().split(" ")


def polyseed(rng: Random) -> Words:
    """16 English words of the BIP-39 list, with a checksum of their own."""
    return bu.MoneroPolyseedMnemonicGenerator().FromEntropy(rng.randbytes(19)).ToStr().split(" ")


def ton(rng: Random) -> Words:
    """24 English words of the BIP-39 list, valid by TON's own rule; drawn here, because its generator asks the system for randomness."""
    words = _lists["en"].wordlist
    while True:
        drawn = [rng.choice(words) for _ in range(24)]
        if bu.TonMnemonicValidator().IsValid(" ".join(drawn)):
            return drawn


def by_class() -> dict[str, tuple[Callable[[Random], Words], bool]]:
    """Class to (maker, has an exact check)."""
    made: dict[str, tuple[Callable[[Random], Words], bool]] = {}
    for code in BIP39_LISTS:
        made[f"bip39-{code}"] = (lambda rng, code=code: bip39(rng, code, rng.choice(LENGTHS)), True)
    for code in ("en", "es", "pt", "ja", "zh"):
        suffix = "" if code == "en" else f"-{code}"
        made[f"electrum2{suffix}"] = (lambda rng, code=code: electrum2(rng, code), True)
    made["electrum1"] = (electrum1, False)
    made["slip39"] = (lambda rng: slip39(rng, rng.choice((16, 32))), True)
    for language in bu.MoneroLanguages:
        suffix = "" if language.name == "ENGLISH" else f"-{language.name.lower()}"
        made[f"monero{suffix}"] = (lambda rng, language=language: monero(rng, language, rng.choice((32, 32, 16))), True)
    made["algorand"] = (algorand, True)
    made["ton"] = (ton, False)
    made["polyseed"] = (polyseed, False)
    made["damaged"] = (damaged, False)
    return made
