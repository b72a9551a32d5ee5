"""Stores for the bytes of files: disk.py keeps them in a folder, memory.py in the process. The contract: contracts/blobs.py."""
