"""Photos of a visit: what is none is refused beside its field, what is one keeps neither place nor time."""

from __future__ import annotations

import io
import re
import struct
import zlib

import pytest
from PIL import Image

from tidtam.aftercare.actions import photos
from tidtam.kernel.problem import Problem


def _png(width: int, height: int) -> bytes:
    """Return the head of a picture that claims a size and holds next to nothing."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pieces = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 4096)), (b"IEND", b"")]
    chunks = (
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in pieces
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"%PDF-1.7\n1 0 obj\n", b"\x00\x00\x00\x18ftypheic" + b"\0" * 64, _png(65_000, 65_000),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\xff\xd8\xff" + b"\0" * (12 * 1024 * 1024),
        b"PK\x03\x04" + b"\0" * 50, b"\xff\xd8\xff\xe0broken",
    ],
    ids=["empty", "pdf", "heic", "bomb", "svg", "large", "zip", "broken"],
)  # fmt: skip
def test_what_is_no_photo_is_refused_beside_its_field(content):
    with pytest.raises(Problem) as caught:
        photos.cleaned(content)
    assert caught.value.field == "photo" and re.search("[ก-๙]", caught.value.message)


def test_a_photo_keeps_no_place_time_or_telephone():
    picture, out = Image.new("RGB", (64, 48), "white"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F], exif[0x0132] = "SecretPhone", "2026:05:21 10:00:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (14.0, 42.0, 36.0)})
    picture.save(out, "JPEG", exif=exif, comment=b"SecretWord")
    kept = photos.cleaned(out.getvalue())
    with Image.open(io.BytesIO(kept)) as again:
        assert again.format == "WEBP" and not dict(again.getexif()) and "exif" not in again.info
    assert b"Secret" not in kept and b"2026:05" not in kept
