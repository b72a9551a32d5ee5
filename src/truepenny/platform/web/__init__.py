"""The plumbing of every page: languages, templates, static files, safety headers, problem answers. Knows nothing of support."""
