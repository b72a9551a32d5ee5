"""Countersign: two words by which a customer and an agent prove themselves to each other (docs/adr/ names what it proves and what not)."""
