"""Pictures painted anew: pixels only, upright, no position, device, time, profile or comment."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from tidtam.kernel.problem import Problem

MOST_PIXELS = 50_000_000
LONG_SIDE = 4096
_QUALITY = 88
_FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}


def bomb() -> Problem:
    """Return the Problem of a file that unpacks to far more than it is."""
    return Problem("tips.file_bomb", "ไฟล์นี้คลายออกแล้วใหญ่เกินไป ส่งภาพที่เล็กลง", field="files")


def broken() -> Problem:
    """Return the Problem of a file that cannot be opened."""
    return Problem("tips.file_broken", "เปิดไฟล์นี้ไม่ได้ ไฟล์อาจเสีย ลองถ่ายภาพหน้าจอแล้วส่งเป็นภาพ", field="files")


def painted(content: bytes, kind: str) -> Image.Image:
    """Return the first frame as pixels of our own, upright. Errors: Problem tips.file_bomb, tips.file_broken."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(io.BytesIO(content), formats=[_FORMATS[kind]]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise bomb()
            upright = ImageOps.exif_transpose(image)
            if upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info:
                upright = upright.convert("RGBA")
                upright = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright)
            upright = upright.convert("RGB")
            upright.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
            fresh = Image.new("RGB", upright.size)
            fresh.paste(upright)
            return fresh
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise bomb() from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, IndexError, EOFError, KeyError) as error:
        raise broken() from error


def clean(content: bytes, kind: str) -> bytes:
    """Return the picture as WebP."""
    out = io.BytesIO()
    painted(content, kind).save(out, "WEBP", quality=_QUALITY, method=2)
    return out.getvalue()


def again(content: bytes, kind: str) -> bytes:
    """Return the picture in its own format, for the inside of an Office file."""
    out = io.BytesIO()
    painted(content, kind).save(out, _FORMATS[kind], quality=_QUALITY)
    return out.getvalue()
