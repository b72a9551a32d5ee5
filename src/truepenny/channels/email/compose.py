"""One mail to be sent, as bytes: headers that nobody can write into, and the same words as text and as HTML.

Pure but for the templates, which are read once. The same mail gives the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from email.generator import BytesGenerator
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, quote
from functools import lru_cache, partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from truepenny.channels.email.blocks import Sheet
from truepenny.channels.email.plain import as_text
from truepenny.channels.email.sheets import sheet_of
from truepenny.contracts.errors import Undeliverable
from truepenny.contracts.mail import OUR_MARK, OutboundFile, OutboundMail
from truepenny.platform.web.colour import brand_colours
from truepenny.platform.web.i18n import Catalog

if TYPE_CHECKING:
    from minijinja import Environment

SURFACE = "email"
MAX_NAME = 60
MAX_FILE_NAME = 120
MAX_ID = 900
"""A line of a mail has at most 998 characters (RFC 5322, section 2.1.1)."""
_LANGUAGE_TAGS = {"zh": "zh-Hans"}
_FONTS = {
    "zh": "system-ui,'PingFang SC','Hiragino Sans GB','Microsoft YaHei','Noto Sans SC','Noto Sans CJK SC',sans-serif",
    "": "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,'PingFang SC','Microsoft YaHei',sans-serif",
}
_LIGHT = {
    "ground": "#f7f8fa", "sheet": "#ffffff", "line": "#d5dae2", "fill": "#eff1f4", "text": "#131822", "quiet": "#4a5261",
    "phrase_bg": "#f7f8fa", "phrase_line": "#d5dae2", "phrase_text": "#131822",
    "safe_bg": "#e6f6ed", "safe_line": "#12804a", "safe_text": "#0b5c35",
    "warning_bg": "#fdf2dd", "warning_line": "#b25e09", "warning_text": "#734004",
}  # fmt: skip
_DARK = {
    "ground": "#0f1217", "sheet": "#171b22", "line": "#2f3742", "fill": "#1f252e", "text": "#eef1f5", "quiet": "#b4bcc9",
    "safe": "#4cc38a", "safe_bg": "#10281d", "safe_text": "#86dfb3",
    "warning": "#efaa4e", "warning_bg": "#2d2110", "warning_text": "#f5cb8d",
}  # fmt: skip
"""The tokens of surfaces/assets/tokens.css: mail programs know no custom properties."""


def compose(mail: OutboundMail, catalog: Catalog, *, own: str) -> bytes:
    """own: our address. Lines end in CRLF; nothing but ASCII unless the receiver's address is not. Raises Undeliverable bad_address."""
    sheet = sheet_of(mail, partial(_translate, catalog, mail.language))
    head = "".join(f"{name}: {value}\r\n" for name, value in _headers(mail, sheet, own))
    return head.encode() + _body(mail, sheet)


def html_of(mail: OutboundMail, catalog: Catalog) -> str:
    """The formatted version alone."""
    return _as_html(sheet_of(mail, partial(_translate, catalog, mail.language)), mail)


def _translate(catalog: Catalog, language: str, msgid: str, **params: object) -> str:
    return catalog.translate(language, msgid, SURFACE, **params)


# Headers


def _headers(mail: OutboundMail, sheet: Sheet, own: str) -> list[tuple[str, str]]:
    found = [
        ("From", f"{_phrase(mail.brand, 'From')} <{own}>"),
        ("To", _address(mail.to)),
        ("Subject", _words(sheet.subject, "Subject")),
        ("Date", format_datetime(datetime.fromtimestamp(mail.at // 1_000_000, UTC))),
        ("Message-ID", f"<{_token(mail.message_id)}>"),
    ]
    if mail.reply_to:
        found.append(("Reply-To", f"{_phrase(mail.brand, 'Reply-To')} <{_token(mail.reply_to)}>"))
    found += [("In-Reply-To", parent) for parent in _ids(mail.in_reply_to)]
    references = _ids(*mail.references)
    if references:
        found.append(("References", "\r\n ".join(references)))
    found += [("Content-Language", _language(mail.language)), (OUR_MARK, mail.kind)]
    if mail.kind not in ("reply", "solution"):
        answers = mail.kind in ("receipt", "secret")
        found.append(("Auto-Submitted", "auto-replied" if answers else "auto-generated"))
        found.append(("X-Auto-Response-Suppress", "DR, RN, NRN, OOF, AutoReply"))  # all but reports on what did not arrive
    if mail.unsubscribe_url:
        found.append(("List-Unsubscribe", f"<{_token(mail.unsubscribe_url)}>"))
        found.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return found


def _words(text: str, name: str, limit: int = 300) -> str:
    """Encoded and folded as RFC 2047 has it; without anything that could end the line."""
    plain = clean(text)[:limit]
    if _is_plain(plain):
        return Header(plain, "us-ascii", header_name=name, maxlinelen=76).encode(linesep="\r\n")
    return Header(plain, "utf-8", header_name=name, maxlinelen=76).encode(linesep="\r\n")


def _phrase(name: str, header: str) -> str:
    plain = clean(name)[:MAX_NAME]
    return f'"{quote(plain)}"' if _is_plain(plain) else _words(plain, header)


def clean(text: str) -> str:
    """One line without control, direction and other invisible characters."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def _is_plain(words: str) -> bool:
    """Whether they can stand as they are: not when they look like something encoded, which would be shown as something else."""
    return words.isascii() and "=?" not in words


def _ids(*message_ids: str) -> list[str]:
    """Those that a header can hold. Of customers' mails they are what strangers wrote."""
    return [f"<{one}>" for one in map(_token, message_ids) if one and one.isascii() and len(one) <= MAX_ID]


def _token(value: str) -> str:
    """What stands between < and >. Ours, or read by us from a header: never with blanks or brackets."""
    return "".join(char for char in value if char.isprintable() and char not in "<> ")


def _address(address: str) -> str:
    local, at, domain = address.rpartition("@")
    strange = any(not char.isprintable() or char.isspace() or char in '<>,;:"()[]\\' for char in address)
    if not (at and local and domain) or strange or len(address) > 320:
        raise Undeliverable("", "bad_address")
    return address


def _language(language: str) -> str:
    return _LANGUAGE_TAGS.get(language, language)


# The body


def _body(mail: OutboundMail, sheet: Sheet) -> bytes:
    """MIME-Version, Content-* and what follows them."""
    message = EmailMessage(policy=SMTP)
    text = as_text(sheet)
    message.set_content(text, cte=_transfer(text))
    html = _as_html(sheet, mail)
    message.add_alternative(html, subtype="html", cte=_transfer(html))
    for file in mail.files:
        _attach(message, file)
    for at, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{at}_{hashlib.sha256(mail.message_id.encode()).hexdigest()[:32]}")
    written = BytesIO()
    BytesGenerator(written, policy=SMTP).flatten(message)
    return written.getvalue()


def _transfer(text: str) -> str:
    """The shorter of the two that survive every server."""
    return "quoted-printable" if sum(char > "\x7f" for char in text) * 6 < len(text) else "base64"


def _attach(message: EmailMessage, file: OutboundFile) -> None:
    main, _, sub = file.media_type.partition("/")
    if main in ("message", "multipart") or not sub.replace("-", "").replace("+", "").replace(".", "").isalnum() or not main.isalpha():
        main, sub = "application", "octet-stream"
    name = clean(file.name).replace("/", "_")[-MAX_FILE_NAME:] or "file"
    message.add_attachment(file.content, maintype=main, subtype=sub, filename=name)


def _as_html(sheet: Sheet, mail: OutboundMail) -> str:
    chinese = mail.language == "zh"
    html = _environment().render_template(
        "letter.html", sheet=sheet, lang=_language(mail.language), light=_colours(mail.hue, "light"), dark=_colours(mail.hue, "dark"),
        font=_FONTS["zh" if chinese else ""], leading="1.7" if chinese else "1.55", tight="1.4" if chinese else "1.25",
        initial=sheet.brand[:1].upper(),
    )  # fmt: skip
    # A slash needs no escaping where every value stands in quotes, and links without it are easier to read and to check. No word of
    # anybody's is changed: an & of theirs stands here as &amp;.
    return html.replace("&#x2f;", "/")


def _colours(hue: int, dress: str) -> Mapping[str, str]:
    brand = brand_colours(hue)[dress]
    ours = {name.replace("-", "_"): brand[name] for name in ("brand", "on-brand", "brand-bg", "brand-text")}
    return {**(_LIGHT if dress == "light" else _DARK), **ours}


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from minijinja import Environment

    folder = Path(__file__).parent / "templates"
    templates = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.html")}
    return Environment(templates=templates, trim_blocks=True, lstrip_blocks=True, undefined_behavior="strict")
