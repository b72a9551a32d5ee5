"""What the desk knows and says in the same words each time: canned replies and the brand; articles and announcements come here."""
