"""Mail: in by IMAP, LMTP, SMTP and a pipe; out by SMTP."""
