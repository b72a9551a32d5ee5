"""The agent signs in by the pages, without a script; the outsider is kept out and learns nothing."""

from __future__ import annotations

import re

import pytest
from tests.admin.site import ORIGIN, PASSWORD, Site, words

from truepenny.contracts.identity import Role
from truepenny.people import audit

pytestmark = pytest.mark.anyio


async def test_the_first_sign_in_from_the_first_password_to_the_desk(site: Site) -> None:
    _, first = await site.house.people.agents.add("lin.wei", "Lin <b>Wei", by=audit.COMMAND_LINE, role=Role.ADMIN)
    web = site.browser()
    door = await web.get("/admin/agents?x=1")
    assert (door.status_code, door.headers["location"]) == (303, "/desk/sign-in?next=%2Fadmin%2Fagents%3Fx%3D1")
    page = await web.get(door.headers["location"])
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"

    step = await web.post("/desk/sign-in", data={"login": "lin.wei", "password": first, "next": "/admin/agents?x=1"})
    assert step.status_code == 303
    assert "tp_agent=" not in step.headers["set-cookie"].replace("tp_agent_step=", "")
    page = await web.get(step.headers["location"])
    assert "Set up one-time codes" in words(page)
    assert "<svg viewBox" in page.text
    secret = re.search(r'admin-secret" dir="ltr">([A-Z2-7 ]+)<', page.text)
    assert secret is not None

    page = await web.post("/desk/sign-in/set-up", data={"code": "000000", "next": "/admin/agents"})
    assert page.status_code == 401
    assert "This code is wrong" in words(page)
    assert secret[1] in page.text
    page = await web.post("/desk/sign-in/set-up", data={"code": site.code(secret[1].replace(" ", "")), "next": "/admin/agents"})
    assert page.status_code == 200
    assert len(re.findall(r"<li>[2-9A-Z]{5}-[2-9A-Z]{5}</li>", page.text)) == 10
    onward = re.search(r'href="(/desk/sign-in/password[^"]*)"', page.text.replace("&#x2f;", "/"))
    assert onward is not None

    page = await web.get(onward[1].replace("&amp;", "&"))
    assert "Choose your password" in words(page)
    page = await web.post("/desk/sign-in/password", data={"password": "short", "login": "lin.wei", "next": "/admin/agents"})
    assert (page.status_code, "too short" in words(page)) == (400, True)
    page = await web.post("/desk/sign-in/password", data={"password": PASSWORD, "login": "lin.wei", "next": "/admin/agents"})
    assert (page.status_code, page.headers["location"]) == (303, "/admin/agents")
    cookie = next(line for line in page.headers.get_list("set-cookie") if line.startswith("tp_agent="))
    assert "httponly" in cookie.lower()
    assert "samesite=lax" in cookie.lower()
    page = await web.get("/admin/agents")
    assert page.status_code == 200
    assert "Lin <b>Wei" in words(page)
    assert "Lin <b>Wei" not in page.text


async def test_a_wrong_password_says_what_to_do_and_five_make_a_pause(site: Site) -> None:
    await site.add("ann", "Ann")
    web = site.browser(language="zh")
    for _ in range(5):
        page = await web.post("/desk/sign-in", data={"login": "ann", "password": "hunter2-hunter2", "next": "/desk"})
        assert page.status_code == 401
        assert 'value="ann"' in page.text
        assert "hunter2" not in page.text
    page = await web.post("/desk/sign-in", data={"login": "ann", "password": PASSWORD, "next": "/desk"})
    assert (page.status_code, page.headers["retry-after"]) == (429, "900")
    assert "15" in words(page)


async def test_signing_in_gives_a_new_token_and_ends_the_one_before(site: Site) -> None:
    _, secret = await site.add("ann", "Ann")
    web = await site.enter("ann", secret)
    before = web.cookies["tp_agent"]
    site.clock.advance(30)
    await web.post("/desk/sign-in", data={"login": "ann", "password": PASSWORD, "next": "/desk"})
    await web.post("/desk/sign-in/code", data={"code": site.code(secret), "next": "/desk"})
    assert web.cookies["tp_agent"] != before
    assert await site.house.people.sessions.find_agent(before) is None
    assert await site.house.people.sessions.find_agent(web.cookies["tp_agent"]) is not None


async def test_a_token_that_somebody_else_has_set_is_never_taken_over(site: Site) -> None:
    _, secret = await site.add("ann", "Ann")
    web = site.browser()
    web.cookies.set("tp_agent", "set-by-an-attacker", domain="127.0.0.1")
    await web.post("/desk/sign-in", data={"login": "ann", "password": PASSWORD, "next": "/desk"})
    await web.post("/desk/sign-in/code", data={"code": site.code(secret), "next": "/desk"})
    assert await site.house.people.sessions.find_agent("set-by-an-attacker") is None


@pytest.mark.parametrize(
    "to", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/desk/sign-out", "/desk\r\nx: y"]
)
async def test_signing_in_never_leads_elsewhere(site: Site, to: str) -> None:
    _, secret = await site.add("ann", "Ann")
    web = site.browser()
    first = await web.post("/desk/sign-in", data={"login": "ann", "password": PASSWORD, "next": to})
    assert first.headers["location"] == "/desk/sign-in/code?next=%2Fdesk"
    done = await web.post("/desk/sign-in/code", data={"code": site.code(secret), "next": to})
    assert done.headers["location"] == "/desk"


async def test_stages_cannot_be_skipped(site: Site) -> None:
    await site.add("ann", "Ann")
    web = site.browser()
    for path in ("code", "set-up", "password"):
        assert (await web.get(f"/desk/sign-in/{path}")).headers["location"] == "/desk/sign-in?next=%2Fdesk"
    await web.post("/desk/sign-in", data={"login": "ann", "password": PASSWORD, "next": "/desk"})
    for path, data in (("set-up", {"code": "123456"}), ("password", {"password": "another good password"})):
        assert (await web.get(f"/desk/sign-in/{path}")).headers["location"].startswith("/desk/sign-in/code")
        answer = await web.post(f"/desk/sign-in/{path}", data=data)
        assert answer.headers["location"].startswith("/desk/sign-in/code")
    assert (await web.get("/admin/me")).status_code == 303


async def test_signing_out_ends_the_session_and_needs_a_post(site: Site) -> None:
    _, secret = await site.add("ann", "Ann")
    web = await site.enter("ann", secret)
    token = web.cookies["tp_agent"]
    assert (await web.get("/desk/sign-out")).status_code in (404, 405)
    assert (await web.get("/admin/me")).status_code == 200
    out = await web.post("/desk/sign-out")
    assert (out.status_code, out.headers["location"]) == (303, "/desk/sign-in")
    assert await site.house.people.sessions.find_agent(token) is None


async def test_other_sites_cannot_post_here(site: Site) -> None:
    _, secret = await site.add("ann", "Ann", role=Role.ADMIN)
    web = await site.enter("ann", secret)
    for path in ("/desk/sign-in", "/desk/sign-out", "/admin/me/sessions/end-others", "/admin/teams"):
        for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site", "origin": ORIGIN}, {"origin": "null"}):
            answer = await web.post(path, data={"name": "x"}, headers=headers)
            assert answer.status_code == 403, (path, headers)
    assert (await web.get("/admin/me")).status_code == 200


@pytest.mark.parametrize(
    "data",
    [{"login": "ann", "password": "x", "extra": "1"}, {"login": ["ann", "ben"], "password": "x"}, {"login": "x" * 30_000, "password": "x"}],
)
async def test_forms_with_what_the_page_does_not_have_are_refused(site: Site, data: dict[str, object]) -> None:
    answer = await site.browser().post("/desk/sign-in", data=data)
    assert answer.status_code == 400


async def test_junk_is_no_fault_of_ours(site: Site) -> None:
    web = site.browser()
    for body, kind in (
        (b"\xff\xfe", "application/x-www-form-urlencoded"),
        (b"{", "application/json"),
        (b"--x", "multipart/form-data; boundary=x"),
        (b"", ""),
    ):
        answer = await web.post("/desk/sign-in", content=body, headers={"content-type": kind})
        assert answer.status_code < 500, (body, kind)
    assert (await web.post("/desk/sign-in", data={})).status_code == 401
    assert (await web.get("/admin/me", headers={"cookie": "tp_agent=\xff; tp_agent_step=;;=".encode("latin-1")})).status_code == 303
