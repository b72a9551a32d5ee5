"""Web chat: the live protocol's frames of a customer, as inbound messages."""
