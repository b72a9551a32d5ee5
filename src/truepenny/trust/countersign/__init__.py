"""Countersign: two words by which a customer and an agent prove themselves to each other.

docs/adr/0017-two-words.md says what they prove, and what not.
"""
