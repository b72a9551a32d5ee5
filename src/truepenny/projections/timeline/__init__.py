"""The timeline: a ticket as its reader may see it, rendered from events, words and files. Owns one table: how far each side has read."""
