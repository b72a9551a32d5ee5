"""Pictures of files that hold a secret, may hold one, or could not be read, as their senders and the agents see them."""

from __future__ import annotations

import itertools
import secrets
from typing import Any

from playwright.sync_api import Page, expect
from tests.browser.camera import Camera
from tests.browser.faces import Chat
from tests.browser.screens_secrets import token_of
from tests.files import documents, secret_words

_count = itertools.count(1)


def _files(camera: Camera) -> dict[str, dict[str, Any]]:
    n, zh = next(_count), camera.zh
    contents = {
        "code": ("绑定验证器.png" if zh else "authenticator set-up.png", "image/png", documents.qr(secret_words.authenticator(n))),
        "hash": ("转账记录.txt" if zh else "my transfer.txt", "text/plain", f"{secret_words.transaction(n)}\n".encode()),
        "notes": ("聊天记录.txt" if zh else "what I wrote.txt", "text/plain", f"1. {secret_words.wif(n)}\n".encode()),
        "locked": ("对账单.pdf" if zh else "statement.pdf", "application/pdf", documents.pdf("x", owner_password="a", user_password="b")),
    }
    return {key: {"name": name, "mimeType": kind, "buffer": content} for key, (name, kind, content) in contents.items()}


def widget_files(camera: Camera) -> None:
    chat, files = Chat(camera.exchange("guest")), _files(camera)
    chat.begin("您好" if camera.zh else "Hello")
    chat.ticket()
    chooser = chat.at("input[type=file]")
    chooser.set_input_files([files["code"]])
    expect(chat.at(".chip.failed")).to_have_count(1)
    camera.take(chat.page, "file-secret")
    chooser.set_input_files([files["hash"]])
    expect(chat.at(".chip.failed")).to_have_count(2)
    camera.take(chat.page, "file-hashes")
    chat.at(".chip .textual").click()
    expect(chat.at(".chip.failed")).to_have_count(1)
    chat.at(".chip.failed .square").click()
    chooser.set_input_files([files["notes"], files["locked"]])
    expect(chat.at(".chip progress")).to_have_count(0)
    chat.at(".go").click()
    expect(chat.at(".said.mine .paper")).to_have_count(3)
    expect(chat.at(".said.mine .paper small.file-note")).to_have_count(1)
    camera.take(chat.page, "files-sent")


def portal_files(camera: Camera) -> None:
    page, files = camera.customer("chen-yu" if camera.zh else "aisha"), _files(camera)
    page.goto(f"{camera.site.url}/tickets/new?topic=other")
    page.wait_for_load_state()
    page.locator("#subject").fill("我的对账单" if camera.zh else "My statement")
    if camera.look.phone:
        page.locator(".actions button:visible").first.click()
    page.locator("#text").fill("请看附件。" if camera.zh else "Please see the file.")
    if camera.look.phone:
        page.locator(".actions button:visible").first.click()
    page.locator("#files").set_input_files([files["code"]])
    page.locator("button[value=send]").click()
    expect(page.locator("#summary")).to_be_visible()
    camera.take(page, "new-file-secret", whole=True)
    page.locator("#files").set_input_files([files["hash"]])
    page.locator("button[value=send]").click()
    expect(page.locator("[data-hashes]")).to_be_visible()
    camera.take(page, "new-file-hashes", whole=True)
    page.locator("[data-hashes] input").check()
    page.locator("#files").set_input_files([files["hash"], files["notes"], files["locked"]])
    page.locator("button[value=send]").click()
    page.wait_for_url("**/receipt")
    page.locator("main .tp-button--primary").click()
    expect(page.locator(".turn--mine .file")).to_have_count(3)
    camera.take(page, "files-sent", whole=True)
    page.wait_for_load_state()
    page.locator("#text").fill("再发一次" if camera.zh else "Once more")
    page.locator("#files").set_input_files([files["notes"], files["code"]])
    page.locator("#composer .tp-button--primary").click()
    expect(page.locator("#composer .tp-field-error")).to_be_visible()
    camera.take(page, "composer-file-secret", whole=True)


def desk_files(camera: Camera) -> None:
    chat = Chat(camera.exchange("guest"))
    chat.begin("请看文件" if camera.zh else "See the files")
    ticket, files, token = chat.ticket(), _files(camera), token_of(chat)
    ids = [_upload(camera, chat.page, token, files[name]) for name in ("notes", "locked")]
    body = {"id": secrets.token_hex(8), "files": ids}
    camera.site.api("POST", f"/api/customer/tickets/{ticket}/messages", body, token=token)
    page = camera.agent("wen" if camera.zh else "omar", f"/desk/t/{ticket}?view=all")
    expect(page.locator(".file.held")).to_have_count(1)
    camera.take(page, "files-held")
    page.locator(".file.held button.link").click()
    page.locator("dialog[open]").wait_for()
    camera.take(page, "let-through")
    page.locator("dialog [name=reason]").fill("客户在电话里说明了内容" if camera.zh else "The customer told us what it is")
    page.locator("dialog button.danger").click()
    expect(page.locator(".file small.file-note")).to_have_count(2)
    composer = page.locator("tp-composer input[type=file]")
    composer.set_input_files([files["code"]])
    expect(page.locator(".attachment.failed")).to_have_count(1)
    composer.set_input_files([files["hash"]])
    expect(page.locator(".attachment.failed")).to_have_count(2)
    camera.take(page, "files-let-through")


def _upload(camera: Camera, page: Page, token: str, file: dict[str, Any]) -> str:
    saved = page.request.post(
        f"{camera.site.url}/api/files", multipart={"file": file}, headers={"authorization": f"Bearer {token}", "origin": camera.site.url}
    )
    assert saved.ok, saved.text()
    return str(saved.json()["id"])


PORTAL = (portal_files,)
WIDGET = (widget_files,)
DESK = (desk_files,)
