"""From the text as it came to the text the rules see, with a way back to the original code points."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from tidtam.letters.reader.reading import Span

LONGEST = 1_000_000  # More text than any letter; what lies beyond is not looked at.
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
_HANGING = "ะัาำิีึืฺุู็่้๊๋์ๅ"
_PAIRS = re.compile(rf"(?<![ \t])(?:[ \t]*+\n[ \t]*+|[ \t]++)(?=[{_HANGING}])|\r\n|ํ[่-๋]?า|เเ|[{_INVISIBLE}]")
_FOLD = (
    {ord(c): str(i) for i, c in enumerate("๐๑๒๓๔๕๖๗๘๙")}
    | {ord(c): str(i) for i, c in enumerate("０１２３４５６７８９")}
    | {c: " " for c in range(32) if c not in (9, 10)}
    | dict.fromkeys(range(127, 161), " ")
    | {ord(c): " " for c in "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000\t"}
    | {ord(c): "\n" for c in "\r\x0b\x0c\x85\u2028\u2029"}
    | {ord(c): "-" for c in "–—−‐‑‒"}
    | {ord("：") : ":", ord("／"): "/"}
)  # fmt: skip
_THAI = re.compile(r"[ก-๎]")
_NOISE = re.compile(r"(?<=[ก-๎])[A-Za-z'`~^*_|¦°](?=[ก-๎])")


@dataclass(frozen=True, slots=True)
class Line:
    """A non-empty line without its outer blanks; `gap` is the number of empty lines above it."""

    start: int
    end: int
    text: str
    gap: int


class Document:
    """The original text and its normal form, character by character tied together."""

    def __init__(self, raw: str) -> None:
        self.raw = raw[:LONGEST]
        self.text, self._at = _normal(self.raw)
        self.lines = _lines(self.text)
        self._starts = [line.start for line in self.lines]

    def span(self, start: int, end: int) -> Span:
        """Return the span in the original text of a stretch of the normal text."""
        if self._at is None or end <= start:
            return (start, end) if self._at is None else (self._at[start], self._at[start])
        return self._at[start], self._at[end - 1] + 1 if self._at[end] - self._at[end - 1] < 2 else self._at[end]

    def from_raw(self, position: int) -> int:
        """Return the place in the normal text of a code point of the original text."""
        return position if self._at is None else bisect_right(self._at, position - 1) if position else 0

    def said(self, start: int, end: int) -> str:
        """Return the original words with line breaks and runs of blanks as one blank."""
        s, e = self.span(start, end)
        return tidy(self.raw[s:e])

    def line_at(self, position: int) -> int:
        """Return the index of the last line starting at or before a position."""
        return max(0, bisect_right(self._starts, position) - 1)


def tidy(words: str) -> str:
    """Join lines and collapse blanks; a break between two Thai letters is taken as a cut inside a word."""
    words = re.sub(r"(?<=[ก-๎])[ \t\r\f\v]*\n\s*(?=[ก-๎])(?!ปีงบประมาณ|กระทรวง|สำนักงาน|อำเภอ|จังหวัด|และ)", "", words)
    return re.sub(r"\s+", " ", words).strip()


def _normal(raw: str) -> tuple[str, array[int] | None]:
    if not _PAIRS.search(raw):
        return raw.translate(_FOLD), None
    at = array("L")
    out: list[str] = []
    last = 0
    for match in _PAIRS.finditer(raw):
        out.append(raw[last : match.start()])
        at.extend(range(last, match.start()))
        pair = match.group()
        if pair == "\r\n":
            put = "\n"
        elif pair == "เเ":
            put = "แ"
        elif pair[0] == "ํ":
            put = pair[1:-1] + "ำ"
        else:
            put = ""
        out.append(put)
        at.extend(range(match.start(), match.start() + len(put)))
        last = match.end()
    out.append(raw[last:])
    at.extend(range(last, len(raw) + 1))
    return "".join(out).translate(_FOLD), at


def _lines(text: str) -> list[Line]:
    lines: list[Line] = []
    position = gap = 0
    for piece in text.split("\n"):
        stripped = piece.strip()
        if stripped:
            start = position + len(piece) - len(piece.lstrip())
            lines.append(Line(start, start + len(stripped), stripped, gap))
            gap = 0
        else:
            gap += 1
        position += len(piece) + 1
    return lines


NONE, BLANK, BREAK, PARAGRAPH = 0, 1, 2, 3


class Squeezed:
    """A stretch of the document without its blanks: wrong spacing and cut lines no longer matter.

    A blank stays only between two digits or two Latin letters. `gaps[i]` tells what stood before character i.
    """

    def __init__(self, document: Document, pieces: Iterable[tuple[int, int]]) -> None:
        self.document = document
        chars: list[str] = []
        self.at: list[int] = []
        self.gaps = bytearray()
        pending, last = NONE, 0
        for start, end in pieces:
            if chars:
                pending = max(pending, PARAGRAPH if document.text.count("\n", last, start) > 1 else BREAK)
            pending, last = self._take(document.text, start, end, chars, pending), end
        self.text = "".join(chars)

    def _take(self, text: str, start: int, end: int, chars: list[str], pending: int) -> int:
        stretch = text[start:end]
        noise = {match.start() for match in _NOISE.finditer(stretch)}
        for offset, char in enumerate(stretch):
            if char == "\n":
                pending = PARAGRAPH if pending >= BREAK else BREAK
                continue
            if char == " ":
                pending = max(pending, BLANK)
                continue
            if offset in noise:
                continue
            if pending and chars and _keeps_apart(chars[-1], char):
                chars.append(" ")
                self.at.append(start + offset)
                self.gaps.append(pending)
            chars.append(char)
            self.at.append(start + offset)
            self.gaps.append(pending)
            pending = NONE
        return pending

    def span(self, start: int, end: int) -> Span:
        """Return the span in the original text."""
        if end <= start or start >= len(self.at):
            return (0, 0)
        return self.document.span(self.at[start], self.at[end - 1] + 1)

    def said(self, start: int, end: int) -> str:
        """Return the original words of this stretch alone, with a blank where one stood."""
        out: list[str] = []
        raw = self.document.raw
        for i in range(start, min(end, len(self.at))):
            if self.text[i] == " ":
                continue
            gap = self.gaps[i]
            if gap and out and (gap == BLANK or not (_THAI.match(self.text[i]) and _THAI.match(self.text[i - 1]))):
                out.append(" ")
            s, e = self.document.span(self.at[i], self.at[i] + 1)
            out.append(raw[s:e])
        return "".join(out)


def _keeps_apart(left: str, right: str) -> bool:
    return (left.isdigit() and right.isdigit()) or (
        left.isascii() and left.isalpha() and right.isascii() and right.isalpha()
    )


_SOFT = {
    "ั": "[ัี้]?", "ิ": "[ิีึื]", "ี": "[ิีึื]", "ึ": "[ิีึื]", "ื": "[ิีึื]", "ุ": "[ุู]", "ู": "[ุู]",
    "่": "[่้๊๋]?", "้": "[่้๊๋]?", "๊": "[่้๊๋]?", "๋": "[่้๊๋]?", "์": "[์ิ]?", "ฟ": "[ฟพฬ]", "พ": "[พฟฬ]", "ผ": "[ผฝ]",
    "ฝ": "[ฝผ]", "ช": "[ชซข]", "ซ": "[ซชข]", "ข": "[ขชซ]", "ป": "[ปบ]", "บ": "[บป]", "ฎ": "[ฎฏ]", "ฏ": "[ฏฎ]",
    "ด": "[ดคต]", "ค": "[คดต]", "ต": "[ตดค]", "ถ": "[ถก]", "ภ": "[ภก]", "ล": "[ลส]", "ส": "[สล]", "ร": "[รว]", "ว": "[วร]",  # noqa: E501
}  # fmt: skip
_MARKS_ONLY = {key: value for key, value in _SOFT.items() if key in "่้๊๋์ิีึืุู"}


def loose(words: str, *, letters: bool = True) -> str:
    """Return a regular expression that also meets the word with lost tone marks and look-alike letters."""
    table = _SOFT if letters else _MARKS_ONLY
    return "".join(table.get(char, re.escape(char)) for char in words)


_RUN = re.compile(r"\[[^\]]*\]|[ก-๎]+")
_SWAPS = {
    "ฟ": "[ฟพ]", "พ": "[พฟ]", "ร": "[รว]", "ว": "[วร]", "ป": "[ปบ]", "บ": "[บป]", "ช": "[ชซข]", "ซ": "[ซช]",
    "ข": "[ขช]", "ด": "[ดคต]", "ค": "[คดต]", "ต": "[ตด]", "ถ": "[ถภ]", "ภ": "[ภถ]", "ล": "[ลส]", "ส": "[สล]",
    "น": "[นม]", "ม": "[มน]", "อ": "[อฮ]", "ห": "[หท]", "ฝ": "[ฝผ]", "ผ": "[ผฝ]", "จ": "[จว]",
}  # fmt: skip


LONG = 5  # From so many letters on, a word stays itself with one letter taken for its look-alike.


def tolerant(pattern: str) -> str:
    """Return a regular expression whose Thai words forgive lost marks and, when long, look-alike letters."""

    def soften(match: re.Match[str]) -> str:
        run = match.group()
        if run.startswith("["):
            return run
        table = _MARKS_ONLY | (_SWAPS if len(run) >= LONG else {})
        return "".join(table.get(char, char) for char in run)

    return _RUN.sub(soften, pattern)


def marks(words: str) -> str:
    """Return a regular expression that forgives tone marks and short or long vowels, not letters."""
    return loose(words, letters=False)
