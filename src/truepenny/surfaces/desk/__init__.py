"""The agents' desk: one shell page for all its addresses, and the modules that draw it in the browser. No business rule lives here."""
