"""The HTTP API: who may do what, refusals in both languages, and hostile text that comes back as text."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from tests.api.conftest import Stand

_ids = itertools.count(1)
EVIL = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\u202egnp.exe\u202c abc\u200bdef",
    '=HYPERLINK("https://evil.example","click")',
    "'; DROP TABLE event; --",
    "{{ 7 * 7 }} ${7*7} %s %(name)s {name}",
    "\r\nSet-Cookie: stolen=1",
    "../../../../etc/passwd",
    "a" * 20_000,
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 漢字 🧑‍🚀 \u0301",
]


def new_id() -> str:
    return f"api-story-{next(_ids):06}"


def body_of(answer: Any) -> dict[str, Any]:
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("text", EVIL, ids=lambda text: text[:12].encode("ascii", "replace").decode())
def test_hostile_text_comes_back_as_it_was_said_and_as_json(stand: Stand, text: str) -> None:
    path = f"/api/customer/tickets/{stand.ticket}"
    said = stand.ask("POST", f"{path}/messages", "customer", json={"id": new_id(), "text": text})
    assert said.status_code == 201, said.text
    found = stand.ask("GET", path, "customer")
    assert found.headers["content-type"].startswith("application/json")
    assert found.headers["x-content-type-options"] == "nosniff"
    assert body_of(found)["events"][-1]["text"] == text.replace("\r\n", "\n").strip()
    desk = stand.ask("GET", f"/api/desk/tickets/{stand.ticket}", "agent")
    assert body_of(desk)["events"][-1]["text"] == body_of(found)["events"][-1]["text"]
    page = stand.ask("GET", f"/tickets/{stand.ticket}", headers={"Cookie": f"tp_customer={stand.roles['customer']['Authorization'][7:]}"})
    assert page.status_code == 200
    for markup in ("<script>alert", "<img src=x"):
        assert markup not in page.text
    assert "stolen" not in page.headers.get("set-cookie", "")


REFUSALS = [
    ("unknown fields", "POST", "/api/customer/session", "nobody", {"guest": {}, "colour": "red"}, 400, "bad_request"),
    ("no JSON", "POST", "/api/customer/session", "nobody", b"{", 400, "bad_request"),
    ("two ways at once", "POST", "/api/customer/session", "nobody", {"guest": {}, "token": "x"}, 400, "sign_in_way"),
    ("signed out", "GET", "/api/customer/tickets", "nobody", None, 401, "signed_out"),
    ("no agent", "GET", "/api/desk/me", "customer", None, 401, "agent_signed_out"),
    ("no number", "GET", "/api/customer/tickets/K7M24QDY", "customer", None, 404, "number_wrong"),
    ("another's ticket", "GET", "/api/customer/tickets/{ticket}", "outsider", None, 404, "ticket_not_found"),
    ("another's ticket to write in", "POST", "/api/customer/tickets/{ticket}/messages", "outsider", {"text": "x"}, 404, "ticket_not_found"),
    ("nothing said", "POST", "/api/customer/tickets/{ticket}/messages", "customer", {"text": " \n"}, 422, "empty"),
    ("not solved", "POST", "/api/customer/tickets/{ticket}/confirm", "customer", {}, 409, "not_solved"),
    ("not solved to rate", "POST", "/api/customer/tickets/{ticket}/rating", "customer", {"stars": 5}, 409, "not_solved"),
    ("six stars", "POST", "/api/customer/tickets/{ticket}/rating", "customer", {"stars": 6}, 400, "bad_request"),
    ("leads only", "POST", "/api/desk/tickets/{ticket}/erase", "agent", {"seq": 2, "reason": "x"}, 403, "leads_only"),
    ("no such event", "POST", "/api/desk/tickets/{ticket}/erase", "admin", {"seq": 9999, "reason": "x"}, 404, "event_not_found"),
    ("no steps", "POST", "/api/desk/tickets/{ticket}/solve", "agent", {"steps": [" "]}, 422, "closing_empty"),
    ("itself", "POST", "/api/desk/tickets/{ticket}/merge", "agent", {"into": "{ticket}"}, 422, "merge_self"),
    ("nobody of that ID", "POST", "/api/desk/tickets/{ticket}/assign", "agent", {"agent": "A-9999"}, 422, "agent_unknown"),
    ("no such team", "POST", "/api/desk/tickets/{ticket}/team", "agent", {"team": "nope"}, 422, "team_unknown"),
    ("gone already", "POST", "/api/desk/tickets/{ticket}/undo", "agent", {"reply": "never-was-1"}, 409, "too_late"),
    ("a cursor of nobody", "GET", "/api/desk/inbox?view=all&after=xyz", "agent", None, 400, "cursor_invalid"),
    ("a method that is not there", "PATCH", "/api/desk/me", "agent", None, 405, "wrong_method"),
    ("an address that is not there", "GET", "/api/nothing", "agent", None, 404, "not_found"),
    ("too large", "POST", "/api/customer/session", "nobody", b"x" * (1024 * 1024 + 1), 413, "too_large"),
]


@pytest.mark.parametrize(("name", "method", "path", "role", "body", "status", "code"), REFUSALS, ids=[each[0] for each in REFUSALS])
def test_each_refusal_says_what_is_wrong_and_what_to_do_in_both_languages(
    stand: Stand, name: str, method: str, path: str, role: str, body: Any, status: int, code: str
) -> None:
    if isinstance(body, dict):
        body = {key: stand.ticket if value == "{ticket}" else value for key, value in body.items()}
        if "tickets" in path:
            body["id"] = new_id()
    sent: dict[str, Any] = {"data": body} if isinstance(body, bytes) else {} if body is None else {"json": body}
    told = {}
    for language in ("en", "zh"):
        headers = {"Accept-Language": language} | ({"Content-Type": "application/json"} if isinstance(body, bytes) else {})
        answer = stand.ask(method, path.replace("{ticket}", stand.ticket), role, headers=headers, **sent)
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), (name, answer.text)
        told[language] = body_of(answer)
        assert (told[language]["code"], told[language]["status"]) == (code, status)
        assert answer.headers["cache-control"] == "no-store"
    assert told["en"]["title"].isascii() or "’" in told["en"]["title"]
    assert not told["zh"]["title"].isascii()
    assert told["en"].get("detail", "") == "" or not told["zh"]["detail"].isascii()


def test_another_sites_page_can_do_nothing_with_our_cookies(stand: Stand) -> None:
    path, body = f"/api/desk/tickets/{stand.ticket}/note", {"id": new_id(), "text": "by a foreign page"}
    own = stand.ask("POST", path, "agent", json=body)
    assert own.status_code == 201, "the premise"
    for foreign in (
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "null"},
    ):
        refused = stand.ask("POST", path, "agent", headers=foreign, json=body | {"id": new_id()})
        assert (refused.status_code, body_of(refused)["code"]) == (403, "not_allowed"), foreign
    cookie = {"Cookie": stand.roles["agent"]["Cookie"]}
    unsaid = stand.ask("POST", path, "nobody", headers=cookie, json=body | {"id": new_id()})
    assert unsaid.status_code == 403, "a cookie without a word of where the request comes from"
    simple = stand.ask("POST", path, "agent", headers={"Content-Type": "text/plain"}, data=f'{{"id":"{new_id()}","text":"x"}}')
    assert simple.status_code in (201, 400, 415)


def test_no_answer_lets_a_foreign_page_read(stand: Stand) -> None:
    found = stand.ask("GET", "/api/customer/tickets", "customer", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in found.headers
    assert "access-control-allow-credentials" not in found.headers


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/%0d%0aSet-Cookie:x=1"]
)
def test_no_redirect_leads_away(stand: Stand, target: str) -> None:
    for path in ("/language/zh", "/sign-in", "/desk/sign-in"):
        answer = stand.ask("GET", path, params={"next": target, "to": target, "return": target}, headers={"Referer": target})
        place = answer.headers.get("location", "/")
        assert place.startswith("/"), (path, place)
        assert not place.startswith(("//", "/\\")), (path, place)
        assert "x=1" not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../../etc/passwd",
        "/assets/shared/..%2f..%2fsettings.py",
        "/files/..%2f..%2fsecret.key",
        "/%2e%2e/secret.key",
        "/assets//etc/passwd",
    ],
)
def test_paths_lead_nowhere(stand: Stand, path: str) -> None:
    answer = stand.ask("GET", path, "admin")
    assert answer.status_code in (400, 404, 405), answer.text[:200]
    assert "root:" not in answer.text


def test_the_same_id_again_is_free(stand: Stand) -> None:
    body = {"id": new_id(), "text": "once", "subject": "s"}
    receipts = [body_of(stand.ask("POST", "/api/customer/tickets", "customer", json=body)) for _ in range(3)]
    assert receipts[0] == receipts[1] == receipts[2]
    assert len(receipts[0]["digest"]) == 64


def test_what_is_internal_is_not_in_any_answer_to_a_customer(stand: Stand) -> None:
    """The premise first: the agent reads it."""
    stand.ask("POST", f"/api/desk/tickets/{stand.ticket}/note", "agent", json={"id": new_id(), "text": "smells of a scam"})
    stand.ask("POST", f"/api/desk/tickets/{stand.ticket}/tags", "agent", json={"id": new_id(), "add": ["suspicious"]})
    desk = stand.ask("GET", f"/api/desk/tickets/{stand.ticket}", "agent").text
    assert "smells of a scam" in desk
    assert "suspicious" in desk
    for path in (f"/api/customer/tickets/{stand.ticket}", "/api/customer/tickets", "/api/customer/session"):
        answer = stand.ask("GET", path, "customer").text
        for secret in ("smells of a scam", "suspicious", "note_added", "tags_changed"):
            assert secret not in answer, path


def test_the_outsider_sees_nothing_anywhere(stand: Stand) -> None:
    assert body_of(stand.ask("GET", "/api/customer/tickets", "outsider"))["tickets"] == []
    assert stand.contact not in stand.ask("GET", "/api/customer/session", "outsider").text
    for verb, body in (("messages", {"text": "x"}), ("confirm", {}), ("dispute", {"text": "x"}), ("rating", {"stars": 1})):
        answer = stand.ask("POST", f"/api/customer/tickets/{stand.ticket}/{verb}", "outsider", json=body | {"id": new_id()})
        assert (answer.status_code, body_of(answer)["code"]) == (404, "ticket_not_found"), verb
    for role in ("customer", "outsider", "nobody"):
        assert stand.ask("GET", f"/api/desk/tickets/{stand.ticket}", role).status_code == 401
