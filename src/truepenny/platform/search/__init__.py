"""Search of our own: text cut into words and bigrams, queries, extracts, and an index on either database."""
