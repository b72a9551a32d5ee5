"""Real documents made by real libraries, with given words in a given place; pictures of words as a telephone shows them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence

import segno
from docx import Document
from fpdf import FPDF
from openpyxl import Workbook
from openpyxl.comments import Comment
from PIL import Image, ImageDraw, ImageFont
from pptx import Presentation
from pptx.util import Inches

FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"


def qr(text: str, *, scale: int = 6, dark: str = "black", light: str = "white") -> bytes:
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=scale, dark=dark, light=light)
    return out.getvalue()


def png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def telephone(words: Sequence[str], *, heading: str = "Recovery phrase", across: int = 3, dark: bool = False) -> Image.Image:
    """A wallet's page of 1080 x 2340 with each word in a numbered box."""
    ground, ink = ((18, 18, 22), (235, 235, 240)) if dark else ((255, 255, 255), (20, 20, 20))
    picture = Image.new("RGB", (1080, 2340), ground)
    draw, large = ImageDraw.Draw(picture), ImageFont.truetype(FONT, 44)
    draw.text((60, 150), heading, font=large, fill=ink)
    wide = 960 // across
    for n, word in enumerate(words):
        x, y = 60 + n % across * wide, 400 + n // across * 160
        draw.rounded_rectangle((x, y, x + wide - 30, y + 110), 20, outline=(120, 120, 130), width=3)
        draw.text((x + 20, y + 25), f"{n + 1}", font=ImageFont.truetype(FONT, 32), fill=(140, 140, 150))
        draw.text((x + 70, y + 20), word, font=large, fill=ink)
    return picture


def lines(*texts: str, size: int = 34) -> Image.Image:
    """Black words on white."""
    picture = Image.new("RGB", (1080, 200 + 70 * len(texts)), "white")
    draw, letters = ImageDraw.Draw(picture), ImageFont.truetype(FONT, size)
    for n, text in enumerate(texts):
        draw.text((60, 100 + 70 * n), text, font=letters, fill=(20, 20, 20))
    return picture


def pdf(text: str = "A statement of account.", *, prepare: Callable[[FPDF], object] | None = None, **encryption: str) -> bytes:
    document = FPDF()
    document.add_page()
    document.add_font("noto", fname=FONT)
    document.set_font("noto", size=11)
    document.multi_cell(0, 8, text)
    if prepare is not None:
        prepare(document)
    if encryption:
        document.set_encryption(**encryption)  # type: ignore[arg-type]
    return bytes(document.output())


def docx(text: str = "A letter.", *, prepare: Callable[[object], object] | None = None) -> bytes:
    document = Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    if prepare is not None:
        prepare(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def docx_in_runs(text: str) -> bytes:
    """Each letter in a run of its own, as editors leave them."""
    document = Document()
    paragraph = document.add_paragraph()
    for letter in text:
        paragraph.add_run(letter)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def xlsx(rows: Sequence[Sequence[object]], *, note: str = "") -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    if note:
        sheet["A1"].comment = Comment(note, "Mei")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def pptx(text: str = "A slide.", *, notes: str = "", picture: bytes = b"") -> bytes:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    slide.shapes.add_textbox(Inches(1), Inches(1), Inches(8), Inches(4)).text_frame.text = text
    if notes:
        frame = slide.notes_slide.notes_text_frame
        assert frame is not None
        frame.text = notes
    if picture:
        slide.shapes.add_picture(io.BytesIO(picture), Inches(1), Inches(3))
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def archive(members: dict[str, bytes], *, comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in members.items():
            zipped.writestr(name, content)
        zipped.comment = comment
    return out.getvalue()


def add_columns(document: object, words: Sequence[str], *, across: int) -> None:
    """A table whose words are to be read downwards, column after column."""
    down = len(words) // across
    table = document.add_table(rows=down, cols=across)  # type: ignore[attr-defined]
    for n, word in enumerate(words):
        table.cell(n % down, n // down).text = word
