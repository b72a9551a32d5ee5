"""64 hex digits: a key when an address or the words say so, a hash when they say that, and a question to the customer otherwise."""

from __future__ import annotations

from random import Random

import pytest
from tests.screen import secrets_made as made

from truepenny.intake.screen.derive import is_key_of
from truepenny.intake.screen.engine import find_secrets

ONE = "0" * 63 + "1"
KEY = made.digest(Random(1))
ADDRESSES_OF_ONE = {
    "EVM, EIP-55": "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf",
    "TRON": "TMVQGm1qAQYVdetCeGRRkTWYYrLXuHK2HC",
    "p2pkh": "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH",
    "p2pkh, not compressed": "1EHNa6Q4Jz2uvNExL497mE43ikXhwF6kZm",
    "p2sh of p2wpkh, BIP-49": "3JvL6Ymt8MVWiCNHC7oWU6nLeHNJKLZGLN",
    "p2wpkh, BIP-173": "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
}
# BIP-86 and BIP-84: the first receiving address, with its extended and its plain key.
BIP_86 = ("xprvA449goEeU9okwCzzZaxiy475EQGQzBkc65su82nXEvcwzfSskb2hAt2WymrjyRL6kpbVTGL3cKtp9herYXSjjQ1j4stsXXiRF7kXkCacK3T",
          "bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr")  # fmt: skip
BIP_84 = ("KyZpNDKnfs94vbrwhJneDi77V6jF64PWPF8x5cdJb8ifgg2DUc9d", "bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu")


@pytest.mark.parametrize("address", ADDRESSES_OF_ONE.values(), ids=ADDRESSES_OF_ONE)
def test_the_addresses_of_the_smallest_key_are_derived(address: str) -> None:
    assert is_key_of(1, {address.lower() if address.startswith("0x") else address})
    assert not is_key_of(2, {address.lower() if address.startswith("0x") else address})


def test_the_published_addresses_are_derived() -> None:
    from base58 import b58decode_check

    assert is_key_of(int.from_bytes(b58decode_check(BIP_86[0])[-32:], "big"), {BIP_86[1]})
    assert is_key_of(int.from_bytes(b58decode_check(BIP_84[0])[1:33], "big"), {BIP_84[1]})


def address_of(key: str) -> str:
    from Crypto.Hash import keccak
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256K1, derive_private_key

    numbers = derive_private_key(int(key, 16), SECP256K1()).public_key().public_numbers()
    point = numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")
    return "0x" + keccak.new(digest_bits=256, data=point).hexdigest()[-40:]


def said(text: str, *, addresses: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(finding.kind, finding.certainty) for finding in find_secrets(text, addresses=addresses)]


def test_the_key_of_an_address_is_certain_whatever_the_words_say() -> None:
    address = address_of(KEY)
    assert said(f"TXID: {KEY}") == [], "the words alone call it a transaction"
    assert said(f"My wallet {address.upper().replace('0X', '0x')}, TXID: {KEY}") == [("private_key", "certain")]
    assert said(f"TXID: {KEY}", addresses=(address,)) == [("private_key", "certain")]
    assert said(f"TXID: {KEY}", addresses=(address_of(made.digest(Random(2))),)) == []


@pytest.mark.parametrize(
    "text",
    [
        "my private key is {} please help",
        "privateKey: '0x{}'",
        "PRIVATE_KEY={}",
        "spend key {}",
        "我的私钥是{}，导入不进去",
        "這是私鑰：{}",
        "0x{} is my private key",
        "The txid does not matter. The private key: {}",
    ],
)
def test_words_make_it_a_key(text: str) -> None:
    assert said(text.format(KEY)) == [("private_key", "likely")]


@pytest.mark.parametrize(
    "text",
    [
        "TXID: {}",
        "tx 0x{}",
        "transaction hash {} is not credited",
        "交易哈希：{}",
        "交易{}确认好几个小时了",
        "https://etherscan.io/tx/0x{}",
        "tronscan.org/#/transaction/{}",
        "see https://example.com/x?hash={}&lang=en",
        '{{"blockHash": "0x{}"}}',
        "sha256:{}",
        "{}  truepenny-1.0.apk",
        "image@sha256:{}",
        "public key {} is refused",
        "我的公钥：{}",
        "the address 0:{} of TON",
        "chain,txid,amount\nLTC,{},3.5",
        "0x{} is the transaction",
    ],
)
def test_words_make_it_a_hash(text: str) -> None:
    assert said(text.format(KEY)) == []


@pytest.mark.parametrize("text", ["{}", "0x{}", "what is this: {}?", "这是什么{}", "I have only this {} from my notes"])
def test_without_words_the_customer_is_asked(text: str) -> None:
    assert said(text.format(KEY)) == [("private_key", "ask")]


def test_what_is_said_of_one_holds_for_the_next_in_a_list() -> None:
    hashes = [made.digest(Random(n)) for n in range(6)]
    assert said("my transactions:\n" + "\n".join(f"{n}. {one}" for n, one in enumerate(hashes))) == []
    assert said("链,哈希,数量\n" + "\n".join(f"ETH,0x{one},3.5" for one in hashes)) == []
    assert said("private keys:\n" + "\n".join(hashes)) == [("private_key", "likely")] * 6
    assert said(f"txid {hashes[0]} and in my notes I found {hashes[1]}")[-1:] == [("private_key", "ask")]


def test_the_words_of_a_recovery_phrase_say_nothing_of_the_digits_beside_it() -> None:
    phrase = "egg enhance face gorilla blind vital dream anchor topic vivid noise fluid"
    assert said(f"the topic is {KEY}") == [], "as a word of its own it does"
    assert said(f"{phrase}\n{KEY}") == [("recovery_phrase", "certain"), ("private_key", "ask")]
    assert said(f"{KEY} or {phrase}") == [("private_key", "ask"), ("recovery_phrase", "certain")]


def test_padded_words_and_hashes_of_blocks_are_no_keys() -> None:
    assert said("0x" + "0" * 24 + "7e5f4552091a69125d5dfcb7b8c2659029395bdf") == []
    assert said("00000000000000000001" + "ab" * 22) == []
    assert said("f" * 64) == [], "beyond the order of the curve"


def test_other_lengths_are_not_asked_about() -> None:
    rng = Random(4)
    for size in (16, 20, 31, 33, 48, 64):
        assert said(f"what is {rng.randbytes(size).hex()}") == []
    assert said(f"private key {rng.randbytes(64).hex()}") == [("private_key", "likely")]
