"""Web chat: the live protocol's frames of a customer, as inbound messages."""

from __future__ import annotations

from truepenny.channels.webchat.parse import parse_frame
from truepenny.contracts.channel import ChannelCard

CHANNEL = ChannelCard("webchat", parse_frame)
