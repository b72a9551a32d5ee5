"""The mailboxes of the demo's customers: mail is written and read there without any server outside of this process."""
