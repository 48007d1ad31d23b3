"""Text files: which encoding, and the text. Nothing is repaired here: spans count code points of the decoded text."""

from __future__ import annotations

from tidtam.files.extract.kinds import utf16_without_mark
from tidtam.files.extract.normalise import thai_shape
from tidtam.files.extract.problems import WARN_BYTES, WARN_CP874, problem
from tidtam.files.extract.shapes import Limits

_MAX_BROKEN = 0.002
_MIN_SHAPE = 0.9


def decode(content: bytes, limits: Limits) -> tuple[str, list[str]]:
    """Return the text and Thai warnings. UTF-8, UTF-16 and TIS-620 (cp874) are told apart by what they give.

    Errors: Problem files.empty, files.encoding, files.too_large.
    """
    text, warnings = _decoded(content)
    if not text.strip():
        raise problem("files.empty")
    if len(text) > limits.max_characters:
        raise problem("files.too_long", characters=f"{len(text):,}", limit=f"{limits.max_characters:,}")
    # PostgreSQL has no NUL in text; one code point for another keeps every span.
    return text.replace("\x00", "\ufffd"), warnings


def _decoded(content: bytes) -> tuple[str, list[str]]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(content, "utf-16"), []
    # UTF-16 without its mark is often valid UTF-8 full of NUL, so it is asked first.
    codec = utf16_without_mark(content[:4096]) if b"\x00" in content[:4096] else None
    if codec is not None:
        return _strictly(content, codec), []
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    thai = _as_cp874(content)
    if thai is not None:
        return thai, [WARN_CP874]
    mended = content.decode("utf-8-sig", errors="replace")
    broken = mended.count("\ufffd")
    if broken <= max(3, _MAX_BROKEN * len(mended)) and len(mended) > 20 * broken:
        return mended, [WARN_BYTES.format(count=broken)]
    raise problem("files.encoding")


def _strictly(content: bytes, codec: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        raise problem("files.encoding") from error


def _as_cp874(content: bytes) -> str | None:
    try:
        text = content.decode("cp874")
    except UnicodeDecodeError:
        return None
    thai = sum("ก" <= character <= "๛" for character in text)
    high = sum(character > "\x7f" for character in text)
    return text if thai >= 0.9 * high and thai_shape(text) >= _MIN_SHAPE else None
