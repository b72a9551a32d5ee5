"""What the parts of the house agree on: errors, identities, shapes of what goes over the wire, and Protocols. No behaviour."""
