"""Databases, files, clocks, keys, web plumbing. Knows nothing of support."""
