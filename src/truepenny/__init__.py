"""Truepenny: the support desk of those who hold other people's money."""
