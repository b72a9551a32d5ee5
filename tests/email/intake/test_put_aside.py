"""Mail that our own code fails on: it is put aside once, nothing of it is lost, and it is taken when the fault is mended."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from tests.email.intake.conftest import DESK, MailDesk
from tests.people_of import make_agent
from tests.traces import find_traces

from truepenny.channels.email.edge import MailEdge, Read
from truepenny.channels.email.reading.read import read_mail
from truepenny.contracts.identity import Role
from truepenny.contracts.mail import Envelope, InboundMail, RawMail, Vouched
from truepenny.intake.mail.schema import mails
from truepenny.intake.park import list_parked
from truepenny.log import schema

pytestmark = pytest.mark.anyio
CONTENT = b"From: li@mail.example\r\nSubject: marble otter\r\nMessage-ID: <one@mail.example>\r\n\r\nmarble otter\r\n"
ENVELOPES = {
    "known to be sent by": Envelope("lmtp", (DESK,), "li@mail.example"),
    "bytes that are no characters": Envelope("pipe", ("a\udcff@acme.example",), "b\udcff"),
}


class Nobody:
    async def judge(self, raw: RawMail, mail: InboundMail, envelope: Envelope) -> Vouched:
        return Vouched("unproven")


def broken(raw: RawMail, sender: str | None) -> InboundMail:
    raise ValueError(raw.slice(0, 100))


def edge_of(desk: MailDesk, read: Read) -> MailEdge:
    house = desk.house
    return MailEdge(house.db, house.clock, house.keyring, read, Nobody(), desk.intake, house.settings.mail_max_bytes, park_days=14)


async def count(desk: MailDesk) -> int:
    return await desk.house.db.read(lambda conn: conn.execute(select(func.count()).select_from(mails)).scalar_one())


@pytest.mark.parametrize("name", ENVELOPES)
async def test_a_mail_that_is_put_aside_is_taken_when_the_fault_is_mended(desk: MailDesk, name: str) -> None:
    failing, mended = edge_of(desk, broken), edge_of(desk, read_mail)
    for _ in range(2):
        assert (await failing.take(RawMail(CONTENT), ENVELOPES[name])).state == "parked"
    (waiting,) = await desk.house.db.read(list_parked)
    assert "marble" not in waiting.reason
    assert await find_traces(desk.house, "marble otter") == []
    with pytest.raises(ValueError, match="marble"):
        await failing.replay(waiting.id)
    taken = await mended.replay(waiting.id)
    assert taken is not None
    assert taken.state == "filed"
    assert await mended.replay(waiting.id) is None
    assert await desk.house.db.read(list_parked) == []
    assert await count(desk) == 1


async def test_a_replay_that_stops_before_it_is_noted_doubles_nothing(desk: MailDesk) -> None:
    await edge_of(desk, broken).take(RawMail(CONTENT), ENVELOPES["known to be sent by"])
    (waiting,) = await desk.house.db.read(list_parked)
    mended = edge_of(desk, read_mail)
    first = await mended.take(RawMail(CONTENT), ENVELOPES["known to be sent by"])
    again = await mended.replay(waiting.id)
    assert again is not None
    assert (again.state, again.ticket) == ("known", first.ticket)
    opened = select(func.count()).select_from(schema.event).where(schema.event.c.kind == "opened")
    assert await desk.house.db.read(lambda conn: conn.execute(opened).scalar_one()) == 1


@pytest.mark.parametrize(("sender", "automatic"), [("", "reply"), ("li@mail.example", None), (None, None)])
async def test_what_is_handed_over_without_a_return_path_wants_no_answer(desk: MailDesk, sender: str | None, automatic: str | None) -> None:
    """The server before us says so and writes nothing of it into the mail: that is for the last one to do."""
    taken = await edge_of(desk, read_mail).take(RawMail(CONTENT), Envelope("lmtp", (DESK,), sender))
    events = await desk.events(await make_agent(desk.house, role=Role.LEAD), taken.ticket)
    (mail,) = [event.mail for event in events if event.mail is not None]
    assert mail.automatic == automatic
    assert [event.delivery.what for event in events if event.delivery] == ([] if automatic else ["receipt"])
