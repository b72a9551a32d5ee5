"""The screen: finds what a customer must never send, before anything is stored.

findings.py says what a finding is; engine.py finds them in a text; rules.json holds the patterns and cues, which the browser runs too;
lists/ holds the official word lists. Nothing here stores, logs or sends what it finds.
"""
