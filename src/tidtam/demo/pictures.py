"""Invented photos: light, weather, ground, houses, people, and texture whose strength falls with its fineness.

The texture has the spectrum of real photographs (its strength is one over the frequency), so that what is measured
with them says something about real ones; they are no photographs all the same, and nobody is on them. Deterministic.

A photo of a screen is simulated too (`screen`): a lattice of red, green and blue with dark gaps, seen askew through
a lens by a sensor that sees one colour at each place. It is a simulation: what is found of it says that a method can
work, not how often it will. Real screens and cameras differ from it in coating, focus, and what their makers mend.
"""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

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


# What shows the picture, and how many of its dots lie across the picture.
SCREENS = {"phone_upright": (720, 1080), "phone_across": (960, 1440), "laptop": (1024,), "monitor": (1440,)}
CAMERAS = ((4000, 3000), (4080, 3060), (3264, 2448), (4624, 3468))
_FINE, _TILE, _GREY = 6, 500, 128  # parts of a dot; pixels rendered at a time; what a white screen gives
_Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Capture:
    """How a screen is photographed. Units: dots, pixels, radians; `rim` a share, below 0 the edges are cut."""

    shown: str
    dots: int
    diamond: bool  # two dots share their red and blue
    camera: tuple[int, int]
    rim: float
    turn: float
    slant: _Place
    blur: float


def capture(seed: int, *, shown: str = "", camera: tuple[int, int] | None = None) -> Capture:
    """Return an invented way to photograph a screen, held askew by 1 to 3 degrees."""
    dice = random.Random(seed)  # noqa: S311 (repeatable)
    shown, camera = shown or dice.choice(list(SCREENS)), camera or dice.choice(CAMERAS)
    dots, diamond = dice.choice(SCREENS[shown]), shown.startswith("phone") and dice.random() < 0.5
    turn, away, most = math.radians(dice.uniform(1, 3) * dice.choice((-1, 1))), dice.uniform(0, 7), dice.uniform(5, 30)
    slant = (math.cos(away) * most / 1000, math.sin(away) * most / 1000)
    return Capture(shown, dots, diamond, camera, dice.uniform(-0.02, 0.05), turn, slant, dice.uniform(0.5, 1.0))


def screen(image: Image.Image, seed: int, how: Capture | None = None, *, sent: int = 0, dots: bool = True) -> bytes:
    """Return the JPEG of a camera that looked at a screen with a picture on it.

    `sent`: reduced to so many pixels and compressed once more, as a chat does; `dots`: False leaves the lattice out.
    """
    dice, how = random.Random(seed), how or capture(seed)  # noqa: S311 (repeatable)
    high = round(how.dots * image.height / image.width)
    seen = _seen(how, high)
    frame = how.dots // 12
    rimmed = Image.new("RGB", (how.dots + 2 * frame, high + 2 * frame), (dice.randint(5, 40),) * 3)
    rimmed.paste(image.resize((how.dots, high), Image.Resampling.BICUBIC), (frame, frame))
    whole = _corners(how.dots, high)
    into = _perspective([(x + frame, y + frame) for x, y in whole], seen)
    picture = rimmed.transform(how.camera, Image.Transform.PERSPECTIVE, into, Image.Resampling.BICUBIC)
    gain, gamma, glare = dice.uniform(0.75, 1.25), dice.uniform(0.8, 1.25), dice.uniform(0, 0.25)
    picture = picture.point([min(255, round(255 * (n / 255) ** gamma * gain)) for n in range(256)] * 3)
    if dots:
        picture = ImageChops.multiply(picture, _light(how, high, seen))
        picture = ImageChops.add(picture, picture)  # _GREY is half of what is white
    shine = Image.linear_gradient("L").rotate(dice.choice((0, 90, 180, 270))).resize(how.camera)
    shine = shine.point([round(n * glare) for n in range(256)])
    picture = _sensed(_grained(ImageChops.screen(picture, Image.merge("RGB", [shine] * 3)), dice))
    sharp = dice.randint(20, 60)
    picture = picture.filter(ImageFilter.Kernel((3, 3), (-1, -1, -1, -1, 8 + sharp, -1, -1, -1, -1), scale=sharp))
    content = jpeg(picture, dice.randint(75, 90))
    return content if not sent else _sent_on(content, sent, dice)


def _sent_on(content: bytes, longest: int, dice: random.Random) -> bytes:
    with Image.open(io.BytesIO(content)) as image:
        image.thumbnail((longest, longest), Image.Resampling.BICUBIC)
        return jpeg(image, dice.randint(75, 85))


def _corners(wide: float, high: float) -> list[_Place]:
    return [(0, 0), (wide, 0), (wide, high), (0, high)]


def _pitch(how: Capture, high: int) -> float:
    """Return how many pixels of the camera one dot takes."""
    return min(how.camera[0] / how.dots, how.camera[1] / high) * (1 - how.rim)


def _seen(how: Capture, high: int) -> list[_Place]:
    """Return where the corners of the picture on the screen lie in the camera's picture."""
    made, pitch = [], _pitch(how, high)
    for x_side, y_side in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        near = pitch * (1 + how.slant[0] * x_side + how.slant[1] * y_side) / 2
        x, y = x_side * how.dots * near, y_side * high * near
        made.append((how.camera[0] / 2 + x * math.cos(how.turn) - y * math.sin(how.turn),
                     how.camera[1] / 2 + x * math.sin(how.turn) + y * math.cos(how.turn)))  # fmt: skip
    return made


def _perspective(source: Sequence[_Place], target: Sequence[_Place]) -> list[float]:
    """Return the eight numbers by which Pillow finds, for points of the target, those of the source."""
    rows = []
    for (u, v), (x, y) in zip(source, target, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y, u], [0, 0, 0, x, y, 1, -v * x, -v * y, v]]
    for at in range(8):
        best = max(range(at, 8), key=lambda row: abs(rows[row][at]))
        rows[at], rows[best] = rows[best], rows[at]
        for row in range(8):
            if row != at:
                share = rows[row][at] / rows[at][at]
                rows[row] = [one - share * other for one, other in zip(rows[row], rows[at], strict=True)]
    return [rows[at][8] / rows[at][at] for at in range(8)]


def _light(how: Capture, high: int, seen: Sequence[_Place]) -> Image.Image:
    """Return what the camera sees of a white screen, on the average _GREY; its lattice meets the camera's."""
    lattice = _lattice(how.diamond, _pitch(how, high), how.blur)
    back = _perspective(_corners(how.dots, high), seen)
    light = Image.new("RGB", how.camera)
    for top in range(0, how.camera[1], _TILE):
        for left in range(0, how.camera[0], _TILE):
            wide, tall = min(_TILE, how.camera[0] - left), min(_TILE, how.camera[1] - top)
            here = _corners(wide, tall)
            there = [_through(back, left + x, top + y) for x, y in here]
            first = [math.floor(min(place[axis] for place in there) / 2) * 2 - 2 for axis in (0, 1)]
            into = _perspective([((x - first[0]) * _FINE, (y - first[1]) * _FINE) for x, y in there], here)
            tile = lattice.transform((wide, tall), Image.Transform.PERSPECTIVE, into, Image.Resampling.BILINEAR)
            light.paste(tile, (left, top))
    return Image.merge("RGB", [_evened(band) for band in light.split()])


def _through(numbers: Sequence[float], x: float, y: float) -> _Place:
    a, b, c, d, e, f, g, h = numbers
    return (a * x + b * y + c) / (g * x + h * y + 1), (d * x + e * y + f) / (g * x + h * y + 1)


def _evened(band: Image.Image) -> Image.Image:
    """Return a colour with the mean _GREY, as a file holds it: light adds up, the numbers of a file do not."""
    counts = band.histogram()
    mean = sum(n * count for n, count in enumerate(counts)) / sum(counts)
    return band.point([min(255, round(_GREY * (n / mean) ** (1 / 2.2))) for n in range(256)])


def _lattice(diamond: bool, pitch: float, blur: float) -> Image.Image:
    """Return a white screen, _FINE parts to a dot, as a lens and the width of a pixel blur it."""
    dot = Image.new("RGB", (_FINE * 2, _FINE))
    pen = ImageDraw.Draw(dot)
    for at in (0, _FINE):
        for n in range(0 if diamond else 3):
            pen.rectangle((at + 2 * n, 0, at + 2 * n + 1, _FINE - 2), fill=tuple(255 * (n == m) for m in range(3)))
        if diamond:
            pen.rectangle((at, 1, at + 2, 5), fill=(0, 0, 255) if at else (255, 0, 0))
            pen.rectangle((at + 4, 0, at + 5, 4), fill=(0, 255, 0))
    blurring = ImageFilter.GaussianBlur(math.hypot(blur, 0.29) * _FINE / pitch)
    some = _tiled(dot, (24 * _FINE, 24 * _FINE)).filter(blurring)
    period = some.crop((6 * _FINE, 6 * _FINE, 18 * _FINE, 18 * _FINE))
    side = math.ceil((_TILE * 1.3 / pitch + 10) / 12) * period.width
    return _tiled(period, (side, side))


def _tiled(tile: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return a picture laid with one tile, doubling what is laid."""
    laid = Image.new(tile.mode, size)
    laid.paste(tile, (0, 0))
    wide, high = tile.size
    while wide < size[0]:
        laid.paste(laid.crop((0, 0, wide, high)), (wide, 0))
        wide *= 2
    while high < size[1]:
        laid.paste(laid.crop((0, 0, size[0], high)), (0, high))
        high *= 2
    return laid


def _grained(image: Image.Image, dice: random.Random) -> Image.Image:
    grain = Image.frombytes("L", (256, 256), dice.randbytes(65536)).filter(ImageFilter.GaussianBlur(0.5))
    grain = grain.point([round(_GREY + (n - _GREY) * 0.2) for n in range(256)])
    laid = Image.new("L", image.size)
    for top in range(0, image.height, 256):
        for left in range(0, image.width, 256):
            laid.paste(grain.transpose(dice.choice(list(Image.Transpose))), (left, top))
    return ImageChops.add(image, Image.merge("RGB", [laid] * 3), 1, -_GREY)


@cache
def _sites(size: tuple[int, int]) -> tuple[Image.Image, ...]:
    """Return where a sensor of this size sees red, green and blue."""
    made = []
    for bits in ((1, 0, 0, 0), (0, 1, 1, 0), (0, 0, 0, 1)):
        made.append(_tiled(Image.frombytes("L", (2, 2), bytes(255 * bit for bit in bits)), size))
    return tuple(made)


def _sensed(image: Image.Image) -> Image.Image:
    """Keep of each pixel the one colour a sensor sees there, and fill in the others from its neighbours."""
    odd = ImageFilter.Kernel((3, 3), (1, 2, 1, 2, 4, 2, 1, 2, 1), scale=4)
    green = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, 4, 1, 0, 1, 0), scale=4)
    bands = (ImageChops.multiply(band, site) for band, site in zip(image.split(), _sites(image.size), strict=True))
    return Image.merge("RGB", [band.filter(each) for band, each in zip(bands, (odd, green, odd), strict=True)])
