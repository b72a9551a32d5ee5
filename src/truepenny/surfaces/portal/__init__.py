"""The customers' pages: server-made HTML that works without JavaScript. No rule of the house lives here."""
