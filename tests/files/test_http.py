"""Files over HTTP, through the real application plumbing."""

from __future__ import annotations

import wave
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar, Request
from tests.files import documents, secret_words
from tests.files.conftest import MEI, OUTSIDER, RAVI, TICKET, Desk, MakeDesk, picture

from truepenny.contracts.identity import FileId, Principal
from truepenny.intake.files.reading.reader import Reader
from truepenny.platform.web.i18n import Catalog
from truepenny.platform.web.problem import Answers
from truepenny.surfaces.api.files import file_routes
from truepenny.surfaces.api.ranges import Unsatisfiable, parse_range

PEOPLE: dict[str, Principal] = {"mei": MEI, "ravi": RAVI, "outsider": OUTSIDER}
GUEST = "https://exchange.example"


async def principals_of(request: Request[Any, Any, Any]) -> list[Principal]:
    return [PEOPLE[name] for name in request.headers.get("authorization", "").split() if name in PEOPLE]


def application(desk: Desk) -> Litestar:
    answers = Answers(Catalog({}), lambda language, problem, path: "<h1>" + problem.title)
    return Litestar(
        file_routes(desk.files, principals_of=principals_of, guests=[GUEST]),
        exception_handlers=answers.handlers(),  # type: ignore[arg-type]
    )


@pytest.fixture
async def web(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    async with client(desk) as opened:
        yield opened


def client(desk: Desk) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(application(desk))
    return httpx.AsyncClient(transport=transport, base_url="http://desk.example", headers={"authorization": "mei"})


async def send(web: httpx.AsyncClient, name: str, content: bytes, **fields: str) -> httpx.Response:
    return await web.post("/api/files", files={"file": (name, content, "text/html")}, data=fields)


async def carry(desk: Desk, file_id: str) -> None:
    await desk.db.write(lambda conn: desk.files.attach(conn, [FileId(file_id)], ticket=TICKET, owner=MEI.contact))


@pytest.mark.anyio
async def test_a_picture_comes_in_and_is_shown_in_place(desk: Desk, web: httpx.AsyncClient) -> None:
    answer = await send(web, "../截图.png", picture(), ticket="K7M2-4QDX")
    assert answer.status_code == 201, answer.text
    file = answer.json()
    assert (file["name"], file["media_type"], file["width"], file["state"]) == ("截图.png", "image/png", 640, "clean")
    await carry(desk, file["id"])
    shown = await web.get(file["url"], headers={"authorization": "ravi"})
    assert shown.status_code == 200
    assert shown.headers["content-type"] == "image/png"
    assert shown.headers["content-disposition"].startswith("inline;")
    assert "filename*=UTF-8''%E6%88%AA%E5%9B%BE.png" in shown.headers["content-disposition"]
    assert shown.content.startswith(b"\x89PNG")
    assert len(shown.content) == int(shown.headers["content-length"])
    small = await web.get(file["thumb_url"])
    assert (small.headers["content-type"], small.content[8:12]) == ("image/webp", b"WEBP")
    assert (await web.get(file["url"], headers={"authorization": "outsider"})).status_code == 404
    assert (await web.get(file["url"], headers={"authorization": ""})).status_code == 404
    assert (await web.get(file["thumb_url"], headers={"authorization": "outsider"})).status_code == 404


@pytest.mark.anyio
async def test_everything_else_is_downloaded_and_never_rendered(web: httpx.AsyncClient) -> None:
    page = b"<html><script>alert(document.cookie)</script></html>"
    file = (await send(web, 'x"\r\nSet-Cookie: a=b.txt', page)).json()
    answer = await web.get(file["url"])
    assert answer.content == page
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "private, no-store"
    assert "set-cookie" not in answer.headers
    head = await web.head(file["url"])
    assert (head.status_code, head.headers["content-length"], head.content) == (200, str(len(page)), b"")
    assert (await web.get(file["url"] + "/thumb")).status_code == 404


@pytest.mark.anyio
async def test_sound_is_played_in_parts(tmp_path: Path, web: httpx.AsyncClient) -> None:
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(range(256)) * 100)
    content = path.read_bytes()
    file = (await send(web, "a.wav", content)).json()
    whole = await web.get(file["url"])
    assert (whole.content, whole.headers["accept-ranges"], whole.headers["content-type"]) == (content, "bytes", "audio/wav")
    part = await web.get(file["url"], headers={"range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, content[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(content)}"
    assert (await web.get(file["url"], headers={"range": "bytes=-50"})).content == content[-50:]
    assert (await web.get(file["url"], headers={"range": "bytes=999999-"})).status_code == 416


@pytest.mark.parametrize(
    ("header", "found"),
    [(None, None), ("bytes=0-0", (0, 1)), ("bytes=5-", (5, 95)), ("bytes=-10", (90, 10)), ("bytes=-1000", (0, 100)),
     ("bytes=90-1000", (90, 10)),
     ("bytes=5-4", None), ("bytes=0-1,5-6", None), ("lines=1-2", None), ("bytes=-", None), ("bytes=x-y", None)],
)  # fmt: skip
def test_ranges(header: str | None, found: tuple[int, int] | None) -> None:
    assert parse_range(header, 100) == found


def test_a_range_behind_the_end_is_told_apart() -> None:
    for header in ("bytes=100-", "bytes=-0"):
        with pytest.raises(Unsatisfiable):
            parse_range(header, 100)


@pytest.mark.anyio
async def test_refusals_have_words_for_the_sender(web: httpx.AsyncClient) -> None:
    for name, content, status, code in (
        ("a.html", b"<html>", 415, "file_kind"),
        ("a.txt", b"", 422, "file_empty"),
        ("a.png", b"\x89PNG\r\n\x1a\nrest", 422, "picture_broken"),
        ("a.txt", b"x" * 2_000_001, 413, "file_too_large"),
    ):
        answer = await send(web, name, content)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["detail"]
        assert "{" not in answer.text[1:-1].replace("{}", "")
    stranger = await web.post("/api/files", files={"file": ("a.txt", b"x")}, headers={"authorization": ""})
    assert stranger.status_code == 401
    elsewhere = await web.post(
        "/api/files", files={"file": ("a.txt", b"x")}, data={"ticket": TICKET}, headers={"authorization": "outsider"}
    )
    assert elsewhere.status_code == 404


@pytest.mark.anyio
async def test_what_a_file_holds_is_told_and_asked_at_once(make_desk: MakeDesk) -> None:
    desk = make_desk(reader=Reader(secret_words.screen, languages=("en",)))
    async with client(desk) as web:
        refused = await send(web, "code.png", documents.qr(secret_words.authenticator()))
        assert (refused.status_code, refused.json()["code"]) == (422, "file_secret")
        assert "authenticator" in refused.json()["title"]
        assert refused.json()["detail"]
        content = secret_words.transaction().encode()
        asked = await send(web, "a.txt", content)
        assert (asked.status_code, asked.json()["code"]) == (409, "file_hashes")
        answered = await send(web, "a.txt", content, hashes="yes")
        assert (answered.status_code, answered.json()["state"]) == (201, "clean")
        redacted = (await send(web, "b.txt", f"it is {secret_words.wif()}".encode())).json()
        assert [(one["kind"], one["size"]) for one in redacted["removed"]] == [("private_key", 52)]


@pytest.mark.anyio
async def test_a_form_that_is_not_ours_is_refused(desk: Desk, web: httpx.AsyncClient) -> None:
    wrong: list[tuple[int, dict[str, Any]]] = [
        (415, {"json": {"file": "x"}}),
        (415, {"content": b"x", "headers": {"content-type": "multipart/form-data"}}),
        (400, {"content": b"garbage", "headers": {"content-type": "multipart/form-data; boundary=x"}}),
        (400, {"files": {"other": ("a.txt", b"x")}}),
        (400, {"files": {"file": ("a.txt", b"x")}, "data": {"unknown": "x"}}),
        (400, {"files": [("file", ("a.txt", b"x")), ("file", ("b.txt", b"y"))]}),
        (400, {"files": {"file": ("a.txt", b"x")}, "data": {"ticket": "x" * 10_000}}),
        (400, {"files": {"ticket": (None, b"K7M24QDX")}}),
        (400, {
            "content": b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nwords without an end',
            "headers": {"content-type": "multipart/form-data; boundary=x"},
        }),
    ]  # fmt: skip
    for status, request in wrong:
        answer = await web.post("/api/files", **request)
        assert answer.status_code == status, (request, answer.text)
    assert desk.staged() == []
    assert await desk.count() == (0, 0)


@pytest.mark.anyio
async def test_a_length_that_is_too_large_is_refused_before_reading(desk: Desk) -> None:
    asked = 0

    async def receive() -> Any:
        nonlocal asked
        asked += 1
        return {"type": "http.request", "body": b"x" * 1000, "more_body": True}

    answer = await _post(desk, receive, length=3_000_000_000)
    assert (answer["status"], asked) == (413, 0)


@pytest.mark.anyio
async def test_too_many_bytes_without_a_length_are_cut_off_on_the_way(desk: Desk) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    sent = 0

    async def receive() -> Any:
        nonlocal sent
        sent += 1
        return {"type": "http.request", "body": head if sent == 1 else b"x" * 100_000, "more_body": True}

    answer = await _post(desk, receive)
    assert answer["status"] == 413
    assert sent < 25
    assert desk.staged() == []


@pytest.mark.anyio
async def test_a_sender_that_goes_away_leaves_nothing(desk: Desk) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    staged: list[int] = []
    sent = 0

    async def receive() -> Any:
        nonlocal sent
        sent += 1
        staged.append(len(desk.staged()))
        if sent < 4:
            return {"type": "http.request", "body": head if sent == 1 else b"x" * 600_000, "more_body": True}
        return {"type": "http.disconnect"}

    answer = await _post(desk, receive)
    assert max(staged) == 1  # the premise
    assert answer["status"] == 400
    assert desk.staged() == []


async def _post(desk: Desk, receive: Any, *, length: int | None = None) -> dict[str, Any]:
    """A bare ASGI request; the start of the answer."""
    started: list[dict[str, Any]] = []

    async def send_back(message: Any) -> None:
        started.append(message)

    headers = [(b"content-type", b"multipart/form-data; boundary=x"), (b"authorization", b"mei"), (b"host", b"desk.example")]
    if length is not None:
        headers.append((b"content-length", str(length).encode()))
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "path": "/api/files",
        "raw_path": b"/api/files",
        "query_string": b"", "root_path": "", "scheme": "http", "headers": headers, "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 2),
    }  # fmt: skip
    await application(desk)(scope, receive, send_back)  # type: ignore[arg-type]
    return started[0]


@pytest.mark.anyio
async def test_too_many_uploads_say_when_to_come_back(make_desk: MakeDesk) -> None:
    desk = make_desk(per_minute=2)
    async with client(desk) as web:
        for _ in range(2):
            assert (await send(web, "a.txt", b"x")).status_code == 201
        answer = await send(web, "a.txt", b"x")
    assert (answer.status_code, answer.json()["retry_after_s"], answer.headers["retry-after"]) == (429, 60, "60")


@pytest.mark.anyio
async def test_a_page_with_the_widget_may_read_and_another_may_not(web: httpx.AsyncClient) -> None:
    file = (await send(web, "a.txt", b"words")).json()
    invited = await web.get(file["url"], headers={"origin": GUEST})
    assert invited.headers["access-control-allow-origin"] == GUEST
    assert "access-control-allow-credentials" not in invited.headers
    refused = await web.post("/api/files", files={"file": ("a.html", b"<p>")}, headers={"origin": GUEST})
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (415, GUEST)
    preflight = await web.options("/api/files", headers={"origin": GUEST, "access-control-request-method": "POST"})
    assert preflight.status_code == 204
    assert "authorization" in preflight.headers["access-control-allow-headers"]
    foreign = await web.get(file["url"], headers={"origin": "https://evil.example"})
    assert "access-control-allow-origin" not in foreign.headers
    assert foreign.headers["vary"] == "origin"


@pytest.mark.anyio
async def test_a_guess_at_an_id_finds_nothing(web: httpx.AsyncClient) -> None:
    for guess in ("0" * 32, "..%2f..%2fetc%2fpasswd", "x" * 3000, "%00", "'; DROP TABLE file; --"):
        assert (await web.get(f"/files/{guess}")).status_code in {400, 404}


@pytest.mark.anyio
async def test_a_browser_signed_in_as_both_speaks_for_the_page_it_shows(desk: Desk, web: httpx.AsyncClient) -> None:
    both = {"authorization": "mei ravi"}
    for referer, owner in (("http://desk.example/desk/tickets/K7M24QDX", RAVI), ("http://desk.example/tickets", MEI)):
        answer = await web.post("/api/files", files={"file": ("a.txt", b"x")}, headers={**both, "referer": referer})
        assert (await desk.files.load(owner, answer.json()["id"])).name == "a.txt"


def test_the_form_is_described_in_the_openapi_file(desk: Desk) -> None:
    described = application(desk).openapi_schema.to_schema()["paths"]["/api/files"]["post"]
    form = described["requestBody"]["content"]["multipart/form-data"]["schema"]
    assert (form["required"], sorted(form["properties"])) == (["file"], ["file", "hashes", "ticket"])
    assert "201" in described["responses"]
