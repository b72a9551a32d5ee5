"""The policy of a domain, as its records say it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.email.dns_zone import DnsZone, txt

from truepenny.channels.email.vouching.dmarc import Policy, find_policy
from truepenny.channels.email.vouching.domains import aligned, is_domain
from truepenny.channels.email.vouching.name_server import DnsTrouble, NameServer, Questions
from truepenny.platform.domains import organisation_of

pytestmark = pytest.mark.anyio


@pytest.fixture
def zone() -> Iterator[DnsZone]:
    with DnsZone({"acme.example": ["MX 10 mx.acme.example."], "news.acme.example": ["A 192.0.2.1"]}) as made:
        yield made


async def policy(zone: DnsZone, domain: str) -> Policy | None:
    return await find_policy(domain, Questions(NameServer(zone.address)))


@pytest.mark.parametrize(
    ("record", "wish"),
    [
        ("v=DMARC1; p=reject", "reject"),
        ("v=DMARC1;p=Quarantine;pct=0", "quarantine"),
        ("v = DMARC1 ; p = none ;", "none"),
        ("v=DMARC1; p=reject; p=none", "reject"),
        ("v=DMARC1; p=reject; t=y", "quarantine"),
        ("v=DMARC1; p=quarantine; t=y", "none"),
        ("v=DMARC1; p=none; t=y", "none"),
        ("v=DMARC1; p=perhaps; rua=mailto:r@acme.example", "none"),
        ("v=DMARC1; sp=reject; np=reject; p=none", "none"),
    ],
)
async def test_what_a_record_wishes(zone: DnsZone, record: str, wish: str) -> None:
    zone.put("_dmarc.acme.example", txt(record))
    assert await policy(zone, "acme.example") == Policy(wish)


@pytest.mark.parametrize(
    "record", ["v=DMARC1; p=perhaps", "v=DMARC10; p=reject", "v=dmarc1; p=reject", "p=reject; v=DMARC1", "v=DMARC1", "x"]
)
async def test_what_is_no_record(zone: DnsZone, record: str) -> None:
    zone.put("_dmarc.acme.example", txt(record))
    assert await policy(zone, "acme.example") is None


async def test_of_two_records_neither_counts(zone: DnsZone) -> None:
    zone.put("_dmarc.acme.example", txt("v=DMARC1; p=reject"), txt("v=DMARC1; p=none"))
    assert await policy(zone, "acme.example") is None
    zone.put("_dmarc.acme.example", txt("v=DMARC1; p=reject"), txt("something else"))
    assert await policy(zone, "acme.example") == Policy("reject")


@pytest.mark.parametrize(
    ("record", "domain", "wish"),
    [
        ("v=DMARC1; p=reject", "news.acme.example", "reject"),
        ("v=DMARC1; p=reject; sp=none", "news.acme.example", "none"),
        ("v=DMARC1; p=reject; sp=none", "acme.example", "reject"),
        ("v=DMARC1; p=none; np=reject", "news.acme.example", "none"),
        ("v=DMARC1; p=none; np=reject", "nothing.acme.example", "reject"),
        ("v=DMARC1; p=none; sp=quarantine; np=reject", "nothing.acme.example", "reject"),
        ("v=DMARC1; p=reject; sp=quarantine", "nothing.acme.example", "quarantine"),
    ],
)
async def test_subdomains_have_their_owners_wish(zone: DnsZone, record: str, domain: str, wish: str) -> None:
    zone.put("_dmarc.acme.example", txt(record))
    assert await policy(zone, domain) == Policy(wish)


async def test_a_subdomains_own_record_comes_first(zone: DnsZone) -> None:
    zone.put("_dmarc.acme.example", txt("v=DMARC1; p=reject"))
    zone.put("_dmarc.news.acme.example", txt("v=DMARC1; p=none; adkim=s; aspf=s"))
    found = await policy(zone, "news.acme.example")
    assert found == Policy("none", strict_dkim=True, strict_spf=True)
    assert not found.aligns_dkim("news.acme.example", "acme.example")
    assert found.aligns_spf("news.acme.example", "news.acme.example")


@pytest.mark.parametrize("name", ["_dmarc.news.acme.example", "_dmarc.acme.example"])
async def test_trouble_is_never_no_policy(zone: DnsZone, name: str) -> None:
    zone.fail(name)
    with pytest.raises(DnsTrouble):
        await policy(zone, "news.acme.example")


@pytest.mark.parametrize(
    ("domain", "organisation"),
    [
        ("a.b.acme.example", "acme.example"),
        ("a.acme.co.uk", "acme.co.uk"),
        ("co.uk", "co.uk"),
        ("alice.github.io", "alice.github.io"),
        ("shop.acme.com.cn", "acme.com.cn"),
        ("a.xn--55qx5d.cn", "a.xn--55qx5d.cn"),  # 公司.cn is a suffix
    ],
)
def test_a_registered_domain_begins_behind_its_public_suffix(domain: str, organisation: str) -> None:
    assert organisation_of(domain) == organisation


def test_what_is_aligned() -> None:
    assert aligned("acme.example", "mail.acme.example", strict=False)
    assert not aligned("acme.example", "mail.acme.example", strict=True)
    assert not aligned("acme.example", "notacme.example", strict=False)
    assert not aligned("alice.github.io", "mallory.github.io", strict=False)
    assert not aligned("co.uk", "acme.co.uk", strict=False)
    assert not aligned("", "", strict=False)


@pytest.mark.parametrize(
    "name", ["acme", "", ".", "acme.example.", "acme..example", "a_b.example", "192.0.2.1", "müller.example", "a" * 64 + ".b"]
)
def test_what_is_no_domain(name: str) -> None:
    assert not is_domain(name)
    assert is_domain("xn--mller-kva.example")
