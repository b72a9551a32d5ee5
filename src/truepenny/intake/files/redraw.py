"""A picture drawn anew: decoded, turned upright, put into sRGB, and written again without anything but its pixels. Runs in a process apart.

In: a file and the format that its first bytes claim. Out: two new files, the picture and a small one of at most 480 x 480.
Nothing of the sender's bytes survives: no EXIF, place, comments, profiles, hidden data after the end, second frames.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from truepenny.intake.files.sealed import Source, Target

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = 50_000_000
"""A telephone's 48-megapixel picture passes; 200 MB when decoded."""
THUMB_SIDE = 480
_SAVING: dict[str, dict[str, object]] = {
    "PNG": {"compress_level": 6},
    "JPEG": {"quality": 90, "optimize": True},
    "WEBP": {"quality": 90, "method": 4},
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was written. format: PNG, JPEG or WEBP (a GIF becomes a PNG of its first frame)."""

    format: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Unreadable:
    """why: broken (not a whole picture of its format) or too_large (more than MAX_PIXELS)."""

    why: str


def redraw(source: Source, claimed: str, *, target: Target, thumb: Target | None, max_side: int) -> Drawn | Unreadable:
    """Writes target, and thumb if wanted. claimed: PNG, JPEG, WEBP or GIF; no other decoder is ever tried. max_side 0: keep the size."""
    opened = open_picture(source, claimed)
    if isinstance(opened, Unreadable):
        return opened
    picture = _bare(opened)
    if max_side:
        picture.thumbnail((max_side, max_side))
    written = "PNG" if claimed == "GIF" else claimed
    if written == "JPEG":
        picture = picture.convert("L" if picture.mode == "L" else "RGB")
    with target.open("wb") as file:
        picture.save(file, written, **_SAVING[written])
    drawn = Drawn(written, picture.width, picture.height)
    if thumb is not None:
        picture.thumbnail((THUMB_SIDE, THUMB_SIDE))
        with thumb.open("wb") as file:
            picture.save(file, "WEBP", quality=80, method=4)
    return drawn


def open_picture(source: Source, claimed: str) -> Image | Unreadable:
    """The first frame, decoded and upright."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with source.open("rb") as file, Image.open(file, formats=(claimed,)) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                return Unreadable("too_large")
            opened.load()
            return ImageOps.exif_transpose(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Unreadable("too_large")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, KeyError, OverflowError):
        return Unreadable("broken")  # what Pillow's decoders are known to raise for files that are not what they claim


def _bare(image: Image) -> Image:
    """The pixels alone, as L, RGB or RGBA in sRGB."""
    from PIL import Image as Images

    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda shade: shade / 256).convert("L")
    clear = image.has_transparency_data
    mode = "RGBA" if clear else "L" if image.mode in {"1", "L"} else "RGB"
    plain = _in_srgb(image, mode)
    bare = Images.new(plain.mode, plain.size)
    bare.paste(plain)
    return bare


def _in_srgb(image: Image, mode: str) -> Image:
    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "RGBA", "CMYK"}:
        try:
            turned = ImageCms.profileToProfile(
                image, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode=mode
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            turned = None  # a broken profile: the plain numbers are the best guess
        if turned is not None:
            return turned
    return image.convert(mode)
