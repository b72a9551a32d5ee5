"""Whose mail is it: what the domain in From says of a mail, by the site's own server or by our own SPF, DKIM and DMARC (ADR 0013).

voucher.py weighs; server_results.py reads what the site's server found; spf.py, dkim.py and dmarc.py look for themselves.
Nothing here decides what a mail may do.
"""

from truepenny.channels.email.vouching.voucher import Voucher

__all__ = ["Voucher"]
