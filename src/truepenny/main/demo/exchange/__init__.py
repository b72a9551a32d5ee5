"""The sample exchange: an invented company's pages with the chat on them, as its own web server would serve them."""
