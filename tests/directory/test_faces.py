"""The pages of official contacts in a real browser: phone and desktop, both languages, keyboard, print, and the block on another site."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect
from tests.chromium import open_chromium
from tests.directory.acme import WEN
from tests.portal.site import DESKTOP, PHONE, Site, axe, site

from truepenny.contracts.identity import Role
from truepenny.main.demo.contacts import add_contacts
from truepenny.people.agent_sessions import open_session
from truepenny.platform.settings import Settings

pytestmark = pytest.mark.anyio


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with open_chromium() as browser:
        yield browser


@pytest.fixture
async def acme(sqlite_settings: Settings, tmp_path: Path, chromium: Browser) -> AsyncIterator[Site]:
    """A desk with the demo's contacts."""
    async with site(sqlite_settings, tmp_path, chromium) as here:
        await add_contacts(here.house.truth.directory, by=WEN)
        yield here


@contextlib.asynccontextmanager
async def other_site(html: str) -> AsyncIterator[str]:
    """A page on an origin of its own."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = html.encode()
        writer.write(f"HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"


async def _fits(page: Page) -> bool:
    return bool(await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


async def test_the_page_is_sound_on_every_screen(acme: Site) -> None:
    for view, scheme in ((PHONE, "dark"), (DESKTOP, "light"), ({"width": 320, "height": 640}, "light")):
        page = await acme.visitor(viewport=view, color_scheme=scheme)
        for path in ("/en/contact", "/zh/contact?region=GB&spoken=en"):
            await page.goto(path)
            assert await _fits(page), f"{path} at {view['width']}"
            assert await axe(page) == []


async def test_a_customer_chooses_by_keyboard_and_reads_the_hours_in_their_own_time(acme: Site) -> None:
    page = await acme.visitor(locale="en-GB", timezone_id="Asia/Tokyo")
    await page.goto("/contact")
    await expect(page.locator("h1")).to_have_text("Official contacts")
    await page.locator("#region").focus()
    await page.keyboard.type("United States")
    await page.locator(".choose button").focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/en/contact?region=US&spoken=en")
    first = page.locator(".contact--first")
    await expect(first).to_contain_text("American line")
    await expect(first).to_contain_text("for your region")
    await expect(first.locator(".contact-open time")).to_contain_text("UTC+9")
    await first.locator("summary").focus()
    await page.keyboard.press("Enter")
    await expect(first.locator(".week")).to_contain_text("08:00–20:00")


async def test_without_javascript_everything_is_there(acme: Site) -> None:
    page = await acme.visitor(java_script_enabled=False)
    await page.goto("/zh/contact?region=CN&spoken=zh")
    await expect(page.locator(".contact--first")).to_contain_text("+86 755 0000 0000")
    await expect(page.locator("#never + ul")).to_contain_text("WhatsApp")
    await expect(page.locator("#gone ~ ul")).to_contain_text("+44 20 7946 0990")
    await page.locator(".foot-links a", has_text="官方渠道").click()
    await expect(page).to_have_url(f"{acme.url}/zh/contact")


async def test_the_script_draws_the_list_on_another_site_within_walls_of_its_own(acme: Site) -> None:
    page = await acme.visitor()
    policy = f"default-src 'none'; script-src {acme.url}; connect-src {acme.url}"
    html = f"""<!doctype html><html lang="zh"><meta http-equiv="content-security-policy" content="{policy}">
        <title>Acme</title><style>* {{ display: none }}</style><body><footer>
        <script type="module" src="{acme.url}/embed/directory.js" data-region="GB" data-kinds="phone email"></script></footer>"""

    async with other_site(html) as url:
        await page.goto(url)
    drawn = page.locator("truepenny-contacts")
    await expect(drawn.locator("h2")).to_have_text("官方渠道")
    await expect(drawn.locator("li")).to_have_count(5)
    await expect(drawn.locator("li").first).to_contain_text("+44")
    assert await drawn.locator("a", has_text="全部官方渠道").get_attribute("href") == f"{acme.url}/zh/contact"
    acme.complaints.clear()  # the host's own inline style is refused by the host's own policy


async def test_where_the_desk_is_away_the_other_site_shows_the_way_there(acme: Site) -> None:
    page = await acme.visitor()
    script = f'<script type="module" src="{acme.url}/embed/directory.js"></script>'
    html = f'<!doctype html><html lang="en"><title>A</title><p data-truepenny-contacts></p>{script}'

    await page.route("**/api/v1/directory*", lambda route: route.abort())
    async with other_site(html) as url:
        await page.goto(url)
    link = page.locator("[data-truepenny-contacts] a")
    await expect(link).to_have_text("Official contacts")
    assert await link.get_attribute("href") == f"{acme.url}/contact"


async def test_the_admin_pages_are_sound_too(acme: Site) -> None:
    agent, _ = await acme.house.people.agents.add("wen", "Wen", by="command line", role=Role.ADMIN, password="copper kettle nine rivers")
    now = acme.house.clock.now_us()
    opened = await acme.house.db.write(lambda conn: open_session(conn, agent, address="127.0.0.1", device="Chromium", now_us=now))
    (entry, *_) = [one.entry.id for one in await acme.house.truth.directory.entries("en") if one.entry.hours is not None]
    for view, language in ((PHONE, "zh"), (DESKTOP, "en")):
        page = await acme.visitor(viewport=view)
        cookies = [
            {"name": "tp_agent", "value": str(opened.token), "url": acme.url},
            {"name": "tp_lang", "value": language, "url": acme.url},
        ]
        await page.context.add_cookies(cookies)  # type: ignore[arg-type]
        for path in ("/admin/directory", "/admin/directory/new", f"/admin/directory/{entry}", "/admin/directory/never/new"):
            await page.goto(path)
            assert await _fits(page), f"{path} at {view['width']}"
            assert await axe(page) == [], path
