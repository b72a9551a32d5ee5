"""What an operator sees of the running desk: logs, metrics, health. None of it carries a customer's words, address or link."""
