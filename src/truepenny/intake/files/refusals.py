"""What people are told when a file may not come in or go out."""

from __future__ import annotations

from truepenny.contracts.errors import Refused


def held() -> Refused:
    return Refused(
        409,
        "file_held",
        "This file is still being checked for viruses.",
        "It opens as soon as that is done. Try again in a minute.",
        retry_after_s=30,
    )


def rejected() -> Refused:
    return Refused(
        403, "file_rejected", "We do not pass this file on: the virus check found something in it.", "Ask its sender for another copy."
    )


def infected() -> Refused:
    return Refused(
        422,
        "file_infected",
        "We did not take this file: the virus check found something in it.",
        "Your device may be infected too. Send a screenshot instead, and have your device checked.",
        field="file",
    )


def too_many_loose() -> Refused:
    return Refused(
        429,
        "uploads_unsent",
        "Many of your files wait to be sent with a message.",
        "Send your message first, then add more files.",
        retry_after_s=60,
    )


def no_logo() -> Refused:
    return Refused(422, "logo_kind", "A logo has to be a PNG, JPEG, WebP or GIF picture.", "Choose another file.", field="file")
