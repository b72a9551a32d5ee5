"""Parse a live frame. Pure: bytes in; a client frame, or Malformed with words that name the fault, out."""

from __future__ import annotations

import re

import msgspec

from truepenny.contracts.errors import Malformed
from truepenny.contracts.identity import Customer
from truepenny.contracts.live import AnyClientFrame, Send
from truepenny.intake.pipeline import Inbound
from truepenny.log.events import Channel

_decoder: msgspec.json.Decoder[AnyClientFrame] = msgspec.json.Decoder(AnyClientFrame)
_frames_decoder: msgspec.json.Decoder[list[AnyClientFrame]] = msgspec.json.Decoder(list[AnyClientFrame])
MAX_FRAME = 128 * 1024


def parse_frame(raw: bytes | str) -> AnyClientFrame:
    """Raises Malformed."""
    try:
        return _decoder.decode(raw)
    except msgspec.MsgspecError as wrong:
        raise Malformed(fault_of(wrong)) from wrong
    except (UnicodeError, RecursionError) as wrong:
        raise Malformed("the frame is not JSON in UTF-8") from wrong


def parse_frames(raw: bytes) -> list[AnyClientFrame]:
    """Raises Malformed."""
    try:
        return _frames_decoder.decode(raw)
    except msgspec.MsgspecError as wrong:
        raise Malformed(fault_of(wrong)) from wrong


def to_inbound(frame: Send, customer: Customer, *, channel: Channel = "webchat") -> Inbound:
    return Inbound(channel, customer, frame.id, frame.text, frame.files, frame.ticket, frame.subject or "", frame.topic)


def fault_of(wrong: msgspec.MsgspecError) -> str:
    """What the decoder says of names and types; values that it quotes are left out."""
    return re.sub(r"'[^']{24,}'", "'…'", str(wrong))[:200]
