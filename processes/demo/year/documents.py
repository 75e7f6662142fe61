"""The documents that Älvhamn's people attach: a page of text each, as PDF (ISO 32000-1, 7.5)."""

from __future__ import annotations

TOP, LEFT, SIZE, LEADING = 780, 60, 12, 18


def document(text: str) -> bytes:
    """One A4 page with these lines. Letters outside Windows-1252 are not known to it."""
    written = "".join(f"({_escaped(line)}) Tj T*\n" for line in text.strip().splitlines())
    page = f"BT /F1 {SIZE} Tf {LEADING} TL {LEFT} {TOP} Td\n{written}ET".encode("cp1252")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    content, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    return b"%bxref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        content, count, table, count, len(content),
    )  # fmt: skip


def _escaped(line: str) -> str:
    return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
