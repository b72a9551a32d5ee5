"""The words of a file, found and screened before anything of it is stored.

reader.py is what the house talks to; all else runs in a process apart: examine.py one file from its bytes to an Outcome, look.py what it
collects on the way, texts.py, paper.py, office.py, archive.py and pictures.py the kinds, ocr.py the program that reads pictures.
No word of a file ever comes back from there: only kinds, sizes, and whether all of it could be read. Sound and film are not read.
"""
