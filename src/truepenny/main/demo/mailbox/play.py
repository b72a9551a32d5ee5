"""What comes and goes by mail in the demo's stories: written, judged, taken and answered as real mail is, each in its own time.

In: acts. Out: tickets at the desk, and mails in the customers' mailboxes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from truepenny.contracts.identity import TicketId
from truepenny.contracts.mail import Envelope, RawMail
from truepenny.main.demo.mailbox.form import type_of
from truepenny.main.demo.mailbox.owners import DESK_ADDRESS, Owner, find_owner
from truepenny.main.demo.mailbox.reading import Attached, Letter, read_letter
from truepenny.main.demo.mailbox.sink import bind_loopback, taking_mail
from truepenny.main.demo.mailbox.store import Mailboxes
from truepenny.main.demo.mailbox.way import open_mailboxes, with_mail
from truepenny.main.demo.mailbox.writing import Written, address_in, compose, stamp
from truepenny.main.demo.samples import sample
from truepenny.main.demo.story import Story, Write
from truepenny.main.house import House
from truepenny.main.wiring import build
from truepenny.platform.clock import SetClock
from truepenny.platform.crypto import Keyring
from truepenny.platform.db.database import Database
from truepenny.platform.settings import Settings
from truepenny.tickets.numbers import show_number


@asynccontextmanager
async def playing_mail(settings: Settings, *, db: Database, clock: SetClock, keyring: Keyring) -> AsyncIterator[MailPlay]:
    """With a second house over the same database, one that has a mail address: the other one mails nobody about old answers."""
    mailboxes, listening = open_mailboxes(settings.data_dir), bind_loopback()
    async with taking_mail(listening, mailboxes, clock):
        house = build(with_mail(settings, out_port=listening.getsockname()[1]), db=db, clock=clock, keyring=keyring)
        try:
            yield MailPlay(house, clock, mailboxes)
        finally:
            if house.mail_out is not None:
                await house.mail_out.stop()
            house.files.close()


@dataclass(frozen=True, slots=True)
class MailPlay:
    house: House
    clock: SetClock
    mailboxes: Mailboxes

    async def write(self, story: Story, act: Write, *, ticket: TicketId | None, quoted: TicketId | None) -> tuple[TicketId, int]:
        """The ticket and the event that the mail became. ticket: that of the mail which this one answers. quoted: whose number it names."""
        owner = find_owner(story.who)
        assert owner is not None, f"{story.key}: its customer has no mailbox"
        answers = self._letters(owner, ticket)[0] if ticket is not None else None
        subject = story.subject.format(number=show_number(quoted) if quoted else "") if answers is None else answers.answer_subject
        to = DESK_ADDRESS if answers is None else address_in(answers.answer_to)
        files = [_attached(*sample(wanted, owner.language)) for wanted in act.files]
        now = self.clock.now_us()
        written = stamp(compose(owner, Written(to, subject, act.text, files, answers), now_us=now), owner, proven=not act.impostor)
        assert self.house.mail is not None, "a house with a mail address"
        taken = await self.house.mail.take(RawMail(written), Envelope("lmtp", (to,), owner.address))
        assert taken.state == "filed", (story.key, taken)
        assert taken.ticket is not None
        assert ticket in (None, taken.ticket), f"{story.key}: the answer did not join its ticket"
        if not act.impostor:
            self.mailboxes.put(owner.address, "sent", written, now_us=now)
        if ticket is not None:
            for letter in self._letters(owner, ticket):
                self.mailboxes.mark_seen(letter.stored)
        return taken.ticket, taken.seq

    async def deliver(self) -> None:
        """What the desk has to send goes out, at the time that it is in the story."""
        assert self.house.mail_out is not None
        while await self.house.mail_out.sender.send_due():
            pass

    def _letters(self, owner: Owner, ticket: TicketId) -> list[Letter]:
        """The mails of this ticket in the customer's mailbox, the newest first."""
        letters = (read_letter(mail) for mail in self.mailboxes.list_mails(owner.address, "in"))
        return [letter for letter in letters if ticket.lower() in letter.answer_to]


def _attached(name: str, content: bytes) -> Attached:
    return Attached(name, type_of(name), content)
