"""Did you send this? The link in a mail tells its reader what we sent, and a stranger nothing that they could use."""

from __future__ import annotations

from typing import get_args

import pytest
from tests.portal.conftest import MailDesk
from tests.portal.sent import put_sent

from truepenny.contracts.mail import MailKind
from truepenny.people.tokens import token_hash
from truepenny.people.tries import MAIL_VERIFY
from truepenny.platform.ids import new_token

pytestmark = pytest.mark.anyio


async def test_a_mail_of_ours_is_known_with_address_time_number_and_agent(mail_desk: MailDesk) -> None:
    token = await put_sent(mail_desk.house)
    reader = mail_desk.browser()
    words = await reader.open(f"/mail/{token}")
    assert reader.status == 200
    for told in ("Yes, we sent a mail with this link", "An agent's answer in a ticket", "21 Sep 2026, 14:13 UTC", "l•••@acme.example",
                 "K7M2-4QDX", "A-1027", "If anything differs, the mail is not ours"):  # fmt: skip
        assert told in words
    assert reader.page.headers["referrer-policy"] == "no-referrer"
    assert reader.page.headers["cache-control"] == "no-store"
    zoned = mail_desk.browser(language="zh")
    zoned.plant("tp_zone", "Asia/Shanghai")
    assert "22:13 UTC+8" in await zoned.open(f"/mail/{token}")


async def test_a_link_that_we_do_not_know_is_not_ours(mail_desk: MailDesk) -> None:
    token = await put_sent(mail_desk.house)
    reader = mail_desk.browser()
    for other in (new_token(), token[:-1], f"{token}x", "x" * 400, token_hash(token)):
        words = await reader.open(f"/mail/{other}")
        assert (reader.status, "No. We do not know this link" in words) == (404, True)
        assert "acme.example" not in words


async def test_a_mail_without_ticket_or_agent_says_what_it_was(mail_desk: MailDesk) -> None:
    reader = mail_desk.browser()
    words = await reader.open(f"/mail/{await put_sent(mail_desk.house, what='code', ticket=None, agent='')}")
    assert "A code to sign in" in words
    assert "If you did not ask for a code" in words
    assert "Ticket number" not in words
    assert "Agent ID" not in words


async def test_every_kind_of_mail_has_a_name(mail_desk: MailDesk) -> None:
    reader = mail_desk.browser(language="zh")
    for what in get_args(MailKind):
        await reader.open(f"/mail/{await put_sent(mail_desk.house, what=what)}")
        assert reader.status == 200, what


async def test_the_form_takes_the_link_as_it_was_copied(mail_desk: MailDesk) -> None:
    token = await put_sent(mail_desk.house)
    reader = mail_desk.browser()
    await reader.open("/mail")
    assert reader.form("/mail").method == "get"
    for pasted in (f"https://support.acme.example/mail/{token}", f" {token} ", f"see http://test/mail/{token}?x=1"):
        answer = await reader.http.get("/mail", params={"link": pasted})
        assert (answer.status_code, answer.headers.get("location")) == (303, f"/mail/{token}"), pasted
    answer = await reader.http.get("/mail", params={"link": "what is this"})
    assert answer.status_code == 422
    assert "This is not such a link." in answer.text


async def test_one_network_may_ask_so_often(mail_desk: MailDesk) -> None:
    token = await put_sent(mail_desk.house)
    guesser, reader = mail_desk.browser(), mail_desk.browser()
    for _ in range(MAIL_VERIFY.limit):
        assert (await guesser.http.get(f"/mail/{new_token()}")).status_code == 404
    answer = await guesser.http.get(f"/mail/{token}")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    await reader.open(f"/mail/{token}")
    assert reader.status == 200
