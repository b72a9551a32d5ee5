"""What agents see of files that could not be checked for secrets, and how a lead lets one through."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.desk.conftest import Sit
from tests.desk.running_desk import RunningDesk, Ticket
from tests.desk.test_desk_faces import violations
from tests.files import documents, secret_words

from truepenny.contracts.identity import TicketId
from truepenny.tickets.actions.receive import receive

pytestmark = pytest.mark.browser
LOCKED = documents.pdf("A statement.", owner_password="a", user_password="b")


def with_file(desk: RunningDesk, name: str, content: bytes) -> Ticket:
    ticket = desk.opens(desk.customer("Maria Silva"), "My statement", "The statement comes.")

    async def send(house) -> None:  # type: ignore[no-untyped-def]
        file = await house.files.save(ticket.customer, name, content)
        await house.db.submit(
            receive(ticket.customer, TicketId(ticket.id), client_id="with-file-1", text="", needs=house.needs, channel="webchat",
                    files=[file.id])
        )  # fmt: skip

    desk.do(send)
    return ticket


def test_a_held_file_waits_for_a_lead_who_gives_a_reason(desk: RunningDesk, sit: Sit) -> None:
    ticket = with_file(desk, "locked.pdf", LOCKED)
    ann, lin = sit("Ann"), sit("Lin")
    for agent in (ann, lin):
        agent.open_ticket(ticket)
        held = agent.page.locator(".file.held")
        expect(held).to_contain_text("Held: it could not be checked for secrets. It is encrypted.")
    expect(ann.page.get_by_role("button", name="Let through…")).to_have_count(0)
    lin.page.get_by_role("button", name="Let through…").click()
    dialog = lin.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Let through: locked.pdf")
    assert violations(lin.page) == []
    dialog.get_by_role("button", name="Let through").click()
    expect(dialog).to_contain_text("Give a reason first.")
    dialog.get_by_label("Reason").fill("The password came by phone")
    dialog.get_by_role("button", name="Let through").click()
    for agent in (lin, ann):
        let = agent.page.locator(".file a")
        expect(let).to_contain_text("Not checked for secrets. It is encrypted.")
    assert violations(lin.page) == []
    with lin.page.expect_download() as download:
        lin.page.locator(".file a").click()
    assert download.value.path().read_bytes() == LOCKED


def test_what_was_taken_out_of_a_text_is_named_by_kind_and_size(desk: RunningDesk, sit: Sit) -> None:
    ticket = with_file(desk, "notes.txt", f"before {secret_words.wif()} after".encode())
    ann = sit("Ann")
    ann.open_ticket(ticket)
    expect(ann.page.locator(".file a")).to_contain_text("Removed from it: private key, 52 characters")


def test_an_agents_own_upload_is_refused_and_asked_about_like_any_other(desk: RunningDesk, sit: Sit) -> None:
    ticket = desk.opens(desk.customer("Tom Becker"), "Where is it?")
    ann = sit("Ann")
    ann.open_ticket(ticket)
    files = ann.page.locator("tp-composer input[type=file]")
    files.set_input_files({"name": "code.png", "mimeType": "image/png", "buffer": documents.qr(secret_words.authenticator())})
    failed = ann.page.locator(".attachment.failed")
    expect(failed).to_contain_text("We did not take this file: it holds an authenticator secret.")
    expect(failed.get_by_role("button", name="Try again")).to_have_count(0)
    ann.page.get_by_role("button", name="Remove code.png").click()
    files.set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": secret_words.transaction().encode()})
    ann.page.get_by_role("button", name="It is a transaction hash: send it").click()
    expect(ann.page.locator(".attachment.clean")).to_contain_text("a.txt")
