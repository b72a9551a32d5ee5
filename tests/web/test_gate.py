"""The gate: hosts, foreign pages, headers of every answer; and the answers to what cannot be done."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar, Request, Response, get, post
from litestar.exceptions import TooManyRequestsException
from litestar.params import FromPath

from truepenny.contracts.errors import NotFound, Refused
from truepenny.platform.db.database import DatabaseAway
from truepenny.platform.web.assets import AssetMissing, Assets, assets_route
from truepenny.platform.web.colour import brand_colours, brand_css, contrast
from truepenny.platform.web.i18n import Catalog
from truepenny.platform.web.problem import Answers, Problem
from truepenny.platform.web.security import Gate, make_policy

pytestmark = pytest.mark.anyio
HOME = "https://support.example"
EXCHANGE = "https://exchange.example"
CHINESE = Catalog(merged={"zh": {"Only {n} files.": "最多 {n} 个文件。", "There is nothing at this address.": "这里没有内容。"}})


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@dataclass
class Site:
    http: httpx.AsyncClient
    assets: Assets
    app: Gate


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    (tmp_path / "base.css").write_text("body{}")
    (tmp_path / "long.js").write_text("// again and again\n" * 100)
    (tmp_path / ".hidden.css").write_text("secret")
    (tmp_path / "code.py").write_text("secret")
    assets = Assets({"shared": tmp_path}, made={"i18n/portal/zh.json": b"{}"})

    @get("/page", media_type="text/html")
    async def page() -> str:
        return "<p>page</p>"

    @post(["/page", "/sign-in", "/api/customer/tickets", "/api/desk/x"])
    async def write() -> str:
        return "written"

    @get("/fail/{how:str}")
    async def fail(how: FromPath[str]) -> str:
        kinds: dict[str, Exception] = {
            "refused": Refused(409, "too_many", "Only {n} files.", "Take some away.", params={"n": 10}, field="files"),
            "away": DatabaseAway(),
            "hidden": NotFound(),
            "fast": TooManyRequestsException(),
            "bug": RuntimeError("password=hunter2"),
        }
        raise kinds[how]

    @get("/crlf")
    async def crlf(request: Request[Any, Any, Any]) -> Response[str]:
        return Response("x", headers={"x-name": request.query_params["name"], "content-security-policy": "default-src 'none'; sandbox"})

    def html(language: str, problem: Problem, path: str) -> str:
        return f"<html lang={language}><h1>{problem.title}</h1><p>{problem.cure}</p></html>"

    answers = Answers(catalog=CHINESE, page=html)
    app = Litestar([page, write, fail, crlf, assets_route(assets)], exception_handlers=answers.handlers(), openapi_config=None, debug=False)
    gate = Gate(app, policy=make_policy(HOME, guests=[EXCHANGE]), refuse=answers.refuse)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(gate, raise_app_exceptions=False), base_url=HOME) as http:
        yield Site(http, assets, gate)


async def test_every_answer_carries_the_headers(site: Site) -> None:
    for path in ("/page", "/nowhere", "/fail/bug", "/assets/shared/base.css"):
        headers = (await site.http.get(path)).headers
        policy = headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "wss://support.example" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["strict-transport-security"].startswith("max-age=")
        assert headers["referrer-policy"] == "same-origin"
    assert (await site.http.get("/t/K7M24QDX/secret")).headers["referrer-policy"] == "no-referrer"
    assert (await site.http.get("/page")).headers["cache-control"] == "private, no-cache"


async def test_head_is_get_without_a_body(site: Site) -> None:
    got, head = await site.http.get("/page"), await site.http.head("/page")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == got.headers["content-length"]


async def test_what_the_application_set_stays_and_control_characters_do_not(site: Site) -> None:
    answer = await site.http.get("/crlf", params={"name": "a\r\nset-cookie: x=1"})
    assert answer.headers["x-name"] == "aset-cookie: x=1"
    assert "set-cookie" not in answer.headers
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("host", ["evil.example", "support.example.evil.example", "support.example@evil.example", "", "a b"])
async def test_another_host_is_refused(site: Site, host: str) -> None:
    answer = await site.http.get("/page", headers={"host": host})
    assert answer.status_code == 400
    assert answer.json()["code"] == "wrong_host"


async def test_our_host_with_any_port_and_a_probe_with_any_host_are_answered(site: Site) -> None:
    assert (await site.http.get("/page", headers={"host": "Support.Example:8443"})).status_code == 200
    assert (await site.http.get("/page", headers={"host": "127.0.0.1:8000"})).status_code == 200
    assert (await site.http.get("/healthz", headers={"host": "10.0.0.7"})).status_code == 404, "past the gate, there is no such route here"


@pytest.mark.parametrize(
    ("headers", "path", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, "/page", 201),
        ({"sec-fetch-site": "none"}, "/page", 201),
        ({"sec-fetch-site": "same-site"}, "/page", 403),
        ({"sec-fetch-site": "cross-site", "origin": HOME}, "/page", 403),
        ({"origin": HOME}, "/page", 201),
        ({"origin": "http://support.example"}, "/page", 403),
        ({"origin": "https://evil.example"}, "/page", 403),
        ({"origin": "null"}, "/page", 403),
        ({"origin": "https://[bad"}, "/page", 403),
        ({}, "/page", 403),
        ({}, "/api/customer/tickets", 201),
        ({"cookie": "tp_agent=1"}, "/api/desk/x", 403),
        ({"sec-fetch-site": "cross-site", "origin": EXCHANGE}, "/api/customer/tickets", 201),
        ({"sec-fetch-site": "cross-site", "origin": EXCHANGE}, "/api/desk/x", 403),
        ({"sec-fetch-site": "cross-site", "origin": "https://evil.example"}, "/api/customer/tickets", 403),
        ({"sec-fetch-site": "cross-site", "origin": "https://evil.example"}, "/sign-in", 201),
    ],
)
async def test_only_our_own_pages_may_write(site: Site, headers: dict[str, str], path: str, status: int) -> None:
    assert (await site.http.post(path, headers=headers)).status_code == status


@pytest.mark.parametrize(
    ("origin", "opens"), [(HOME, True), (EXCHANGE, True), (None, True), ("https://evil.example", False), ("null", False)]
)
async def test_a_foreign_page_opens_no_socket(site: Site, origin: str | None, opens: bool) -> None:
    reached: list[str] = []
    sent: list[Any] = []

    async def inner(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope["path"])

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", b"support.example")] + ([(b"origin", origin.encode())] if origin else [])
    gate = Gate(inner, policy=make_policy(HOME, guests=[EXCHANGE]), refuse=site.app._refuse)
    await gate({"type": "websocket", "path": "/live", "headers": headers}, receive, send)
    assert bool(reached) is opens
    assert bool(sent) is not opens


async def test_a_refusal_is_told_to_programs_and_to_people_in_their_language(site: Site) -> None:
    answer = await site.http.get("/fail/refused", headers={"accept-language": "zh-CN"})
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert (told["title"], told["detail"], told["code"], told["field"]) == ("最多 10 个文件。", "Take some away.", "too_many", "files")
    page = await site.http.get("/fail/refused", headers={"accept": "text/html", "cookie": "tp_lang=zh"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1>最多 10 个文件。</h1>" in page.text
    assert (await site.http.get("/fail/refused?lang=en", headers={"accept-language": "zh"})).json()["title"] == "Only 10 files."


async def test_faults_tell_when_to_come_back_and_nothing_else(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    away = await site.http.get("/fail/away")
    assert (away.status_code, away.headers["retry-after"], away.json()["retry_after_s"]) == (503, "5", 5)
    bug = await site.http.get("/fail/bug", headers={"accept": "text/html"})
    assert bug.status_code == 500
    assert "hunter2" not in bug.text
    assert "fault of ours" in caplog.text
    assert (await site.http.get("/fail/fast")).status_code == 429
    assert (await site.http.get("/fail/hidden")).json()["code"] == "not_found"
    assert (await site.http.get("/nowhere", headers={"accept": "text/html", "accept-language": "zh"})).text.find("这里没有内容。") > 0
    wrong = await site.http.delete("/page", headers={"sec-fetch-site": "same-origin"})
    assert (wrong.status_code, wrong.json()["code"]) == (405, "wrong_method")
    assert "GET" in wrong.headers["allow"]


async def test_static_files_last_and_are_asked_about_again_when_stale(site: Site) -> None:
    url = site.assets.url("shared/base.css")
    fresh = await site.http.get(url)
    assert (fresh.text, fresh.headers["content-type"]) == ("body{}", "text/css; charset=utf-8")
    assert "immutable" in fresh.headers["cache-control"]
    assert fresh.headers["cross-origin-resource-policy"] == "cross-origin"
    assert (await site.http.get("/assets/_old/shared/base.css")).headers["cache-control"] == "public, no-cache"
    again = await site.http.get("/assets/shared/base.css", headers={"if-none-match": fresh.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = await site.http.head(url)
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", "6")
    assert (await site.http.get(site.assets.url("i18n/portal/zh.json"))).json() == {}
    assert (await site.http.post(url, headers={"sec-fetch-site": "same-origin"})).status_code == 405
    packed = await site.http.get("/assets/shared/long.js", headers={"accept-encoding": "gzip"})
    plain = await site.http.get("/assets/shared/long.js", headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < 200
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    with pytest.raises(AssetMissing):
        site.assets.url("shared/typo.css")


@pytest.mark.parametrize(
    "path",
    ["shared/.hidden.css", "shared/code.py", "shared/../base.css", "shared/%2e%2e/base.css", "shared/", "", "_/", "//etc/passwd", "a\\x"],
)
async def test_only_listed_files_are_served(site: Site, path: str) -> None:
    assert (await site.http.get(f"/assets/{path}")).status_code == 404


@pytest.mark.parametrize("hue", range(0, 360, 15))
async def test_every_hue_gives_readable_brands(hue: int) -> None:
    for dress, grounds in (("light", ("#ffffff", "#f7f8fa")), ("dark", ("#0f1217", "#161a21"))):
        colours = brand_colours(hue)[dress]
        assert contrast(colours["on-brand"], colours["brand"]) >= 4.5
        assert contrast(colours["on-brand"], colours["brand-strong"]) >= 4.5
        assert contrast(colours["brand-text"], colours["brand-bg"]) >= 4.5
        for ground in grounds:
            assert contrast(colours["brand-text"], ground) >= 4.5
            assert contrast(colours["focus"], ground) >= 3
    assert f"--tp-hue:{hue};" in brand_css(hue)
