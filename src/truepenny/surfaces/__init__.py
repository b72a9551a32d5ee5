"""The faces of the house: pages and interfaces. No business rule in them; siblings do not know one another."""
