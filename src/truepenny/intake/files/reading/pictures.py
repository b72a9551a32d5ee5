"""Words in a picture: what its bar codes hold, always, and what the recogniser of characters reads, where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from truepenny.contracts.secrets import Removed
from truepenny.intake.files.reading.look import Look, TooMuch
from truepenny.intake.files.reading.misread import key_in, mended, phrase_in, words_of_seed_qr
from truepenny.intake.files.reading.ocr import Ocr, OcrGone, OcrSlow, read_lines
from truepenny.intake.files.reading.order import columns
from truepenny.intake.files.redraw import MAX_PIXELS

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP", "gif": "GIF", "bmp": "BMP", "tif": "TIFF"}
_MAX_FRAMES = 10
_READABLE = (40, 8)
"""Pixels: no word fits into less."""
_FAINT = 8
"""Of 255: what differs by less is one colour."""
_SMALL = 1200


def look_into(look: Look, file: BinaryIO, kind: str) -> None:
    """A picture that is stored as it came, inside another file: all of its frames, and the words beside its pixels."""
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with Image.open(file, formats=(FORMATS[kind],)) as opened:
            if opened.width * opened.height > MAX_PIXELS or getattr(opened, "n_frames", 1) > _MAX_FRAMES:
                look.miss("too_much")
                return
            for frame in range(getattr(opened, "n_frames", 1)):
                opened.seek(frame)
                look_at(look, opened.copy())
            for words in _beside_pixels(opened):
                look.take(words)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, KeyError, OverflowError):
        look.miss("broken")


def words_of(file: BinaryIO, ocr: Ocr | None, *, until: float) -> str:
    """What a picture of a known kind says, codes first, for somebody who asks about it; nothing is kept.

    until: on time.monotonic's clock. Raises ValueError for what is no such picture, TooMuch, OcrGone, OcrSlow.
    """
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with Image.open(file, formats=tuple(FORMATS.values())) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise TooMuch
            grey = _in_grey(opened.copy())
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, EOFError, IndexError, TypeError, KeyError,
            OverflowError) as wrong:  # fmt: skip
        raise ValueError("not a picture") from wrong
    codes = sorted(_bar_codes(grey))
    if ocr is None or grey.width < _READABLE[0] or grey.height < _READABLE[1]:
        return "\n".join(codes)
    return "\n".join([*codes, _across(next(iter(read_lines(ocr, grey, until=until)), []))])


def look_at(look: Look, picture: Image) -> None:
    """One decoded picture. Raises TooMuch."""
    look.count_picture()
    grey = _in_grey(picture)
    for text in _bar_codes(grey):
        look.take(text)
        if (phrase := words_of_seed_qr(text)) is not None:
            look.take(phrase)
    low, high = grey.getextrema()
    if grey.width < _READABLE[0] or grey.height < _READABLE[1] or high - low < _FAINT:  # type: ignore[operator]  # L has one band
        return
    if look.ocr is None:
        look.miss("ocr")
        return
    try:
        for lines in read_lines(look.ocr, grey, until=look.until):
            _look_at_words(look, lines)
    except OcrGone:
        look.miss("ocr")
    except OcrSlow:
        look.miss("failed")


def _look_at_words(look: Look, lines: list[list[str]]) -> None:
    if size := phrase_in([word for line in lines for word in line]):
        look.put(Removed("recovery_phrase", size, "words"))
    if size := key_in([word for line in mended(lines) for word in line]):
        look.put(Removed("private_key", size))
    for text in _arranged(lines):
        look.take(text)


def _arranged(lines: list[list[str]]) -> Iterator[str]:
    """Across, as it was written down and as it may have been meant; downwards too, when it is a grid."""
    yield _across(lines)
    if (meant := mended(lines)) != lines:
        yield _across(meant)
    yield from columns(lines)


def _across(lines: list[list[str]]) -> str:
    return "\n".join(" ".join(line) for line in lines)


def _in_grey(picture: Image) -> Image:
    """On the ground, white or black, on which more can be seen of what is half transparent."""
    from PIL import Image, ImageStat

    if not picture.has_transparency_data:
        return picture.convert("L")
    layer = picture.convert("RGBA")
    grounds = [Image.alpha_composite(Image.new("RGBA", layer.size, ground), layer).convert("L") for ground in ("white", "black")]
    return max(grounds, key=lambda grey: ImageStat.Stat(grey).stddev[0])


def _bar_codes(grey: Image) -> set[str]:
    """Texts of all bar codes of all kinds, also inverted and turned ones; the picture is looked at in two sizes."""
    import zxingcpp
    from PIL import ImageOps

    scale = 2.0 if max(grey.size) < _SMALL else _SMALL / max(grey.size)
    sized = grey.resize((max(1, round(grey.width * scale)), max(1, round(grey.height * scale))))
    found = [*zxingcpp.read_barcodes(grey), *zxingcpp.read_barcodes(ImageOps.autocontrast(sized))]
    return {code.text for code in found if code.text}


def _beside_pixels(opened: Image) -> Iterator[str]:
    """Comments, descriptions and the like, as text."""
    for value in (*opened.info.values(), *opened.getexif().values()):
        if isinstance(value, str):
            yield value
        elif isinstance(value, bytes) and len(value) <= 1_000_000:
            yield value.decode("utf-8", "replace")
