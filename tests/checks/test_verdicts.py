"""What the check answers to everything that people paste: each verdict, each shape, each way of hiding."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.checks.conftest import Desk
from tests.directory.acme import WEN, draft

pytestmark = pytest.mark.anyio


SEEN = (
    ("https://acme.example/login", "official"),
    ("ACME.example", "official"),
    ("help@acme.example", "official"),
    ("+44 20 7946 0123", "official"),
    ("tel:+442079460123", "official"),
    ("@acmeexchangehelp", "official"),
    ("https://t.me/AcmeExchangeHelp", "official"),
    ("help@old-acme.example", "was_official"),
    ("https://wa.me/12025550147", "never_used"),
    ("https://acme-support.test", "looks_like"),
    ("hxxps://acme[.]example[.]verify-login[.]test/a", "looks_like"),
    ("http://acme.example@evil.test/login", "looks_like"),
    ("https://аcme.example.test", "looks_like"),
    ("xn--cme-5cd.test", "looks_like"),
    ("ac\u200bme-login.test", "looks_like"),
    ("support@acme-help.test", "looks_like"),
    ("@acme_exchange_help_01", "looks_like"),
    ("t.me/AcmeExchangeHe1p", "looks_like"),
    ("+44 20 7946 0132", "looks_like"),
    ("acme-example.com", "looks_like"),
    ("acmeexample-login.net", "looks_like"),
    ("WhatsApp：acme_help", "never_used"),
    ("Telegram:acme_exchange_help9", "looks_like"),
    ("Acme Support <anyone@mail.test>", "looks_like"),
    ("Acme Support <help@acme.example>", "unknown"),
    ("Ann Lee <anyone@mail.test>", "unknown"),
    ("+1-800-ACME-HELP", "looks_like"),
    ("1 800 ACME PAY", "looks_like"),
    ("+44 20 RING-NOW", "unknown"),
    ("https://news.test/a", "unknown"),
    ("+44 20 7946 0999", "unknown"),
    ("A-1027", "unknown"),
    ("K7M2-4QDX", "unknown"),
    ("hello there", "unknown"),
    ("https://search.test/go?url=https%3A%2F%2Facme-wallet.test%2Fx", "looks_like"),
    ("https://acme.example/away?to=//acme-wallet.test", "looks_like"),
    ("Hello, I am from Acme. Go to acme-support.test and call +44 20 7946 0999.", "looks_like"),
    ("您好，请打开 https://acme-login.test 验证。", "looks_like"),
)


async def test_everything_that_people_paste(desk: Desk) -> None:
    found = [(pasted, (await desk.ask(pasted, place=f"198.51.100.{n}")).state) for n, (pasted, _) in enumerate(SEEN)]
    assert [one for one in zip(found, SEEN, strict=True) if one[0] != one[1]] == []


async def test_a_number_with_letters_is_read_by_its_keys(desk: Desk) -> None:
    await desk.house.truth.directory.put(draft("phone", "+1 202 555 0143", "American line"), by=WEN)
    for typed in ("+1 202 555 0143", "+1 (202) KKK-0143", "1-202-JJJ-0143"):
        assert (await desk.ask(typed)).state == "official", typed
    near = await desk.ask("+1 202 555 O143")
    assert (near.state, [point.kind for point in near.points]) == ("unknown", ["phone"]), "a letter for a digit is no number of ours"


async def test_the_number_of_an_account_on_a_platform_is_ours_too(desk: Desk) -> None:
    await desk.house.truth.directory.put(replace(draft("telegram", "@acme_news"), platform_id="1000000001"), by=WEN)
    assert (await desk.ask("1000000001")).state == "official"
    assert (await desk.ask("1000000002")).state == "unknown"


async def test_a_name_that_somebody_goes_by_proves_nothing_and_one_in_disguise_is_false(desk: Desk) -> None:
    for n, name in enumerate(("Acme Support", "Acme™ Help Desk", "Acme 官方客服", "Acme官方客服")):
        verdict = await desk.ask(name, place=f"198.51.101.{n}")
        assert [(point.kind, point.state) for point in verdict.points] == [("name", "unknown")], name
    for n, name in enumerate(("Аcme Support", "ᴀᴄᴍᴇ Support", "Acrne Support", "4cme 客服")):
        verdict = await desk.ask(name, place=f"198.51.102.{n}")
        assert [(point.kind, point.state) for point in verdict.points] == [("name", "looks_like")], name
    assert (await desk.ask("Maria from the bakery")).points == ()


async def test_our_name_alone_accuses_nobody(desk: Desk) -> None:
    await desk.house.brand.change(by="A-1003", name="Acme")
    for name in ("Acme", "acme", " ACME "):
        assert (await desk.ask(name)).state == "unknown"
    for name in ("acme-support", "@acme_help24"):
        assert (await desk.ask(name)).state == "looks_like", name
