"""What people are told when a file may not come in or go out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from truepenny.contracts.errors import Refused
from truepenny.contracts.secrets import SECRET_KINDS, Removed, SecretKind
from truepenny.platform.web.i18n import mark


def held() -> Refused:
    return Refused(
        409,
        "file_held",
        "This file is still being checked for viruses.",
        "It opens as soon as that is done. Try again in a minute.",
        retry_after_s=30,
    )


def unread() -> Refused:
    return Refused(
        409,
        "file_unread",
        "This file could not be checked for secrets, so nobody has seen it yet.",
        "A lead of our team can let it through. Until then, describe in your own words what it shows.",
    )


def rejected() -> Refused:
    return Refused(
        403, "file_rejected", "We do not pass this file on: the virus check found something in it.", "Ask its sender for another copy."
    )


def gone_for_secrets() -> Refused:
    return Refused(
        403, "file_had_secret", "This file held a secret, so it was deleted.", "Nobody has seen it. Ask its sender for a copy without it."
    )


def infected() -> Refused:
    return Refused(
        422,
        "file_infected",
        "We did not take this file: the virus check found something in it.",
        "Your device may be infected too. Send a screenshot instead, and have your device checked.",
        field="file",
    )


def hashes() -> Refused:
    """The sender may say that they are hashes, and send the file again."""
    return Refused(
        409,
        "file_hashes",
        "This file holds text of 64 characters that can be a transaction hash, and can be a private key.",
        "If it is a transaction hash, say so and send the file again. A private key must not be sent to anybody: take it out first.",
        field="file",
    )


_SECRET: Mapping[SecretKind, tuple[str, str]] = {
    "recovery_phrase": (
        mark("We did not take this file: it holds a recovery phrase."),
        mark("Make a new wallet now and move your funds there. If we need the rest of the file, send a copy without the phrase."),
    ),
    "private_key": (
        mark("We did not take this file: it holds a private key."),
        mark("Make a new wallet now and move your funds there. If we need the rest of the file, send a copy without the key."),
    ),
    "key_file": (
        mark("We did not take this file: it holds a key file."),
        mark("Put a new key in its place now, and move funds that it guards to a new wallet. Send us a copy without it."),
    ),
    "authenticator": (
        mark("We did not take this file: it holds an authenticator secret."),
        mark("Set up your authenticator anew now: the old secret then opens nothing. Send us a picture without the QR code or key."),
    ),
    "api_secret": (
        mark("We did not take this file: it holds an API secret."),
        mark("Delete this API key in your account now. If we need the rest of the file, send a copy without the secret."),
    ),
    "password": (
        mark("We did not take this file: it holds a password."),
        mark("Change it now, everywhere you use it. If we need the rest of the file, send a copy without the password."),
    ),
    "one_time_code": (
        mark("We did not take this file: it holds a one-time code."),
        mark("Never give a code to anybody, also not to us. Send a copy in which it cannot be seen."),
    ),
    "card_number": (
        mark("We did not take this file: it holds a card number."),
        mark("Call your bank now and have the card blocked. Send us a copy in which the number cannot be seen."),
    ),
    "card_code": (
        mark("We did not take this file: it holds the security code of a card."),
        mark("Call your bank now and have the card blocked. Send us a copy in which the code cannot be seen."),
    ),
    "access_token": (
        mark("We did not take this file: it holds an access token."),
        mark("Sign out of all sessions in your account now, or revoke the token. Send us a copy without it."),
    ),
    "other": (
        mark("We did not take this file: it holds something that we must not keep."),
        mark("Treat it as known to others and change it. Send us a copy without it."),
    ),
}
"""What is said of the gravest kind in a file, and what to do about that now."""


def secret(removed: Sequence[Removed]) -> Refused:
    """removed: at least one."""
    kind = min((one.kind for one in removed), key=SECRET_KINDS.index)
    title, cure = _SECRET[kind]
    return Refused(422, "file_secret", title, cure, field="file")


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


def no_picture() -> Refused:
    return Refused(422, "picture_kind", "This is no picture that can be shown.", "Choose a PNG, JPEG, WebP or GIF file.", field="file")


def not_held() -> Refused:
    return Refused(409, "file_not_held", "This file is not waiting to be let through.", "Load the ticket anew.", field="file")


def reason_missing() -> Refused:
    return Refused(
        422, "reason_missing", "Say why this file may be let through.", "One sentence is enough. It is kept in the record.", field="reason"
    )
