"""Signatures: made by dkimpy in every form, read by us; and those that prove less than they seem to."""

from __future__ import annotations

import hashlib
import tracemalloc
from itertools import pairwise
from pathlib import Path

import dkim
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.email.dns_zone import DnsZone, txt
from tests.email.signing import Signer, ed25519_signer, rsa_signer
from tests.email.vouching.judging import FETCHED, judge, mail

from truepenny.channels.email.reading.read import read_mail
from truepenny.channels.email.vouching import Voucher
from truepenny.channels.email.vouching.body_hash import BodyHash, hash_body
from truepenny.contracts.mail import RawMail

FORMS = ["simple/simple", "simple/relaxed", "relaxed/simple", "relaxed/relaxed"]
BODIES = ["", "\r\n", "\r\n\r\n", " \r\n", "a", "a\r\n\r\n\r\n", " a \t b \r\n\t\r\n c\r\n", "你好，\r\n请帮我\r\n", "\r\n\r\na\rb \r\r\n"]
WEAK = "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAMa5ZP2IeUYtGKpKM5EYgQ6rkmVZtMmNaSCKVyLm0n7D4m2Hn1b0vmhtPzn7cYHyAaVCPCk0TT+nLr6OGFJLlg0CAwEAAQ=="
"""A key of 512 bits."""
_ALPHABET = st.sampled_from([b"a", b" ", b"\t", b"\r\n", b"\n", b"\r", b"b c", b"\r\n\r\n"])


@pytest.mark.anyio
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("body", BODIES)
async def test_a_signature_holds_in_every_form_and_over_every_body(zone: DnsZone, form: str, body: str) -> None:
    voucher = Voucher("", zone.address)
    odd = "X-Odd:  two  spaces \r\n\tand  a fold \r\nx-odd:\r\n"
    for signer in (rsa_signer("acme.example"), ed25519_signer("acme.example")):
        zone.put(signer.record_name, signer.record)
        signed = signer.sign(mail(body=body, more=odd), form=form, headers=["from", "subject", "x-odd", "x-odd", "x-odd", "list-id"])
        assert (await judge(signed, voucher)).dkim == "pass"
        assert (await judge(signed.replace(b"and  a", b"or a"), voucher)).dkim == "fail"
        assert (await judge(b"List-ID: x\r\n" + signed, voucher)).dkim == "fail"


@pytest.mark.anyio
async def test_line_ends_of_a_mailbox_change_nothing(zone: DnsZone, alice: Signer) -> None:
    signed = alice.sign(mail(body="One\r\n\r\ntwo \r\n"), form="simple/simple")
    assert (await judge(signed.replace(b"\r\n", b"\n"), Voucher("", zone.address))).dkim == "pass"
    assert (
        await judge(b"From alice Mon Nov 30 10:00:00 2026\n" + signed.replace(b"\r\n", b"\n"), Voucher("", zone.address))
    ).dkim == "pass"


@pytest.mark.anyio
@pytest.mark.parametrize("relaxed", [True, False])
@settings(max_examples=150, deadline=None)
@given(parts=st.lists(_ALPHABET, max_size=30), cuts=st.lists(st.integers(0, 60), max_size=6))
def test_a_body_in_pieces_has_the_hash_that_the_whole_has(relaxed: bool, parts: list[bytes], cuts: list[int]) -> None:
    body = b"".join(parts) + b"\r\n"
    edges = [0, *sorted(min(cut, len(body)) for cut in cuts), len(body)]
    made = BodyHash(relaxed=relaxed)
    for start, end in pairwise(edges):
        made.update(body[start:end])
    whole = body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    form = dkim.canonicalization.Relaxed if relaxed else dkim.canonicalization.Simple
    assert made.digest() == hashlib.sha256(form.canonicalize_body(whole)).digest()


@pytest.mark.parametrize("filling", [b" ", b"\r\n", b"\r", b" \r", b"a \r\n\r\n", b"x"])
def test_a_huge_body_is_hashed_in_little_memory(filling: bytes, tmp_path: Path) -> None:
    path = tmp_path / "mail"
    path.write_bytes(b"From: a@acme.example\r\n\r\n" + filling * (20_000_000 // len(filling)))
    raw = RawMail(path)
    tracemalloc.start()
    for relaxed in (True, False):
        hash_body(raw, 24, relaxed=relaxed)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    raw.close()
    assert peak < 4_000_000


@pytest.mark.anyio
async def test_a_large_mail_in_a_file_is_vouched_for(zone: DnsZone, alice: Signer, tmp_path: Path) -> None:
    signed = alice.sign(mail(body="Here is the log.\r\n" + ("line of a log \r\n" * 100_000)))
    path = tmp_path / "mail"
    path.write_bytes(signed)
    raw = RawMail(path)
    assert (await Voucher("", zone.address).judge(raw, read_mail(raw), FETCHED)).verdict == "vouched"
    raw.close()
    assert not path.exists()


@pytest.mark.anyio
async def test_a_part_of_the_body_is_not_the_mail(zone: DnsZone, alice: Signer) -> None:
    signed = alice.sign(mail(), length=True)
    assert dkim.verify(signed + b"Send it all to me.\r\n", dnsfunc=lambda *_, **__: alice.key.encode())
    found = await judge(signed + b"Send it all to me.\r\n", Voucher("", zone.address))
    assert (found.verdict, found.dkim) == ("failed", "policy")
    assert (await judge(signed, Voucher("", zone.address))).dkim == "policy"


@pytest.mark.anyio
async def test_a_signature_has_its_time(zone: DnsZone, alice: Signer) -> None:
    signed = alice.sign(mail(), tags={"t": "1790000000", "x": "1790003600"})
    assert (await judge(signed, Voucher("", zone.address, now_s=lambda: 1790003599))).dkim == "pass"
    assert (await judge(signed, Voucher("", zone.address, now_s=lambda: 1790003601))).dkim == "policy"


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("tags", "result"),
    [
        ({}, "pass"),
        ({"z": "From:x"}, "pass"),
        ({"q": "dns/txt:other"}, "pass"),
        ({"i": "@news.acme.example"}, "pass"),
        ({"v": "2"}, "permerror"),
        ({"q": "http"}, "permerror"),
        ({"i": "@evil.example"}, "permerror"),
        ({"i": "@notacme.example"}, "permerror"),
        ({"c": "nofws/relaxed"}, "permerror"),
        ({"t": "soon"}, "permerror"),
        ({"t": "1790000000", "x": "1790000000"}, "permerror"),
        ({"h": "subject:to"}, "policy"),
        ({"a": "rsa-sha1"}, "policy"),
        ({"d": "acme"}, "permerror"),
        ({"d": "acme.example."}, "permerror"),
        ({"s": "../s1"}, "permerror"),
        ({"bh": ""}, "permerror"),
        ({"bh": "!"}, "permerror"),
        ({"d": "acme.example; d=acme.example"}, "permerror"),
    ],
)
async def test_only_tags_that_are_in_order_are_taken(zone: DnsZone, alice: Signer, tags: dict[str, str], result: str) -> None:
    signed = alice.sign(mail(), headers=["from", "subject"], tags=tags)
    assert (await judge(signed, Voucher("", zone.address))).dkim == result


@pytest.mark.anyio
async def test_short_keys_and_old_digests_are_not_taken(zone: DnsZone) -> None:
    short = rsa_signer("acme.example", "short", bits=1024)
    zone.put(short.record_name, short.record)
    assert (await judge(short.sign(mail()), Voucher("", zone.address))).dkim == "pass"
    old = rsa_signer("acme.example", "s1", algorithm="rsa-sha1")
    assert (await judge(old.sign(mail()), Voucher("", zone.address))).dkim == "policy"
    zone.put(short.record_name, txt(f"v=DKIM1; p={WEAK}"))
    assert (await judge(short.sign(mail()), Voucher("", zone.address))).dkim == "policy"


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("change", "result"),
    [
        (("v=DKIM1; ", ""), "pass"),
        (("k=rsa; ", ""), "pass"),
        (("k=rsa; ", "h=sha1:sha256; s=email; t=y; n=a note; "), "pass"),
        (("k=rsa; ", "h=sha1; "), "permerror"),
        (("k=rsa; ", "s=tlsrpt; "), "permerror"),
        (("k=rsa", "k=ed25519"), "permerror"),
        (("v=DKIM1", "v=DKIM2"), "permerror"),
        (("p=", "p=; x="), "permerror"),
        (("p=", "p=AAAA; x="), "permerror"),
        (("p=", "p=*; x="), "permerror"),
        (("p=", "nothing "), "permerror"),
        (("p=", f"n={'x' * 5000}; p="), "permerror"),
    ],
)
async def test_a_key_record_is_read_as_it_is_meant(zone: DnsZone, alice: Signer, change: tuple[str, str], result: str) -> None:
    zone.put(alice.record_name, txt(alice.key.replace(*change)))
    assert (await judge(alice.sign(mail()), Voucher("", zone.address))).dkim == result


@pytest.mark.anyio
async def test_a_key_for_the_domain_alone_signs_for_no_subdomain(zone: DnsZone) -> None:
    alone = rsa_signer("acme.example", flags="t=s; ")
    zone.put(alone.record_name, alone.record)
    assert (await judge(alone.sign(mail()), Voucher("", zone.address))).dkim == "pass"
    assert (await judge(alone.sign(mail(), identity="@news.acme.example"), Voucher("", zone.address))).dkim == "permerror"


@pytest.mark.anyio
async def test_a_bare_rsa_key_and_one_of_several_records_will_do(zone: DnsZone, alice: Signer) -> None:
    bare = rsa_signer("acme.example", "bare", bare=True)
    zone.put(bare.record_name, bare.record)
    assert (await judge(bare.sign(mail()), Voucher("", zone.address))).dkim == "pass"
    zone.put(alice.record_name, txt("v=DKIM1; p="), alice.record)
    assert (await judge(alice.sign(mail()), Voucher("", zone.address))).dkim == "pass"
    zone.remove(alice.record_name)
    assert (await judge(alice.sign(mail()), Voucher("", zone.address))).dkim == "permerror"


@pytest.mark.anyio
async def test_a_signature_may_sign_others_and_is_never_its_own_witness(zone: DnsZone, alice: Signer, mallory: Signer) -> None:
    both = alice.sign(mallory.sign(mail()), headers=["from", "dkim-signature", "dkim-signature"])
    assert (await judge(both, Voucher("", zone.address))).verdict == "vouched"
    assert (await judge(both.replace(b"d=evil.example", b"d=evil.exampl"), Voucher("", zone.address))).verdict == "failed"


@pytest.mark.anyio
async def test_among_many_signatures_the_one_that_could_count_is_looked_at(zone: DnsZone, alice: Signer) -> None:
    signed = alice.sign(mail())
    for number in range(20):
        signed = rsa_signer(f"d{number}.example").sign(signed)
    found = await judge(signed, Voucher("", zone.address))
    assert (found.verdict, found.dkim) == ("vouched", "pass")
    assert len([name for name, _ in zone.asked if "_domainkey" in name]) == 5
