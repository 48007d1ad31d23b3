"""Invented photos: light, weather, ground, houses, people, and texture whose strength falls with its fineness.

The texture has the spectrum of real photographs (its strength is one over the frequency), so that what is measured
with them says something about real ones; they are no photographs all the same, and nobody is on them. Deterministic.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageEnhance

SIZE = (480, 360)
_OCTAVES = (3, 5, 9, 17, 33, 65, 129)
PLACES = 200  # halls and fields where many activities take place


def photo(seed: int, *, shared: bool = False) -> Image.Image:
    """Return a photo. `shared`: taken at one of a few places, from another spot, of other people on another day."""
    dice = random.Random(seed)  # noqa: S311 (the same photo for the same number)
    if not shared:
        return _people(_scene(dice, SIZE), dice)
    place = _scene(random.Random(-1 - seed // 5 % PLACES), (SIZE[0] * 3 // 2, SIZE[1] * 3 // 2))  # noqa: S311
    wide = dice.randint(SIZE[0], SIZE[0] * 13 // 10)
    high = wide * SIZE[1] // SIZE[0]
    left, top = dice.randint(0, place.width - wide), dice.randint(0, place.height - high)
    seen = place.crop((left, top, left + wide, top + high)).resize(SIZE, Image.Resampling.BILINEAR)
    seen = ImageEnhance.Brightness(seen).enhance(dice.uniform(0.7, 1.3))
    return _people(Image.blend(seen, _scene(dice, SIZE), 0.25), dice)


def _noise(dice: random.Random, size: tuple[int, int]) -> Image.Image:
    """Return grey texture, each octave half as strong as the coarser one."""
    made = Image.new("L", size, 128)
    for cells in _OCTAVES:
        rows = max(2, cells * size[1] // size[0])
        layer = Image.frombytes("L", (cells, rows), dice.randbytes(cells * rows))
        share = 0.62 if cells == _OCTAVES[0] else 0.34
        made = Image.blend(made, layer.resize(size, Image.Resampling.BICUBIC), share)
    return made


def _scene(dice: random.Random, size: tuple[int, int]) -> Image.Image:
    sky, ground = (
        Image.merge("RGB", [_noise(dice, (64, 48)).resize(size, Image.Resampling.BICUBIC)] * 3) for _n in range(2)
    )
    tint = Image.new("RGB", size, tuple(dice.randint(60, 230) for _n in range(3)))
    image = Image.blend(Image.merge("RGB", [_noise(dice, size)] * 3), tint, 0.35)
    pen, (wide, high) = ImageDraw.Draw(image), size
    line = dice.randint(high // 4, high * 3 // 4)
    image.paste(Image.blend(sky, tint, 0.6).crop((0, 0, wide, line)), (0, 0))
    image.paste(Image.blend(ground, image, 0.6).crop((0, line, wide, high)), (0, line))
    for _house in range(dice.randint(1, 5)):
        left, top = dice.randint(-wide // 8, wide), dice.randint(line - high // 2, line)
        right, foot = left + dice.randint(wide // 10, wide // 2), line + dice.randint(0, high // 6)
        colour = tuple(dice.randint(20, 240) for _n in range(3))
        pen.rectangle((left, min(top, foot - 4), right, foot), fill=colour)
        for at in range(left + 6, right - 10, dice.randint(18, 40)):
            if foot - top > 20:
                pen.rectangle((at, top + 8, at + 9, foot - 6), fill=tuple(c // 2 for c in colour))
    return image


def _people(image: Image.Image, dice: random.Random) -> Image.Image:
    """Put bodies and heads before a scene, in rows as groups stand, and the grain of a camera over it."""
    pen, (wide, high) = ImageDraw.Draw(image), image.size
    for _row in range(dice.randint(0, 3)):
        foot, tall = dice.randint(high // 2, high), dice.randint(high // 8, high // 2)
        at = dice.randint(0, wide // 3)
        for _one in range(dice.randint(1, 14)):
            body = tuple(dice.randint(10, 250) for _n in range(3))
            pen.ellipse((at, foot - tall, at + tall // 4, foot - tall * 3 // 4), fill=(150, 110, 80))
            pen.rectangle((at - tall // 10, foot - tall * 3 // 4, at + tall * 7 // 20, foot), fill=body)
            at += tall * dice.randint(4, 9) // 10
    grain = Image.frombytes("L", (160, 120), dice.randbytes(160 * 120)).resize(image.size)
    return Image.blend(image, Image.merge("RGB", [grain] * 3), 0.08)


def jpeg(image: Image.Image, quality: int = 85, exif: Image.Exif | None = None) -> bytes:
    """Return a photo as a JPEG file."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, **({"exif": exif} if exif else {}))
    return out.getvalue()


def _resized(image: Image.Image, dice: random.Random) -> Image.Image:
    share = dice.uniform(0.5, 1.5)
    return image.resize((round(image.width * share), round(image.height * share)), Image.Resampling.BILINEAR)


def _cropped(image: Image.Image, dice: random.Random) -> Image.Image:
    wide, high = (round(side * dice.uniform(0.95, 1)) for side in image.size)
    left, top = dice.randint(0, image.width - wide), dice.randint(0, image.height - high)
    return image.crop((left, top, left + wide, top + high))


def _lit(image: Image.Image, dice: random.Random) -> Image.Image:
    return ImageEnhance.Brightness(image).enhance(dice.uniform(0.85, 1.15))


def _turned(image: Image.Image, dice: random.Random) -> Image.Image:
    return image.rotate(dice.choice((90, 180, 270)), expand=True)


def _same(image: Image.Image, _dice: random.Random) -> Image.Image:
    return image


_Change = Callable[[Image.Image, random.Random], Image.Image]
CHANGES: dict[str, tuple[_Change, ...]] = {
    "recompressed": (_same,), "resized": (_resized,), "cropped": (_cropped,), "lit": (_lit,), "turned": (_turned,),
    "all": (_cropped, _lit, _resized, _turned),
}  # fmt: skip


def variant(image: Image.Image, change: str, seed: int) -> bytes:
    """Return the same photo sent again, changed in one way or in all, each time compressed anew at quality 40 to 90."""
    dice = random.Random(seed)  # noqa: S311 (repeatable)
    for step in CHANGES[change]:
        image = step(image, dice)
    return jpeg(image, dice.randint(40, 90))
