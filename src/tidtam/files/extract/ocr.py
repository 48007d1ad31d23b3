"""Tesseract on one page: characters with boxes, and how sure it was.

Source: measured on Thai letters, `tha+eng` with page segmentation 4 errs least; its Thai digits are often wrong.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
import statistics
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from PIL import Image

from tidtam.files.extract import digits
from tidtam.files.extract.layer import Box, Layer
from tidtam.files.extract.problems import problem
from tidtam.files.extract.shapes import Limits

_SURE = 0.7
_POOR = 0.65
_FEW_LETTERS = 60
_FAR = 1_000_000
_MIN_ANGLE_CONFIDENCE = 1.0
_THAI_DIGITS = re.compile("[๐-๙]+\\Z")
_LETTER_RUN = re.compile(r"[ก-ฮA-Za-z][ก-ฺเ-๎A-Za-z]{2,}")


@dataclass(frozen=True, slots=True)
class Glyph:
    """One recognised piece of a line (in Thai usually one letter). Units: pixels; `confidence` 0–1."""

    text: str
    box: tuple[int, int, int, int]
    confidence: float
    line: tuple[int, int, int]
    spaces: int = 0

    @property
    def middle(self) -> float:
        """Return the height of the middle of the box on its page."""
        return (self.box[1] + self.box[3]) / 2


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from one page. `letters` counts the letters of sure words; `angle` is how the page was turned."""

    layer: Layer
    confidence: float
    letters: int
    angle: int = 0


def require(limits: Limits) -> None:
    """Errors: Problem files.ocr_missing unless Tesseract and every language it needs are installed."""
    if shutil.which(limits.tesseract) is None:
        raise problem("files.ocr_missing")
    listed = _run([limits.tesseract, "--list-langs"], limits).stdout.split()
    if any(language not in listed for language in limits.languages):
        raise problem("files.ocr_missing")


def read(image: Image.Image, folder: Path, limits: Limits) -> Reading:
    """Read a grey page image; when little is read it is turned upright first. Scratch files go to `folder`."""
    reading = _read_upright(image, folder, limits)
    if reading.confidence >= _POOR and reading.letters >= _FEW_LETTERS:
        return reading
    angle = _angle(folder / "page.pgm", limits)
    if not angle:
        return reading
    turned = _read_upright(image.rotate(-angle, expand=True, fillcolor=255), folder, limits)
    return replace(turned, angle=angle) if turned.letters > reading.letters else reading


def _read_upright(image: Image.Image, folder: Path, limits: Limits) -> Reading:
    source, out = folder / "page.pgm", folder / "page"
    image.save(source, format="PPM")
    dpi = max(150, min(600, round(max(image.size) / 11.69)))
    languages = "+".join(limits.languages)
    command = [limits.tesseract, source, out, "-l", languages, "--psm", "4", "--dpi", dpi, "txt", "tsv"]
    done = _run([str(part) for part in command], limits)
    if done.returncode != 0:
        raise problem("files.corrupt" if done.returncode > 0 else "files.timeout")
    text = out.with_suffix(".txt").read_text(encoding="utf-8", errors="replace")
    table = out.with_suffix(".tsv").read_text(encoding="utf-8", errors="replace")
    glyphs = _with_digits(_without_noise(_with_spaces(list(_glyphs(table)), text)), image)
    return _reading(glyphs, image.size)


def _run(command: list[str], limits: Limits) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}
    try:
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            env=environment,
            timeout=2 * limits.seconds_per_ocr_page,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise problem("files.timeout") from error


def _angle(source: Path, limits: Limits) -> int:
    """Return how far the page must be turned clockwise to stand upright: 0, 90, 180 or 270 degrees."""
    said = _run([limits.tesseract, str(source), "-", "--psm", "0"], limits).stdout
    found = dict(line.split(": ", 1) for line in said.splitlines() if ": " in line)
    try:
        sure = float(found.get("Orientation confidence", "0")) >= _MIN_ANGLE_CONFIDENCE
        return int(found.get("Rotate", "0")) % 360 if sure else 0
    except ValueError:
        return 0


def _glyphs(table: str) -> Iterator[Glyph]:
    for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        if row["level"] != "5" or not text:
            continue
        left, top, width, height = (int(row[name]) for name in ("left", "top", "width", "height"))
        line = (int(row["block_num"]), int(row["par_num"]), int(row["line_num"]))
        confidence = max(0.0, float(row["conf"]) / 100)
        yield Glyph(text, (left, top, left + width, top + height), confidence, line)


def _with_spaces(glyphs: list[Glyph], text: str) -> list[Glyph]:
    """Take from the plain text how many spaces stand before each glyph: the table does not tell words from letters."""
    placed: list[Glyph] = []
    at = 0
    for glyph in glyphs:
        found = text.find(glyph.text, at, at + 200)
        if found < 0:
            placed.append(glyph)
            continue
        between = text[at:found]
        placed.append(replace(glyph, spaces=len(between) - len(between.rstrip(" "))))
        at = found + len(glyph.text)
    return placed


def _without_noise(glyphs: list[Glyph]) -> list[Glyph]:
    """Drop lines made of the tops of another: marks above Thai letters are sometimes read as a line of their own."""
    lines = [list(group) for _, group in groupby(glyphs, key=lambda glyph: glyph.line)]
    heights = [g.box[3] - g.box[1] for g in glyphs if len(g.text) == 1 and "ก" <= g.text <= "ฮ"]
    if not heights:
        return glyphs
    near = 1.4 * statistics.median(heights)
    kept = [line for line in lines if not any(_shadows(other, line, near) for other in lines if other is not line)]
    return [glyph for line in kept for glyph in line]


def _with_digits(glyphs: list[Glyph], image: Image.Image) -> list[Glyph]:
    """Look again at every run of Thai digits, by shape."""
    out: list[Glyph] = []
    at = 0
    while at < len(glyphs):
        end = at
        while end < len(glyphs) and _THAI_DIGITS.match(glyphs[end].text) and (end == at or _follows(glyphs, end)):
            end += 1
        if end == at:
            out.append(glyphs[at])
        else:
            out += _reread(glyphs[at:end], _between(glyphs, at, end), image)
        at = max(end, at + 1)
    return out


def _between(glyphs: list[Glyph], start: int, end: int) -> tuple[int, int]:
    """Return the right edge of what stands before glyphs[start:end] on its line, and the left edge of what follows."""
    line = glyphs[start].line
    before = glyphs[start - 1].box[2] if start and glyphs[start - 1].line == line else 0
    after = glyphs[end].box[0] if end < len(glyphs) and glyphs[end].line == line else _FAR
    return before, after


def _follows(glyphs: list[Glyph], at: int) -> bool:
    return glyphs[at - 1].line == glyphs[at].line and glyphs[at].spaces == 0


def _reread(run: list[Glyph], between: tuple[int, int], image: Image.Image) -> list[Glyph]:
    box = (
        min(glyph.box[0] for glyph in run),
        min(glyph.box[1] for glyph in run),
        max(glyph.box[2] for glyph in run),
        max(glyph.box[3] for glyph in run),
    )
    seen = digits.reread(image, box, "".join(glyph.text for glyph in run), between)
    if seen is None:
        return run
    confidence = min(glyph.confidence for glyph in run)
    return [
        Glyph(text, where, confidence, run[0].line, run[0].spaces if number == 0 else 0)
        for number, (text, where) in enumerate(seen)
    ]


def _shadows(line: list[Glyph], noise: list[Glyph], near: float) -> bool:
    if len(noise) > 0.6 * len(line):
        return False
    distance = statistics.median(g.middle for g in line) - statistics.median(g.middle for g in noise)
    inside = (
        min(g.box[0] for g in noise) >= min(g.box[0] for g in line) - near
        and max(g.box[2] for g in noise) <= max(g.box[2] for g in line) + near
    )
    return inside and 0 < distance < near


def _reading(glyphs: list[Glyph], size: tuple[int, int]) -> Reading:
    width, height = size
    parts: list[str] = []
    boxes: list[Box | None] = []
    sure: list[bool] = []
    before: Glyph | None = None
    for glyph in glyphs:
        gap = _gap(before, glyph)
        parts.append(gap + glyph.text)
        x0, y0, x1, y1 = glyph.box
        box = (_unit(x0 / width), _unit(y0 / height), _unit(x1 / width), _unit(y1 / height))
        boxes.extend([None] * len(gap) + [box] * len(glyph.text))
        sure.extend([True] * len(gap) + [glyph.confidence >= _SURE] * len(glyph.text))
        before = glyph
    text = "".join(parts)
    runs = (match for match in _LETTER_RUN.finditer(text) if all(sure[match.start() : match.end()]))
    letters = sum(len(match.group()) for match in runs)
    confidence = statistics.fmean(glyph.confidence for glyph in glyphs) if glyphs else 0.0
    return Reading(Layer(text, tuple(boxes)), confidence, letters)


def _gap(before: Glyph | None, after: Glyph) -> str:
    if before is None:
        return ""
    if before.line == after.line:
        return " " * after.spaces
    return "\n" if before.line[:2] == after.line[:2] else "\n\n"


def _unit(value: float) -> float:
    return round(min(1.0, max(0.0, value)), 4)
