"""The page on mail: what is put aside is tried again and filed; what did not arrive, and which mailbox is in trouble, is said in words."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import msgspec
import pytest
from tests.admin.site import Site, words
from tests.people_of import make_customer

from truepenny.channels.email.schema import mailbox_marks
from truepenny.contracts.identity import Agent, AgentId, Role, TicketId
from truepenny.contracts.mail import Envelope, InboundMail, RawMail
from truepenny.intake.park import list_parked, park
from truepenny.intake.pipeline import Inbound
from truepenny.main.running import running
from truepenny.outbound.mail.schema import deliveries
from truepenny.platform.clock import HOUR, SetClock
from truepenny.platform.settings import Settings
from truepenny.projections.timeline.query import load_conversation

pytestmark = pytest.mark.anyio
WORDS = "my withdrawal is missing"


@pytest.fixture
async def site(sqlite_settings: Settings) -> AsyncIterator[Site]:
    """A desk at work: what is put aside can be filed."""
    clock = SetClock()
    async with running(sqlite_settings, clock=clock) as house:
        yield Site(house, clock)


@pytest.fixture
async def mail_site(sqlite_settings: Settings) -> AsyncIterator[Site]:
    """The same with a mail address."""
    clock = SetClock()
    async with running(
        replace(sqlite_settings, mail_address="support@acme.example", mail_authserv="mx.acme.example"), clock=clock
    ) as house:
        yield Site(house, clock)


async def enter(site: Site, role: Role = Role.ADMIN, language: str = "en") -> httpx.AsyncClient:
    login = f"{role.value}-{language}"
    _, secret = await site.add(login, f"Ann {role.value} {language}", role=role, language=language)
    return await site.enter(login, secret)


async def put_aside(site: Site, payload: bytes, *, channel: str = "webchat", reason: str = "ValueError in open.py:31") -> str:
    house, now = site.house, site.clock.now_us()
    return await house.db.write(
        lambda conn: park(conn, house.keyring, channel=channel, reason=reason, payload=payload, now_us=now, keep_days=30)
    )


async def a_message(site: Site) -> bytes:
    """As the road in seals it."""
    return msgspec.msgpack.encode(Inbound("webchat", await make_customer(site.house), "write-01", WORDS))


async def test_what_was_put_aside_is_tried_again_and_filed(site: Site) -> None:
    ann = await enter(site)
    assert "Nothing is put aside." in words(await ann.get("/admin/mail"))
    parked = await put_aside(site, await a_message(site))
    page = await ann.get("/admin/mail")
    assert "ValueError in open.py:31" in words(page)
    assert "Kept until" in words(page)
    assert WORDS not in page.text

    done = await ann.post(f"/admin/mail/parked/{parked}")
    assert done.status_code == 303
    page = await ann.get(done.headers["location"])
    said = re.search(r"It is in ticket ([0-9A-Z]{4}-[0-9A-Z]{4}) now\.", words(page))
    assert said is not None, words(page)
    assert "Nothing is put aside." in words(page)
    assert f"Message that was put aside taken in Kind: webchat Ticket: {said[1].replace('-', '')}" in words(await ann.get("/admin/record"))
    assert await site.house.db.read(list_parked) == []

    again = await ann.post(f"/admin/mail/parked/{parked}")
    assert again.status_code == 404
    assert "Nothing waits under this id." in words(again)


async def test_what_fails_again_stays_and_quotes_nobody(site: Site) -> None:
    ann = await enter(site)
    parked = await put_aside(site, msgspec.msgpack.encode({"words": WORDS}))
    page = await ann.post(f"/admin/mail/parked/{parked}")
    assert page.status_code == 409
    assert "It failed again: ValidationError in" in words(page)
    assert "Nothing is lost" in words(page)
    assert "withdrawal" not in page.text
    assert [message.id for message in await site.house.db.read(list_parked)] == [parked]
    assert "Message that was put aside failed again" in words(await ann.get("/admin/record"))


async def test_a_mail_that_was_put_aside_goes_the_road_of_mail_again(mail_site: Site) -> None:
    """The first reader of mails breaks on it, as one of ours may; the one of today does not."""
    edge = mail_site.house.mail
    assert edge is not None
    bad, good = a_mail("my withdrawal is missing"), a_mail("and my deposit too", message_id="second@mail.example")

    def broken(raw: RawMail, _sender: str | None) -> InboundMail:
        raise ValueError(f"cannot read {raw.slice(0, raw.size)!r}")

    taken = await replace(edge, read=broken).take(RawMail(bad), Envelope("lmtp", ("support@acme.example",), "li@mail.example"))
    assert taken.state == "parked"
    assert (await edge.take(RawMail(good), Envelope("lmtp", ("support@acme.example",)))).state == "filed", "the next one goes on"
    ann = await enter(mail_site)
    page = await ann.get("/admin/mail")
    assert "Mail ·" in words(page)
    assert "ValueError in" in words(page)
    assert "withdrawal" not in page.text
    [parked] = await mail_site.house.db.read(list_parked)
    done = await ann.post(f"/admin/mail/parked/{parked.id}")
    page = await ann.get(done.headers["location"])
    said = re.search(r"It is in ticket ([0-9A-Z]{4}-[0-9A-Z]{4}) now\.", words(page))
    assert said is not None, words(page)
    lead = Agent(AgentId("A-1001"), "Ann", Role.ADMIN)
    found = await mail_site.house.db.read(
        lambda conn: load_conversation(conn, lead, TicketId(said[1].replace("-", "")), load_files=mail_site.house.files.load_views)
    )
    message = next(event for event in found.events if event.kind == "message_received")
    assert message.text == "my withdrawal is missing"
    assert message.mail is not None
    assert message.mail.verdict == "vouched", "who vouches is looked at again, by the envelope of then"

    await replace(edge, read=broken).take(RawMail(bad), Envelope("lmtp", ("support@acme.example",)))
    assert await mail_site.house.db.read(list_parked) == [], "put aside once, however often it is sent"


def a_mail(text: str, *, message_id: str = "first@mail.example") -> bytes:
    head = [
        "Authentication-Results: mx.acme.example; dmarc=pass header.from=mail.example", "From: Li Wei <li@mail.example>",
        "To: support@acme.example", "Subject: Where is it?", f"Message-ID: <{message_id}>", "Content-Type: text/plain; charset=utf-8",
    ]  # fmt: skip
    return "\r\n".join([*head, "", text, ""]).encode()


async def test_a_desk_without_mail_says_so_and_keeps_a_mail_for_later(site: Site) -> None:
    ann = await enter(site)
    parked = await put_aside(site, b"anything", channel="email")
    page = await ann.post(f"/admin/mail/parked/{parked}")
    assert page.status_code == 409
    assert "This desk takes no mail at present." in words(page)
    assert "it takes no mail and sends none" in words(page)
    assert len(await site.house.db.read(list_parked)) == 1


@pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD, None])
async def test_others_see_nothing_and_try_nothing(site: Site, role: Role | None) -> None:
    parked = await put_aside(site, await a_message(site))
    ann = await enter(site)
    assert "ValueError in open.py:31" in words(await ann.get("/admin/mail")), "the premise: there is something to see"
    web = site.browser() if role is None else await enter(site, role)
    seen = [await web.get("/admin/mail"), await web.post(f"/admin/mail/parked/{parked}")]
    assert [answer.status_code for answer in seen] == ([303, 303] if role is None else [403, 403])
    assert all("ValueError" not in answer.text for answer in seen)
    assert len(await site.house.db.read(list_parked)) == 1
    foreign = await ann.post(f"/admin/mail/parked/{parked}", headers={"origin": "https://evil.example"})
    assert foreign.status_code == 403
    assert len(await site.house.db.read(list_parked)) == 1


async def a_delivery(site: Site, n: int, state: str, **more: object) -> None:
    now = site.clock.now_us() + n
    row = {
        "id": f"delivery-{n}", "what": "reply", "ticket_id": "K7M24QDX", "about_seq": n, "language": "en", "state": state, "attempt": 2,
        "created_at": now, "due_at": now + HOUR, "lease_until": 0, **more,
    }  # fmt: skip
    await site.house.db.write(lambda conn: conn.execute(deliveries.insert().values(**row)).rowcount)


async def test_mail_that_did_not_arrive_is_listed_with_its_ticket_and_code(site: Site) -> None:
    ann = await enter(site)
    page = words(await ann.get("/admin/mail"))
    assert "Waiting to be sent 0" in page
    assert "Did not arrive" not in page
    for n, state in enumerate(("queued", "queued", "sent", "failed", "bounced", "given_up")):
        await a_delivery(site, n, state, code={"failed": "4.2.2", "bounced": "5.1.1"}.get(state))
    await a_delivery(site, 9, "given_up", what="code", ticket_id=None, about_seq=None, code="expired")
    page = words(await ann.get("/admin/mail"))
    assert "Waiting to be sent 2 Will be tried again 1 Handed to the mail server 1 Came back 1 Given up 2" in page
    listed = page[page.index("Did not arrive") :]
    assert [listed.index(said) for said in ("Sign-in code", "5.1.1", "4.2.2")] == sorted(
        listed.index(said) for said in ("Sign-in code", "5.1.1", "4.2.2")
    )
    assert listed.count("K7M2-4QDX") == 3
    assert "again at" in listed
    assert "2 tries" in listed


async def test_a_mailbox_in_trouble_says_what_is_wrong(site: Site) -> None:
    ann = await enter(site)
    assert "No mailbox is fetched." in words(await ann.get("/admin/mail"))
    now = site.clock.now_us()
    for name, trouble in (("support@imap.acme.example/INBOX", None), ("old@imap.acme.example/INBOX", "the server refuses the password")):
        row = {
            "mailbox": name, "uidvalidity": 7, "last_uid": 3, "changed_at": now, "trouble": trouble, "left_out": 2 if trouble else 0,
            "lease_node": None if trouble else "node", "lease_until": now + HOUR,
        }  # fmt: skip
        await site.house.db.write(lambda conn, row=row: conn.execute(mailbox_marks.insert().values(**row)).rowcount)
    page = words(await ann.get("/admin/mail"))
    troubled = page[page.index("old@imap.acme.example/INBOX") : page.index("support@imap.acme.example/INBOX")]
    assert re.search(r"Last mail taken .* · Nobody fetches it now\. · 2 mails stay in it for good the server refuses", troubled)
    assert troubled.endswith("the server refuses the password Trouble ")
    assert re.search(r"support@imap\.acme\.example/INBOX Last mail taken [^/]* In order", page)


async def test_the_page_speaks_chinese(site: Site) -> None:
    wen = await enter(site, language="zh")
    parked = await put_aside(site, await a_message(site))
    await a_delivery(site, 1, "failed")
    await wen.get("/admin/mail")
    page = words(await wen.get((await wen.post(f"/admin/mail/parked/{parked}")).headers["location"]))
    assert "现已归入工单" in page
    broken = words(await wen.post(f"/admin/mail/parked/{await put_aside(site, b'x', reason='KeyError')}"))
    assert "再次失败" in broken
    assert not re.search(r"[A-Za-z]{3,} [a-z]{3,} [a-z]{3,}", page), page
