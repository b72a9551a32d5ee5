"""What a customer writes becomes a mail, as a mail program makes it; and on top, as the site's mail server puts it, who is proven."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr

from truepenny.main.demo.mailbox.owners import MAIL_SERVER, Owner
from truepenny.main.demo.mailbox.reading import Attached, Letter
from truepenny.platform.web import times

_WROTE = {"en": "On {when}, {who} wrote:", "zh": "{who} 于 {when} 写道："}


@dataclass(frozen=True, slots=True)
class Written:
    """A mail to be sent. answers: the one that it replies to."""

    to: str
    subject: str
    text: str
    files: Sequence[Attached] = ()
    answers: Letter | None = None


def compose(owner: Owner, written: Written, *, now_us: int) -> bytes:
    """Lines end in CRLF. Raises ValueError for an address or subject that cannot stand in a header."""
    domain = owner.address.rpartition("@")[2]
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"{_phrase(owner.name)} <{owner.address}>"
    mail["To"] = written.to
    mail["Subject"] = written.subject
    mail["Date"] = format_datetime(datetime.fromtimestamp(now_us // 1_000_000, UTC))
    mail["Message-ID"] = make_msgid(domain=domain)
    answered = written.answers
    if answered is not None and answered.message_id:
        mail["In-Reply-To"] = answered.message_id
        mail["References"] = " ".join([*answered.references, answered.message_id])
    quoted = "" if answered is None else answered.text
    lead = "" if answered is None else quote_line(owner, answered)
    mail.set_content(_plain(written.text, lead, quoted), cte="base64" if not written.text.isascii() else None)
    mail.add_alternative(_formatted(written.text, lead, quoted), subtype="html", cte="base64")
    for file in written.files:
        main, _, sub = file.media_type.partition("/")
        if main in ("message", "multipart") or not sub:
            main, sub = "application", "octet-stream"
        mail.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    return mail.as_bytes()


def stamp(content: bytes, owner: Owner, *, proven: bool) -> bytes:
    """With the finding of the site's own mail server on top (RFC 8601)."""
    domain = owner.address.rpartition("@")[2]
    found = f"dmarc=pass header.from={domain}" if proven else f"dmarc=fail (p=none) header.from={domain}"
    return f"Authentication-Results: {MAIL_SERVER}; {found}\r\n".encode() + content


def quote_line(owner: Owner, answered: Letter) -> str:
    when = times.moment(answered.stored.at, owner.language)
    return _WROTE["zh" if owner.language == "zh" else "en"].format(when=when, who=_one_line(answered.sender))


def address_in(to: str) -> str:
    """The bare address, "" when there is none."""
    address = parseaddr(to)[1]
    return address if "@" in address else ""


def _phrase(name: str) -> str:
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _plain(text: str, lead: str, quoted: str) -> str:
    if not lead:
        return text + "\n"
    return f"{text}\n\n{lead}\n" + "".join(f"> {line}\n" if line else ">\n" for line in quoted.splitlines())


def _formatted(text: str, lead: str, quoted: str) -> str:
    own = "".join(f"<div>{html.escape(line) or '<br>'}</div>" for line in text.splitlines())
    if not lead:
        return f'<div dir="auto">{own}</div>'
    lines = "<br>".join(html.escape(line) for line in quoted.splitlines())
    return (
        f'<div dir="auto">{own}</div><br><div class="gmail_quote"><div dir="auto" class="gmail_attr">{html.escape(lead)}<br></div>'
        f'<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex">{lines}</blockquote></div>'
    )
