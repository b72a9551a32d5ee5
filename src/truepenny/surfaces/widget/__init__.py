"""The embeddable chat: one script for any site. Here the script and its settings are served; the widget itself is in static/."""
