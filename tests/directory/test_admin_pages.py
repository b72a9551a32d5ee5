"""Leads propose and admins publish on the pages: history, signed file and API follow at once; the form gives back what was typed."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
from tests.admin.site import Site as Desk
from tests.admin.site import words
from tests.directory.acme import LONDON

from truepenny.contracts.identity import Role
from truepenny.main.running import running
from truepenny.people import audit
from truepenny.platform.clock import SetClock
from truepenny.platform.settings import Settings

pytestmark = pytest.mark.anyio
LINE = {
    "kind": "phone", "value": LONDON, "label_en": "London line", "label_zh": "伦敦热线", "regions": "gb", "languages": "en",
    "hours": "week",
    "zone": "Europe/London", **{f"day_{n}": "09:00-17:30" for n in range(5)}, "holidays": "2026-12-25; closed; Christmas Day; 圣诞节",
    "cost_en": "As a call to London", "valid_from": "2026-04-01", "order": "5", "reason": "A line of our own",
}  # fmt: skip


@dataclass
class Site:
    desk: Desk
    wen: httpx.AsyncClient
    omar: httpx.AsyncClient
    lin: httpx.AsyncClient

    async def told(self) -> dict[str, object]:
        answer = await self.wen.get("/api/v1/directory?language=en")
        found: dict[str, object] = answer.json()
        return found

    async def items(self) -> list[str]:
        return [one["id"] for one in (await self.told())["contacts"]]  # type: ignore[attr-defined]


@pytest.fixture
async def site(sqlite_settings: Settings) -> AsyncIterator[Site]:
    """Wen is an admin, Omar a lead, Lin an agent; each in a browser of their own."""
    async with running(sqlite_settings, clock=(clock := SetClock())) as house:
        desk = Desk(house, clock)
        people = [("wen", Role.ADMIN), ("omar", Role.LEAD), ("lin", Role.AGENT)]
        webs = [await desk.enter(login, (await desk.add(login, login.title(), role=role))[1]) for login, role in people]
        yield Site(desk, *webs)
        for web in webs:
            await web.aclose()


async def test_a_lead_proposes_an_admin_publishes_and_everything_follows(site: Site) -> None:
    done = await site.omar.post("/admin/directory/new", data={**LINE, "do": "propose"})
    assert done.headers["location"] == "/admin/directory?done=proposed"
    assert await site.items() == []
    waiting = await site.wen.get("/admin/directory")
    assert "Waiting for an admin London line New entry" in words(waiting)
    version = waiting.text.partition("/admin/directory/versions/")[2].partition("/")[0]
    refused = await site.omar.post(f"/admin/directory/versions/{version}/publish")
    assert refused.status_code == 403
    await site.wen.post(f"/admin/directory/versions/{version}/publish")
    (contact,) = (await site.told())["contacts"]  # type: ignore[misc]
    assert (contact["value"], contact["cost"], contact["regions"]) == ("+44 20 7946 0123", "As a call to London", ["United Kingdom"])
    assert contact["hours"]["week"] == [
        {"days": "Mon–Fri", "hours": "09:00–17:30", "name": ""}, {"days": "Sat–Sun", "hours": "closed", "name": ""}
    ]  # fmt: skip
    signed = json.loads((await site.wen.get("/.well-known/truepenny-directory.json")).content)["directory"]
    assert (signed["sequence"], signed["entries"][0]["value"]) == (1, "+442079460123")
    assert "+44 20 7946 0123" in words(await site.wen.get("/en/contact"))
    lines = await site.desk.house.db.read(audit.list_lines)
    assert [line.what for line in lines if line.what.startswith("directory_")] == ["directory_published", "directory_proposed"]
    assert "Official contact published" in words(await site.wen.get("/admin/record"))


async def test_an_entry_is_changed_and_ended_and_its_history_stays(site: Site) -> None:
    await site.wen.post("/admin/directory/new", data={**LINE, "do": "publish"})
    (item,) = await site.items()
    shown = await site.wen.get(f"/admin/directory/{item}")
    assert 'value="09:00-17:30"' in shown.text
    assert "2026-12-25; closed; Christmas Day; 圣诞节" in shown.text
    changed = {**LINE, "label_en": "The London line", "base": "1", "reason": "Its name", "do": "publish"}
    assert (await site.wen.post(f"/admin/directory/{item}", data=changed)).status_code == 303
    stale = await site.wen.post(f"/admin/directory/{item}", data={**changed, "label_en": "Another"})
    assert stale.status_code == 409
    assert "Somebody has changed this meanwhile." in words(stale)
    assert 'value="Another"' in stale.text, "what was typed is not lost"
    done = await site.wen.post(f"/admin/directory/{item}/end", data={"ending": "lost", "reason": "We moved"})
    assert done.headers["location"] == "/admin/directory?done=ended"
    told = await site.told()
    assert (told["contacts"], told["sequence"]) == ([], 3)
    history = words(await site.wen.get(f"/admin/directory/{item}"))
    assert history.index("Others may have it now") < history.index("Changed") < history.index("New entry")
    assert "We moved" in history
    assert "was ours until" in words(await site.wen.get("/en/contact"))


async def test_a_preview_shows_how_it_is_compared_and_publishes_nothing(site: Site) -> None:
    shown = await site.wen.post("/admin/directory/new", data={**LINE, "value": "+44 808 157 0123", "do": "preview"})
    assert "Preview London line Phone toll-free" in words(shown)
    assert "Compared as +448081570123" in words(shown)
    assert await site.items() == []


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("value", "12345", "No number plan has this number."),
        ("day_2", "nine", "These hours cannot be read."),
        ("holidays", "25 December; closed", "25 December is not a day."),
        ("zone", "London", "There is no such time zone."),
        ("regions", "UK", "UK is not a region."),
        ("valid_from", "soon", "soon is not a day."),
        ("order", "first", "This is not a number."),
        ("label_en", "Send us your password here", "This sentence asks for a password."),
    ],
)
async def test_a_mistake_is_shown_at_its_field_with_all_that_was_typed(site: Site, field: str, typed: str, said: str) -> None:
    answer = await site.wen.post("/admin/directory/new", data={**LINE, field: typed, "do": "publish"})
    assert answer.status_code in (400, 422)
    assert said in words(answer)
    assert f'id="{field}-error"' in answer.text
    assert "As a call to London" in answer.text
    assert await site.items() == []


async def test_what_we_never_use_is_kept_beside_it(site: Site) -> None:
    never = {"kind": "whatsapp", "words_en": "We have no WhatsApp.", "words_zh": "我们没有 WhatsApp。"}
    assert (await site.wen.post("/admin/directory/never/new", data=never)).status_code == 303
    listed = await site.wen.get("/admin/directory")
    assert "We have no WhatsApp." in words(listed)
    item = listed.text.partition("/admin/directory/never/")[2].partition("/admin/directory/never/")[2].partition('"')[0]
    wrong = await site.wen.post(f"/admin/directory/never/{item}", data={**never, "kind": "phone"})
    assert "Without a pattern this would mean every contact of this kind." in words(wrong)
    await site.wen.post(f"/admin/directory/never/{item}/drop", data={})
    assert (await site.told())["never"] == []


async def test_agents_have_no_business_here_and_unknown_pages_say_so(site: Site) -> None:
    assert (await site.lin.get("/admin/directory")).status_code == 403
    for path in ("/admin/directory/nobody", "/admin/directory/never/nobody"):
        assert (await site.wen.get(path)).status_code == 404
    assert (await site.wen.post("/admin/directory/versions/x/publish", data={})).status_code == 404


async def test_a_word_changed_in_what_has_ended_today_does_not_make_it_ours_again(site: Site) -> None:
    await site.wen.post("/admin/directory/new", data={**LINE, "valid_from": "", "do": "publish"})
    (item,) = await site.items()
    await site.wen.post(f"/admin/directory/{item}/end", data={"ending": "lost", "reason": "Sold"})
    site.desk.clock.advance(60)
    form = (await site.wen.get(f"/admin/directory/{item}")).text
    day = form.partition('name="valid_until" value="')[2].partition('"')[0]
    base = form.partition('name="base" value="')[2].partition('"')[0]
    typed = {**LINE, "valid_from": "", "valid_until": day, "ending": "lost", "base": base, "note_en": "Sold", "do": "publish"}
    done = await site.wen.post(f"/admin/directory/{item}", data=typed)
    assert done.headers["location"] == "/admin/directory?done=published"
    assert await site.items() == []
