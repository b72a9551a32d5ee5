"""The live protocol: who is connected, what each one has, and the two ways to reach them (WebSocket, event stream)."""
