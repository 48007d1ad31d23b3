"""Numerals and the numbers of letters, with the look-alikes OCR makes of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

DIGIT = "[0-9OolIb]"
YEAR = rf"(?:2 ?5 ?{DIGIT} ?{DIGIT}|{DIGIT}{{2,4}})"  # A line's end may cut a year in two.
_REPAIR = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1", "b": "6"})

_UNITS = {
    "หนึ่ง": 1, "เอ็ด": 1, "สอง": 2, "สาม": 3, "สี่": 4, "ห้า": 5, "หก": 6, "เจ็ด": 7, "แปด": 8, "เก้า": 9,
}  # fmt: skip
_WORD = re.compile("|".join([*_UNITS, "ยี่สิบ", "สิบ", "ร้อย"]))
WORD_NUMBER = r"(?:ยี่สิบ|สิบ|ร้อย|หนึ่ง|เอ็ด|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า){1,5}"
COUNT = rf"(?:{DIGIT}{{1,3}}(?:\({WORD_NUMBER}\))?|{WORD_NUMBER}(?:\({DIGIT}{{1,3}}\))?)"


def repair(token: str) -> str:
    """Read the look-alikes inside a numeral as the digits meant."""
    return token.translate(_REPAIR)


def is_repaired(token: str) -> bool:
    """Tell whether the numeral holds a look-alike."""
    return any(char in "OolI|b" for char in token)


def count(words: str) -> int | None:
    """Read `15`, `สิบห้า`, `15(สิบห้า)` or `l5` as a count; None when it is none."""
    digits = re.match(rf"{DIGIT}+", words)
    if digits:
        token = repair(digits.group())
        return int(token) if token.isdigit() else None
    total = current = 0
    for match in _WORD.finditer(words):
        word = match.group()
        if word == "ร้อย":
            total, current = total + (current or 1) * 100, 0
        elif word == "ยี่สิบ":
            total, current = total + 20, 0
        elif word == "สิบ":
            total, current = total + (current or 1) * 10, 0
        else:
            current = _UNITS[word]
    return (total + current) or None


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """The number of a letter in normal form and where it stands."""

    value: str
    code: str
    unit: str
    circular: bool
    start: int
    end: int
    repaired: bool
    run_missing: bool = False


_CODE = r"(?<![ก-ฮ.])(?P<code>[ก-ฮ]{2,4})(?P<group>\s?\([ก-ฮ. ]{1,12}\))?[ \t]?\.?\s?"
_UNIT = rf"(?P<unit>{DIGIT}(?: ?{DIGIT}){{1,4}}(?: ?\. ?{DIGIT}{{1,4}}){{0,4}})(?P<tail>\s?\([ก-ฮ. ]{{1,12}}\))?"
_RUN = rf"(?P<run>{DIGIT}{{1,6}})(?![0-9])"
NUMBER = re.compile(
    rf"{_CODE}{_UNIT}\s?(?:[/\\]\s*(?P<circ>[วv](?:\s?\([ก-ฮ]{{1,2}}\))?\s?\.?\s?)?|(?P<lost>\s?ว\s?\.?\s?)){_RUN}"
)
PLAIN = re.compile(rf"(?P<run>{DIGIT}{{1,5}})\s?/\s?(?P<year>{DIGIT}{{4}})(?![0-9])")


def document_numbers(text: str, start: int = 0, end: int | None = None) -> list[DocumentNumber]:
    """Return the letters' numbers in a stretch of normal text, in order."""
    stop = len(text) if end is None else end
    return [made for match in NUMBER.finditer(text, start, stop) if (made := _made(match))]


def _made(match: re.Match[str]) -> DocumentNumber | None:
    unit, run = re.sub(r"\s", "", match["unit"]), match["run"]
    if not any(c.isdigit() for c in unit) or not any(c.isdigit() for c in run):
        return None
    if match["code"] in ("โทร", "ต่อ", "เวลา") or len(re.sub(r"\D", "", repair(unit))) < 2:
        return None
    circular = bool(match["circ"] or match["lost"])
    group = re.sub(r"\s", "", match["group"] or "")
    tail = re.sub(r"\s", "", match["tail"] or "")
    prefix = f"{match['code']} {group + ' ' if group else ''}{repair(unit)}{tail}"
    return DocumentNumber(
        value=f"{prefix}/{'ว ' if circular else ''}{repair(run)}",
        code=match["code"],
        unit=repair(unit),
        circular=circular,
        start=match.start("code"),
        end=match.end(),
        repaired=is_repaired(unit) or is_repaired(run) or bool(match["lost"]),
    )
