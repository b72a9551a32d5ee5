"""Pictures of what follows when a customer sends what nobody should have: notices and questions in portal and chat, facts at the desk.

The words go over the HTTP API, as from a program of the customer's own: our own pages do not let such words out.
"""

from __future__ import annotations

import itertools
import json
import secrets
from typing import Any

from playwright.sync_api import Page, expect
from tests.browser.camera import Camera
from tests.browser.faces import Chat
from tests.screen.phrases_of import phrase

_count = itertools.count(1)


def _phrase(camera: Camera) -> list[str]:
    return phrase("zh-hans" if camera.zh else "en", 12, next(_count))


def _one(camera: Camera) -> str:
    words = " ".join(_phrase(camera))
    return f"我的钱包空了，助记词是 {words}，请帮我看看。" if camera.zh else f"My wallet is empty. My words are {words}, please look."


def _many(camera: Camera) -> str:
    words, key, password = " ".join(_phrase(camera)), secrets.token_hex(32), f"Tern-{secrets.token_hex(3)}-Fallow"
    if camera.zh:
        return f"我把知道的都发给您：\n助记词 {words}\n私钥：{key}\n密码是 {password}\n谷歌验证码 482913"
    return f"Here is all I have:\nrecovery phrase: {words}\nprivate key: {key}\nmy password is {password}\nmy verification code is 482913"


def _unclear(camera: Camera, n: int = 1) -> str:
    lines = [secrets.token_hex(32) for _ in range(n)]
    return "\n".join(["请看一下这个：" if camera.zh else "Please look at this:", *lines])


def _subject(camera: Camera) -> str:
    return "钱包里的币不见了" if camera.zh else "The coins in my wallet are gone"


def portal_secrets(camera: Camera) -> None:
    page = camera.customer("chen-yu" if camera.zh else "aisha")
    for name, text in (("one", _one(camera)), ("many", _many(camera)), ("question", _unclear(camera, 2))):
        page.goto(f"{camera.site.url}/tickets/{_opens(camera, page, text)}")
        expect(page.locator(".notice").first).to_be_visible()
        camera.take(page, f"secret-{name}", whole=True)
    plain = camera.page(java_script_enabled=False, storage_state=page.context.storage_state())
    plain.goto(page.url)
    camera.take(plain, "secret-question-plain", whole=True)
    plain.locator("button[value=yes]").first.click()
    camera.take(plain, "secret-question-hash-plain", whole=True)
    page.locator("button[value=no]").click()
    expect(page.locator(".notice--deleted")).to_be_visible()
    camera.take(page, "secret-question-answered", whole=True)
    ticket = _opens(camera, page, "我分几次发" if camera.zh else "I send it in parts")
    for part in _parts(camera):
        _says(camera, page, ticket, part)
    page.goto(f"{camera.site.url}/tickets/{ticket}")
    camera.take(page, "secret-earlier", whole=True)
    _sends_file(camera, page, ticket)
    page.goto(f"{camera.site.url}/tickets/{ticket}")
    camera.take(page, "secret-file", whole=True)


def portal_secret_in_a_new_ticket(camera: Camera) -> None:
    plain = camera.page(java_script_enabled=False)
    plain.goto(f"{camera.site.url}/tickets/new?topic=other")
    plain.locator("#subject").fill(_subject(camera))
    plain.locator("#text").fill(_one(camera))
    plain.locator("button[value=send]").click()
    plain.wait_for_url("**/receipt")
    camera.take(plain, "secret-receipt-plain", whole=True)


def widget_secrets(camera: Camera) -> None:
    chat = Chat(camera.exchange("guest"))
    chat.begin("您好" if camera.zh else "Hello")
    ticket, token = chat.ticket(), token_of(chat)
    for name, text, card in (
        ("one", _one(camera), ".caution"),
        ("many", _many(camera), ".caution"),
        ("question", _unclear(camera), ".caution.open"),
    ):
        _writes(camera, token, ticket, text)
        expect(chat.at(card).last).to_be_visible()
        camera.take(chat.page, f"secret-{name}")
    chat.at(".caution.open .action.main").click()
    expect(chat.at(".caution.hash")).to_be_visible()
    camera.take(chat.page, "secret-hash")
    _writes(camera, token, ticket, _unclear(camera))
    chat.at(".caution.open .action.other").click()
    expect(chat.at(".caution.deleted")).to_be_visible()
    camera.take(chat.page, "secret-deleted")
    for part in _parts(camera):
        _writes(camera, token, ticket, part)
    chat.page.wait_for_timeout(500)
    camera.take(chat.page, "secret-earlier")


def desk_secrets(camera: Camera) -> None:
    customer = camera.site.guest("孙先生" if camera.zh else "Eva", language=camera.look.language)
    ticket = customer.opens(_subject(camera), _many(camera))
    customer.writes(ticket, _unclear(camera, 3))
    asked = [event["question"] for event in _events(camera, customer.token, ticket) if event["kind"] == "hash_asked"]
    for question, is_hash in zip(asked[:2], (True, False), strict=True):
        body = {"id": secrets.token_hex(8), "question": question, "is_hash": is_hash}
        camera.site.api("POST", f"/api/customer/tickets/{ticket}/hash", body, token=customer.token)
    page = camera.agent("jing" if camera.zh else "noah", f"/desk/t/{ticket}?view=all")
    expect(page.locator(".fact.hash_answered")).to_have_count(2)
    camera.take(page, "ticket-secrets")
    page.locator(".events").focus()
    page.keyboard.press("o")
    page.locator("dialog[open]").wait_for()
    camera.take(page, "picker-topic")


def _parts(camera: Camera) -> list[str]:
    words = _phrase(camera)
    return [" ".join(words[at : at + 4]) for at in (0, 4, 8)]


def _opens(camera: Camera, page: Page, text: str) -> str:
    body = {"id": secrets.token_hex(8), "subject": _subject(camera), "text": text, "language": camera.look.language}
    return str(_post(camera, page, "/api/customer/tickets", body)["ticket"])


def _says(camera: Camera, page: Page, ticket: str, text: str) -> None:
    _post(camera, page, f"/api/customer/tickets/{ticket}/messages", {"id": secrets.token_hex(8), "text": text})


def _sends_file(camera: Camera, page: Page, ticket: str) -> None:
    content = {"name": "wallet.txt", "mimeType": "text/plain", "buffer": "\n".join(_phrase(camera)).encode()}
    saved = page.request.post(f"{camera.site.url}/api/files", multipart={"file": content}, headers={"origin": camera.site.url})
    assert saved.ok, saved.text()
    _post(camera, page, f"/api/customer/tickets/{ticket}/messages", {"id": secrets.token_hex(8), "files": [saved.json()["id"]]})


def _post(camera: Camera, page: Page, path: str, body: dict[str, Any]) -> Any:
    answer = page.request.post(camera.site.url + path, data=body, headers={"origin": camera.site.url})
    assert answer.ok, answer.text()
    return answer.json()


def token_of(chat: Chat) -> str:
    kept = chat.page.evaluate("Object.entries(localStorage).find(([key]) => key.endsWith('|session'))[1]")
    return str(json.loads(kept)["token"])


def _writes(camera: Camera, token: str, ticket: str, text: str) -> None:
    camera.site.api("POST", f"/api/customer/tickets/{ticket}/messages", {"id": secrets.token_hex(8), "text": text}, token=token)


def _events(camera: Camera, token: str, ticket: str) -> list[dict[str, Any]]:
    return list(camera.site.api("GET", f"/api/customer/tickets/{ticket}", token=token)["events"])


def portal_warning(camera: Camera) -> None:
    page = camera.page()
    page.goto(f"{camera.site.url}/tickets/new?topic=other")
    page.locator("#subject").fill(_subject(camera))
    if page.locator("#text").is_hidden():
        page.locator(".actions .tp-button--primary:visible").click()
    for name, text in (("one", _one(camera)), ("many", _many(camera))):
        page.locator("#text").fill(text)
        expect(page.locator(".tpw-box")).to_be_visible()
        camera.take(page, f"warning-{name}", whole=True)


def widget_warning(camera: Camera) -> None:
    chat = Chat(camera.exchange("guest"))
    chat.open()
    chat.at(".start").click()
    for name, text in (("one", _one(camera)), ("many", _many(camera))):
        chat.at(".write textarea").fill(text)
        expect(chat.at(".tpw-box")).to_be_visible()
        camera.take(chat.page, f"warning-{name}")


PORTAL = (portal_secrets, portal_secret_in_a_new_ticket, portal_warning)
WIDGET = (widget_secrets, widget_warning)
DESK = (desk_secrets,)
