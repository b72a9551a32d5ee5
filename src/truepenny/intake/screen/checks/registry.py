"""The exact checks by the names that rules.json uses.

A check gets a text and the span of a value, and answers with the span to remove or None. A finder goes over a whole text at once, where
going from match to match could be slow; it stands in for the pattern and the check of its rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from truepenny.intake.screen.checks import cards, ed25519_keys, key_files, keys, keystores, tokens

Check = Callable[[str, int, int], tuple[int, int] | None]
Finder = Callable[[str], Iterable[tuple[int, int]]]

CHECKS: dict[str, Check] = {
    "wif": keys.wif,
    "bip38": keys.bip38,
    "extended_key": keys.extended_key,
    "xrp_seed": keys.xrp_seed,
    "stellar_seed": keys.stellar_seed,
    "tezos_key": keys.tezos_key,
    "bech32_key": keys.bech32_key,
    "base58_pair": ed25519_keys.base58_pair,
    "number_pair": ed25519_keys.number_pair,
    "hex_pair": ed25519_keys.hex_pair,
    "pem_block": key_files.pem_block,
    "pem_tail": key_files.pem_tail,
    "putty_block": key_files.putty_block,
    "der_key": key_files.der_key,
    "card_number": cards.card_number,
    "bare_card_number": cards.bare_card_number,
    "json_web_token": tokens.json_web_token,
    "discord_token": tokens.discord_token,
}
FINDERS: dict[str, Finder] = {"keystore": keystores.keystores}
