"""Words and numbers a line may not break: the browser's Thai dictionary cuts some office words in the middle."""

from __future__ import annotations

import re
from functools import cache

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from tidtam.thai.words import UNBREAKABLE

# Ordinary words of our pages which the browser's dictionary was seen to cut in the middle (รา|ยงาน, ประชา|ชน).
_CUT_BY_BROWSERS = (
    "รายงานผล", "รายงาน", "ประชาชน", "ประชาสงเคราะห์", "สาธารณสงเคราะห์", "ชุมชน", "เทศมนตรี", "เทศบาล", "ปกครอง",
    "องค์กรปกครองส่วนท้องถิ่น", "ท้องถิ่น", "อำเภอ", "ตำบล", "จังหวัด", "ฟื้นฟู", "เยี่ยมเยียน", "กำหนด", "หนังสือ", "เสนอ",
    "สั่งการ", "ราชการ", "มอบหมาย", "ให้ท่าน",
)  # fmt: skip

_DIGIT = "[0-9๐-๙]"
# ที่ of a letter: letters of the office, its code, the running number: นม ๐๐๒๓.๒๖/ว ๑๗๐๒.
_NUMBER = (
    rf"(?<![ก-๙])[ก-ฮ]{{2,3}}\.?[ \u00a0]?{_DIGIT}{{4,5}}(?:\.(?:{_DIGIT}{{1,3}}|[ก-ฮ])){{0,3}}"
    rf"[ \u00a0]?/[ \u00a0]?(?:ว[ \u00a0]?)?{_DIGIT}{{1,6}}"
)


@cache
def _pattern() -> re.Pattern[str]:
    longest_first = sorted({*UNBREAKABLE, *_CUT_BY_BROWSERS}, key=lambda word: (-len(word), word))
    return re.compile("|".join([_NUMBER, *map(re.escape, longest_first)]))


def wrap(text: str) -> SafeString:
    """Escape `text` and put each office word and document number into `.nowrap`, with `<wbr>` between neighbours."""
    parts: list[str] = []
    end = 0
    for match in _pattern().finditer(text):
        if match.start() == end and end:
            parts.append("<wbr>")
        parts.append(conditional_escape(text[end : match.start()]))
        parts.append(f'<span class="nowrap">{conditional_escape(match.group())}</span>')
        end = match.end()
    parts.append(conditional_escape(text[end:]))
    return mark_safe("".join(parts))  # noqa: S308  # every part is escaped above
