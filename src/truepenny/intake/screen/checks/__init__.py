"""The exact checks that rules name: checksums, algebra and structure, one small module a family. registry.py lists them by name.

A check is given a text and the span of a value in it. It answers with the span to remove, or None when the value is not a secret.
"""
