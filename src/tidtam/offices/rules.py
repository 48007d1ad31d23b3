"""Paths of the tree and names of offices. Pure functions."""

from __future__ import annotations

import re

from tidtam.kernel.actor import ROOT
from tidtam.offices.choices import LGO_SHORT, LINE_LETTER, LgoType, Line
from tidtam.thai.digits import to_arabic

# A segment is an office's immutable id, so a path never changes when a name or a code does.
PATH_PATTERN = r"^1\.([a-z]\.([0-9]+\.)*)?$"


def line_root(line: str) -> str:
    """Return where a line begins: `1.d.` for DOPA; the ministry stands at `1.`."""
    return ROOT if line == Line.ROOT else f"{ROOT}{LINE_LETTER[line]}."


def path_of(office_id: int, line: str, parent_path: str | None) -> str:
    """Return the path of an office: below its parent when both are in one line, else at the head of its line.

    Shape: ends in a full stop; `1.` for the one office of the root line.
    """
    if line == Line.ROOT:
        return ROOT
    head = line_root(line)
    if parent_path is not None and parent_path.startswith(head):
        return f"{parent_path}{office_id}."
    return f"{head}{office_id}."


def ancestor_ids(path: str) -> list[int]:
    """Return the ids of the offices above, highest first; the office itself is left out."""
    return [int(part) for part in path.split(".") if part.isdigit()][1:-1]


def is_below(path: str, above: str) -> bool:
    """Say whether `path` is `above` or lies below it."""
    return path.startswith(above)


def short_of(lgo_type: str, name: str) -> str:
    """Return the short name of a local government: อบต.ตูม."""
    return f"{LGO_SHORT[lgo_type]}{name}"


def full_of(lgo_type: str, name: str) -> str:
    """Return the full name of a local government: องค์การบริหารส่วนตำบลตูม."""
    return name if lgo_type == LgoType.SPEC else f"{LgoType(lgo_type).label}{name}"


# Longest first, so that the prefix of an อบจ. is not read as that of something shorter.
_TYPE_WORDS: tuple[tuple[str, str], ...] = (
    ("องค์การบริหารส่วนจังหวัด", LgoType.PAO),
    ("องค์การบริหารส่วนตำบล", LgoType.TAO),
    ("เทศบาลตำบล", LgoType.SUBM),
    ("เทศบาลเมือง", LgoType.TOWN),
    ("เทศบาลนคร", LgoType.CITY),
    ("อบจ", LgoType.PAO),
    ("อบต", LgoType.TAO),
    ("ทต", LgoType.SUBM),
    ("ทม", LgoType.TOWN),
    ("ทน", LgoType.CITY),
)


def lgo_type_of(text: str) -> str:
    """Read the kind of local government from a name, a short name or a code; '' when there is none."""
    bare = text.strip()
    if bare.upper() in LgoType.values:
        return bare.upper()
    for word, kind in _TYPE_WORDS:
        # Short forms count only before a full stop or alone: a place name may begin with the same letters.
        if bare.startswith(word) and (len(word) > 3 or bare[len(word) :].strip()[:1] in {"", "."}):
            return kind
    return ""


_BLANKS = re.compile(r"\s+")


def fold(text: str) -> str:
    """Return text as names are compared: no blanks, Arabic digits, `สำนักงาน` before a municipality left out."""
    folded = _BLANKS.sub("", to_arabic(text)).lower()
    for word in ("ที่ทำการ", "สำนักงาน"):
        if folded.startswith((f"{word}องค์การบริหาร", f"{word}เทศบาล", f"{word}อบ", f"{word}ท")):
            folded = folded.removeprefix(word)
    return folded


def fold_prefix(number: str) -> str:
    """Return the head of a letter's number in one form: `ชร.๐๐๒๓.๒๐/ว ๑๒๗๖` gives `ชร 0023.20`."""
    head = to_arabic(number).split("/")[0].strip()
    match = re.match(r"([ก-ฮ]{2})\.?\s*([0-9.]+)", _BLANKS.sub("", head))
    return f"{match[1]} {match[2].rstrip('.')}" if match else head
