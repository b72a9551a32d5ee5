"""The help centre: articles in several languages, written, reviewed, published, read and judged."""
