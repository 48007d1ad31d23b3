"""Pictures: opened within limits, turned upright, and written anew so that nothing of the original file is served."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from tidtam.files.extract.problems import problem
from tidtam.files.extract.shapes import Kind, Limits

_FORMATS = {"png": "PNG", "jpeg": "JPEG", "webp": "WEBP", "tiff": "TIFF"}
_LONG_SIDE = 3508  # A4 at 300 dpi: larger costs time and reads no better.
_SHORT_LETTER = 1800  # Below about 150 dpi Tesseract reads better from a picture twice the size.
_SHOWN_LONG_SIDE = 1684  # A4 at 144 dpi.
_QUALITY = 78


def frames(content: bytes, kind: Kind, limits: Limits) -> Iterator[Image.Image]:
    """Yield the pages of a picture, upright, in colour, without transparency.

    Errors: Problem files.bomb, files.corrupt, files.too_many_pages.
    """
    Image.MAX_IMAGE_PIXELS = limits.max_pixels
    # Over the limit Pillow only warns, up to twice the limit; here a warning is a refusal.
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        with Image.open(io.BytesIO(content), formats=[_FORMATS[kind]]) as image:
            if image.width * image.height > limits.max_pixels:
                raise problem("files.bomb")
            count = getattr(image, "n_frames", 1) if kind == "tiff" else 1
            if count > limits.max_ocr_pages:
                raise problem("files.too_many_scans", pages=count, limit=limits.max_ocr_pages)
            for number, frame in enumerate(ImageSequence.Iterator(image)):
                if number >= count:
                    return
                if frame.width * frame.height > limits.max_pixels:
                    raise problem("files.bomb")
                yield _upright(frame)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise problem("files.bomb") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, IndexError, EOFError) as error:
        raise problem("files.corrupt") from error


def _upright(frame: Image.Image) -> Image.Image:
    if frame.format == "JPEG":
        # Let the decoder skip what would be scaled away: four times less work for a phone's photo.
        frame.draft("RGB", (_LONG_SIDE, _LONG_SIDE))
    image = ImageOps.exif_transpose(frame)
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    image = image.convert("RGB")
    image.thumbnail((_LONG_SIDE, _LONG_SIDE), Image.Resampling.LANCZOS)
    return image


def for_reading(image: Image.Image) -> Image.Image:
    """Return the page in grey, at a size Tesseract reads well."""
    grey = image.convert("L")
    if max(grey.size) < _SHORT_LETTER:
        grey = grey.resize((grey.width * 2, grey.height * 2), Image.Resampling.LANCZOS)
    return ImageOps.autocontrast(grey, cutoff=0.5)


def for_showing(image: Image.Image, angle: int = 0) -> bytes:
    """Return the page as WebP of our own making, turned clockwise by `angle`, without any metadata."""
    shown = image.rotate(-angle, expand=True, fillcolor="white") if angle else image.copy()
    shown.thumbnail((_SHOWN_LONG_SIDE, _SHOWN_LONG_SIDE), Image.Resampling.LANCZOS)
    # A fresh image carries pixels only: no EXIF, no colour profile, no comment.
    fresh = Image.new("RGB", shown.size)
    fresh.paste(shown)
    out = io.BytesIO()
    fresh.save(out, format="WEBP", quality=_QUALITY, method=2)
    return out.getvalue()
