"""Telling the other processes that something happened: positions, never contents. A lost notice costs a delay, never a message."""
