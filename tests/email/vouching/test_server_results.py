"""The site's own server is believed, and nobody who writes in its name."""

from __future__ import annotations

import pytest
from tests.email.dns_zone import DnsZone, txt
from tests.email.signing import Signer
from tests.email.vouching.judging import judge, mail

from truepenny.channels.email.vouching import Voucher
from truepenny.contracts.mail import Vouched

pytestmark = pytest.mark.anyio

OURS = "Received: from a.example (mail.acme.example [203.0.113.5]) by mx.desk.example (Postfix) with ESMTPS id 4; Mon, 30 Nov 2026\r\n"
THEIRS = "Received: from laptop.example by mail.evil.example; Mon, 30 Nov 2026 10:00:00 +0000\r\n"
PASS = "Authentication-Results: mx.desk.example; dmarc=pass (p=reject dis=none) header.from=acme.example\r\n"
FAIL = "Authentication-Results: mx.desk.example; dmarc=fail (p=reject dis=none) header.from=acme.example\r\n"


def results(rest: str, name: str = "mx.desk.example") -> str:
    return f"Authentication-Results: {name}; {rest}\r\n"


@pytest.fixture
def voucher(zone: DnsZone) -> Voucher:
    """Nothing that alice's domain publishes helps here: what is believed was said by the server."""
    return Voucher("mx.desk.example", zone.address)


async def test_what_the_server_found_is_believed_without_a_question(voucher: Voucher, zone: DnsZone) -> None:
    said = (
        "spf=pass (mx.desk.example: domain of a@acme.example designates 203.0.113.5) smtp.mailfrom=a@acme.example;\r\n"
        "\tdkim=pass (2048-bit key; unprotected) header.d=acme.example header.i=@acme.example header.b=Ab12;\r\n"
        '\tdmarc=pass (policy=reject; p="a quoted ; word") policy.dmarc=reject header.from=Acme.Example'
    )
    found = await judge(mail(more=OURS + results(said) + THEIRS), voucher)
    assert found == Vouched("vouched", "acme.example", "server", "pass", "pass", "pass", "reject")
    assert zone.asked == []


@pytest.mark.parametrize("above", [OURS, "", "X-Spam: no\r\nDelivered-To: support@desk.example\r\n" + OURS])
async def test_it_may_stand_above_or_below_the_sites_own_hops(voucher: Voucher, above: str) -> None:
    inner = "Received: from mx.desk.example by imap.desk.example with LMTP id 7; Mon, 30 Nov 2026 10:00:01 +0000\r\n"
    assert (await judge(mail(more=inner + above + PASS + THEIRS), voucher)).by == "server"


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("dmarc=fail (p=reject dis=reject) header.from=acme.example", "failed"),
        ("dmarc=fail (p=QUARANTINE sp=NONE dis=NONE) header.from=acme.example", "failed"),
        ("dmarc=fail policy.dmarc=quarantine header.from=acme.example", "failed"),
        ("dmarc=fail (p=none dis=none) header.from=acme.example", "unproven"),
        ("dmarc=fail header.from=acme.example", "failed"),  # the policy is in the zone
        ("dmarc=temperror header.from=acme.example", "unchecked"),
        ("dmarc=permerror header.from=acme.example", "unproven"),
        ("dmarc=bestguesspass header.from=acme.example", "unproven"),
        ("dmarc=none header.from=acme.example", "unproven"),
        ("dmarc=none header.from=acme.example; dkim=pass header.d=mail.acme.example", "vouched"),
        ("dmarc=none header.from=acme.example; dkim=pass header.d=evil.example", "unproven"),
        ("dmarc=none header.from=acme.example; spf=pass smtp.mailfrom=acme.example", "unproven"),
        ("dmarc=pass header.from=evil.example", "unproven"),
        ("dmarc=pass", "unproven"),
        ("dmarc=pass header.from=acme.example; dmarc=fail (p=reject) header.from=acme.example", "failed"),
        ("dmarc=pass header.from=acme.example; dmarc=pass header.from=evil.example", "unproven"),
    ],
)
async def test_each_result_of_dmarc_has_its_verdict(voucher: Voucher, said: str, verdict: str) -> None:
    found = await judge(mail(more=OURS + results(said)), voucher)
    assert (found.verdict, found.by) == (verdict, "server")


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("dkim=pass header.d=acme.example", "vouched"),
        ("dkim=pass header.i=@news.acme.example", "vouched"),
        ("dkim=fail header.d=acme.example; dkim=pass header.d=acme.example", "vouched"),
        ("spf=pass smtp.mailfrom=bounce@acme.example; dkim=none", "vouched"),
        ("spf=pass smtp.helo=acme.example; dkim=none", "vouched"),
        ("dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=evil.example", "failed"),
        ("dkim=fail header.d=acme.example; spf=softfail smtp.mailfrom=acme.example", "failed"),
        ('dkim=fail reason="no; dkim=pass header.d=acme.example" header.d=acme.example', "failed"),
        ("dkim=fail (dkim=pass header.d=acme.example) header.d=acme.example", "failed"),
        ("none", "failed"),
    ],
)
async def test_without_a_word_on_dmarc_its_other_results_are_weighed(voucher: Voucher, said: str, verdict: str) -> None:
    found = await judge(mail(more=OURS + results(said)), voucher)
    assert (found.verdict, found.by, found.policy) == (verdict, "server", "reject")


async def test_where_it_only_looked_at_the_machine_the_signature_is_read_here(voucher: Voucher, alice: Signer) -> None:
    said = OURS + results("spf=none smtp.mailfrom=evil.example")
    found = await judge(said.encode() + alice.sign(mail()), voucher)
    assert (found.verdict, found.by, found.spf, found.dkim) == ("vouched", "server", "none", "pass")


async def test_a_forged_one_below_the_servers_is_never_looked_at(voucher: Voucher) -> None:
    found = await judge(mail(more=OURS + FAIL + THEIRS + PASS + PASS), voucher)
    assert (found.verdict, found.by) == ("failed", "server")


@pytest.mark.parametrize(
    "forged",
    [
        results("dmarc=pass header.from=acme.example", "mail.evil.example"),
        results("dmarc=pass header.from=acme.example", "mail.evil.example (mx.desk.example)"),
        results("dmarc=pass header.from=acme.example", "(mx.desk.example) mail.evil.example"),
        results("dmarc=pass header.from=acme.example", "MX.desk.example"),
        results("dmarc=pass header.from=acme.example", '"mx.desk.example"'),
        results("dmarc=pass header.from=acme.example", "mx.desk.example.evil.example"),
        results("dmarc=pass header.from=acme.example", "mx.desk.example mx.desk.example"),
        results("dmarc=pass header.from=acme.example", "mx.desk.example 2"),
        results("mx.desk.example; dmarc=pass header.from=acme.example", ""),
        results("dmarc=pass (header.from=acme.example", "mx.desk.example"),
        results('dmarc=pass header.from="acme.example', "mx.desk.example"),
        results("dmarc=pass) header.from=acme.example", "mx.desk.example"),
        results("pass header.from=acme.example", "mx.desk.example"),
        results("dmarc=pass header.from=acme.example;" + "x" * 20_000, "mx.desk.example"),
    ],
)
async def test_one_on_top_that_is_not_ours_is_nothing_and_ours_below_it_neither(voucher: Voucher, forged: str) -> None:
    """The desk looks for itself then, and finds that nothing speaks for alice."""
    assert (await judge(mail(more=OURS + PASS), voucher)).verdict == "vouched"
    found = await judge(mail(more=OURS + forged + PASS), voucher)
    assert (found.verdict, found.by) == ("failed", "own")


@pytest.mark.parametrize(
    "hop", [THEIRS, "Received: by mx.desk.example.evil.example\r\n", "Received: (by mx.desk.example) by x.example\r\n"]
)
async def test_one_in_our_name_below_a_strangers_hop_is_forged(voucher: Voucher, hop: str) -> None:
    found = await judge(mail(more=OURS + hop + PASS), voucher)
    assert (found.verdict, found.by) == ("failed", "own")


async def test_names_of_fields_have_no_case_and_values_may_be_folded(voucher: Voucher) -> None:
    folded = "AUTHENTICATION-results: mx.desk.example\r\n 1;\r\n\tDMARC = Pass\r\n (ok)\r\n Header.From = acme.example\r\n"
    assert (await judge(mail(more=OURS + folded), voucher)).verdict == "vouched"


async def test_without_the_setting_no_server_is_believed(zone: DnsZone) -> None:
    found = await judge(mail(more=OURS + PASS), Voucher("", zone.address))
    assert (found.verdict, found.by) == ("failed", "own")


async def test_a_second_from_is_not_healed_by_the_servers_word(voucher: Voucher) -> None:
    assert (await judge(mail(more=PASS + "From: m@evil.example\r\n"), voucher)).verdict == "unproven"


async def test_a_name_that_is_no_domain_will_do(zone: DnsZone) -> None:
    said = results("dmarc=pass header.from=acme.example", "our-mx")
    hop = "Received: from a by our-mx; Mon, 30 Nov 2026 10:00:00 +0000\r\n"
    assert (await judge(mail(more=hop + hop + said), Voucher("our-mx", zone.address))).by == "server"


async def test_a_policy_that_cannot_be_asked_for_is_none(zone: DnsZone, voucher: Voucher) -> None:
    zone.fail("_dmarc.acme.example")
    assert (await judge(mail(more=OURS + results("dmarc=fail header.from=acme.example")), voucher)).verdict == "unproven"
    assert (await judge(mail(more=OURS + results("dkim=pass header.d=acme.example")), voucher)).verdict == "unchecked"
    zone.heal()
    zone.put("_dmarc.acme.example", txt("v=DMARC1; p=none"))
    assert (await judge(mail(more=OURS + results("dkim=none")), voucher)).verdict == "unproven"
