"""Announcements: what is broken, what will be done when, what has changed; and the state of each service that follows from them."""
