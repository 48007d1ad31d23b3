"""A grid to people: where the header is, what each column holds, which lines are people and which are not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from unicodedata import category

from tidtam.aftercare.rules.roster import columns
from tidtam.aftercare.rules.roster.reading import Grid, bad, cut, grids, too_many_rows
from tidtam.offices.sheets import MAX_ROWS
from tidtam.thai.digits import to_arabic
from tidtam.thai.names import clean

_HEADER_WITHIN = 30
EXAMPLE_MARK = "ตัวอย่าง"  # stands in place of a serial number in the row the template shows
# What a merged cell says of all rows it covers; the other columns belong to one person.
_SHARED = frozenset(
    {f"{kind}_{part}" for kind in ("reg", "cur") for part in ("moo", "tambon", "amphoe", "province")}
    | {"completed_on", "cohort", "colour", "substance"}
)
_WHO = ("national_id", "first_name", "full_name")
_FOOT = re.compile(
    r"^\W*(?:รวม(?:ทั้งสิ้น|ทั้งหมด|จำนวน|ยอด|\s|\d|:|$)|ยอดรวม|จำนวนรวม|ทั้งสิ้น|ลงชื่อ|ลงนาม|ผู้รายงาน|ผู้จัดทำ|ผู้รับรอง|ผู้ตรวจ"
    r"|หมายเหตุ|ตำแหน่ง|total\b|sum\b|ข้อมูล ณ|ณ วันที่)",
    re.IGNORECASE,
)
_COLUMN_NUMBER = re.compile(r"^\(?\d{1,2}\)?$")


@dataclass(frozen=True, slots=True)
class Row:
    """One person's line: its number as the spreadsheet shows it, and its cells by key as they came."""

    number: int
    cells: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read: headers in order, which column holds what ({key: place}), the rows, and headers not understood."""

    name: str
    header_row: int
    headers: list[str]
    mapping: dict[str, int]
    rows: list[Row]
    unknown: list[str]


class Clean(str):
    """Text that has been cleaned already."""

    __slots__ = ()


def text_of(cell: Any) -> str:
    """Return a cell as clean text: 3014.0 is 3014, Thai digits are Arabic, nothing invisible is left."""
    if type(cell) is Clean:
        return cell
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, float):
        cell = int(cell) if cell.is_integer() else cell
    if isinstance(cell, (datetime, date, time)):
        return cell.isoformat()[:10]
    text = cut(to_arabic(str(cell)[:4000]))
    if not text.isprintable():
        # What is invisible goes; what parts words (line ends, fixed blanks) becomes a blank.
        text = "".join(c if c.isprintable() else "" if category(c) == "Cf" else " " for c in text)
    text = (text if text.isascii() else clean(text)).lstrip("'`").strip()
    return "" if text in ("-", "–", "—", "N/A", "n/a", ".", "..", "...") else text


def read(content: bytes, name: str, mapping: Mapping[str, int] | None = None) -> Sheet:
    """Read the first sheet that holds people; columns are guessed from their headers unless `mapping` says them.

    Shape: rows are people only: no blank lines, repeated headers, totals or signatures; `mapping` is {key: place},
    counted from 0.
    Errors: those of `reading.grids`; Problem("aftercare.roster_header" | "_empty" | "_mapping" | "_too_many_rows").
    """
    if mapping is not None and (set(mapping) - set(columns.COLUMNS) or len(set(mapping.values())) != len(mapping)):
        raise bad("mapping", "จับคู่คอลัมน์ไม่ถูกต้อง แต่ละคอลัมน์เลือกได้ครั้งเดียว")
    best: tuple[int, Grid, _Header] | None = None
    for grid in grids(content, name):
        header = _find_header(grid)
        if header and (best is None or len(header.mapping) > best[0]):
            best = (len(header.mapping), grid, header)
            if len(header.mapping) >= 4:
                break
        elif header is None and mapping and best is None:
            first = next((i for i, row in enumerate(grid.rows) if sum(map(bool, map(text_of, row))) > 1), None)
            if first is not None:
                best = (0, grid, _Header(first, first, [text_of(cell) for cell in grid.rows[first]], {}))
    if best is None:
        raise bad("header", "ไม่พบหัวคอลัมน์ของรายชื่อ ต้องมีอย่างน้อย “เลขประจำตัวประชาชน” และ “ชื่อ” ให้ใช้แบบที่ดาวน์โหลด")
    _, grid, header = best
    chosen = dict(mapping) if mapping is not None else header.mapping
    rows = _people(grid, header, chosen)
    if not rows:
        raise bad("empty", "ไฟล์มีแต่หัวคอลัมน์ ยังไม่มีรายชื่อ")
    used = set(chosen.values())
    unknown = [text for place, text in enumerate(header.headers) if text and place not in used]
    return Sheet(grid.name, header.last + 1, header.headers, chosen, rows, unknown)


@dataclass(frozen=True, slots=True)
class _Header:
    first: int
    last: int
    headers: list[str]
    mapping: dict[str, int]


def _find_header(grid: Grid) -> _Header | None:
    """Return the line, or the two lines, whose words are headers most of all."""
    spread = _spread(grid)
    best: _Header | None = None
    for place in range(min(_HEADER_WITHIN, len(spread))):
        one = spread[place]
        two = _joined(one, spread[place + 1]) if place + 1 < len(spread) else one
        for last, headers in ((place, one), (place + 1, two)):
            found = columns.assign(headers)
            if len(found) < 2 or not any(key in found for key in _WHO):
                continue
            # As many in one line as in two: the line above is a title, not a part of the header.
            if best is None or (len(found), place - last) > (len(best.mapping), best.first - best.last):
                best = _Header(place, last, headers, found)
    return best


def _spread(grid: Grid) -> list[list[str]]:
    """Return the first lines as text, a merged heading repeated over the columns it covers."""
    width = max((len(row) for row in grid.rows), default=0)
    lines = [[text_of(cell) for cell in row] + [""] * (width - len(row)) for row in grid.rows[: _HEADER_WITHIN + 1]]
    for (top, left), (_, right) in grid.merged:
        if top < len(lines):
            for place in range(left, min(right + 1, width)):
                lines[top][place] = lines[top][left]
    return lines


def _joined(top: Sequence[str], below: Sequence[str]) -> list[str]:
    """Return headers of two lines: a group and its part are one header; a blank takes the group to its left."""
    out, group = [], ""
    for upper, lower in zip(top, below, strict=True):
        group = upper or (group if lower else "")
        together = f"{group} {lower}".strip()
        out.append(next((text for text in (together, lower, upper) if text and columns.guess(text)), together))
    return out


def _people(grid: Grid, header: _Header, mapping: Mapping[str, int]) -> list[Row]:
    shared, following = _merged_below(grid, header.last, mapping)
    out: list[Row] = []
    heads = {key: columns.fold(header.headers[place]) for key, place in mapping.items() if place < len(header.headers)}
    for place in range(header.last + 1, len(grid.rows)):
        cells = [Clean(text_of(cell)) if isinstance(cell, str) else cell for cell in grid.rows[place]]
        row = {key: cells[at] if at < len(cells) else "" for key, at in mapping.items()}
        row |= {key: value for key, value in shared.get(place, {}).items() if not text_of(row[key])}
        if place in following and out:
            _continue(out[-1].cells, row)
            continue
        if _is_person(row, cells, heads):
            out.append(Row(place + 1, row))
            if len(out) > MAX_ROWS:
                raise too_many_rows()
    return out


def _merged_below(grid: Grid, last: int, mapping: Mapping[str, int]) -> tuple[dict[int, dict[str, Any]], set[int]]:
    """Return what merged cells say of the rows below their first, and the rows that continue the person above."""
    key_at = {place: key for key, place in mapping.items()}
    shared: dict[int, dict[str, Any]] = {}
    following: set[int] = set()
    for (top, left), (bottom, _) in grid.merged:
        key = key_at.get(left)
        if key is None or bottom == top or top <= last:
            continue
        for place in range(top + 1, min(bottom, len(grid.rows) - 1) + 1):
            if key in _SHARED:
                shared.setdefault(place, {})[key] = grid.rows[top][left]
            elif key in _WHO:
                following.add(place)
    return shared, following


def _continue(person: dict[str, Any], row: Mapping[str, Any]) -> None:
    for key, cell in row.items():
        if not text_of(person[key]):
            person[key] = cell


def _is_person(row: Mapping[str, Any], cells: Sequence[Any], heads: Mapping[str, str]) -> bool:
    """Say whether a line speaks of a person: not blank, a total, a signature, a heading or a repeated header."""
    own = {key: text for key, cell in row.items() if (text := text_of(cell)) and key != "serial"}
    filled = [text for cell in cells if (text := text_of(cell))]
    if not filled or not (set(own) - _SHARED):
        # Numbers printed ahead for people who never came, a line with merged words only, or a total beside the columns.
        return False
    if text_of(row.get("serial", "")) == EXAMPLE_MARK:
        return False
    digits = re.sub(r"\D", "", own.get("national_id", ""))
    if len(digits) >= 9:
        return True
    if any(_FOOT.match(text) for text in filled[:4]) or _FOOT.match(text_of(row.get("serial", ""))):
        return False
    if len(filled) >= 3 and all(_COLUMN_NUMBER.match(text) for text in filled):
        return False
    if len(own) >= 2 and sum(columns.fold(text) == heads.get(key) for key, text in own.items()) * 2 > len(own):
        return False
    named = any(key in own for key in ("first_name", "last_name", "full_name", "national_id", "no_id_reason"))
    if len(filled) == 1:
        # A heading between people, or the name under a signature; a bare name stays, to be told what it lacks.
        text = filled[0]
        return named and not re.match(r"^(\(|ตำบล|ต\.|อำเภอ|อ\.|หมู่|บ้าน|กลุ่ม|รุ่น|\.{2,})", text)
    return named or len(own) >= 3
