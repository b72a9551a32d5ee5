"""Asking the name server: every answer that can be relied on is remembered for its time, trouble never is."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.email.dns_zone import DnsZone, txt

from truepenny.channels.email.vouching.name_server import Answer, DnsTrouble, NameServer, Questions
from truepenny.platform.setting_values import read_name_server

pytestmark = pytest.mark.anyio


class Seconds:
    """A clock that stands until it is told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def test_answers_of_each_kind() -> None:
    records = {
        "acme.example": [txt("a" * 300 + '"\\'), "A 192.0.2.1", "AAAA 2001:db8::1", "MX 20 B.acme.example.", "MX 10 c.acme.example."],
        "1.2.0.192.in-addr.arpa": ["PTR Acme.example."],
        "www.acme.example": ["CNAME acme.example."],
        "deep.below.acme.example": ["A 192.0.2.2"],
    }
    with DnsZone(records) as zone:
        server = NameServer(zone.address)
        assert await server.ask("acme.example", "TXT", 2) == Answer(("a" * 300 + '"\\',))
        assert await server.ask("ACME.example.", "MX", 2) == Answer(("c.acme.example", "b.acme.example"))
        assert await server.ask("www.acme.example", "A", 2) == Answer(("192.0.2.1",))
        assert await server.ask("acme.example", "AAAA", 2) == Answer(("2001:db8::1",))
        assert await server.ask("1.2.0.192.in-addr.arpa", "PTR", 2) == Answer(("acme.example",))
        assert await server.ask("below.acme.example", "A", 2) == Answer()
        assert await server.ask("nothing.example", "A", 2) == Answer(exists=False)


async def test_an_answer_too_large_for_udp_comes_over_tcp() -> None:
    long = "k" * 6000
    with DnsZone({"big.example": [txt(long)]}) as zone:
        server = NameServer(zone.address)
        assert (await server.ask("big.example", "TXT", 2)).values == (long,)
        assert len(zone.asked) == 2
        await server.ask("big.example", "TXT", 2)
        assert len(zone.asked) == 4  # so much is not kept in memory


@pytest.mark.parametrize("name", ["acme.example", "nothing.example", "empty.example"])
async def test_an_answer_is_remembered_for_its_time(name: str) -> None:
    clock = Seconds()
    with DnsZone({"acme.example": [txt("v")], "empty.example": ["A 192.0.2.1"]}, ttl=60) as zone:
        server = NameServer(zone.address, monotonic=clock)
        first = await server.ask(name, "TXT", 2)
        clock.now += 59
        assert await server.ask(name, "TXT", 2) == first
        assert len(zone.asked) == 1
        clock.now += 2
        zone.put(name, txt("w"))
        assert (await server.ask(name, "TXT", 2)).values == ("w",)


async def test_a_very_long_time_is_cut_to_an_hour() -> None:
    clock = Seconds()
    with DnsZone({"acme.example": [txt("v")]}, ttl=1_000_000) as zone:
        server = NameServer(zone.address, monotonic=clock)
        for after, questions in ((0, 1), (3599, 1), (2, 2)):
            clock.now += after
            await server.ask("acme.example", "TXT", 2)
            assert len(zone.asked) == questions


async def test_memory_is_bounded_and_what_was_used_last_stays() -> None:
    with DnsZone({"acme.example": [txt("v")]}) as zone:
        server = NameServer(zone.address, remembered=10)
        await server.ask("acme.example", "TXT", 2)
        for number in range(15):
            await server.ask(f"n{number}.example", "A", 2)
            await server.ask("acme.example", "TXT", 2)
        zone.asked.clear()
        await server.ask("acme.example", "TXT", 2)
        await server.ask("n14.example", "A", 2)
        assert zone.asked == []
        await server.ask("n0.example", "A", 2)
        assert zone.asked == [("n0.example", "A")]


async def test_trouble_is_not_remembered() -> None:
    with DnsZone({"acme.example": [txt("v")]}) as zone:
        server = NameServer(zone.address)
        zone.fail("acme.example")
        with pytest.raises(DnsTrouble):
            await server.ask("acme.example", "TXT", 2)
        zone.silence("acme.example")
        with pytest.raises(DnsTrouble):
            await server.ask("acme.example", "TXT", 0.2)
        zone.heal()
        assert (await server.ask("acme.example", "TXT", 2)).values == ("v",)


async def test_a_mail_has_its_time_and_its_number_of_questions() -> None:
    clock = Seconds()
    with DnsZone({"acme.example": [txt("v")]}) as zone:
        server = NameServer(zone.address, monotonic=clock)
        patient = Questions(server)
        await patient.ask("acme.example", "TXT")
        clock.now += 5
        with pytest.raises(DnsTrouble):
            await patient.ask("acme.example", "TXT")
        many = Questions(server)
        for _ in range(80):
            await many.ask("acme.example", "TXT")
        with pytest.raises(DnsTrouble):
            await many.ask("acme.example", "TXT")


@pytest.mark.parametrize("name", ["", ".", "a..example", "x" * 64 + ".example", ".".join(["abcdefgh"] * 40), "é" * 40 + ".example"])
async def test_a_name_that_cannot_be_is_not_asked_for(name: str) -> None:
    with DnsZone() as zone:
        assert await NameServer(zone.address).ask(name, "A", 2) == Answer(exists=False)
        assert zone.asked == []


async def test_a_system_without_name_servers_is_trouble(tmp_path: Path) -> None:
    file = tmp_path / "resolv.conf"
    server = NameServer(system=str(file))
    with pytest.raises(DnsTrouble):
        await server.ask("acme.example", "A", 2)
    file.write_text("# nothing\n")
    with pytest.raises(DnsTrouble):
        await server.ask("acme.example", "A", 2)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("127.0.0.1", ("127.0.0.1", 53)),
        ("127.0.0.1:5353", ("127.0.0.1", 5353)),
        ("::1", ("::1", 53)),
        ("[::1]", ("::1", 53)),
        ("[2001:db8::1]:5353", ("2001:db8::1", 5353)),
    ],
)
def test_the_address_of_a_name_server_is_read(text: str, read: tuple[str, int]) -> None:
    assert read_name_server(text) == read


@pytest.mark.parametrize("text", ["ns.acme.example", "127.0.0.1:", "127.0.0.1:dns", "127.0.0.1:0", "127.0.0.1:70000", "127.0.0"])
def test_what_is_no_address_is_refused_with_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"write (it|the name server) like 127\.0\.0\.1"):
        read_name_server(text)
