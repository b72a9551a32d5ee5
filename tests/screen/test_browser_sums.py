"""The check sums that the browser computes by itself are those of the standards, and of independent libraries."""

from __future__ import annotations

import binascii
import hashlib
import hmac
import random
from collections.abc import Iterator

import base58
import nacl.signing
import pytest
from playwright.sync_api import Page
from tests.screen.in_browser import call, modules_page, screen_assets

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with modules_page(screen_assets()) as found:
        yield found


def samples() -> list[bytes]:
    """Of every length around the edges of a block of 64 and of 128 bytes."""
    source = random.Random(7)
    return [source.randbytes(size) for size in (0, 1, 31, 32, 55, 56, 63, 64, 65, 111, 112, 119, 127, 128, 129, 239, 240, 1000)]


@pytest.mark.parametrize("name", ["sha256", "sha512", "sha512to256"])
def test_digests_are_those_of_hashlib(page: Page, name: str) -> None:
    for sample in samples():
        expected = hashlib.new({"sha512to256": "sha512_256"}.get(name, name), sample).hexdigest()
        assert call(page, "sha2.js", name, {"hex": sample.hex()}) == {"hex": expected}, len(sample)


def test_the_keyed_digest_is_that_of_hmac(page: Page) -> None:
    for key in (b"Seed version", bytes(range(200))):
        for sample in samples():
            expected = hmac.new(key, sample, "sha512").hexdigest()
            assert call(page, "sha2.js", "hmacSha512", {"hex": key.hex()}, {"hex": sample.hex()}) == {"hex": expected}


def test_public_keys_are_those_of_a_library(page: Page) -> None:
    for seed in (sample for sample in map(hashlib.sha256, samples())):
        expected = nacl.signing.SigningKey(seed.digest()).verify_key.encode().hex()
        assert call(page, "ed25519.js", "publicKey", {"hex": seed.hexdigest()}) == {"hex": expected}


def test_base58_is_read_as_a_library_writes_it(page: Page) -> None:
    for sample in (b"\0\0" + sample for sample in samples()[1:8]):
        assert call(page, "base58.js", "decode58", base58.b58encode(sample).decode()) == {"hex": sample.hex()}
        checked = base58.b58encode_check(sample).decode()
        assert call(page, "base58.js", "decode58check", checked) == {"hex": sample.hex()}
        wrong = checked[:-1] + ("2" if checked[-1] != "2" else "3")
        assert call(page, "base58.js", "decode58check", wrong) is None
    assert call(page, "base58.js", "decode58", "0OIl") is None


@pytest.mark.parametrize("text", ["A12UEL5L", "a1lqfn3a", "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w"])
def test_bech32_vectors_hold(page: Page, text: str) -> None:
    found = call(page, "bech32.js", "decodeBech32", text)
    assert found is not None
    assert found["prefix"] == text.rpartition("1")[0].lower()


@pytest.mark.parametrize("text", ["A12uEL5L", "split1cheo2y9e2w", "de1lg7wt\x7f", "A1G7SGD8", "1qzzfhee", "10a06t8"])
def test_bech32_vectors_that_must_not_hold_do_not(page: Page, text: str) -> None:
    assert call(page, "bech32.js", "decodeBech32", text) is None


def test_small_sums_are_those_of_the_standards(page: Page) -> None:
    for sample in samples():
        assert call(page, "sums.js", "crc16", {"hex": sample.hex()}) == binascii.crc_hqx(sample, 0)
        assert call(page, "sums.js", "crc32", {"hex": sample.hex()}) == binascii.crc32(sample)
    assert call(page, "sums.js", "luhn", "4111111111111111")
    assert not call(page, "sums.js", "luhn", "4111111111111112")
    assert call(page, "sums.js", "decode32", "MZXW6YTBOI======") == {"hex": b"foobar".hex()}
    assert call(page, "sums.js", "decode32", "MZXW6YTB0I") is None
