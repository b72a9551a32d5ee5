"""The kinds of mail, in the customer's language: what each says, block by block.

A receipt is fixed text: nothing of the customer's mail, neither subject nor words nor name, comes back out of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from truepenny.channels.email.blocks import Block, Box, Button, Figure, Paragraph, Sheet, Small, Steps, Title, Values, Words, Writer
from truepenny.contracts.mail import OutboundMail
from truepenny.knowledge.secret_cards import CARD_WORDS
from truepenny.platform.web.visible import visible

Say = Callable[..., str]
"""A message id and what fills its places, in the language of the mail."""
MAX_SUBJECT = 180
_ANSWERED = re.compile(r"^\s*(?:(?:re|aw|sv|fw|fwd|回复|答复|转发)\s*(?:\[\d+\])?\s*[:：]\s*)+", re.IGNORECASE)


def sheet_of(mail: OutboundMail, say: Say) -> Sheet:
    """mail: of any kind; its words are shown as they are, with what reorders or hides text made visible."""
    subject, summary, body = _KINDS[mail.kind](mail, say)
    phrase = (_phrase(mail, say),) if mail.phrase else ()
    return Sheet(
        subject, visible(mail.brand), mail.ticket, summary, (*phrase, *body, *_never_ask(mail, say)), _closing(mail, say), say(": ")
    )


def _reply(mail: OutboundMail, say: Say) -> tuple[str, str, tuple[Block, ...]]:
    summary = say("{name}, agent {id}, has answered you.", name=visible(mail.agent_name), id=mail.agent_id)
    body: tuple[Block, ...] = (Writer(visible(mail.agent_name), mail.agent_id, heads=True),)
    body += (Words(visible(mail.text)),) if mail.text else ()
    return _subject_re(mail), summary, (*body, *_left_out(mail, say), *_way_back(mail, say), *_if_not_you(mail, say))


def _solution(mail: OutboundMail, say: Say) -> tuple[str, str, tuple[Block, ...]]:
    title = say("Is your problem solved?")
    body: list[Block] = [Title(title), Writer(visible(mail.agent_name), mail.agent_id)]
    if mail.text:
        body.append(Words(visible(mail.text)))
    body.append(Steps(say("What was done"), tuple(map(visible, mail.steps))))
    if mail.parameters:
        pairs = tuple((visible(name), visible(value)) for name, value in mail.parameters)
        body.append(Values(say("With these values"), pairs))
    if mail.cautions:
        body.append(Box("warning", say("Please take care"), tuple(map(visible, mail.cautions))))
    body.append(Paragraph(say("Tell us that it is solved, or what is still wrong: then we go on.")))
    body.append(Button(say("Confirm, or say what is wrong"), mail.ticket_url))
    body.append(Paragraph(say("You can also answer this mail.")))
    return _subject_re(mail), title, (*body, *_if_not_you(mail, say))


def _receipt(mail: OutboundMail, say: Say) -> tuple[str, str, tuple[Block, ...]]:
    title = say("We have your mail")
    number, end = mail.ticket.partition("-")[::2]
    body: tuple[Block, ...] = (
        Title(title),
        Figure(say("Its number"), (number, end), "-"),
        Steps(
            say("What happens next"),
            (
                say("A person reads your mail."),
                say("Their answer comes to this address, with this number in its subject."),
                say("To add something, answer this mail."),
            ),
        ),
        *((Button(say("Sign in to see it"), mail.ticket_url),) if mail.ticket_url else ()),
        _not_you(say),
    )
    return _subject(title, mail), title, body


def _notice(mail: OutboundMail, say: Say) -> tuple[str, str, tuple[Block, ...]]:
    title = say("You have an answer")
    body: tuple[Block, ...] = (
        Title(title),
        Paragraph(say("We have answered you in your ticket.")),
        Paragraph(say("For your safety the answer itself is not in this mail.")),
        Button(say("Read the answer"), mail.ticket_url),
    )
    return _subject(title, mail), title, body


def _secret(mail: OutboundMail, say: Say) -> tuple[str, str, tuple[Block, ...]]:
    """What was taken out by kind, never itself; and what is asked, which only a page can be told."""
    title = say("We removed something from your mail") if mail.removed else say("A question about your mail")
    body: list[Block] = [Title(title)]
    if mail.removed:
        body.append(Paragraph(CARD_WORDS["lead"].said(mail.language)))
    body += [Box("warning", visible(name[:1].upper() + name[1:]), (why, now)) for name, why, now in mail.removed]
    if mail.asks_hash:
        body += [Steps(CARD_WORDS["ask"].said(mail.language), ()), Paragraph(CARD_WORDS["ask_why"].said(mail.language))]
        if mail.ticket_url:
            body += [Button(say("Answer in my ticket"), mail.ticket_url), Paragraph(say("Please do not send them again by mail."))]
        else:
            body.append(
                Paragraph(say("If they are a transaction hash, write to us again with the words “transaction hash:” in front of them."))
            )
    return _subject(title, mail), title, (*body, *_if_not_you(mail, say))


def _told(mail: OutboundMail, say: Say) -> tuple[str, str, tuple[Block, ...]]:
    """What was announced, to who has a ticket about it: the first line of the words is its title."""
    title, _, rest = visible(mail.text).partition("\n")
    lead = say("There is news about the incident that your ticket waits for.")
    body: tuple[Block, ...] = (Title(title), Paragraph(lead), Words(rest.strip()), Button(say("Read all of it"), mail.read_url))
    stays = Paragraph(say("Your ticket stays open. You need do nothing; to add something, answer this mail."))
    if not mail.reply_to or mail.unsubscribe_url:
        stays = Paragraph(say("Your ticket stays open. You need do nothing."))
    return _subject_re(mail), lead, (*body, stays, Button(say("Open my ticket"), mail.ticket_url), *_if_not_you(mail, say))


def _announcement(mail: OutboundMail, say: Say) -> tuple[str, str, tuple[Block, ...]]:
    title = visible(mail.subject)
    body: list[Block] = [Small(mail.label), Title(title)]
    if mail.text:
        body.append(Words(visible(mail.text)))
    body.append(Button(say("Read all of it"), mail.ticket_url))
    subject = f"{mail.label}: {title}" if mail.language != "zh" else f"【{mail.label}】{title}"
    return subject[:MAX_SUBJECT], mail.label, tuple(body)


def _subscribe(mail: OutboundMail, say: Say) -> tuple[str, str, tuple[Block, ...]]:
    title = say("Do you want announcements by mail?")
    body: tuple[Block, ...] = (
        Title(title),
        Paragraph(say("Somebody gave this address on our page of announcements. If it was you, say so:")),
        Button(say("Yes, send them here"), mail.ticket_url),
        Paragraph(say("The link works for {hours} hours.", hours=mail.valid_minutes // 60)),
        Paragraph(say("It was not you? Then you need do nothing: nothing is sent.")),
    )
    return title, title, body


def _code(mail: OutboundMail, say: Say) -> tuple[str, str, tuple[Block, ...]]:
    title = say("Your code to sign in")
    middle = (len(mail.code) + 1) // 2
    minutes = say("It is valid for {minutes} minutes, and works once.", minutes=mail.valid_minutes)
    body: tuple[Block, ...] = (
        Title(title),
        Figure(say("Code"), (mail.code[:middle], mail.code[middle:])),
        Paragraph(minutes),
        Box(
            "warning",
            say("Never tell this code to anyone, not even to us."),
            (
                say("Type it only at {host}, where you asked for it.", host=_host(mail)),
                say("Whoever wants to hear it from you wants to get into your account."),
            ),
        ),
        Paragraph(say("You did not ask for a code? Then somebody else typed your address. Without the code they cannot get in.")),
    )
    return title, minutes, body


_KINDS: dict[str, Callable[[OutboundMail, Say], tuple[str, str, tuple[Block, ...]]]] = {
    "reply": _reply,
    "solution": _solution,
    "receipt": _receipt,
    "notice": _notice,
    "secret": _secret,
    "code": _code,
    "told": _told,
    "announcement": _announcement,
    "subscribe": _subscribe,
}


def _phrase(mail: OutboundMail, say: Say) -> Box:
    return Box("phrase", say("Your phrase"), (visible(mail.phrase), say("You chose it. It stands in every mail from us.")))


def _never_ask(mail: OutboundMail, say: Say) -> tuple[Block, ...]:
    if mail.kind == "receipt":
        lead = say("Nobody of us will ever ask you for your password, recovery phrase, private key, codes, card details or a transfer.")
    else:
        lead = say("We never ask for your password, recovery phrase, private key, codes, card details or transfers.")
    return (Box("safe", lead, (say("Whoever does is not us, however much it looks like us."),)),)


def _left_out(mail: OutboundMail, say: Say) -> tuple[Block, ...]:
    if not mail.left_out:
        return ()
    return (Steps(say("These files wait in your ticket"), tuple(map(visible, mail.left_out)), numbered=False),)


def _way_back(mail: OutboundMail, say: Say) -> tuple[Block, ...]:
    return (Paragraph(say("To go on, answer this mail, or write in your ticket.")), Button(say("Open my ticket"), mail.ticket_url))


def _if_not_you(mail: OutboundMail, say: Say) -> tuple[Block, ...]:
    if not mail.unproven:
        return ()
    private = Paragraph(say("The link to your ticket opens it to whoever has it: do not pass this mail on."))
    return (private, _not_you(say)) if mail.ticket_url else (_not_you(say),)


def _not_you(say: Say) -> Paragraph:
    return Paragraph(say("You did not write to us? Then somebody else gave your address. You need do nothing."))


def _closing(mail: OutboundMail, say: Say) -> tuple[Small, ...]:
    page = f"{urlsplit(mail.verify_url).scheme}://{_host(mail)}/"
    asked = say("Is this mail really from us? Ask on our page, whose address begins with {page}", page=page)
    checked = Small(asked, mail.verify_url)
    words = say("No more mails about announcements:") if mail.kind == "announcement" else say("No more mails when you have an answer:")
    off = (Small(words, mail.unsubscribe_url),) if mail.unsubscribe_url else ()
    return (checked, *off)


def _host(mail: OutboundMail) -> str:
    return urlsplit(mail.verify_url).netloc


def _subject_re(mail: OutboundMail) -> str:
    words = " ".join(_ANSWERED.sub("", visible(mail.subject)).split())
    return _subject(f"Re: {words[:MAX_SUBJECT]}".strip(), mail)


def _subject(words: str, mail: OutboundMail) -> str:
    return f"{words} [{mail.ticket}]"
