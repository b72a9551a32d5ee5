"""The directory: every official contact point with its history, and what is never used. directory.py is the way in."""
