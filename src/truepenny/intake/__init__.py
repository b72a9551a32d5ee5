"""The road in: each step from the edge to the action that writes the event."""
