"""SPF as RFC 7208 has it: mechanisms, limits, macros; the examples are its own where it has any."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

import pytest
from tests.email.dns_zone import DnsZone, txt

from truepenny.channels.email.vouching.name_server import NameServer, Questions
from truepenny.channels.email.vouching.spf import check_spf, read_client

pytestmark = pytest.mark.anyio


@pytest.fixture
def zone() -> Iterator[DnsZone]:
    """Appendix A of RFC 7208."""
    records = {
        "example.com": ["MX 10 mail-a.example.com.", "MX 20 mail-b.example.com.", "A 192.0.2.10", "A 192.0.2.11"],
        "amy.example.com": ["A 192.0.2.65"],
        "bob.example.com": ["A 192.0.2.66"],
        "mail-a.example.com": ["A 192.0.2.129"],
        "mail-b.example.com": ["A 192.0.2.130", "AAAA 2001:db8::130"],
        "example.org": ["MX 10 mail-c.example.org."],
        "mail-c.example.org": ["A 192.0.2.140"],
        "10.2.0.192.in-addr.arpa": ["PTR example.com."],
        "11.2.0.192.in-addr.arpa": ["PTR example.com."],
        "65.2.0.192.in-addr.arpa": ["PTR amy.example.com."],
        "129.2.0.192.in-addr.arpa": ["PTR mail-a.example.com."],
        "4.0.0.10.in-addr.arpa": ["PTR bob.example.com."],
    }
    with DnsZone(records) as made:
        yield made


async def spf(zone: DnsZone, record: str, client: str, *, sender: str = "strong-bad@example.com", helo: str = "mail.example.com") -> str:
    domain = (sender or helo).rpartition("@")[2]
    zone.put(domain, *(row for row in zone.rows(domain) if not row.startswith("TXT")), txt(record))
    address = read_client(client)
    assert address is not None
    return (await check_spf(Questions(NameServer(zone.address)), address, helo, sender)).result


@pytest.mark.parametrize(
    ("record", "client", "result"),
    [
        ("v=spf1 +all", "192.0.2.1", "pass"),
        ("v=spf1 -all", "192.0.2.1", "fail"),
        ("v=spf1 ~all", "192.0.2.1", "softfail"),
        ("v=spf1 ?all", "192.0.2.1", "neutral"),
        ("v=spf1", "192.0.2.1", "neutral"),
        ("V=SPF1 A -ALL", "192.0.2.10", "pass"),
        ("v=spf1 a -all", "192.0.2.10", "pass"),
        ("v=spf1 a -all", "192.0.2.65", "fail"),
        ("v=spf1 a:example.org -all", "192.0.2.10", "fail"),
        ("v=spf1 mx -all", "192.0.2.130", "pass"),
        ("v=spf1 mx -all", "2001:db8::130", "pass"),
        ("v=spf1 mx -all", "192.0.2.140", "fail"),
        ("v=spf1 mx:example.org -all", "192.0.2.140", "pass"),
        ("v=spf1 mx mx:example.org -all", "192.0.2.129", "pass"),
        ("v=spf1 mx/30 mx:example.org/30 -all", "192.0.2.131", "pass"),
        ("v=spf1 mx/30 mx:example.org/30 -all", "192.0.2.143", "pass"),
        ("v=spf1 mx/30 -all", "192.0.2.132", "fail"),
        ("v=spf1 mx//120 -all", "2001:db8::1ff", "pass"),
        ("v=spf1 mx//121 -all", "2001:db8::1ff", "fail"),
        ("v=spf1 a/24//64 -all", "192.0.2.200", "pass"),
        ("v=spf1 ptr -all", "192.0.2.65", "pass"),
        ("v=spf1 ptr:example.org -all", "192.0.2.65", "fail"),
        ("v=spf1 ptr -all", "10.0.0.4", "fail"),  # it says that it is bob, and bob is elsewhere
        ("v=spf1 ip4:192.0.2.128/28 -all", "192.0.2.129", "pass"),
        ("v=spf1 ip4:192.0.2.128/28 -all", "192.0.2.65", "fail"),
        ("v=spf1 ip4:192.0.2.129 -all", "::ffff:192.0.2.129", "pass"),
        ("v=spf1 ip6:2001:db8::/32 -all", "2001:db8:1::9", "pass"),
        ("v=spf1 ip6:2001:db8::/32 -all", "192.0.2.1", "fail"),
        ("v=spf1 moo=1 ip4:192.0.2.1 exp=explain.example.com -all", "192.0.2.1", "pass"),
    ],
)
async def test_each_mechanism_says_what_it_means(zone: DnsZone, record: str, client: str, result: str) -> None:
    assert await spf(zone, record, client) == result


@pytest.mark.parametrize(
    "record",
    [
        "v=spf1 -all:x",
        "v=spf1 moo -all",
        "v=spf1 a:",
        "v=spf1 a:example",
        "v=spf1 a/33 -all",
        "v=spf1 a/01 -all",
        "v=spf1 mx//129 -all",
        "v=spf1 ip4:192.0.2 -all",
        "v=spf1 ip4:192.0.2.1/ -all",
        "v=spf1 ip4:192.0.2.1/33 -all",
        "v=spf1 ip4 -all",
        "v=spf1 ip6:192.0.2.1 -all",
        "v=spf1 include -all",
        "v=spf1 include: -all",
        "v=spf1 exists:%{x}.example.com -all",
        "v=spf1 exists:%{d0}.example.com -all",
        "v=spf1 exists:%(d).example.com -all",
        "v=spf1 exists:%{c}.example.com -all",
        "v=spf1 exists:%{d" + "9" * 5000 + "}.example.com -all",
        "v=spf1 redirect=a.example.com redirect=b.example.com",
        "v=spf1 exp=a.example.com exp=b.example.com",
        "v=spf1 redirect=nothing.example.com",
        "v=spf1 include:nothing.example.com -all",
        "v=spf1 ip4:192.0.2.1 moo",  # a fault behind what matches counts too
    ],
)
async def test_a_record_that_breaks_the_grammar_is_an_error_and_no_pass(zone: DnsZone, record: str) -> None:
    assert await spf(zone, record, "192.0.2.1") == "permerror"


async def test_no_record_two_records_and_no_domain(zone: DnsZone) -> None:
    assert await spf(zone, "v=spf10 +all", "192.0.2.1") == "none"
    assert await spf(zone, "v=spf1 +all", "192.0.2.1", sender="a@localhost") == "none"
    zone.put("example.com", txt("v=spf1 +all"), txt("v=spf1 -all"))
    found = await check_spf(Questions(NameServer(zone.address)), ipaddress.ip_address("192.0.2.1"), "x.example", "a@example.com")
    assert found == ("permerror", "example.com")


async def test_a_report_is_spoken_for_by_the_machines_own_name(zone: DnsZone) -> None:
    assert await spf(zone, "v=spf1 a -all", "192.0.2.129", sender="", helo="mail-a.example.com") == "pass"


@pytest.mark.parametrize(("inside", "result"), [("+all", "pass"), ("-all", "softfail"), ("~all", "softfail"), ("?all", "softfail")])
async def test_an_include_only_matches_what_passes_there(zone: DnsZone, inside: str, result: str) -> None:
    zone.put("inside.example", txt(f"v=spf1 {inside}"))
    assert await spf(zone, "v=spf1 include:inside.example ~all", "192.0.2.1") == result


async def test_a_redirect_speaks_where_nothing_matched_and_not_beside_all(zone: DnsZone) -> None:
    zone.put("elsewhere.example", txt("v=spf1 ip4:192.0.2.1 -all"))
    assert await spf(zone, "v=spf1 redirect=elsewhere.example", "192.0.2.1") == "pass"
    assert await spf(zone, "v=spf1 redirect=elsewhere.example", "192.0.2.2") == "fail"
    assert await spf(zone, "v=spf1 redirect=elsewhere.example ?all", "192.0.2.2") == "neutral"


@pytest.mark.parametrize(("links", "result"), [(10, "pass"), (11, "permerror")])
async def test_a_chain_of_includes_ends_at_ten(zone: DnsZone, links: int, result: str) -> None:
    for link in range(1, links):
        zone.put(f"c{link}.example", txt(f"v=spf1 include:c{link + 1}.example -all"))
    zone.put(f"c{links}.example", txt("v=spf1 +all"))
    assert await spf(zone, "v=spf1 include:c1.example -all", "192.0.2.1") == result


async def test_a_record_that_includes_itself_ends(zone: DnsZone) -> None:
    assert await spf(zone, "v=spf1 include:example.com +all", "192.0.2.1") == "permerror"
    assert len(zone.asked) < 15


async def test_the_third_empty_answer_is_an_error(zone: DnsZone) -> None:
    assert await spf(zone, "v=spf1 a:n1.example.com a:n2.example.com +all", "192.0.2.1") == "pass"
    assert await spf(zone, "v=spf1 a:n1.example.com mx:amy.example.com a:n3.example.com +all", "192.0.2.1") == "permerror"


@pytest.mark.parametrize(("servers", "result"), [(10, "pass"), (11, "permerror")])
async def test_more_than_ten_mail_servers_are_an_error(zone: DnsZone, servers: int, result: str) -> None:
    zone.put("many.example", *(f"MX {n} m{n}.many.example." for n in range(servers)))
    for n in range(servers):
        zone.put(f"m{n}.many.example", "A 192.0.2.1" if n == servers - 1 else "A 192.0.2.77")
    assert await spf(zone, "v=spf1 mx:many.example -all", "192.0.2.1") == result


@pytest.mark.parametrize(
    ("spec", "name"),
    [  # RFC 7208, 7.4
        ("%{s}.spf.test", "strong-bad@email.example.com.spf.test"),
        ("%{o}.spf.test", "email.example.com.spf.test"),
        ("%{d4}.spf.test", "email.example.com.spf.test"),
        ("%{d3}.spf.test", "email.example.com.spf.test"),
        ("%{d2}.spf.test", "example.com.spf.test"),
        ("%{d1}.spf.test", "com.spf.test"),
        ("%{dr}.spf.test", "com.example.email.spf.test"),
        ("%{d2r}.spf.test", "example.email.spf.test"),
        ("%{l}.spf.test", "strong-bad.spf.test"),
        ("%{l-}.spf.test", "strong.bad.spf.test"),
        ("%{lr}.spf.test", "strong-bad.spf.test"),
        ("%{lr-}.spf.test", "bad.strong.spf.test"),
        ("%{l1r-}.spf.test", "strong.spf.test"),
        ("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"),
        ("%{lr-}.lp.%{ir}.%{v}._spf.%{d2}", "bad.strong.lp.3.2.0.192.in-addr._spf.example.com"),
        ("%{d2}.trusted-domains.test", "example.com.trusted-domains.test"),
        ("%{h}.%{p}.%%%{L}.test", "mail.example.com.unknown.%strong-bad.test"),
        ("%{l1r+-}%{d3}.x" + ".y" * 150 + ".test", "y." * 124 + "test"),
    ],
)
async def test_macros_are_filled_in_as_the_rfc_shows(zone: DnsZone, spec: str, name: str) -> None:
    zone.put(name, "A 127.0.0.2")
    assert await spf(zone, f"v=spf1 exists:{spec} -all", "192.0.2.3", sender="strong-bad@email.example.com") == "pass"


async def test_macros_of_an_ipv6_client_and_of_proven_names(zone: DnsZone) -> None:
    reverse = "1.0.b.c.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6._spf.example.com"
    zone.put(reverse, "A 127.0.0.2")
    assert await spf(zone, "v=spf1 exists:%{ir}.%{v}._spf.%{d2} -all", "2001:db8::cb01") == "pass"
    zone.put("amy.example.com.known.test", "A 127.0.0.2")
    assert await spf(zone, "v=spf1 exists:%{p}.known.test -all", "192.0.2.65") == "pass"


async def test_a_strangers_local_part_is_a_label_and_no_escape(zone: DnsZone) -> None:
    assert await spf(zone, "v=spf1 exists:%{l}.spf.test -all", "192.0.2.3", sender=r"a\.b\000@example.com") == "fail"
    assert await spf(zone, "v=spf1 exists:%{l}.spf.test -all", "192.0.2.3", sender=".." + "a" * 80 + "@example.com") == "fail"


@pytest.mark.parametrize("name", ["example.com", "inside.example", "mail-b.example.com"])
async def test_trouble_anywhere_is_trouble_and_no_result(zone: DnsZone, name: str) -> None:
    zone.put("inside.example", txt("v=spf1 -all"))
    assert await spf(zone, "v=spf1 include:inside.example mx -all", "192.0.2.1") == "fail"
    zone.fail(name)
    assert await spf(zone, "v=spf1 include:inside.example mx -all", "192.0.2.1") == "temperror"


async def test_no_mail_may_ask_without_end(zone: DnsZone) -> None:
    """Ten mail servers each of ten domains, all of them elsewhere."""
    for domain in range(10):
        zone.put(f"d{domain}.example", *(f"MX {n} m{n}.d{domain}.example." for n in range(10)))
        for n in range(10):
            zone.put(f"m{n}.d{domain}.example", "A 192.0.2.77")
    record = "v=spf1 " + " ".join(f"mx:d{domain}.example" for domain in range(10)) + " +all"
    assert await spf(zone, record, "192.0.2.1") == "temperror"
    assert len(zone.asked) == 80
