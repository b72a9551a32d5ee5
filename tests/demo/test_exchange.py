"""The sample exchange: strict towards the page, exact about who is who, and in two languages."""

from __future__ import annotations

from collections.abc import Sequence
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest

from truepenny.main.demo.exchange.app import PAGES, Exchange
from truepenny.main.demo.exchange.words import WORDS
from truepenny.main.demo.mailbox.way import open_mailboxes
from truepenny.main.demo.people import AGENTS
from truepenny.main.demo.signing import AUDIENCE, ISSUER, load_or_make_signer
from truepenny.people.exchange_keys import parse_jwks

pytestmark = pytest.mark.anyio
DESK = "http://127.0.0.1:8000"


@pytest.fixture
def exchange(tmp_path: Path) -> Exchange:
    async def hand_in(content: bytes, sender: str, receivers: Sequence[str]) -> str:
        return "451 4.3.0 There is no desk behind these pages"

    return Exchange(load_or_make_signer(tmp_path), DESK, open_mailboxes(tmp_path), hand_in)


async def ask(exchange: Exchange, method: str, url: str, *, body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], str]:
    parts = urlsplit(url)
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    async def send(message: Any) -> None:
        sent.append(message)

    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": parts.path, "query_string": parts.query.encode(), "headers": pairs}
    await exchange(scope, receive, send)
    answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], answered, sent[1]["body"].decode()


@pytest.mark.parametrize("path", [*PAGES, "/support", "/missing"])
@pytest.mark.parametrize("language", ["en", "zh"])
async def test_every_page_is_strict_and_speaks_the_readers_language(exchange: Exchange, path: str, language: str) -> None:
    status, headers, page = await ask(exchange, "GET", f"{path}?lang={language}&as=li-wei")
    assert status == (404 if path == "/missing" else 200)
    policy = headers["content-security-policy"]
    assert "unsafe" not in policy
    assert f"script-src 'self' {DESK}" in policy
    assert f"connect-src 'self' {DESK} ws://127.0.0.1:8000" in policy
    assert " style=" not in page
    assert "<style" not in page
    assert "onclick" not in page
    assert f'lang="{"zh-Hans" if language == "zh" else "en"}"' in page
    assert WORDS["foot"][language == "zh"] in page
    if path not in ("/support", "/codes"):
        assert page.count("/widget.js") == 1


async def test_a_token_names_the_account_and_is_new_each_time(exchange: Exchange) -> None:
    seen = set()
    for _ in range(2):
        status, _, token = await ask(exchange, "POST", "/token", cookie="acme_as=li-wei", sec_fetch_site="same-origin")
        assert status == 200
        keys, problems = parse_jwks(exchange.signer.public_file.read_bytes())
        assert problems == []
        (key,) = keys.values()
        claims = jwt.decode(token, key.public, algorithms=["EdDSA"], audience=AUDIENCE, issuer=ISSUER)  # type: ignore[arg-type]
        assert claims["sub"] == "20484821"
        assert claims["exp"] - claims["iat"] <= 600
        seen.add(claims["jti"])
    assert len(seen) == 2


async def test_guests_and_other_sites_get_no_token(exchange: Exchange) -> None:
    assert (await ask(exchange, "POST", "/token", cookie="acme_as=guest"))[0] == 401
    assert (await ask(exchange, "POST", "/token", cookie="acme_as=maria", sec_fetch_site="cross-site"))[0] == 403
    assert (await ask(exchange, "GET", "/token", cookie="acme_as=maria"))[0] == 404


async def test_one_can_be_someone_else_and_stays_on_the_page(exchange: Exchange) -> None:
    status, headers, _ = await ask(exchange, "POST", "/who", body=b"as=li-wei&next=%2Fwallet")
    assert (status, headers["location"]) == (303, "/wallet")
    assert SimpleCookie(headers["set-cookie"])["acme_as"].value == "li-wei"
    _, headers, _ = await ask(exchange, "POST", "/who", body=b"as=nobody&next=https%3A%2F%2Fevil.example")
    assert headers["location"] == "/"
    assert SimpleCookie(headers["set-cookie"])["acme_as"].value == "guest"


async def test_the_codes_page_shows_each_agents_code(exchange: Exchange) -> None:
    _, _, page = await ask(exchange, "GET", "/codes")
    assert page.count('class="totp"') == len(AGENTS)
    assert "For the demo only" in page


async def test_nothing_outside_is_served(exchange: Exchange) -> None:
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/app.py", "/static/"):
        assert (await ask(exchange, "GET", path))[0] == 404
    assert (await ask(exchange, "DELETE", "/"))[0] == 405


def test_every_word_is_there_in_both_languages() -> None:
    for key, (english, chinese) in WORDS.items():
        assert english, key
        assert chinese, key
        assert english.isascii() or all(ord(c) < 0x2E80 for c in english), key
