"""Office words that a line must not break in, and ways to hold them together."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

from tidtam.thai.dates import MONTHS, MONTHS_SHORT

WORD_JOINER = "\u2060"
NO_BREAK_SPACE = "\u00a0"

UNBREAKABLE = (
    "ศอ.ปส.จ.", "ศป.ปส.อ.", "ศอ.ปส.", "ป.ป.ส.", "ปปส.", "บสต.", "ขปต.", "อปท.", "อบจ.", "อบต.", "ทน.", "ทม.", "ทต.",
    "สถจ.", "สถอ.", "สถ.", "ปค.", "มท.", "กทม.", "พม.", "ผวจ.", "ผอ.", "นพ.", "รพ.สต.", "สสจ.", "สสอ.",
    "พ.ศ.", "พ.ร.บ.", "พ.ร.ก.", "ม.ร.ว.", "น.ส.", "โคก หนอง นา", "NISPA", "QR Code",
    "ติดตาม", "ลงรับ", "เกษียน", "บันทึกข้อความ", "ที่ว่าการอำเภอ", "องค์การบริหารส่วนตำบล", "องค์การบริหารส่วนจังหวัด",
    "เทศบาลตำบล", "เทศบาลเมือง", "เทศบาลนคร", "ฐานันดร", "ครบกำหนด", "เกินกำหนด", "ไม่มีการดำเนินงาน",
    "ปีงบประมาณ",
)  # fmt: skip
_NUMBER = r"[0-9๐-๙]+(?:[,.][0-9๐-๙]+)*"
_DAYS = rf"{_NUMBER}(?:–{_NUMBER})?"  # a day, or from a day to a day
_MONTH = "|".join(re.escape(month) for month in (*MONTHS, *MONTHS_SHORT))
# A letter's number, a date and a count with its unit are read as one thing.
_PHRASES = (
    rf"[ก-ฮ]{{1,4}}\.? ?[0-9๐-๙]{{4}}(?:\.[0-9๐-๙]+)*/(?:ว ?)?{_NUMBER}",
    rf"(?:(?:ลง)?วันที่ )?{_DAYS} (?:{_MONTH})(?: (?:พ\.ศ\. ?)?[0-9๐-๙]{{2,4}})?",
    rf"วันที่ {_DAYS}",
    rf"{_NUMBER} (?:วัน|เดือน|ปี|ครั้ง|ฉบับ|แห่ง|ราย|คน|ชุด|หน้า|บาท|น\.)(?![ก-ฮะ-์])",
    r"พ\.ศ\. [0-9๐-๙]{4}",
    r"[0-9๐-๙]+(?:,[0-9๐-๙]{3})+",
)


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join([*_PHRASES, *(re.escape(word) for word in sorted(words, key=len, reverse=True))]))


_UNBREAKABLE = _pattern(UNBREAKABLE)
# What stands before the name of a place. A line may end after a long one; a short one (อำเภอ) stays with its name.
_LONG = (
    "องค์การบริหารส่วนตำบล", "องค์การบริหารส่วนจังหวัด", "เทศบาลตำบล", "เทศบาลเมือง", "เทศบาลนคร",
    "ที่ว่าการอำเภอ", "ที่ทำการปกครองอำเภอ", "ที่ทำการปกครองจังหวัด",
)  # fmt: skip
_SHORT = ("จังหวัด", "อำเภอ", "ตำบล", "เขต", "ศอ.ปส.จ.", "ศป.ปส.อ.", "อบจ.", "อบต.", "ทน.", "ทม.", "ทต.")
_LONGEST_NAME = 22  # a longer run of letters after such a word is a sentence, not a name
_PLACED = re.compile(
    rf"(?P<place>(?:(?P<long>{'|'.join(map(re.escape, _LONG))})|{'|'.join(map(re.escape, _SHORT))}) ?"
    rf"(?P<name>[ก-ฮเ-ไ][ก-ฮะ-ฺเ-๎]{{1,{_LONGEST_NAME}}}?))(?=จังหวัด|อำเภอ|ตำบล|[^ก-ฮะ-ฺเ-๎]|$)"
)


def bind(text: str, *, names: tuple[str, ...] = ()) -> str:
    """Hold office words, numbers, dates and the given names together in plain text, with U+2060 and U+00A0."""
    return _choose(names).sub(lambda match: _glue(match[0]), text)


def bind_html(text: str, *, names: tuple[str, ...] = ()) -> str:
    """Return escaped HTML with the same phrases in `<span class="nowrap">`; copied text stays free of joiners."""
    out, at = [], 0
    for match in _choose(names).finditer(text):
        out += [escape(text[at : match.start()]), f'<span class="nowrap">{escape(match[0])}</span>']
        at = match.end()
    return "".join([*out, escape(text[at:])])


def pieces(text: str, *, names: tuple[str, ...] = ()) -> list[list[str | bool]]:
    """Cut a text into what a line may break inside and what it may not. Shape: [[words, kept together], …]."""
    out: list[list[str | bool]] = []
    at = 0
    for match in _choose(names).finditer(text):
        out.append([text[at : match.start()], False])
        out.append([match[0], True])
        at = match.end()
    out.append([text[at:], False])
    return [one for one in out if one[0]]


def office_pieces(text: str, *, names: tuple[str, ...] = ()) -> list[list[str | bool]]:
    """Cut like `pieces`, and keep the name of each place in one: a line ends before a name, never inside it."""
    out: list[list[str | bool]] = []
    at = 0
    for match in _PLACED.finditer(text):
        start = match.start("name" if match["long"] else "place")
        out += pieces(text[at:start], names=names)
        out.append([text[start : match.end()], True])
        at = match.end()
    return [*out, *pieces(text[at:], names=names)]


def unbind(text: str) -> str:
    """Undo `bind`."""
    return text.replace(WORD_JOINER, "").replace(NO_BREAK_SPACE, " ")


def _choose(names: tuple[str, ...]) -> re.Pattern[str]:
    wanted = tuple(name for name in names if name)
    return _pattern((*UNBREAKABLE, *wanted)) if wanted else _UNBREAKABLE


def _glue(phrase: str) -> str:
    """Put a joiner before every base letter; marks and following vowels, and digits in a number, never start a line."""
    return _INSIDE.sub(WORD_JOINER, phrase).replace(" ", NO_BREAK_SPACE)


_INSIDE = re.compile(r"(?<=[^\s0-9A-Za-z๐-๙])(?=[^\sะ-ฺๅ-๎])|(?<=[0-9A-Za-z๐-๙])(?=[^\s0-9A-Za-z๐-๙ะ-ฺๅ-๎])")
