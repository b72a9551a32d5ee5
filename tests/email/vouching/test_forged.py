"""The corpus of forged mails: whatever the trick, nobody's domain vouches for the victim, with a name server and with a server's word."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.email.dns_zone import DnsZone, txt
from tests.email.forged import EVIL, FORGED, MALLORY, WORDS, Honest, attackers_zone
from tests.email.signing import rsa_signer
from tests.email.vouching.judging import judge

from truepenny.channels.email.reading.read import read_mail
from truepenny.channels.email.vouching import Voucher
from truepenny.contracts.mail import Envelope, RawMail

pytestmark = pytest.mark.anyio

VICTIM = "alice@acme.example"
REPLY = "support+k7m24qdx-abcdefghijkl@desk.example"


@pytest.fixture(scope="module")
def zone() -> Iterator[DnsZone]:
    alice = rsa_signer("acme.example")
    records = {
        alice.record_name: [alice.record],
        "acme.example": ["MX 10 acme.example.", txt("v=spf1 ip4:203.0.113.5 -all")],
        "_dmarc.acme.example": [txt("v=DMARC1; p=reject")],
        "desk.example": ["MX 10 mx.desk.example."],
        "mx.desk.example": ["A 203.0.113.99"],
    }
    with DnsZone({**records, **attackers_zone()[0]}) as made:
        yield made


@pytest.fixture(scope="module")
def honest() -> Honest:
    return Honest("K7M2-4QDX", "reply.1@desk.example", REPLY, VICTIM, "support@desk.example", sign=attackers_zone()[1])


def test_the_corpus_tries_all_it_can() -> None:
    assert len(FORGED) >= 40


@pytest.mark.parametrize("authserv", ["", "mx.desk.example"])
@pytest.mark.parametrize("name", FORGED)
async def test_no_forged_mail_is_vouched_for_as_the_victims(zone: DnsZone, honest: Honest, name: str, authserv: str) -> None:
    raw, envelope = FORGED[name](honest)
    mail = read_mail(RawMail(raw))
    assert WORDS in mail.text
    found = await judge(raw, Voucher(authserv, zone.address), envelope)
    sender = None if mail.sender is None else mail.sender.address
    if found.verdict == "vouched":
        assert sender is not None
        assert sender != VICTIM
        assert found.domain.endswith(EVIL)
    elif sender == MALLORY:
        assert name == "line_that_ends_with_cr_only"  # all others are truly the attacker's, and said to be


async def test_the_victims_own_mail_is(zone: DnsZone, honest: Honest) -> None:
    """Else the stories above would prove nothing."""
    raw = f"From: Alice <{VICTIM}>\r\nTo: {honest.reply_address}\r\nIn-Reply-To: <{honest.message_id}>\r\n\r\nThank you\r\n".encode()
    signed = rsa_signer("acme.example").sign(raw)
    for authserv in ("", "mx.desk.example"):
        found = await judge(signed, Voucher(authserv, zone.address), Envelope("smtp", (REPLY,), VICTIM, "203.0.113.5", "acme.example"))
        assert (found.verdict, found.domain, found.by) == ("vouched", "acme.example", "own")
