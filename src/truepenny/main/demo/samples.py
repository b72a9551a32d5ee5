"""Files that the demo's people send one another, made here or lying in samples/. Invented figures only."""

from __future__ import annotations

from pathlib import Path

from truepenny.main.demo.story import Sample

FOLDER = Path(__file__).parent / "samples"


def sample(name: Sample, language: str) -> tuple[str, bytes]:
    """(name as its sender calls it, content)."""
    chinese = language == "zh"
    match name:
        case "wallet.png":
            return ("截图_钱包.png" if chinese else "Screenshot wallet.png"), (FOLDER / "wallet.png").read_bytes()
        case "statement.csv":
            return ("明细.csv" if chinese else "prints.csv"), _csv().encode()
        case "receipt.pdf":
            return ("转账凭证.pdf" if chinese else "Transfer receipt.pdf"), _pdf()
        case "error.txt":
            return "requests.txt", _log().encode()


def _csv() -> str:
    rows = ["time_utc,pair,side,price,quantity,fee"]
    rows += [
        f"2026-03-12T14:05:{i:02d}.{i * 137 % 1000:03d}Z,BTC-USDT,buy,{68200 - i * 3 % 11}.00,0.{20 + i * 7 % 60}000000,0.0006"
        for i in range(24)
    ]
    return "\r\n".join(rows) + "\r\n"


def _log() -> str:
    lines = [
        f"06:{i // 6:02d}:{i * 10 % 60:02d} POST /v2/orders {429 if i % 3 else 200} req-8f{i:04x} 10.20.0.{4 + i % 2}" for i in range(40)
    ]
    return "\n".join(lines) + "\n"


def _pdf() -> bytes:
    """A one-page PDF with a few lines of text."""
    lines = ["Transfer receipt", "", "Order: 330918", "Amount: 1,500.00", "Reference: 880214-77", "State: completed"]
    shown = " ".join(f"({line}) Tj 0 -22 Td" for line in lines)
    text = f"BT /F1 14 Tf 72 740 Td {shown} ET".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return out + end % (table, len(out))
