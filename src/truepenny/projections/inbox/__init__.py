"""The inbox: one row a ticket, and how many tickets there are of each kind. Holds ids and facts; words are joined when read."""
