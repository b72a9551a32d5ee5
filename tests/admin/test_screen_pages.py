"""The page of the screen: an admin adds a rule, tries it on a sample before it counts, and sees how much was removed."""

from __future__ import annotations

import re

import httpx
import pytest
from sqlalchemy import text
from tests.admin.site import Site, words

from truepenny.contracts.identity import Role
from truepenny.contracts.secrets import Removed
from truepenny.intake.screen_counts import count_removed, day_of

pytestmark = pytest.mark.anyio
SAMPLE = "my badge is BDG-123456 and my password is hunter22x"
RULE = {
    "name": "Badges", "pattern": "BDG-[0-9]+", "check": "none", "context": "badge\n工牌\n", "label_en": "badge number",
    "label_zh": "工牌号", "sample": SAMPLE, "enabled": "yes",
}  # fmt: skip


async def enter(site: Site, language: str = "en") -> httpx.AsyncClient:
    _, secret = await site.add("ann", "Ann", role=Role.ADMIN, language=language)
    return await site.enter("ann", secret)


async def test_a_rule_is_tried_and_then_goes_live(site: Site) -> None:
    ann = await enter(site)
    assert "There is no rule of your own yet." in words(await ann.get("/admin/screen"))

    tried = await ann.post("/admin/screen/new", data={**RULE, "do": "try"})
    assert tried.status_code == 200
    assert "<mark>BDG-123456</mark>" in tried.text
    assert '<mark class="admin-mark-other">hunter22x</mark>' in tried.text
    assert re.search(r"This rule finds 1 place\. Took [0-9.]+ ms\.", words(tried))
    assert tried.headers["cache-control"] == "no-store"
    assert await site.house.rules.list_rules() == [], "trying saves nothing"

    saved = await ann.post("/admin/screen/new", data={**RULE, "do": "save"})
    assert saved.headers["location"] == "/admin/screen?done=saved"
    page = await ann.get("/admin/screen?done=saved")
    assert "Badges BDG-[0-9]+ Live" in words(page)
    (stored,) = await site.house.rules.list_rules()
    assert stored.words.context == ("badge", "工牌")
    assert [rule.name for rule in site.house.rules.current] == ["own:Badges"]
    tables = "SELECT name FROM sqlite_master WHERE type = 'table'"
    for table in await site.house.db.read(lambda conn: list(conn.execute(text(tables)).scalars())):
        rows = await site.house.db.read(lambda conn, table=table: repr(list(conn.execute(text(f"SELECT * FROM {table}")))))
        assert "BDG-123456" not in rows, f"the sample is in {table}"
    assert "Rule of the screen added" in words(await ann.get("/admin/record"))


async def test_a_rule_is_changed_switched_off_and_deleted(site: Site) -> None:
    ann = await enter(site)
    await ann.post("/admin/screen/new", data={**RULE, "do": "save"})
    (stored,) = await site.house.rules.list_rules()
    path = f"/admin/screen/{stored.id}"
    page = await ann.get(path)
    assert 'value="badge number"' in page.text
    assert "BDG-123456" not in page.text
    off = {key: value for key, value in RULE.items() if key not in ("enabled", "sample")}
    assert (await ann.post(path, data={**off, "do": "save"})).status_code == 303
    assert "Off" in words(await ann.get("/admin/screen"))
    assert site.house.rules.current == ()
    assert (await ann.post(f"{path}/delete")).headers["location"] == "/admin/screen?done=deleted"
    assert (await ann.get(path)).status_code == 404
    assert (await ann.post(path, data={**RULE, "do": "save"})).status_code == 404
    assert (await ann.post(f"{path}/delete")).status_code == 404


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"pattern": "BDG-[0-9"}, "pattern", "The pattern ends in the middle."),
        ({"pattern": "(x+x+)+y"}, "pattern", "The pattern could take too long"),
        ({"pattern": ".*"}, "pattern", "The pattern also matches nothing at all"),
        ({"name": ""}, "name", "This field is empty."),
        ({"check": "wishful"}, "check", "There is no such check."),
        ({"label_zh": ""}, "label_zh", "This field is empty."),
        ({"sample": ""}, "sample", "The rule finds nothing in the sample."),
        ({"sample": "no such thing"}, "sample", "The rule finds nothing in the sample."),
    ],
)
async def test_what_is_wrong_is_said_at_its_field_and_the_rest_stays(site: Site, given: dict[str, str], field: str, said: str) -> None:
    ann = await enter(site)
    page = await ann.post("/admin/screen/new", data={**RULE, **given, "do": "save"})
    assert page.status_code in (400, 422)
    assert said in words(page)
    assert re.search(rf'id="{field}" name="{field}"[^>]*aria-invalid="true"', page.text)
    assert 'value="badge number"' in page.text
    assert await site.house.rules.list_rules() == []


async def test_a_form_with_other_fields_is_refused(site: Site) -> None:
    ann = await enter(site)
    assert (await ann.post("/admin/screen/new", data={**RULE, "kind": "private_key"})).status_code == 400


async def test_what_an_admin_typed_never_acts_on_the_page(site: Site) -> None:
    ann = await enter(site)
    nasty = "<img src=x onerror=alert(1)>\u202e BDG-1"
    page = await ann.post("/admin/screen/new", data={**RULE, "sample": nasty, "name": nasty[:30], "do": "try"})
    assert "<img src=x" not in page.text
    assert "‹U+202E›" in page.text


async def test_how_much_was_removed_is_shown_by_kind_channel_and_day(site: Site) -> None:
    ann = await enter(site)
    assert "Nothing was removed in the last 30 days." in words(await ann.get("/admin/screen"))
    today = day_of(site.clock.now_us())
    phrase, card = Removed("recovery_phrase", 12, "words"), Removed("card_number", 16)
    await site.house.db.write(lambda conn: count_removed(conn, [phrase] * 3, channel="webchat", day=today))
    await site.house.db.write(lambda conn: count_removed(conn, [phrase, card], channel="portal", day=today - 29))
    await site.house.db.write(lambda conn: count_removed(conn, [card] * 7, channel="portal", day=today - 30))
    page = words(await ann.get("/admin/screen"))
    assert "Kind Chat Portal All recovery phrase 3 1 4 card number · 1 1" in page
    assert len(re.findall("<meter ", (await ann.get("/admin/screen")).text)) == 30


async def test_the_pages_speak_chinese(site: Site) -> None:
    ann = await enter(site, language="zh")
    wrong = words(await ann.post("/admin/screen/new", data={**RULE, "pattern": "(x+x+)+y", "do": "save"}))
    assert "这个表达式可能运行过久" in wrong
    tried = words(await ann.post("/admin/screen/new", data={**RULE, "do": "try"}))
    assert "此规则命中" in tried
    ours = re.sub(r"my badge is|and my password is|badge number|truepenny screen|recovery phrase", "", tried)
    assert not re.search(r"[a-z]{3,} [a-z]{3,}", ours), ours
