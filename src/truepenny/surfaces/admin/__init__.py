"""The pages of agents' sign-in and of administration: server-made HTML that works without JavaScript."""
