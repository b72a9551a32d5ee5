"""What comes out of a pipe, made to be as it was on the wire: lines end in CR LF (signatures are made over these), no mbox line on top."""

from __future__ import annotations

from typing import BinaryIO

from truepenny.channels.email.spool import Incoming

_PIECE = 64 * 1024


def read_pipe(stream: BinaryIO, incoming: Incoming, *, limit: int) -> bool:
    """Reads to the end. False when there was more than the limit; then the rest was read and thrown away. Raises OSError."""
    piece = stream.read(_PIECE)
    if piece.startswith(b"From "):
        while b"\n" not in piece and (more := stream.read(_PIECE)):
            piece += more
        piece = piece.partition(b"\n")[2]
    bare = b"\r\n" not in piece
    whole = True
    while piece:
        if whole:
            incoming.write(piece.replace(b"\n", b"\r\n") if bare else piece)
            whole = incoming.size <= limit
        piece = stream.read(_PIECE)
    return whole
