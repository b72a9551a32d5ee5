"""The words of a mail as they may be stored: subject, text, formatted version and head, each through the screen.

In: an InboundMail. Out: words with placeholders, and what was taken out. A formatted version that holds a secret is not kept at all, since
the text says the same; nor is one that could not be made safe.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import msgspec

from truepenny.contracts.mail import InboundMail, MailAddress, Vouched
from truepenny.contracts.views import FalseName, MailHead
from truepenny.intake.mail.names import readable_name
from truepenny.intake.screening import Screened, Screening
from truepenny.people.contacts import mask
from truepenny.tickets.actions.leak import LONGEST_PLACEHOLDER, Leak
from truepenny.tickets.actions.look_back import FEW_WORDS
from truepenny.tickets.actions.open import MAX_SUBJECT
from truepenny.tickets.actions.words import MAX_MAIL, clean_text

MOST_QUESTIONS = 10
MOST_HTML = 512 * 1024
"""Characters of a formatted version; of a longer one there are the words only, since reading it takes seconds."""
_SHOWN = 20
_LONGEST_NAME = 80
_NOT_ALL_READ = frozenset({"subject_cut", "head_cut", "many_addresses", "aside_cut"})
"""What the reading says when it left something out."""
_ROOM = MAX_MAIL - 10_000
_CUT = {"en": "[The rest is in the file {name}.]", "zh": "［其余内容见文件 {name}。］"}
_NO_WORDS = {"en": "[This mail has no words.]", "zh": "［这封邮件没有文字。］"}
REST = "mail.txt"


@dataclass(frozen=True, slots=True)
class MailText:
    """text: as it is stored, without notes of ours. rest: all of the words, when text holds only the first of them. keeps_html: whether the
    formatted version may be kept. all_read: nothing in that was too large to be read, or would have to be asked about."""

    subject: str
    text: str
    leak: Leak
    rest: str = ""
    keeps_html: bool = True
    all_read: bool = True

    @property
    def clean(self) -> bool:
        """Nothing was taken out and nothing is asked about."""
        return self.all_read and not (self.leak.removed or self.leak.subject or self.leak.hashes)


@dataclass(frozen=True, slots=True)
class HeadWords:
    """json: of MailHead. name: of the sender, "" when there was a secret in it. clean: all that the head says, and what stands aside, was
    read, and no secret was in it."""

    json: str
    name: str
    clean: bool


def screen_mail(screening: Screening, mail: InboundMail, *, language: str, addresses: Collection[str] = ()) -> MailText:
    """addresses: those that the ticket names already. Slow for long mails (about a millisecond for a thousand characters): not on the event
    loop. Raises ScreenFailed."""
    subject = screening.strip(_one_line(mail.subject), language)
    words = _screened(screening, clean_text(mail.text), language, addresses)
    alone = len(words.removed)
    subject, words = _apart(screening, subject, words, language)
    title = subject.text[: MAX_SUBJECT + LONGEST_PLACEHOLDER * len(subject.removed)]
    removed = words.removed
    html = mail.html or ""
    in_html = screening.words(html, language, addresses=addresses) if html and len(html) <= MOST_HTML else Screened("")
    all_read = len(html) <= MOST_HTML and not in_html.hashes
    removed += tuple(one for one in in_html.removed if one not in removed)
    leak = Leak(removed, subject.removed, words.hashes)
    text, rest = _fitted(words.text)
    keeps_html = all_read and bool(html) and not in_html.removed and len(words.removed) == alone
    return MailText(title, text, leak, rest, keeps_html, all_read)


def head_of(
    screening: Screening, mail: InboundMail, vouched: Vouched, *, subject: str, language: str, false_name: FalseName | None
) -> HeadWords:
    """Whom it names, masked; subject: as it was screened. Raises ScreenFailed."""
    screened = {"": Screened("")}

    def strip(line: str) -> Screened:
        if line not in screened:
            screened[line] = screening.strip(line, language)
        return screened[line]

    def shown(addresses: tuple[MailAddress, ...]) -> tuple[str, ...]:
        return tuple(_shown(one, strip(readable_name(one)).text) for one in addresses[:_SHOWN])

    head = MailHead(
        sender=", ".join(shown(mail.senders)), to=shown(mail.to), cc=shown(mail.cc), reply_to=shown(mail.reply_to),
        subject=subject, domain=vouched.domain[:253], at=mail.at, spf=vouched.spf, dkim=vouched.dkim, dmarc=vouched.dmarc,
        policy=vouched.policy, false_name=false_name,
    )  # fmt: skip
    names = dict.fromkeys(_one_line(one.name) for one in (*mail.senders, *mail.to, *mail.cc, *mail.reply_to) if one.name)
    together = strip("\n".join(names))
    aside = screening.words(mail.aside, language) if mail.aside else Screened("")
    clean = not (aside.removed or together.removed or _NOT_ALL_READ.intersection(mail.faults))
    sender = strip("" if mail.sender is None else readable_name(mail.sender))
    return HeadWords(msgspec.json.encode(head).decode(), "" if sender.removed else sender.text, clean)


def with_notes(text: MailText, notes: list[str], language: str) -> str:
    """The words, and below them what is to be said of the files."""
    own = notes if not text.rest else [_in(_CUT, language).format(name=REST), *notes]
    words = text.text or ("" if own else _in(_NO_WORDS, language))
    return "\n\n".join([one for one in (words, "\n".join(own)) if one])


def _screened(screening: Screening, text: str, language: str, addresses: Collection[str]) -> Screened:
    """Of a few strings of 64 hex digits the customer is asked what they are; nobody answers that for hundreds: they are taken out."""
    words = screening.words(text, language, addresses=addresses)
    return words if len(words.hashes) <= MOST_QUESTIONS else screening.strip(text, language)


def _apart(screening: Screening, subject: Screened, words: Screened, language: str) -> tuple[Screened, Screened]:
    """Both without a secret that only shows when they are read one after the other."""
    if len(subject.text.split()) < FEW_WORDS or not (screening.is_part(subject.text) and screening.is_part(words.text)):
        return subject, words
    (title, in_title), (text, in_text) = screening.take_spread([subject.text, words.text], language)
    return replace(subject, text=title, removed=subject.removed + in_title), replace(words, text=text, removed=words.removed + in_text)


def _fitted(text: str) -> tuple[str, str]:
    """The words that a message holds, with room for notes; and all of them, where those are not all."""
    if len(text) <= _ROOM:
        return text, ""
    cut = text.rfind("\n", _ROOM // 2, _ROOM)
    return text[: cut if cut > 0 else _ROOM].rstrip(), text


def _one_line(subject: str) -> str:
    return " ".join(clean_text(subject).split())


def _shown(address: MailAddress, name: str) -> str:
    masked = mask("email", address.address)
    return f"{name[:_LONGEST_NAME]} <{masked}>" if name else masked


def _in(words: Mapping[str, str], language: str) -> str:
    return words["zh" if language.startswith("zh") else "en"]
