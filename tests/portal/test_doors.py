"""Coming in and going out: exchange tokens, sessions, languages, and the doors that stay shut."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.portal.conftest import Desk
from tests.portal.test_tickets import NEW, open_ticket

MODULES = ("drafts.js", "forms.js", "steps.js", "times.js")
pytestmark = pytest.mark.anyio


async def test_the_exchange_hands_a_customer_over(desk: Desk) -> None:
    customer = desk.browser()
    token = desk.exchange.sign(name="Wei Zhang")
    landed = await customer.http.get(f"/sign-in?token={token}&next=/tickets")
    assert landed.status_code == 303
    assert landed.headers["location"] == "/tickets", "the token leaves the address bar at once"
    assert landed.headers["referrer-policy"] == "no-referrer"
    cookie = landed.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie, "this desk is reached over http"
    assert "Your account is proven by your exchange." in await customer.open("/tickets")

    posted = desk.browser()
    headers = {"sec-fetch-site": "cross-site", "origin": "https://exchange.example"}
    await posted.http.post("/sign-in", data={"token": desk.exchange.sign()}, headers=headers)
    assert "Your account is proven by your exchange." in await posted.open("/")

    thief = desk.browser(language="zh")
    await thief.open(f"/sign-in?token={token}")
    assert thief.status == 401
    assert "此登录信息已使用过。" in thief.words


async def test_each_sign_in_is_a_new_session_and_the_old_one_ends(desk: Desk) -> None:
    customer, attacker = desk.browser(), desk.browser()
    await open_ticket(attacker)
    planted = attacker.http.cookies["tp_customer"]
    customer.plant("tp_customer", planted)
    await customer.open(f"/sign-in?token={desk.exchange.sign()}")
    fresh = customer.http.cookies["tp_customer"]
    assert fresh != planted
    assert "Your account is proven" not in await attacker.open("/")
    await customer.open("/")
    gone = await customer.http.post("/sign-out", headers={"sec-fetch-site": "same-origin"})
    assert gone.headers["clear-site-data"] == '"cache"'
    customer.plant("tp_customer", fresh)
    await customer.open("/tickets")
    assert customer.status == 401, "a signed-out session is over, whoever holds its cookie"


async def test_a_guest_who_signs_in_takes_the_tickets_along_by_a_click(desk: Desk) -> None:
    customer = desk.browser()
    ticket = await open_ticket(customer, "Written as a guest")
    await customer.open(f"/sign-in?token={desk.exchange.sign()}")
    assert "You wrote 1 ticket as a guest in this browser." in await customer.open("/tickets")
    assert "Written as a guest" not in customer.words, "signing in alone moves nothing: a foreign page can do it"
    shown = await customer.submit("/tickets/adopt")
    assert "Written as a guest" in shown
    assert "as a guest in this browser" not in shown
    assert "0.5 BTC is missing." in await customer.open(f"/tickets/{ticket}")
    elsewhere = desk.browser()
    await elsewhere.open(f"/sign-in?token={desk.exchange.sign()}")
    assert "0.5 BTC is missing." in await elsewhere.open(f"/tickets/{ticket}"), "it belongs to the account now"


async def test_the_language_switch_stays_on_the_page(desk: Desk) -> None:
    customer = desk.browser()
    await customer.open("/tickets/new?need=cheated")
    link = next(link for link in customer.read.links if link.startswith("/language/zh"))
    await customer.open(link)
    assert str(customer.page.url).endswith("/tickets/new?need=cheated")
    assert "我可能被骗了" in customer.words
    assert "请问需要什么帮助？" in await customer.open("/")
    for evil in ("//evil.example", "https://evil.example", "/%5Cevil.example", "/%0d%0aset-cookie:x=1"):
        answer = await customer.http.get(f"/language/en?next={evil}")
        assert answer.headers["location"] == "/"
    assert (await customer.http.get("/language/tlh")).status_code == 400


@pytest.mark.parametrize("path", ["/sign-out", NEW, "/tickets/K7M24QDX/messages", "/tickets/K7M24QDX/confirm", "/tickets/K7M24QDX/rating"])
async def test_no_other_site_can_send_our_forms(desk: Desk, path: str) -> None:
    customer = desk.browser(language="zh")
    said = ({"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://evil.example"}, {"origin": "null"}, {})
    for headers in said:
        answer = await customer.http.post(path, data={"id": "x" * 20}, headers=headers)
        assert answer.status_code == 403
        assert "无法从此处执行该操作。" in answer.text


async def test_fields_that_the_page_does_not_have_are_refused(desk: Desk) -> None:
    customer = desk.browser()
    await customer.open(f"{NEW}?topic=other")
    await customer.submit(NEW, subject="a", text="b", go="send", priority="P0")
    assert customer.status == 400
    await customer.open(f"{NEW}?topic=other")
    await customer.submit(NEW, subject="a", text="b", go="send", id="../../etc")
    assert customer.status == 400
    await customer.open(f"{NEW}?topic=other")
    await customer.submit(NEW, subject="a" * 201, text="b", go="send")
    assert customer.status == 422
    await customer.submit(NEW, subject="a", text="b" * 20_001, go="send")
    assert customer.status == 422


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("GET", "/tickets/K7M24QDX/receipt", 303), ("DELETE", "/tickets", 405), ("GET", "/sign-out", 405),
     ("GET", "/language/xx", 400), ("GET", "/sign-in?token=nonsense", 401), ("GET", "/tickets", 401)],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "zh"])
async def test_what_cannot_be_done_is_said_in_words(desk: Desk, method: str, path: str, status: int, language: str) -> None:
    visitor = desk.browser(language=language)
    answer = await visitor.http.request(method, path, headers={"sec-fetch-site": "same-origin"})
    assert answer.status_code == status
    if status >= 400:
        assert 'lang="zh-Hans"' in answer.text if language == "zh" else 'lang="en"' in answer.text
        assert "Oops" not in answer.text
        assert "<h1>" in answer.text


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(desk: Desk) -> None:
    visitor = desk.browser()
    headers = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
    answer = await visitor.http.post("/sign-in", content=b"link=" + b"x" * 2_000_000, headers=headers)
    assert answer.status_code == 413
    assert "too large" in answer.text


async def test_the_home_page_weighs_little(desk: Desk) -> None:
    visitor = desk.browser()
    await visitor.open("/")
    parts = [attributes for tag, attributes in visitor.read.tags if tag in ("script", "link", "img")]
    wanted = {attributes.get("src") or attributes.get("href") or "" for attributes in parts}
    static = Path(__file__).parents[2] / "src/truepenny/surfaces/portal/static"
    total = len(visitor.page.content) + sum(len((static / name).read_bytes()) for name in MODULES)
    for url in wanted | {"/assets/shared/icons/icons.svg"}:
        answer = await visitor.http.get(url)
        assert answer.status_code == 200, url
        total += len(answer.content)
    assert total < 100_000, total


async def test_a_problem_page_carries_the_brand_and_leads_where_its_reader_belongs(desk: Desk) -> None:
    customer = desk.browser(language="zh")
    await customer.open("/nowhere")
    assert customer.status == 404
    assert "brand.css" not in customer.page.text, "nobody has read the brand yet, and this page does not"
    assert "客服" in customer.words
    await desk.house.brand.change(by="test", name="Acme", hue=172)
    await customer.open("/")
    await customer.open("/nowhere")
    assert any((given.get("href") or "").startswith("/assets/brand.css?hue=172") for tag, given in customer.read.tags if tag == "link")
    assert "Acme 客服" in customer.words
    assert "/" in customer.read.links
    await customer.open("/admin/nowhere")
    assert "/desk" in customer.read.links
    assert not {"/", "/tickets"} & set(customer.read.links)
