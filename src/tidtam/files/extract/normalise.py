"""Repair what fonts and recognisers do to Thai text, and keep track of where every code point went."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

# Windows Thai fonts draw shifted marks with private-use glyphs; old PDFs carry these instead of the letters.
_PRIVATE_USE = {
    0xF700: "ฐ", 0xF701: "ิ", 0xF702: "ี", 0xF703: "ึ", 0xF704: "ื", 0xF705: "่", 0xF706: "้", 0xF707: "๊",
    0xF708: "๋", 0xF709: "์", 0xF70A: "่", 0xF70B: "้", 0xF70C: "๊", 0xF70D: "๋", 0xF70E: "์", 0xF70F: "ญ",
    0xF710: "ั", 0xF711: "ํ", 0xF712: "็", 0xF713: "่", 0xF714: "้", 0xF715: "๊", 0xF716: "๋", 0xF717: "์",
    0xF718: "ุ", 0xF719: "ู", 0xF71A: "ฺ",
}  # fmt: skip
_SPACES = {
    0x09: " ",
    0xA0: " ",
    0x2002: " ",
    0x2003: " ",
    0x2009: " ",
    0x202F: " ",
    0x3000: " ",
    0x0B: "\n",
    0x0C: "\n",
}
_ONE_TO_ONE = {**_PRIVATE_USE, **_SPACES}

_MARK = "ัิ-ฺ็-๎"
_TONE = "่-๋"
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffe\uffff]+"
)
_PASSES: tuple[tuple[re.Pattern[str], str], ...] = (
    (_INVISIBLE, ""),
    (re.compile("\r\n?"), "\n"),
    (re.compile("เเ"), "แ"),
    # A mark that stands on nothing before a numeral is dirt.
    (re.compile(f"(?<= )[{_MARK}]+(?=[๐-๙0-9])"), ""),
    # A space is spurious before a mark or a following vowel and after a leading vowel: no Thai word begins or ends so.
    (re.compile(f"(?<=[ก-ฮ{_MARK}]) +(?=[{_MARK}ะาำ])"), ""),
    (re.compile("(?<=[เแโใไ]) +(?=[ก-ฮ])"), ""),
    (re.compile("([่-์])([ัิ-ฺ])"), r"\2\1"),
    # ั is what is left of ํ in a faint print: no Thai syllable has ั before า.
    (re.compile(f"[ํั]([{_TONE}]?)า"), r"\1ำ"),
    (re.compile(f"([{_TONE}])ํา"), r"\1ำ"),
    (re.compile(f"ำ([{_TONE}])"), r"\1ำ"),
    (re.compile(f"([{_MARK}])\\1+"), r"\1"),
    (re.compile("[ ]+(?=\n)"), ""),
    (re.compile("\n{3,}"), "\n\n"),
)
# Five or more single letters with one space between each: letter-spaced words, not words.
_LETTER_SPACED = re.compile(f"(?<![^\\s])(?:[เแโใไ]?[ก-ฮ][{_MARK}ะาำ]* ){{4,}}[เแโใไ]?[ก-ฮ][{_MARK}ะาำ]*(?![^\\s])")
# Some writers of PDF put a letter with two marks into the text layer twice (สิ่สิ่ง).
_DOUBLED = re.compile("([ก-ฮ](?:[ัิ-ฺ][่-์]|[ัิ-ฺ็-์]))\\1")
_MIN_DOUBLED = 3


@dataclass(frozen=True, slots=True)
class Clean:
    """The repaired text and, for each offset of the raw text (its end included), the offset in the repaired one."""

    text: str
    at: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where the raw span [start, end) went."""
        return self.at[start], self.at[end]


def normalise(raw: str, *, doubled: bool = False) -> Clean:
    """Return `raw` with Thai put in order; `doubled` also drops letters a PDF writer repeated.

    Units: code points.
    """
    clean = Clean(raw.translate(_ONE_TO_ONE), tuple(range(len(raw) + 1)))
    for pattern, replacement in _PASSES:
        clean = _substitute(clean, pattern, replacement)
    clean = _join_letter_spaced(clean)
    if doubled and len(_DOUBLED.findall(clean.text)) >= _MIN_DOUBLED:
        clean = _substitute(clean, _DOUBLED, r"\1")
    return _stripped(clean)


def _substitute(clean: Clean, pattern: re.Pattern[str], replacement: str) -> Clean:
    changes = [(match.start(), match.end(), match.expand(replacement)) for match in pattern.finditer(clean.text)]
    return _apply(clean, changes)


def _join_letter_spaced(clean: Clean) -> Clean:
    changes = [
        (match.start() + index, match.start() + index + 1, "")
        for match in _LETTER_SPACED.finditer(clean.text)
        for index, character in enumerate(match.group())
        if character == " "
    ]
    return _apply(clean, changes)


def _stripped(clean: Clean) -> Clean:
    text = clean.text
    head = len(text) - len(text.lstrip())
    tail = len(text.rstrip())
    changes = [(start, end, "") for start, end in ((0, head), (max(head, tail), len(text))) if end > start]
    return _apply(clean, changes)


def _apply(clean: Clean, changes: list[tuple[int, int, str]]) -> Clean:
    """Apply disjoint, ordered replacements; an offset inside a replaced run keeps its distance as far as it can."""
    if not changes:
        return clean
    moved: list[int] = []
    parts: list[str] = []
    out = at = 0
    for start, end, new in changes:
        parts += (clean.text[at:start], new)
        moved.extend(range(out, out + start - at))
        out += start - at
        moved.extend(out + min(step, len(new)) for step in range(end - start))
        out += len(new)
        at = end
    parts.append(clean.text[at:])
    moved.extend(range(out, out + len(clean.text) - at + 1))
    return Clean("".join(parts), tuple(moved[offset] for offset in clean.at))


def from_latin1(raw: str) -> str | None:
    """Return `raw` with Thai put back where an old font's bytes were read as Latin-1, or None when it is no such text.

    Shape: the same length, so that every box stays with its character.
    """
    accented = sum("\xa1" <= character <= "\xfb" for character in raw)
    if accented < 20 or accented < 0.5 * sum(not character.isspace() for character in raw):
        return None
    table = {byte: chr(byte - 0xA0 + 0x0E00) for byte in (*range(0xA1, 0xDB), *range(0xDF, 0xFC))}
    repaired = raw.translate(table)
    return repaired if thai_shape(repaired) > 0.9 else None


def thai_shape(text: str) -> float:
    """Return the share of marks and following vowels that stand after a letter that can carry them (1 without any)."""
    total = good = 0
    for before, character in pairwise(" " + text.translate(_ONE_TO_ONE)):
        if re.match(f"[{_MARK}]", character):
            total += 1
            good += bool(re.match(f"[ก-ฮ{_MARK}]", before))
        elif before in "เแโใไ":
            total += 1
            good += "ก" <= character <= "ฮ"
    return good / total if total else 1.0
