"""Agents' search in tickets: what was said, indexed in groups a little after it was committed."""
