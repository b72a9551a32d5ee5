"""The keyed digests are the ones of the standard library."""

from __future__ import annotations

import hmac

import pytest
from tests.drawn import draw_bytes

from truepenny.log.chain import Mac


@pytest.mark.parametrize("key_size", [1, 32, 64])
@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 1000])
def test_a_mac_is_hmac_with_sha_256(key_size: int, size: int) -> None:
    key, message = draw_bytes(key_size), draw_bytes(size)
    mac = Mac(key)
    assert mac.digest(message) == hmac.digest(key, message, "sha256")
    assert mac.digest(message) == mac.digest(message), "nothing of one message is left for the next"
