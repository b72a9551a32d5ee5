"""Mail read: `read.read_mail` makes an InboundMail of raw bytes. Pure; the way through it is the order of read.py."""
