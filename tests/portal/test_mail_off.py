"""No more notices: by one click in the mail program, which has no session, or by a button on the page; never by looking at the link."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from tests.people_of import make_customer
from tests.portal.conftest import MailDesk

from truepenny.outbound.mail.ids import make_off_token
from truepenny.outbound.mail.schema import notices_off

pytestmark = pytest.mark.anyio


async def off(desk: MailDesk) -> list[str]:
    return await desk.house.db.read(lambda conn: list(conn.execute(select(notices_off.c.contact_id)).scalars()))


async def test_a_mail_program_switches_them_off_with_one_click(mail_desk: MailDesk) -> None:
    """RFC 8058, section 3.1: a POST without cookies, from anywhere, that must not be led elsewhere."""
    contact = (await make_customer(mail_desk.house)).contact
    link = f"/mail/off/{make_off_token(mail_desk.house.keyring, contact)}"
    program = mail_desk.browser().http
    body = {"List-Unsubscribe": "One-Click"}
    for headers in ({}, {"origin": "https://mail.example", "sec-fetch-site": "cross-site"}):
        answer = await program.post(link, data=body, headers=headers)
        assert answer.status_code == 200
    assert (await program.post(link, files={"List-Unsubscribe": (None, "One-Click")})).status_code == 200
    assert await off(mail_desk) == [contact]


async def test_opening_the_link_changes_nothing_and_the_button_does(mail_desk: MailDesk) -> None:
    contact = (await make_customer(mail_desk.house)).contact
    link = f"/mail/off/{make_off_token(mail_desk.house.keyring, contact)}"
    reader = mail_desk.browser()
    await reader.open(link)
    assert (reader.status, await off(mail_desk)) == (200, [])
    assert reader.page.headers["referrer-policy"] == "no-referrer"
    assert "Switched off." in await reader.submit(link)
    assert await off(mail_desk) == [contact]
    assert "Switched on." in await reader.submit(f"{link}/on")
    assert await off(mail_desk) == []


async def test_a_key_that_is_not_ours_switches_nothing(mail_desk: MailDesk) -> None:
    contact = (await make_customer(mail_desk.house)).contact
    key = make_off_token(mail_desk.house.keyring, contact)
    program = mail_desk.browser().http
    for wrong in (key[:-2], f"{'A' if key[0] != 'A' else 'B'}{key[1:]}", "x", contact):
        assert (await program.post(f"/mail/off/{wrong}")).status_code == 404
        assert (await program.post(f"/mail/off/{wrong}/on")).status_code == 404
    assert await off(mail_desk) == []
