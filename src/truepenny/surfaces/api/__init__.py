"""The HTTP interface for programs: JSON, problem answers, OpenAPI."""
