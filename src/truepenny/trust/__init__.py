"""Whom customers may trust, and why: what the desk never asks for; directory, lookalikes and countersign come here."""
