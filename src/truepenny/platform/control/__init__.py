"""The control socket: how a command reaches the desk that runs. Owner only, on this machine only."""
