"""Pictures are drawn anew in a process that may die."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo
from tests.files.conftest import picture

from truepenny.contracts.errors import Refused
from truepenny.intake.files.images import Drawing
from truepenny.intake.files.redraw import MAX_PIXELS, Drawn


class Studio:
    def __init__(self, folder: Path, drawing: Drawing) -> None:
        self.folder = folder
        self.drawing = drawing
        self.target = folder / "target"
        self.thumb = folder / "thumb"

    async def draw(self, content: bytes, claimed: str) -> Drawn:
        source = self.folder / "source"
        source.write_bytes(content)
        return await self.drawing.draw(source, claimed, target=self.target, thumb=self.thumb)


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    drawing = Drawing(seconds=20)
    yield Studio(tmp_path, drawing)
    drawing.close()


def seen(path: Path) -> Image.Image:
    """The picture in this file, loaded."""
    with Image.open(path) as image:
        image.load()
        return image


def _bomb(side: int) -> bytes:
    """A real PNG of side x side black pixels, a few kB long."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    packer = zlib.compressobj(9)
    row = bytes(1 + side // 8)
    pixels = b"".join([packer.compress(row) for _ in range(side)] + [packer.flush()])
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.anyio
async def test_place_comment_and_everything_after_the_end_are_gone(studio: Studio) -> None:
    exif = Image.Exif()
    exif[0x010E] = "at home with my recovery phrase"
    exif.get_ifd(0x8825)[1] = "N"
    content = picture("JPEG", exif=exif, comment=b"hidden words", xmp=b"<x:xmpmeta>hidden</x:xmpmeta>")
    content += b"PK\x03\x04 a zip behind the picture"
    assert b"recovery phrase" in content  # the premise
    drawn = await studio.draw(content, "JPEG")
    assert drawn == Drawn("JPEG", 640, 400)
    kept = studio.target.read_bytes()
    for secret in (b"recovery", b"hidden", b"Exif", b"PK\x03\x04", b"xmp"):
        assert secret not in kept
        assert secret not in studio.thumb.read_bytes()
    assert Image.open(io.BytesIO(kept)).getexif() == {}


@pytest.mark.anyio
async def test_text_chunks_of_a_png_are_gone(studio: Studio) -> None:
    words = PngInfo()
    words.add_text("Comment", "hidden words")
    content = picture("PNG", pnginfo=words, dpi=(300, 300))
    assert b"hidden words" in content
    await studio.draw(content, "PNG")
    assert b"hidden" not in studio.target.read_bytes()
    assert set(seen(studio.target).info) <= {"transparency"}


@pytest.mark.anyio
async def test_a_telephone_picture_stands_upright(studio: Studio) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert await studio.draw(picture("JPEG", size=(300, 100), exif=exif), "JPEG") == Drawn("JPEG", 100, 300)


@pytest.mark.anyio
async def test_the_small_picture_is_at_most_480_and_keeps_its_shape(studio: Studio) -> None:
    await studio.draw(picture("PNG", size=(2000, 1000)), "PNG")
    small = seen(studio.thumb)
    assert (small.format, small.size) == ("WEBP", (480, 240))


@pytest.mark.anyio
@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
async def test_every_kind_of_png_works(studio: Studio, mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (20, 20), 0).save(out, "PNG")
    assert (await studio.draw(out.getvalue(), "PNG")).format == "PNG"


@pytest.mark.anyio
async def test_clear_parts_stay_clear(studio: Studio) -> None:
    image = Image.new("P", (20, 20))
    image.putpalette([10, 20, 30, 200, 0, 0])
    image.putpixel((0, 0), 1)
    out = io.BytesIO()
    image.save(out, "PNG", transparency=0)
    await studio.draw(out.getvalue(), "PNG")
    kept = seen(studio.target)
    assert kept.getpixel((0, 0)) == (200, 0, 0, 255)
    assert kept.getpixel((5, 5))[3] == 0  # type: ignore[index]
    assert seen(studio.thumb).mode == "RGBA"


@pytest.mark.anyio
async def test_a_print_picture_and_one_with_a_colour_profile_come_out_in_plain_colours(studio: Studio) -> None:
    await studio.draw(picture("JPEG", mode="CMYK"), "JPEG")
    assert seen(studio.target).mode == "RGB"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    await studio.draw(picture("JPEG", icc_profile=profile), "JPEG")
    kept = seen(studio.target)
    assert "icc_profile" not in kept.info
    assert all(abs(got - want) < 6 for got, want in zip(kept.getpixel((5, 5)), (200, 30, 60), strict=True))  # type: ignore[arg-type]


@pytest.mark.anyio
@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
async def test_a_moving_picture_keeps_its_first_frame(studio: Studio, kind: str) -> None:
    frames = [Image.new("RGB", (50, 50), colour) for colour in ("red", "green", "blue")]
    out = io.BytesIO()
    frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=100)
    assert getattr(Image.open(out), "n_frames", 1) == 3
    drawn = await studio.draw(out.getvalue(), kind)
    kept = seen(studio.target)
    assert (getattr(kept, "n_frames", 1), drawn.format) == (1, {"GIF": "PNG", "WEBP": "WEBP"}[kind])
    assert kept.convert("RGB").getpixel((10, 10))[0] > 200  # type: ignore[index]


@pytest.mark.anyio
async def test_a_pixel_bomb_is_refused_before_it_is_decoded(studio: Studio) -> None:
    side = 40_000
    assert side * side > MAX_PIXELS
    bomb = _bomb(side)
    assert len(bomb) < 300_000
    with pytest.raises(Refused) as refused:
        await studio.draw(bomb, "PNG")
    assert (refused.value.status, refused.value.code) == (422, "picture_too_large")
    assert "megapixels" in refused.value.params
    assert (await studio.draw(picture(), "PNG")).width == 640


@pytest.mark.anyio
@pytest.mark.parametrize("content", [picture("PNG")[:200], b"\x89PNG\r\n\x1a\n" + b"junk" * 100, picture("JPEG"), b""])
async def test_what_is_no_whole_picture_is_refused(studio: Studio, content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        await studio.draw(content, "PNG")
    assert refused.value.code == "picture_broken"


@pytest.mark.anyio
async def test_a_picture_that_takes_too_long_kills_its_process_and_the_next_one_works(tmp_path: Path) -> None:
    drawing = Drawing(seconds=0.02)
    studio = Studio(tmp_path, drawing)
    with pytest.raises(Refused) as refused:
        await studio.draw(picture("PNG", size=(7000, 7000)), "PNG")
    assert (refused.value.status, refused.value.code) == (503, "picture_failed")
    drawing.apart.seconds = 20
    assert (await studio.draw(picture(), "PNG")).width == 640
    drawing.close()


@pytest.mark.anyio
async def test_a_killed_process_is_replaced(studio: Studio) -> None:
    await studio.draw(picture(), "PNG")
    pool = studio.drawing.apart._pool
    assert pool is not None
    (worker,) = pool._processes.values()
    worker.kill()
    with pytest.raises(Refused) as refused:
        await studio.draw(picture(), "PNG")
    assert refused.value.status == 503
    assert (await studio.draw(picture(), "PNG")).width == 640


@pytest.mark.anyio
async def test_the_process_goes_when_nothing_comes(tmp_path: Path) -> None:
    import asyncio

    drawing = Drawing(idle_s=0.05)
    await Studio(tmp_path, drawing).draw(picture(), "PNG")
    assert drawing.apart._pool is not None
    await asyncio.sleep(0.2)
    assert drawing.apart._pool is None
