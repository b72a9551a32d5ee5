"""The database: one writer with group commit, readers beside it, the same code for SQLite and PostgreSQL."""
