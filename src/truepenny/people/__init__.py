"""Who writes and who answers: contacts with their identities, agents, teams, and the ways in which both sign in."""
