"""Where the house is put together, and the commands. Nothing imports this folder."""
