"""Who may do what on the admin pages, and that what is done there counts: agents, teams, canned replies, brand, languages, own account."""

from __future__ import annotations

import io
import re

import pytest
from tests.admin.site import PASSWORD, Site, words

from truepenny.contracts.identity import Role

pytestmark = pytest.mark.anyio
FOR_LEADS = ("/admin/canned", "/admin/canned/new", "/admin/teams")
FOR_ADMINS = (
    "/admin/agents", "/admin/agents/new", "/admin/agents/A-1001", "/admin/brand", "/admin/brand/readings?hue=1",
    "/admin/languages", "/admin/record", "/admin/screen", "/admin/screen/new",
)  # fmt: skip
POSTS_FOR_ADMINS = (
    "/admin/agents/new", "/admin/agents/A-1001", "/admin/agents/A-1001/password", "/admin/agents/A-1001/codes",
    "/admin/agents/A-1001/disable", "/admin/agents/A-1001/enable", "/admin/teams", "/admin/brand", "/admin/brand/logo",
    "/admin/brand/logo/remove", "/admin/languages", "/admin/screen/new", "/admin/screen/x", "/admin/screen/x/delete",
)  # fmt: skip


async def test_each_role_sees_its_pages_and_no_others(site: Site) -> None:
    _, admin = await site.add("ann", "Ann", role=Role.ADMIN)
    _, lead = await site.add("lena", "Lena", role=Role.LEAD)
    _, plain = await site.add("ben", "Ben")
    ann, lena, ben = await site.enter("ann", admin), await site.enter("lena", lead), await site.enter("ben", plain)
    nobody = site.browser()
    for path in ("/admin/me", *FOR_LEADS, *FOR_ADMINS):
        assert (await ann.get(path)).status_code == 200, path
        assert (await nobody.get(path)).status_code == 303, path
    for path in FOR_LEADS:
        assert (await lena.get(path)).status_code == 200, path
        assert (await ben.get(path)).status_code == 403, path
    for path in FOR_ADMINS:
        assert (await lena.get(path)).status_code == 403, path
        assert (await ben.get(path)).status_code == 403, path
    for path in POSTS_FOR_ADMINS:
        for web, status in ((lena, 403), (ben, 403), (nobody, 303)):
            assert (await web.post(path, data={})).status_code == status, path
    assert (await ben.get("/admin")).headers["location"] == "/admin/me"
    assert (await lena.get("/admin")).headers["location"] == "/admin/canned"
    assert "/admin/agents" not in (await lena.get("/admin/canned")).text
    assert {card.disabled for card in await site.house.people.agents.list_agents()} == {False}


async def test_an_admin_adds_an_agent_and_takes_the_access_away(site: Site) -> None:
    ann_id, secret = await site.add("ann", "Ann", role=Role.ADMIN)
    ann = await site.enter("ann", secret)
    team = await site.house.people.teams.add("Withdrawals", by=ann_id)
    given = {"login": "lin.wei", "name": "Lin Wei", "role": "lead", "language": "zh", "teams": [team]}
    page = await ann.post("/admin/agents/new", data={**given, "name": "A-1001"})
    assert (page.status_code, 'value="lin.wei"' in page.text, 'aria-invalid="true"' in page.text) == (400, True, True)
    page = await ann.post("/admin/agents/new", data=given)
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    password = re.search(r'admin-secret" dir="ltr">([a-z0-9-]+)<', page.text)
    assert password is not None

    lin = site.browser()
    step = await lin.post("/desk/sign-in", data={"login": "lin.wei", "password": password[1], "next": "/desk"})
    assert step.headers["location"].startswith("/desk/sign-in/set-up")

    changed = await ann.post("/admin/agents/A-1002", data={"name": "Lin W.", "role": "agent", "language": "en"})
    assert changed.headers["location"] == "/admin/agents/A-1002?done=saved"
    card = await site.house.people.agents.load("A-1002")
    assert (card.name, card.role, card.teams) == ("Lin W.", Role.AGENT, ())

    page = await ann.post("/admin/agents/A-1002/password")
    again = re.search(r'admin-secret" dir="ltr">([a-z0-9-]+)<', page.text)
    assert again is not None
    assert again[1] != password[1]
    assert (await ann.post("/admin/agents/A-1002/codes")).status_code == 303
    assert (await ann.post("/admin/agents/A-1002/disable")).headers["location"].endswith("?done=disabled")
    assert (await lin.post("/desk/sign-in", data={"login": "lin.wei", "password": again[1], "next": ""})).status_code == 401
    assert (await ann.post("/admin/agents/A-1002/enable")).status_code == 303
    record = words(await ann.get("/admin/record"))
    for line in ("Agent added", "Agent changed", "Password set", "One-time codes reset", "Agent disabled", "Agent enabled"):
        assert line in record
    for secret_word in (password[1], again[1], PASSWORD):
        assert secret_word not in record


async def test_the_last_admin_cannot_be_disabled_or_made_less(site: Site) -> None:
    _, secret = await site.add("ann", "Ann", role=Role.ADMIN)
    ann = await site.enter("ann", secret)
    page = await ann.post("/admin/agents/A-1001/disable")
    assert (page.status_code, "This is the last admin." in words(page)) == (409, True)
    page = await ann.post("/admin/agents/A-1001", data={"name": "Ann", "role": "agent", "language": "en"})
    assert page.status_code == 409
    assert (await ann.get("/admin/agents")).status_code == 200


async def test_a_disabled_agent_is_out_at_once(site: Site) -> None:
    _, secret = await site.add("ann", "Ann", role=Role.ADMIN)
    _, ben_secret = await site.add("ben", "Ben")
    ann, ben = await site.enter("ann", secret), await site.enter("ben", ben_secret)
    assert (await ben.get("/admin/me")).status_code == 200
    await ann.post("/admin/agents/A-1002/disable")
    assert (await ben.get("/admin/me")).status_code == 303


@pytest.mark.parametrize("agent", ["A-9999", "x", "%2e%2e", "A-1001%00", "<script>"])
async def test_unknown_agents_are_not_found(site: Site, agent: str) -> None:
    _, secret = await site.add("ann", "Ann", role=Role.ADMIN)
    ann = await site.enter("ann", secret)
    assert (await ann.get(f"/admin/agents/{agent}")).status_code == 404
    assert (await ann.post(f"/admin/agents/{agent}/disable")).status_code == 404


async def test_teams_are_added_filled_and_closed(site: Site) -> None:
    _, secret = await site.add("ann", "Ann", role=Role.ADMIN)
    ann = await site.enter("ann", secret)
    made = await ann.post("/admin/teams", data={"name": "<Withdrawals>"})
    path = made.headers["location"]
    page = await ann.post("/admin/teams", data={"name": "<withdrawals>"})
    assert (page.status_code, "Another team has this name." in words(page)) == (409, True)
    assert (await ann.post(path, data={"name": "Payments", "members": ["A-1001"]})).status_code == 303
    page = await ann.post(path, data={"name": "Payments", "members": ["A-7777"]})
    assert page.status_code == 400
    assert "Payments Ann 1 agent" in words(await ann.get("/admin/teams"))
    assert (await ann.post(f"{path}/close")).status_code == 303
    assert (await ann.post(f"{path}/explode")).status_code == 404
    assert "Closed" in words(await ann.get("/admin/teams"))
    assert (await ann.post(f"{path}/open")).status_code == 303


async def test_a_lead_writes_canned_replies(site: Site) -> None:
    _, secret = await site.add("lena", "Lena", role=Role.LEAD)
    lena = await site.enter("lena", secret)
    words_given = {"shortcut": "hello", "title": "<b>Greeting", "language": "en", "text": "\r\nHello {customer},\r\n</textarea><script>x"}
    assert (await lena.post("/admin/canned/new", data=words_given)).status_code == 303
    reply = (await site.house.canned.list_canned())[0]
    assert reply.text == "Hello {customer},\n</textarea><script>x"
    page = await lena.get(f"/admin/canned/{reply.id}")
    assert "</textarea><script>" not in page.text
    page = await lena.post(f"/admin/canned/{reply.id}", data={**words_given, "text": "Dear {costumer}"})
    assert (page.status_code, "Dear {costumer}" in words(page)) == (400, True)
    assert "There is no place called {costumer}." in words(page)
    assert (await lena.post(f"/admin/canned/{reply.id}/delete")).status_code == 303
    assert (await lena.get(f"/admin/canned/{reply.id}")).status_code == 404
    assert "There is no canned reply yet." in words(await lena.get("/admin/canned"))


async def test_the_brand_is_shown_beforehand_and_kept(site: Site) -> None:
    _, secret = await site.add("ann", "Ann", role=Role.ADMIN)
    ann = await site.enter("ann", secret)
    page = await ann.get("/admin/brand?name=Acme%20Exchange&hue=145")
    assert 'href="/admin/brand/sample.css?hue=145"' in page.text.replace("&#x2f;", "/")
    assert (await site.house.brand.look()).hue == 258
    style = await ann.get("/admin/brand/sample.css?hue=145")
    assert style.headers["content-type"].startswith("text/css")
    ratios = (await ann.get("/admin/brand/readings?hue=145")).json()["ratios"]
    assert len(ratios) == 4
    assert all(float(ratio) >= 4.5 for ratio in ratios)
    for wrong in ({"name": "", "hue": "1"}, {"name": "Acme", "hue": "red"}, {"name": "Acme", "hue": "999"}):
        assert (await ann.post("/admin/brand", data=wrong)).status_code == 400
    assert (await ann.post("/admin/brand", data={"name": "Acme Exchange", "hue": "145"})).status_code == 303
    assert "Acme Exchange" in words(await site.browser().get("/desk/sign-in"))


@pytest.mark.parametrize("hue", range(0, 360, 5))
def test_every_hue_can_be_read(hue: int) -> None:
    from truepenny.surfaces.admin.brand import readings

    assert all(reading.enough for reading in readings(hue))


async def test_a_logo_is_uploaded_and_taken_away(site: Site) -> None:
    from PIL import Image

    _, secret = await site.add("ann", "Ann", role=Role.ADMIN)
    ann = await site.enter("ann", secret)
    picture = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(picture, "PNG")
    done = await ann.post("/admin/brand/logo", files={"logo": ("logo.png", picture.getvalue(), "image/png")})
    assert done.headers.get("location") == "/admin/brand?done=logo", words(done)
    url = (await site.house.brand.look()).logo_url
    assert url is not None
    assert (await site.browser().get(url)).status_code == 200
    for name, content in (
        ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
        ("x.png", b"MZ not a picture"),
        ("x.txt", b"words"),
    ):
        page = await ann.post("/admin/brand/logo", files={"logo": (name, content, "image/png")})
        assert 400 <= page.status_code < 500, name
    page = await ann.post("/admin/brand/logo", files={"logo": ("big.png", b"x" * 2_500_000, "image/png")})
    assert page.status_code == 413
    assert (await ann.post("/admin/brand/logo", data={"logo": "text"})).status_code == 400
    assert (await site.house.brand.look()).logo_url == url
    await ann.post("/admin/brand/logo/remove")
    assert (await site.house.brand.look()).logo_url is None


async def test_languages_are_switched(site: Site) -> None:
    _, secret = await site.add("ann", "Ann", role=Role.ADMIN)
    ann = await site.enter("ann", secret)
    page = await ann.post("/admin/languages", data={"first": "en"})
    assert (page.status_code, "No language is left." in words(page)) == (400, True)
    assert (await ann.post("/admin/languages", data={"languages": ["en", "zh"], "first": "zh"})).status_code == 303
    assert (await site.house.brand.look()).languages == ("zh", "en")
    assert (await ann.post("/admin/languages", data={"languages": ["fr"], "first": "fr"})).status_code == 400


async def test_an_agents_own_page(site: Site) -> None:
    _, secret = await site.add("ben", "Ben")
    phone = await site.enter("ben", secret, address="203.0.113.5")
    here = await site.enter("ben", secret)
    page = await here.get("/admin/me")
    assert "203.0.113.5" in words(page)
    assert "This session" in words(page)
    other = next(s for s in await site.house.people.sessions.list_sessions(await _me(site, here)) if not s.current)
    assert (await here.post("/admin/me/sessions/end", data={"session": other.id})).status_code == 303
    assert (await phone.get("/admin/me")).status_code == 303
    assert (await here.post("/admin/me/sessions/end", data={"session": "0" * 32})).status_code == 404

    assert (await here.post("/admin/me/language", data={"language": "zh"})).status_code == 303
    assert 'lang="zh-Hans"' in (await here.get("/admin/me")).text
    assert (await here.post("/admin/me/language", data={"language": "xx"})).status_code == 400
    await here.post("/admin/me/language", data={"language": "en"})

    wrong = await here.post("/admin/me/password", data={"old_password": "not this", "password": "four other good words", "login": "ben"})
    assert (wrong.status_code, 'id="old_password-error"' in wrong.text) == (401, True)
    done = await here.post("/admin/me/password", data={"old_password": PASSWORD, "password": "four other good words", "login": "ben"})
    assert done.headers["location"] == "/admin/me?done=password"

    site.clock.advance(30)
    page = await here.post("/admin/me/recovery-codes", data={"code": site.code(secret)})
    assert len(re.findall(r"<li>[2-9A-Z]{5}-[2-9A-Z]{5}</li>", page.text)) == 10
    site.clock.advance(30)
    wrong = await here.post("/admin/me/device", data={"device_password": PASSWORD, "device_code": site.code(secret)})
    assert (wrong.status_code, 'id="device_password-error"' in wrong.text) == (401, True)
    onward = await here.post("/admin/me/device", data={"device_password": "four other good words", "device_code": site.code(secret)})
    assert onward.headers["location"] == "/desk/sign-in/set-up?next=%2Fadmin%2Fme"
    page = await here.get(onward.headers["location"])
    new = re.search(r'admin-secret" dir="ltr">([A-Z2-7 ]+)<', page.text)
    assert new is not None
    page = await here.post("/desk/sign-in/set-up", data={"code": site.code(new[1].replace(" ", "")), "next": "/admin/me"})
    assert page.status_code == 200
    assert (await here.get("/admin/me")).status_code == 200


async def _me(site: Site, web: object) -> object:
    found = await site.house.people.sessions.find_agent(web.cookies["tp_agent"])  # type: ignore[attr-defined]
    assert found is not None
    return found


async def test_names_that_try_tricks_show_as_text(site: Site) -> None:
    _, secret = await site.add("ann", "<img src=x onerror=alert(1)>", role=Role.ADMIN)
    ann = await site.enter("ann", secret)
    for path in ("/admin/me", "/admin/agents", "/admin/agents/A-1001", "/admin/record", "/admin/teams"):
        assert "<img src=x" not in (await ann.get(path)).text
    page = await ann.get("/admin/record?before='\"><script>")
    assert page.status_code == 200
    assert "<script>" not in page.text
    page = await ann.get("/admin/me?done=<script>alert(1)</script>")
    assert "alert(1)" not in page.text.replace("onerror=alert(1)", "")


async def test_a_canned_reply_that_asks_is_refused_with_its_sentence_quoted_and_education_takes_a_leads_word(site: Site) -> None:
    lena_id, lead = await site.add("lena", "Lena", role=Role.LEAD)
    _, admin = await site.add("ann", "Ann", role=Role.ADMIN)
    lena, ann = await site.enter("lena", lead), await site.enter("ann", admin)
    given = {"shortcut": "ask", "title": "Ask", "language": "en"}

    plain = await lena.post("/admin/canned/new", data={**given, "text": "Hello. Please send me your password & PIN. Bye."})
    assert plain.status_code == 422
    assert "This sentence asks for a password." in words(plain)
    assert "<mark>Please send me your password &amp; PIN.</mark>" in plain.text
    assert 'data-select="7-42"' in plain.text
    assert 'name="education"' not in plain.text, "a plain ask cannot be confirmed away"
    forced = await lena.post("/admin/canned/new", data={**given, "text": "Please send me your password.", "education": "yes"})
    assert forced.status_code == 422
    assert await site.house.canned.list_canned() == []

    text = "This is what they write: “Please send me the code you just received.”"
    asked = await lena.post("/admin/canned/new", data={**given, "text": text})
    assert (asked.status_code, 'name="education" value="yes">' in asked.text) == (422, True)
    saved = await lena.post("/admin/canned/new", data={**given, "text": text, "education": "yes"})
    assert saved.headers["location"] == "/admin/canned?done=saved"
    (kept,) = await site.house.canned.list_canned()
    assert kept.education == ("This is what they write: “Please send me the code you just received.”",)
    assert 'name="education" value="yes" checked>' in (await lena.get(f"/admin/canned/{kept.id}")).text
    record = words(await ann.get("/admin/record"))
    assert "Published as education" in record
    assert "Please send me the code" in record
    assert lena_id in record

    warned = await lena.post("/admin/canned/new", data={**given, "shortcut": "warn", "text": "Never tell anyone your password."})
    assert warned.headers["location"] == "/admin/canned?done=saved", "what only warns needs nobody's word"
    lena.cookies.set("tp_lang", "zh")
    chinese = await lena.post("/admin/canned/new", data={**given, "language": "zh", "text": "您好。请把验证码发给我。"})
    assert chinese.status_code == 422
    assert "这句话在索要验证码。" in words(chinese)
    assert "<mark>请把验证码发给我。</mark>" in chinese.text
