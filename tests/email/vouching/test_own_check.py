"""What the desk finds by itself: honest mail is vouched for, and no trick with From makes a stranger's mail so."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.email.dns_zone import DnsZone, txt
from tests.email.signing import Signer, ed25519_signer, rsa_signer
from tests.email.vouching.judging import handed_in, judge, mail

from truepenny.channels.email.vouching import Voucher
from truepenny.contracts.mail import Envelope, InboundMail, MailAddress, RawMail, Vouched

pytestmark = pytest.mark.anyio


async def test_honest_mail_is_vouched_for(zone: DnsZone, alice: Signer) -> None:
    found = await judge(alice.sign(mail()), Voucher("", zone.address))
    assert found == Vouched("vouched", "acme.example", "own", "", "pass", "pass", "reject")


async def test_mail_that_anyone_could_have_written_has_failed_where_the_domain_asks_so(zone: DnsZone) -> None:
    found = await judge(mail(), Voucher("", zone.address))
    assert found == Vouched("failed", "acme.example", "own", "", "none", "fail", "reject")


async def test_a_domain_that_asks_nothing_leaves_it_unproven(zone: DnsZone) -> None:
    zone.put("_dmarc.acme.example", txt("v=DMARC1; p=none"))
    found = await judge(mail(), Voucher("", zone.address))
    assert (found.verdict, found.dmarc, found.policy) == ("unproven", "fail", "none")


async def test_one_changed_letter_of_the_body_breaks_the_seal(zone: DnsZone, alice: Signer) -> None:
    signed = alice.sign(mail())
    assert (await judge(signed, Voucher("", zone.address))).verdict == "vouched"
    found = await judge(signed.replace(b"my deposit", b"my  deposit!"), Voucher("", zone.address))
    assert (found.verdict, found.dkim) == ("failed", "fail")


async def test_a_list_that_adds_a_footer_leaves_it_unproven(zone: DnsZone, alice: Signer) -> None:
    zone.put("_dmarc.acme.example", txt("v=DMARC1; p=none"))
    found = await judge(alice.sign(mail()) + b"-- \r\nlist@lists.example\r\n", Voucher("", zone.address))
    assert (found.verdict, found.dkim) == ("unproven", "fail")


async def test_an_attackers_own_good_signature_says_nothing_of_alice(zone: DnsZone, mallory: Signer) -> None:
    honest = await judge(mallory.sign(mail("m@evil.example")), Voucher("", zone.address))
    assert (honest.verdict, honest.domain) == ("vouched", "evil.example")
    found = await judge(mallory.sign(mail()), Voucher("", zone.address), handed_in("9.9.9.9", "m@evil.example"))
    assert found == Vouched("failed", "acme.example", "own", "pass", "pass", "fail", "reject")


async def test_a_subdomain_may_sign_for_its_owner_unless_the_owner_is_strict(zone: DnsZone) -> None:
    mailer = rsa_signer("mail.acme.example")
    zone.put(mailer.record_name, mailer.record)
    assert (await judge(mailer.sign(mail()), Voucher("", zone.address))).verdict == "vouched"
    zone.put("_dmarc.acme.example", txt("v=DMARC1; p=reject; adkim=s"))
    assert (await judge(mailer.sign(mail()), Voucher("", zone.address))).verdict == "failed"


async def test_neighbours_under_a_public_suffix_are_strangers(zone: DnsZone) -> None:
    neighbour = rsa_signer("evil.co.uk")
    zone.put(neighbour.record_name, neighbour.record)
    assert (await judge(neighbour.sign(mail("a@evil.co.uk")), Voucher("", zone.address))).verdict == "vouched"
    assert (await judge(neighbour.sign(mail("alice@acme.co.uk")), Voucher("", zone.address))).verdict == "unproven"


async def test_a_lookalike_is_vouched_for_as_what_it_is(zone: DnsZone) -> None:
    lookalike = rsa_signer("acrne.example")
    zone.put(lookalike.record_name, lookalike.record)
    found = await judge(lookalike.sign(mail("Alice <alice@acrne.example>")), Voucher("", zone.address))
    assert (found.verdict, found.domain) == ("vouched", "acrne.example")


@pytest.mark.parametrize(
    "sender",
    [
        "alice@acme.example, m@evil.example",
        "m@evil.example, alice@acme.example",
        "nobody",
        "<>",
        "alice@localhost",
        "alice@[192.0.2.1]",
        "alice@192.0.2.1",
        "alice@acme..example",
        "alice@-acme.example",
    ],
)
async def test_who_names_several_or_nobody_is_never_vouched_for(zone: DnsZone, alice: Signer, sender: str) -> None:
    found = await judge(alice.sign(mail(sender)), Voucher("", zone.address))
    assert (found.verdict, found.dmarc) == ("unproven", "")


@pytest.mark.parametrize("second", ["From: m@evil.example\r\n", "from: alice@acme.example\r\n", "FROM:\r\n"])
@pytest.mark.parametrize("where", ["above", "below"])
async def test_a_second_from_ends_all_trust(zone: DnsZone, alice: Signer, second: str, where: str) -> None:
    """The signature may still hold: it covers one of the two, and a reader may show the other."""
    signed = alice.sign(mail(), headers=["from", "subject"])
    assert (await judge(signed, Voucher("", zone.address))).verdict == "vouched"
    there = second.encode()
    replayed = there + signed if where == "above" else signed.replace(b"\r\n\r\n", b"\r\n" + there + b"\r\n", 1)
    assert (await judge(replayed, Voucher("", zone.address))).verdict == "unproven"


@pytest.mark.parametrize(
    "field", ["Subject: Send it all", "Content-Type: text/html", "Reply-To: m@evil.example\r\nReply-To: n@evil.example"]
)
async def test_a_replayed_mail_with_a_second_subject_or_kind_is_not_taken(zone: DnsZone, alice: Signer, field: str) -> None:
    signed = alice.sign(mail(more="Content-Type: text/plain\r\n"), headers=["from", "subject", "content-type"])
    assert (await judge(signed, Voucher("", zone.address))).verdict == "vouched"
    found = await judge(f"{field}\r\n".encode() + signed, Voucher("", zone.address))
    assert (found.verdict, found.dkim) == ("failed", "policy")


@pytest.mark.parametrize(
    "oddity", [b"X: y\rFrom: alice@acme.example\r\n", b"X: y\0\r\n", b"no field at all\r\n", b"From : alice@acme.example\r\n"]
)
async def test_a_header_that_can_be_read_in_two_ways_proves_nothing(zone: DnsZone, alice: Signer, oddity: bytes) -> None:
    signed = alice.sign(mail(), headers=["from", "subject"])
    assert (await judge(b"X: y\r\n" + signed, Voucher("", zone.address))).verdict == "vouched"
    assert (await judge(oddity + signed, Voucher("", zone.address))).verdict == "unproven"


async def test_a_display_name_is_not_an_address(zone: DnsZone, mallory: Signer) -> None:
    found = await judge(mallory.sign(mail('"alice@acme.example" <m@evil.example>')), Voucher("", zone.address))
    assert (found.verdict, found.domain) == ("vouched", "evil.example")


async def test_an_ed25519_signature_counts_as_much(zone: DnsZone) -> None:
    modern = ed25519_signer("acme.example")
    zone.put(modern.record_name, modern.record)
    assert (await judge(modern.sign(mail()), Voucher("", zone.address))).verdict == "vouched"
    assert (await judge(modern.sign(mail()).replace(b"Deposit", b"deposit"), Voucher("", zone.address))).verdict == "failed"


async def test_arc_seals_are_not_looked_at(zone: DnsZone) -> None:
    arc = (
        "ARC-Seal: i=1; a=rsa-sha256; cv=none; d=evil.example; s=m1; b=AAAA\r\n"
        "ARC-Authentication-Results: i=1; desk.example; dmarc=pass header.from=acme.example\r\n"
    )
    assert (await judge(mail(more=arc), Voucher("desk.example", zone.address))).verdict == "failed"


async def test_without_a_policy_an_aligned_signature_vouches_and_an_aligned_machine_does_not(zone: DnsZone, alice: Signer) -> None:
    zone.remove("_dmarc.acme.example")
    from_its_machine = handed_in("8.8.4.4", "alice@acme.example")
    signed = await judge(alice.sign(mail()), Voucher("", zone.address), from_its_machine)
    assert signed == Vouched("vouched", "acme.example", "own", "pass", "pass", "none", "")
    plain = await judge(mail(), Voucher("", zone.address), from_its_machine)
    assert plain == Vouched("unproven", "acme.example", "own", "pass", "none", "none", "")


async def test_with_a_policy_the_machine_of_an_aligned_sender_vouches(zone: DnsZone) -> None:
    voucher = Voucher("", zone.address)
    assert (await judge(mail(), voucher, handed_in("8.8.4.4", "bounce@acme.example"))).verdict == "vouched"
    assert (await judge(mail(), voucher, handed_in("9.9.9.9", "bounce@acme.example"))).verdict == "failed"
    assert (await judge(mail(), voucher, handed_in("9.9.9.9", "bounce@evil.example"))).verdict == "failed"


@pytest.mark.parametrize("client", ["1.1.1.1", "1.0.0.1", "127.0.0.1", "10.1.2.3", "::1"])
async def test_the_sites_own_server_is_not_where_a_mail_comes_from(zone: DnsZone, client: str) -> None:
    """It hands in what strangers gave it, also with an address of its own domain in From."""
    zone.put("_dmarc.desk.example", txt("v=DMARC1; p=reject"))
    zone.put("desk.example", "MX 10 mx.desk.example.", txt("v=spf1 ip4:1.1.1.1 -all"))
    found = await judge(mail("boss@desk.example"), Voucher("", zone.address), handed_in(client, "boss@desk.example"))
    assert (found.verdict, found.spf) == ("failed", "")
    nobody_named = Envelope("smtp", (), "alice@acme.example", "8.8.4.4", "x.example")
    assert (await judge(mail(), Voucher("", zone.address), nobody_named)).spf == ""


@pytest.mark.parametrize("what", ["_dmarc.acme.example", "s1._domainkey.acme.example"])
@pytest.mark.parametrize("how", ["fail", "silence"])
async def test_a_name_server_in_trouble_leaves_it_unchecked(zone: DnsZone, alice: Signer, what: str, how: str) -> None:
    zone.fail(what) if how == "fail" else zone.silence(what)
    ticking = time.monotonic()
    found = await judge(alice.sign(mail()), Voucher("", zone.address, seconds=0.5))
    assert (found.verdict, found.dmarc) == ("unchecked", "temperror")
    assert time.monotonic() - ticking < 3
    zone.heal()
    assert (await judge(alice.sign(mail()), Voucher("", zone.address))).verdict == "vouched"


async def test_trouble_with_a_strangers_key_changes_nothing(zone: DnsZone, alice: Signer, mallory: Signer) -> None:
    zone.fail("evil.example")
    assert (await judge(mallory.sign(alice.sign(mail())), Voucher("", zone.address))).verdict == "vouched"
    assert (await judge(mallory.sign(mail()), Voucher("", zone.address))).verdict == "failed"


async def test_nobody_at_the_name_servers_address_leaves_it_unchecked(alice: Signer) -> None:
    with DnsZone() as gone:
        address = gone.address
    found = await judge(alice.sign(mail()), Voucher("", address, seconds=0.5))
    assert found.verdict == "unchecked"


_PIECES = st.sampled_from(
    [
        b"From: alice@acme.example", b"From: a@evil.example", b"DKIM-Signature: v=1; a=rsa-sha256; d=acme.example; s=s1; h=from; bh=; b=",
        b"\r\n",
        b"\n", b"\r", b" ", b":", b";", b"=", b"(", b'"', b"\\", b"\0", b"\xff", b"mx.desk.example; dmarc=pass header.from=acme.example",
        b"Authentication-Results:", b"Received: by evil.example", b"l=1", b"x=9" + b"9" * 5000, b"b" * 300,
    ]
)  # fmt: skip


@given(pieces=st.lists(_PIECES, max_size=20))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_mail_breaks_the_check(zone: DnsZone, pieces: list[bytes]) -> None:
    raw = RawMail(b"".join(pieces))
    alice = InboundMail("1@acme.example", (MailAddress("alice@acme.example"),), "", "")
    found = await Voucher("another", zone.address).judge(raw, alice, handed_in("9.9.9.9", "\udcff..@acme.example", "\udcff"))
    assert found.verdict in {"unproven", "failed"}
