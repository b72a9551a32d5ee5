"""A picture drawn anew: decoded, turned upright, put into sRGB, and written again without anything but its pixels. Runs in a process of
its own that may die: limited in memory, file size and time by the system, so that no picture can hurt the desk.

In: a file and the format that its first bytes claim. Out: two new files, the picture and a small one of at most 480 x 480.
Nothing of the sender's bytes survives: no EXIF, place, comments, profiles, hidden data after the end, second frames.
"""

from __future__ import annotations

import io
import resource
import signal
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = 50_000_000
"""A telephone's 48-megapixel picture passes; 200 MB when decoded."""
THUMB_SIDE = 480
_MEMORY = 1536 * 1024 * 1024
_LARGEST_FILE = 256 * 1024 * 1024
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


def restrain() -> None:
    """Called once in the new process, before any picture."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE, _LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def redraw(source: Path, claimed: str, *, target: Path, thumb: Path, seconds: float, max_side: int) -> Drawn | Unreadable:
    """Writes target and thumb. claimed: PNG, JPEG, WEBP or GIF; no other decoder is ever tried. max_side 0: keep the size.

    The whole process is killed by the system's timer after so many seconds, in the middle of a decoder's loop if need be.
    """
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return _redraw(source, claimed, target, thumb, max_side)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _redraw(source: Path, claimed: str, target: Path, thumb: Path, max_side: int) -> Drawn | Unreadable:
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(source, formats=(claimed,)) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                return Unreadable("too_large")
            opened.load()
            upright = ImageOps.exif_transpose(opened)
            picture = _bare(upright)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Unreadable("too_large")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError, KeyError, OverflowError):
        return Unreadable("broken")  # what Pillow's decoders are known to raise for files that are not what they claim
    if max_side:
        picture.thumbnail((max_side, max_side))
    written = "PNG" if claimed == "GIF" else claimed
    if written == "JPEG":
        picture = picture.convert("L" if picture.mode == "L" else "RGB")
    picture.save(target, written, **_SAVING[written])
    drawn = Drawn(written, picture.width, picture.height)
    picture.thumbnail((THUMB_SIDE, THUMB_SIDE))
    picture.save(thumb, "WEBP", quality=80, method=4)
    return drawn


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
