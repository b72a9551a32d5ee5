"""Telling of announcements: the customers of linked tickets in their tickets, and by mail those who asked for it."""
