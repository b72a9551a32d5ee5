"""Search over what is published: articles and announcements."""
