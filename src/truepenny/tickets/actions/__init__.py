"""Everything that can be done to a ticket, one verb a file.

An action is a function that takes who does it and what is to be done, and gives a unit of work for the database's writer:
`receipt = await db.submit(note(agent, ticket, text=..., client_id=...))`. The unit checks access and state inside the
transaction, appends events, and answers with the receipt. Doing the same thing again under the same client id is free.
"""
