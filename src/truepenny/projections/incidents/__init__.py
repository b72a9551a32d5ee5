"""Which tickets are linked to which incident: facts of the tickets' logs, and the tickets that might be linked."""
