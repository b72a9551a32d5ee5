"""Files of customers and agents: receive, judge by content, clean, check for viruses, keep, give back to those who may see them.

media.py what may come in; names.py file names; images.py and redraw.py pictures; virus.py the scanner; schema.py and records.py
the tables; receive.py the way in; store.py the class Files that the rest of the house talks to.
"""
