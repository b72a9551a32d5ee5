"""The heart: what a ticket is (state.py), who may see and do what (access.py), and everything that can be done to it (actions/)."""
