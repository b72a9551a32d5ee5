"""The road out: from an agent's words to a server that took them, and what the ticket tells of it."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from sqlalchemy import select
from tests.email.intake.conftest import DESK, a_mail
from tests.email.out.conftest import CUSTOMER, OutDesk
from tests.people_of import make_agent

from truepenny.contracts.identity import Role
from truepenny.contracts.mail import Bounced
from truepenny.contracts.secrets import Removed
from truepenny.contracts.views import ClosingView, Parameter
from truepenny.intake.mail.addresses import reply_address
from truepenny.log.rebuild import rebuild
from truepenny.main.wiring import PROJECTIONS
from truepenny.outbound.mail.registry import find_by_message_id, was_sent_to
from truepenny.outbound.mail.schema import sent_mails
from truepenny.outbound.mail.verify import find_by_verify_token
from truepenny.outbound.workbench import WholeTicket, load_whole
from truepenny.people.guest_links import LinkWithdrawn
from truepenny.platform.db.batch import Work
from truepenny.tickets.actions.deliver import send_again
from truepenny.tickets.actions.erase import erase
from truepenny.tickets.actions.redact import redact
from truepenny.tickets.actions.withdraw_links import withdraw_links
from truepenny.tickets.numbers import show_number
from truepenny.tickets.state import Codec, fold

pytestmark = pytest.mark.anyio


async def test_a_reply_goes_out_and_the_ticket_says_so(desk: OutDesk) -> None:
    ticket = await desk.write_in(by=CUSTOMER, subject="Where is it?", message_id="first@mail.example")
    said = await desk.reply(ticket, "It is on its way.\nLook again at 15:40 UTC.")
    assert await desk.told(ticket, said.seq) == ["queued"]
    sent = await desk.send()
    assert [mail.message["X-Truepenny"] for mail in sent] == ["receipt", "reply"]
    (mail,) = [mail for mail in sent if mail.message["X-Truepenny"] == "reply"]
    assert (mail.to, mail.message["To"]) == (CUSTOMER, CUSTOMER)
    assert "It is on its way.\nLook again at 15:40 UTC." in mail.text
    assert mail.message["Subject"] == f"Re: Where is it? [{show_number(ticket)}]"
    assert mail.message["From"].addresses[0].addr_spec == DESK
    assert mail.message["Reply-To"].addresses[0].addr_spec == reply_address(desk.house.keyring, DESK, ticket)
    assert desk.agent.id in mail.text
    assert await desk.told(ticket, said.seq) == ["queued", "sent"]
    assert await desk.send() == []


async def test_an_answer_joins_the_thread_of_the_customer(one_desk: OutDesk) -> None:
    ticket = await one_desk.write_in(by=CUSTOMER, message_id="first@mail.example")
    (receipt,) = await one_desk.send()
    assert receipt.message["In-Reply-To"] == "<first@mail.example>"
    await one_desk.reply(ticket)
    (answer,) = await one_desk.send()
    assert answer.message["In-Reply-To"] == f"<{receipt.message_id}>"
    assert answer.message["References"].split() == ["<first@mail.example>", f"<{receipt.message_id}>"]
    again = await one_desk.take(
        "And now?", by=CUSTOMER, to=answer.message["Reply-To"].addresses[0].addr_spec, message_id="second@mail.example",
        references=(answer.message_id,),
    )  # fmt: skip
    assert again.ticket == ticket
    await one_desk.reply(ticket, "Now it is there.")
    (last,) = await one_desk.send()
    assert last.message["In-Reply-To"] == "<second@mail.example>"
    assert f"<{answer.message_id}>" in last.message["References"]


async def test_an_answer_by_reference_alone_reaches_the_ticket_of_who_got_it_and_no_other(one_desk: OutDesk) -> None:
    ticket = await one_desk.write_in(by=CUSTOMER)
    await one_desk.reply(ticket)
    answer = (await one_desk.send())[-1]
    same = await one_desk.take("Thank you", by=CUSTOMER, references=(answer.message_id,))
    assert same.ticket == ticket
    stranger = await one_desk.take("Let me in", by="eve@mail.example", references=(answer.message_id,))
    assert stranger.ticket != ticket


async def test_the_registry_knows_what_was_sent_to_whom(desk: OutDesk) -> None:
    ticket = await desk.write_in(by=CUSTOMER)
    await desk.reply(ticket)
    answer = (await desk.send())[-1]
    keyring = desk.house.keyring
    found = await desk.house.db.read(lambda conn: find_by_message_id(conn, keyring, answer.message_id))
    assert found is not None
    assert (found.ticket, found.what, found.agent, found.recipient) == (ticket, "reply", desk.agent.id, "l•••@mail.example")
    assert found.digest == hashlib.sha256(answer.content).hexdigest()
    to_them = await desk.house.db.read(lambda conn: was_sent_to(conn, keyring, answer.message_id, "LI@mail.example"))
    to_others = await desk.house.db.read(lambda conn: was_sent_to(conn, keyring, answer.message_id, "eve@mail.example"))
    assert (to_them, to_others) == (True, False)
    forged = answer.message_id.replace(answer.message_id[33:35], "00" if answer.message_id[33:35] != "00" else "11", 1)
    assert await desk.house.db.read(lambda conn: find_by_message_id(conn, keyring, forged)) is None
    link = next(word for word in answer.text.split() if word.startswith("https://desk.acme.example/mail/"))
    verified = await desk.house.db.read(lambda conn: find_by_verify_token(conn, link.rpartition("/")[2]))
    assert verified is not None
    assert (verified.what, verified.ticket_id) == ("reply", ticket)
    assert await desk.house.db.read(lambda conn: find_by_verify_token(conn, "A" * 22)) is None


async def test_addresses_and_message_ids_rest_as_digests(one_desk: OutDesk) -> None:
    ticket = await one_desk.write_in(by=CUSTOMER)
    await one_desk.reply(ticket)
    answer = (await one_desk.send())[-1]
    kept = await one_desk.house.db.read(lambda conn: repr(list(conn.execute(select(sent_mails)).mappings())))
    assert CUSTOMER not in kept
    assert answer.message_id not in kept


async def test_a_solution_carries_steps_values_cautions_and_the_message_before_it(desk: OutDesk) -> None:
    ticket = await desk.write_in(by=CUSTOMER)
    closing = ClosingView(("Looked at the chain", "Credited it"), (Parameter("Amount", "0.5 BTC"),), ("Send only BTC there",))
    said = await desk.solve(ticket, closing, "Good news: it has arrived.")
    mail = (await desk.send())[-1]
    for words in ("Good news: it has arrived.", "1. Looked at the chain", "2. Credited it", "Amount: 0.5 BTC", "Send only BTC there"):
        assert words in mail.text
    assert f"https://desk.acme.example/t/{show_number(ticket)}" in mail.text
    assert await desk.told(ticket, said.seq) == ["queued", "sent"]


async def test_erased_words_do_not_go_out(desk: OutDesk) -> None:
    lead = await make_agent(desk.house, role=Role.LEAD)
    ticket = await desk.write_in(by=CUSTOMER)
    await desk.send()
    said = await desk.reply(ticket, "These words are a mistake.")
    work = erase(lead, ticket, client_id="e1", seq=said.seq, reason="wrong ticket", needs=desk.house.needs)
    await desk.house.db.submit(work)
    assert await desk.send() == []
    assert await desk.told(ticket, said.seq) == ["queued", "given_up"]
    assert [row.code for row in await desk.rows() if row.what == "reply"] == ["erased"]


async def test_files_go_along_and_what_is_too_large_waits_in_the_ticket(one_desk: OutDesk) -> None:
    ticket = await one_desk.write_in(by=CUSTOMER)
    await one_desk.send()
    sound = b"RIFF" + (11 * 1024 * 1024).to_bytes(4, "little") + b"WAVEfmt " + b"\0" * (11 * 1024 * 1024)
    small = await one_desk.house.files.save(one_desk.agent, "账单.txt", b"a statement\n")
    large = await one_desk.house.files.save(one_desk.agent, "call.wav", sound)
    await one_desk.reply(ticket, "See the files.", files=(small.id, large.id))  # type: ignore[arg-type]
    (mail,) = await one_desk.send()
    (carried,) = mail.message.iter_attachments()
    assert (carried.get_filename(), carried.get_content()) == ("账单.txt", "a statement\n")
    assert "call.wav" in mail.text
    assert "账单.txt" not in mail.text


async def test_an_agent_sends_again_what_did_not_arrive(desk: OutDesk) -> None:
    ticket = await desk.write_in(by=CUSTOMER)
    await desk.send()
    said = await desk.reply(ticket)
    desk.server.answers["rcpt"] = "550 5.1.1 no such user"
    assert await desk.send() == []
    assert await desk.told(ticket, said.seq) == ["queued", "given_up"]
    desk.server.answers.clear()
    desk.clock.advance(60)
    await desk.house.db.submit(send_again(desk.agent, ticket, client_id="again", about_seq=said.seq))
    (mail,) = await desk.send()
    assert "It is on its way." in mail.text
    assert await desk.told(ticket, said.seq) == ["queued", "given_up", "queued", "sent"]


async def test_an_agent_sends_again_what_the_next_server_still_tries(desk: OutDesk) -> None:
    """What is said to wait must go: the row was sent, and a report of a delay came since."""
    ticket = await desk.write_in(by=CUSTOMER)
    await desk.send()
    said = await desk.reply(ticket)
    (first,) = await desk.send()
    await desk.report(Bounced("", CUSTOMER, "4.4.1", final=False, words="still trying"), to=first.sender)
    desk.clock.advance(60)
    await desk.house.db.submit(send_again(desk.agent, ticket, client_id="again", about_seq=said.seq))
    (second,) = await desk.send()
    assert second.message_id != first.message_id
    assert await desk.told(ticket, said.seq) == ["queued", "sent", "failed", "queued", "sent"]
    await desk.house.db.write(lambda conn: rebuild(conn, fold=fold, codec=Codec(), projections=PROJECTIONS))
    assert await desk.send() == [], "built anew from the log, nothing goes again"


async def test_a_mail_of_nobody_is_answered_nowhere_and_the_agent_is_told(one_desk: OutDesk) -> None:
    """Its From names nobody, or two."""
    ticket = await one_desk.write_in(proven=False, senders=())
    said = await one_desk.reply(ticket)
    assert await one_desk.send() == []
    assert await one_desk.told(ticket, said.seq) == ["queued", "given_up"]
    assert {row.code for row in await one_desk.rows()} == {"no_address"}


async def test_no_mail_goes_to_ourselves(one_desk: OutDesk) -> None:
    """Somebody wrote to us under our own address."""
    ticket = await one_desk.write_in(by="support+anything@acme.example", proven=False)
    said = await one_desk.reply(ticket)
    assert await one_desk.send() == []
    assert await one_desk.told(ticket, said.seq) == ["queued", "given_up"]
    assert a_mail().subject  # the stage is that of other stories, in which a mail goes


async def test_who_may_not_have_written_is_told_so_in_every_mail_and_others_are_not(one_desk: OutDesk) -> None:
    """The one whose address somebody gave must not be made afraid by an answer to words that they never wrote."""
    words = "You did not write to us?"
    for proven in (False, True):
        by = "victim@mail.example" if not proven else CUSTOMER
        ticket = await one_desk.write_in("My password is: hunter2hunter2", by=by, proven=proven)
        await one_desk.reply(ticket)
        await one_desk.solve(ticket, ClosingView(("It was found",)))
        sent = {mail.message["X-Truepenny"]: words in mail.text for mail in await one_desk.send()}
        assert sent == {"receipt": True, "secret": not proven, "reply": not proven, "solution": not proven}


async def test_what_a_forged_sender_can_call_forth_opens_nothing(one_desk: OutDesk) -> None:
    """Else a stranger could have us mail a link to words of theirs to whomever they like."""
    await one_desk.write_in(f"is it {'4f' * 32}? call https://evil.example", by=CUSTOMER, proven=False)
    sent = await one_desk.send()
    by_kind = {mail.message["X-Truepenny"]: mail for mail in sent}
    assert set(by_kind) == {"receipt", "secret"}
    for mail in sent:
        assert "/t/" not in mail.text
        assert "evil" not in mail.text
    assert "transaction hash:" in by_kind["secret"].text


async def test_who_is_not_proven_comes_back_by_the_private_link_of_an_answer_and_a_receipt_opens_nothing(one_desk: OutDesk) -> None:
    """Signing in would not help them: what they prove then is another contact, apart from who only said to be them."""
    ticket = await one_desk.write_in(by=CUSTOMER, proven=False)
    (receipt,) = await one_desk.send()
    assert "/t/" not in receipt.text
    assert show_number(ticket) in receipt.text
    await one_desk.reply(ticket)
    (answer,) = await one_desk.send()
    link = next(word for word in answer.text.split() if word.startswith("https://desk.acme.example/t/"))
    number, key = link.split("/")[-2:]
    assert number == show_number(ticket)
    opened = await one_desk.house.portal.sign_in_with_link(number, key, language="en", address="192.0.2.7")
    seen = await one_desk.house.portal.load_ticket(opened.customer, number)
    assert [event.text for event in seen.events if event.kind == "message_sent"] == ["It is on its way."]
    assert key in answer.html
    assert "do not pass this mail on" in " ".join(answer.text.split())
    proven = await one_desk.write_in(by="wen@mail.example")
    await one_desk.reply(proven)
    assert "do not pass this mail on" not in " ".join((await one_desk.send())[-1].text.split()), "its link asks them to sign in"


async def test_after_a_private_link_was_withdrawn_the_next_answer_carries_a_new_one(one_desk: OutDesk) -> None:
    house, ticket = one_desk.house, await one_desk.write_in(by=CUSTOMER, proven=False)
    agent = await make_agent(house)

    async def key_in_answer(text: str) -> str:
        await one_desk.reply(ticket, text)
        answer = (await one_desk.send())[-1]
        return next(word for word in answer.text.split() if "/t/" in word).rsplit("/", 1)[1]

    async def load() -> WholeTicket:
        show = {"load_files": house.files.load_views, "show_own": house.files.own_views}
        return await house.db.read(lambda conn: load_whole(conn, agent, ticket, **show))

    assert (await load()).link is None
    first = await key_in_answer("It is on its way.")
    seen = (await load()).link
    assert seen is not None
    assert seen.withdrawn_at is None
    for name in ("withdraw-1", "withdraw-1", "withdraw-2"):  # the first answer may have been lost; and nothing is left to withdraw
        await house.db.submit(withdraw_links(agent, ticket, client_id=name, reason="It was forwarded", needs=house.needs))
    page = await load()
    assert page.link is not None
    assert page.link.withdrawn_at is not None
    assert [event.reason for event in page.events if event.kind == "links_withdrawn"] == ["It was forwarded"]
    second = await key_in_answer("It has arrived.")
    with pytest.raises(LinkWithdrawn):
        await house.portal.sign_in_with_link(ticket, first, language="en", address="192.0.2.7")
    assert (await house.portal.sign_in_with_link(ticket, second, language="en", address="192.0.2.7")).customer.only_ticket == ticket
    again = (await load()).link
    assert again is not None
    assert again.withdrawn_at is None


async def test_words_that_a_secret_was_taken_out_of_go_as_they_are_now(one_desk: OutDesk) -> None:
    ticket = await one_desk.write_in(by=CUSTOMER)
    await one_desk.send()
    said = await one_desk.reply(ticket, "Your code was 482913, and all is well.")

    def take_out(tx: Any) -> object:
        before, after = "Your code was 482913, and all is well.", "Your code was [removed], and all is well."
        removed = [Removed("one_time_code", 6)]
        return redact(tx, ticket, seq=said.seq, before=before, after=after, removed=removed, needs=one_desk.house.needs)

    await one_desk.house.db.submit(Work(take_out, tickets=(ticket,)))
    (mail,) = await one_desk.send()
    assert "Your code was [removed], and all is well." in mail.text
    assert "482913" not in mail.content.decode()


async def test_a_clock_that_goes_back_holds_no_mail(one_desk: OutDesk) -> None:
    ticket = await one_desk.write_in(by=CUSTOMER)
    await one_desk.send()
    one_desk.clock.advance(365 * 24 * 3600)
    await one_desk.reply(ticket)
    one_desk.clock.advance(-365 * 24 * 3600)
    assert len(await one_desk.send()) == 1
