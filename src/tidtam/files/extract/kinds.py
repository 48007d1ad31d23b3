"""What a file is, by its first bytes. A name proves nothing and is never looked at."""

from __future__ import annotations

from tidtam.files.extract.problems import problem
from tidtam.files.extract.shapes import MEBIBYTE, Kind, Limits

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"PK\x03\x04", "docx"),
)
# Things people do send, so that the sentence can name what it found.
_KNOWN_BUT_REFUSED: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Word/Excel รุ่นเก่า .doc .xls"),
    (b"{\\rtf", "RTF"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"PK\x05\x06", "ZIP ว่าง"),
    (b"%!PS", "PostScript"),
    (b"\x7fELF", "โปรแกรม"),
    (b"MZ", "โปรแกรม"),
)
CONTENT_TYPES: dict[Kind, str] = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "tiff": "image/tiff",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "text": "text/plain; charset=utf-8",
}
_MAX_CONTROL_SHARE = 0.01


def check_size(size: int, limits: Limits | None = None) -> None:
    """Refuse an empty or oversized file by its size alone, before a byte of it is read.

    Units: bytes. Errors: Problem files.empty, files.too_large.
    """
    limit = (limits or Limits()).max_bytes
    if size == 0:
        raise problem("files.empty")
    if size > limit:
        raise problem("files.too_large", size_mb=f"{size / MEBIBYTE:,.0f}", limit_mb=limit // MEBIBYTE)


def kind_of(content: bytes) -> Kind:
    """Return the kind of `content` by its first bytes; anything that looks like text is text.

    Errors: Problem files.empty, files.unsupported.
    """
    head = content[:4096]
    if len(content) == len(head) and not content.strip(b"\x00\t\n\r \xef\xbb\xbf"):
        raise problem("files.empty")
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            # Both are ZIP; the name of the first part stands uncompressed in the file's directory.
            return "xlsx" if kind == "docx" and b"xl/workbook." in content else kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    # Some scanners and mail gateways put bytes before the header; PDF readers accept it within 1,024 bytes.
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"}:
        raise problem("files.unsupported", found="รูป HEIC/AVIF ของโทรศัพท์")
    # Two letters (BM, MZ) may open a text, so a signature counts only when the rest is no text.
    if _looks_like_text(head):
        if head.startswith(b"{\\rtf"):
            raise problem("files.unsupported", found="RTF")
        return "text"
    found = next((name for magic, name in _KNOWN_BUT_REFUSED if head.startswith(magic)), "ไม่รู้จักชนิดไฟล์")
    raise problem("files.unsupported", found=found)


def _looks_like_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    if b"\x00" in head:
        return utf16_without_mark(head) is not None
    if not head:
        return False
    controls = sum(byte < 32 and byte not in (9, 10, 11, 12, 13, 26, 27) for byte in head)
    return controls <= len(head) * _MAX_CONTROL_SHARE


def utf16_without_mark(head: bytes) -> str | None:
    """Return the codec when `head` is UTF-16 text without a byte order mark: line feeds show which byte is the high."""
    if head.count(b"\x00\x00") > 1 or len(head) < 4:
        return None
    even, odd = head[0::2], head[1::2]
    # The high byte of Latin and Thai is 0x00 or 0x0E, so one of the two halves is made of almost nothing else.
    for half, codec in ((odd, "utf-16-le"), (even, "utf-16-be")):
        if sum(byte in (0x00, 0x0E, 0x20) for byte in half) >= 0.95 * len(half):
            return codec
    return None
