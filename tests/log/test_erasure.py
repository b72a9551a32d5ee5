"""Erasure: the words are gone, from every table and from the file; the event and the chain stay."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tests.people_of import make_agent, make_customer
from tests.traces import find_anywhere

from truepenny.contracts.errors import NotFound, Refused
from truepenny.contracts.identity import Role, TicketId
from truepenny.log.verify import verify
from truepenny.main.house import House
from truepenny.main.running import running
from truepenny.platform.settings import Settings
from truepenny.tickets.actions.erase import erase
from truepenny.tickets.actions.note import note
from truepenny.tickets.actions.reply import reply

pytestmark = pytest.mark.anyio


async def is_sound(house: House) -> bool:
    return await house.db.read(lambda conn: list(verify(conn, house.keyring, house.settings.anchors_path))) == []


async def test_a_lead_erases_words_and_no_table_holds_them_any_more(house: House) -> None:
    li, lead, agent = await make_customer(house), await make_agent(house, role=Role.LEAD), await make_agent(house)
    opened = await house.portal.open_ticket(
        li, client_id="open-0001", subject="locked out", text="my phrase is abandon ability able", topic=None, language="en", files=[]
    )
    ticket = TicketId(opened.receipt.ticket)
    assert "content" in await house.db.read(lambda conn: find_anywhere(conn, "abandon ability"))

    with pytest.raises(Refused, match="leads_only"):
        erase(agent, ticket, client_id="erase-00", seq=2, reason="may I?", needs=house.needs)
    receipt = await house.db.submit(erase(lead, ticket, client_id="erase-01", seq=2, reason="a secret", needs=house.needs))
    again = await house.db.submit(erase(lead, ticket, client_id="erase-01", seq=2, reason="a secret", needs=house.needs))

    assert again == receipt
    assert await house.db.read(lambda conn: find_anywhere(conn, "abandon ability")) == []
    assert await is_sound(house)
    seen = await house.portal.load_ticket(li, ticket)
    assert [(event.kind, event.text, event.erased) for event in seen.events] == [
        ("opened", "locked out", False), ("message_received", None, True), ("erased", None, False),
    ]  # fmt: skip
    with pytest.raises(NotFound):
        await house.db.submit(erase(lead, ticket, client_id="erase-02", seq=99, reason="nothing there", needs=house.needs))


async def test_a_subject_that_repeats_the_erased_words_goes_with_them(house: House) -> None:
    """Who writes in the chat gives no subject: it is made from the first words, so that they lie in the database twice."""
    li, lead = await make_customer(house), await make_agent(house, role=Role.LEAD)
    opened = await house.portal.open_ticket(
        li, client_id="open-0001", subject="", text="my phrase is abandon ability able", topic=None, language="en", files=[]
    )
    ticket = TicketId(opened.receipt.ticket)
    assert (await house.portal.load_ticket(li, ticket)).ticket.subject == "my phrase is abandon ability able"

    await house.db.submit(erase(lead, ticket, client_id="erase-01", seq=2, reason="a secret", needs=house.needs))

    assert await house.db.read(lambda conn: find_anywhere(conn, "abandon ability")) == []
    assert await is_sound(house)
    seen = await house.portal.load_ticket(li, ticket)
    assert seen.ticket.subject == ""
    assert sorted(event.erased_seq for event in seen.events if event.erased_seq) == [1, 2]


async def test_no_byte_of_erased_words_is_left_in_the_files_of_sqlite(sqlite_settings: Settings) -> None:
    """While the desk runs: not in the database, not in the write-ahead file. Words of all sizes, among others that stay."""
    chance = random.Random(7)
    async with running(sqlite_settings) as house:
        li, lead = await make_customer(house), await make_agent(house, role=Role.LEAD)
        opened = await house.portal.open_ticket(li, client_id="open-0001", subject="s", text="t", topic=None, language="en", files=[])
        ticket, marks = TicketId(opened.receipt.ticket), dict[int, str]()
        for n in range(150):
            words = f"mark-{n:04}-{chance.getrandbits(64):016x} "
            long = words * chance.choice([1, 3, 40, 300])
            verb = reply if n % 2 else note
            receipt = await house.db.submit(verb(lead, ticket, client_id=f"words-{n:04}", text=long, needs=house.needs))
            marks[receipt.seq] = words.strip()
        doomed = chance.sample(sorted(marks), 60)
        assert sqlite_settings.sqlite_path is not None
        before = bytes_of(sqlite_settings.sqlite_path)
        assert all(marks[seq].encode() in before for seq in doomed)

        for n, seq in enumerate(doomed):
            await house.db.submit(erase(lead, ticket, client_id=f"erase-{n:04}", seq=seq, reason="asked for", needs=house.needs))
        await house.db.write(lambda conn: None)  # the writer wipes after it has answered: once it answers again, it has

        after = bytes_of(sqlite_settings.sqlite_path)
        assert [marks[seq] for seq in doomed if marks[seq].encode() in after] == []
        assert all(words.encode() in after for seq, words in marks.items() if seq not in doomed)
        assert await is_sound(house)


def bytes_of(path: Path) -> bytes:
    return b"".join(part.read_bytes() for part in sorted(path.parent.glob(f"{path.name}*")))
