"""The customer's own view of a ticket that goes on by mail: quoted parts folded, nothing of what agents see of mail."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect
from tests.email.telling import a_mail, writes_by_mail
from tests.portal.site import PHONE, Site, axe, site
from tests.screen.telling import tell_it

from truepenny.contracts.identity import Assurance, ContactId, Customer, TicketId
from truepenny.log.events import DeliveryChanged, StormGrew, TicketLinked
from truepenny.platform.settings import Settings
from truepenny.projections.timeline.query import find_ticket_state

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
ANSWER = """It was TRON.

On Mon, Nov 30, 2026 at 10:04 AM Acme Support <support@acme.example> wrote:

> Which network did you use?"""


@pytest.fixture
async def desk(sqlite_settings: Settings, tmp_path: Path, own_loop_chromium: Browser) -> AsyncIterator[Site]:
    async with site(sqlite_settings, tmp_path, own_loop_chromium) as here:
        yield here


async def opened(desk: Site, page: Page) -> tuple[TicketId, Customer]:
    await page.goto("/tickets/new?topic=other")
    await page.locator("#subject").fill("Deposit")
    await page.locator("#text").fill("Where is it?")
    await page.locator("button[value=send]").click()
    await page.wait_for_url("**/receipt")
    await page.locator("main .tp-button--primary").click()
    await expect(page.locator("#conversation")).to_be_visible()
    await page.wait_for_load_state()
    ticket = TicketId(page.url.split("/")[4].split("#")[0])
    state = await desk.house.db.read(lambda conn: find_ticket_state(conn, ticket))
    assert state is not None
    return ticket, Customer(ContactId(state.contact), "mail", Assurance.MAIL_PROVEN, "en")


async def test_a_mail_of_their_own_shows_their_words_and_folds_ours(desk: Site) -> None:
    page = await desk.visitor(signed_in=True, has_touch=True)
    ticket, customer = await opened(desk, page)
    await page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    await page.evaluate("window.same = true")
    mail = a_mail(verdict="failed", faults=("no_end",), automatic="reply")
    await desk.house.db.submit(writes_by_mail(customer, ticket, desk.house.needs, text=ANSWER, mail=mail))
    turn = page.locator(".turn").last
    await expect(turn).to_contain_text("It was TRON.")
    await expect(turn.locator(".turn-foot")).to_contain_text("by mail")
    quoted = turn.locator("details.quoted")
    await expect(quoted.locator("summary")).to_have_text("Quoted text")
    await expect(quoted.locator(".tp-words")).to_be_hidden()
    await quoted.locator("summary").tap()
    await expect(quoted.locator(".tp-words")).to_contain_text("Which network did you use?")
    assert await axe(page) == []

    await tell_it(desk.house, ticket, DeliveryChanged(3, "receipt", "bounced", 1, "5.1.1"), TicketLinked(ticket, "number"), StormGrew(50))
    await desk.house.db.submit(writes_by_mail(customer, ticket, desk.house.needs, text="And here is more."))
    await expect(page.locator(".turn").last).to_contain_text("And here is more.")
    assert await page.evaluate("window.same"), "the page was not loaded anew"
    await expect(page.locator("details.quoted")).to_have_attribute("open", "")
    said = await page.locator("main").inner_text()
    for internal in ("vouch", "DMARC", "deliver", "belong", "gathered", "Automatic", "broken"):
        assert internal not in said, internal


async def test_without_script_and_in_chinese_it_folds_too(desk: Site) -> None:
    page = await desk.visitor(signed_in=True)
    ticket, customer = await opened(desk, page)
    await desk.house.db.submit(writes_by_mail(customer, ticket, desk.house.needs, text=ANSWER))
    plain = await desk.visitor(java_script_enabled=False, storage_state=await page.context.storage_state())
    await plain.context.add_cookies([{"name": "tp_lang", "value": "zh", "url": desk.url}])
    await plain.goto(f"/tickets/{ticket}")
    turn = plain.locator(".turn").last
    await expect(turn.locator("summary")).to_have_text("引用内容")
    await expect(turn.locator(".turn-foot")).to_contain_text("通过邮件")
    await expect(turn.locator(".quoted .tp-words")).to_be_hidden()
    await turn.locator("summary").click()
    await expect(turn.locator(".quoted .tp-words")).to_be_visible()


async def test_an_outsider_sees_none_of_it(desk: Site) -> None:
    page = await desk.visitor(signed_in=True)
    ticket, customer = await opened(desk, page)
    await desk.house.db.submit(writes_by_mail(customer, ticket, desk.house.needs, text=ANSWER))
    await page.goto(f"/tickets/{ticket}")
    await expect(page.locator(".turn").last).to_contain_text("It was TRON.")
    outsider = await desk.visitor()
    answer = await outsider.goto(f"/tickets/{ticket}")
    assert answer is not None
    assert "TRON" not in await outsider.content()
