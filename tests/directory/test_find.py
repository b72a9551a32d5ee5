"""Whose is this? A value as anybody writes it is found in the directory, and nothing that only looks like it."""

from __future__ import annotations

import pytest
from tests.directory.acme import LONDON, WEN, Acme, draft, moment

from truepenny.contracts.errors import Refused
from truepenny.platform.clock import DAY

pytestmark = pytest.mark.anyio


async def test_a_number_is_found_however_it_is_written(acme: Acme) -> None:
    assert await acme.states(LONDON) == ["unknown"]
    await acme.add("phone", LONDON, regions="GB")
    ways = (
        LONDON,
        "00442079460123",
        "+44 (0)20 7946 0123",
        "020 7946 0123",
        "tel:+442079460123",
        "＋４４ ２０ ７９４６ ０１２３",
        "(020) 7946-0123",
    )
    assert await acme.states(*ways) == ["official"] * len(ways)
    assert await acme.states("+44 20 7946 0124", "+1 20 7946 0123", "2079460123 ext", "") == ["unknown"] * 4


async def test_a_handle_is_found_with_or_without_its_sign_and_by_its_link(acme: Acme) -> None:
    await acme.add("telegram", "https://t.me/Acme_Help", platform_id="1234567890")
    await acme.add("x", "@AcmeHelp")
    await acme.add("discord", "https://discord.gg/acme", platform_id="123456789012345678")
    await acme.add("facebook", "facebook.com/Acme.Exchange")
    ours = (
        "@acme_help", "acme_help", "t.me/ACME_HELP", "https://telegram.me/acme_help?start=1", "tg://resolve?domain=acme_help", "1234567890",
        "@acmehelp", "https://twitter.com/AcmeHelp/status/1", "https://x.com/acmehelp", "discord.com/invite/acme", "123456789012345678",
        "https://discord.com/channels/123456789012345678/5", "https://m.facebook.com/acmeexchange", "https://m.me/acme.exchange",
    )  # fmt: skip
    assert await acme.states(*ours) == ["official"] * len(ours)
    theirs = ("@acme_help_", "@acme__help", "t.me/acme_heip", "discord.gg/acme1", "https://t.me.evil.example/acme_help", "x.com/acme_help")
    assert await acme.states(*theirs) == ["unknown"] * len(theirs)
    assert (await acme.directory.find("x", "acme_help")).state == "unknown", "a name on one platform says nothing of another"


async def test_a_page_of_an_official_site_is_covered_and_a_host_that_only_names_it_is_not(acme: Acme) -> None:
    await acme.add("site", "https://www.acme.example/")
    await acme.add("site", "*.help.acme.example")
    await acme.add("site", "https://code.example/acme")
    known = await acme.directory.find(None, "http://acme.example/fees?x=1#y")
    assert (known.state, known.exact) == ("official", False)
    ours = ("ACME.example", "www.acme.example.", "https://user@acme.example/", "https://acme.example:8443/a", "help.acme.example",
            "zh.help.acme.example/x", "code.example/acme/desk", "ａｃｍｅ．ｅｘａｍｐｌｅ", "acme\u200b.example")  # fmt: skip
    assert await acme.states(*ours) == ["official"] * len(ours)
    theirs = ("https://acme.example@evil.example/", "https://acme.example.evil.example", "evil.example/acme.example", "login.acme.example",
              "code.example/acme-help", "code.example", "https://acme.example%2eevil.example", "аcme.example", "https://evil.example\\@acme.example",
              "acme.example＠evil.example")  # fmt: skip
    assert await acme.states(*theirs) == ["unknown"] * len(theirs)


async def test_no_step_back_leads_from_our_page_to_anothers(acme: Acme) -> None:
    await acme.add("site", "https://code.example/acme")
    ours = ("code.example/acme/app", "https://code.example/acme/./app/", "https://code.example/other/../acme")
    others = (
        "https://code.example/acme/../evil",
        "https://code.example/acme/%2e%2e/evil",
        "code.example/acme/a/../../evil",
        "code.example/acme/..",
    )
    assert await acme.states(*ours) == ["official"] * len(ours)
    assert await acme.states(*others) == ["unknown"] * len(others)


async def test_an_address_is_found_itself_or_by_a_domain_whose_every_address_is_ours(acme: Acme) -> None:
    await acme.add("email", "Support@Acme.example")
    assert await acme.states("support@acme.example", "mailto:SUPPORT@acme.example", "Acme <support@acme.example>") == ["official"] * 3
    assert await acme.states("billing@acme.example", "@acme.example") == ["unknown"] * 2
    await acme.add("email_domain", "acme.example")
    known = await acme.directory.find(None, "billing@acme.example")
    assert (known.state, known.exact, known.entry and known.entry.kind) == ("official", False, "email_domain")
    assert await acme.states("support@mail.acme.example", "support@acme.example.evil.example", "a@acme-example.example") == ["unknown"] * 3


async def test_an_app_is_found_by_its_page_in_the_store(acme: Acme) -> None:
    await acme.add("app", "https://apps.apple.com/gb/app/acme/id1234567890")
    await acme.add("app", "https://play.google.com/store/apps/details?id=example.acme.app&hl=en")
    assert await acme.states("https://apps.apple.com/cn/app/id1234567890", "example.acme.app") == ["official"] * 2
    assert (
        await acme.states("https://apps.apple.com/app/id1234567891", "play.google.com/store/apps/details?id=example.acme.app2")
        == ["unknown"] * 2
    )


async def test_what_was_ours_is_told_with_its_end_and_what_never_was_is_told_so(acme: Acme) -> None:
    acme.clock.at_us = moment("2026-01-10T09:00")
    old = await acme.add("phone", LONDON, regions="GB")
    wrong = await acme.add("telegram", "@acme_desk")
    acme.clock.at_us = moment("2026-03-31T00:00")
    await acme.directory.end(old.item, ending="lost", reason="We moved", by=WEN)
    await acme.directory.end(wrong.item, ending="mistake", reason="", by=WEN)
    acme.clock.advance(60)
    known = await acme.directory.find("phone", "020 7946 0123")
    assert (known.state, known.until) == ("was_official", moment("2026-03-31T00:00"))
    assert known.entry is not None
    assert known.entry.ending == "lost"
    assert await acme.states("@acme_desk", kind="telegram") == ["never_ours"]
    assert [one.entry.value for one in await acme.directory.entries("en")] == []


async def test_a_value_that_an_entry_had_before_a_change_was_ours_until_then(acme: Acme) -> None:
    first = await acme.add("x", "@acme_old")
    acme.clock.advance(86400)
    changed_at = acme.clock.now_us()
    await acme.directory.put(draft("x", "@acme_new"), item=first.item, base=1, reason="A new name", by=WEN)
    acme.clock.advance(1)
    known = await acme.directory.find("x", "acme_old")
    assert (known.state, known.until) == ("was_official", changed_at)
    assert await acme.states("acme_new", kind="x") == ["official"]


async def test_an_entry_counts_from_its_beginning_on(acme: Acme) -> None:
    await acme.add("x", "@acme_new", valid_from=acme.clock.now_us() + DAY)
    assert await acme.states("acme_new", kind="x") == ["unknown"]
    acme.clock.advance(86400)
    assert await acme.states("acme_new", kind="x") == ["official"]


async def test_what_we_never_use_is_told_as_that(acme: Acme) -> None:
    await acme.directory.put_never("whatsapp", {"en": "We have no WhatsApp.", "zh": "我们没有 WhatsApp。"}, by=WEN)
    await acme.directory.put_never("email", {"en": "We never write from free mailboxes."}, "*@freemail.example", by=WEN)
    never = ("https://wa.me/12025550147", "api.whatsapp.com/send?phone=1", "acme@freemail.example")
    assert await acme.states(*never) == ["never_used"] * 3
    assert await acme.states("+1 202 555 0147", kind="whatsapp") == ["never_used"]
    assert await acme.states("acme@freemail.example.evil.example") == ["unknown"]
    with pytest.raises(Refused) as clash:
        await acme.add("email", "acme@freemail.example")
    assert clash.value.code == "directory_clash"
    await acme.add("phone", LONDON)
    with pytest.raises(Refused) as clash:
        await acme.directory.put_never("phone", {"en": "We have no phone in Britain."}, "+44*", by=WEN)
    assert clash.value.code == "directory_clash"


async def test_the_number_behind_a_name_is_ours_and_no_other_number(acme: Acme) -> None:
    await acme.add("telegram", "@acme_help", platform_id="1234567890")
    assert await acme.states("1234567890", "9876543210", kind="telegram") == ["official", "unknown"]
