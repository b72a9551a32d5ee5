"""Mail: in by IMAP, LMTP, SMTP and a pipe; out by SMTP."""

from __future__ import annotations

from truepenny.contracts.channel import ChannelCard
from truepenny.contracts.mail import InboundMail, RawMail


def _parse(raw: bytes) -> InboundMail:
    from truepenny.channels.email.reading.read import read_mail  # with its libraries, when the first mail comes

    return read_mail(RawMail(raw))


CHANNEL = ChannelCard("email", _parse)
