"""A customer's domain as it should be, an attacker's as it can be, and a desk that asks this zone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.email.dns_zone import DnsZone, txt
from tests.email.signing import Signer, rsa_signer


@pytest.fixture
def alice() -> Signer:
    """alice@acme.example's domain: signs, lists its machine, and asks to refuse all else."""
    return rsa_signer("acme.example")


@pytest.fixture
def mallory() -> Signer:
    """evil.example signs and publishes as well as anybody."""
    return rsa_signer("evil.example", "m1")


@pytest.fixture
def zone(alice: Signer, mallory: Signer) -> Iterator[DnsZone]:
    records = {
        alice.record_name: [alice.record],
        "acme.example": ["MX 10 mx.acme.example.", txt("v=spf1 ip4:203.0.113.5 ip4:8.8.4.4 -all")],
        "_dmarc.acme.example": [txt("v=DMARC1; p=reject; rua=mailto:reports@acme.example")],
        mallory.record_name: [mallory.record],
        "evil.example": [txt("v=spf1 ip4:9.9.9.9 -all")],
        "_dmarc.evil.example": [txt("v=DMARC1; p=reject")],
        "desk.example": ["MX 10 mx.desk.example.", txt("v=spf1 ip4:1.1.1.1 -all")],
        "mx.desk.example": ["A 1.0.0.1"],
    }
    with DnsZone(records) as made:
        yield made
