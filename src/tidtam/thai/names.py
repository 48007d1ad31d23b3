"""Names of people: titles off, and one key for the spellings that sound or look alike."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_RANKS = (
    "ร้อยตรี", "ร้อยโท", "ร้อยเอก", "พันตรี", "พันโท", "พันเอก", "พลตรี", "พลโท", "พลเอก", "จอมพล",
    "เรือตรี", "เรือโท", "เรือเอก", "นาวาตรี", "นาวาโท", "นาวาเอก",
    "เรืออากาศตรี", "เรืออากาศโท", "เรืออากาศเอก", "นาวาอากาศตรี", "นาวาอากาศโท", "นาวาอากาศเอก",
    "ร้อยตำรวจตรี", "ร้อยตำรวจโท", "ร้อยตำรวจเอก", "พันตำรวจตรี", "พันตำรวจโท", "พันตำรวจเอก",
    "พลตำรวจตรี", "พลตำรวจโท", "พลตำรวจเอก", "นายดาบตำรวจ", "ดาบตำรวจ", "จ่าสิบตำรวจ",
    "สิบตำรวจตรี", "สิบตำรวจโท", "สิบตำรวจเอก", "จ่าสิบตรี", "จ่าสิบโท", "จ่าสิบเอก", "สิบตรี", "สิบโท", "สิบเอก",
    "จ่าตรี", "จ่าโท", "จ่าเอก", "พันจ่าตรี", "พันจ่าโท", "พันจ่าเอก", "ว่าที่ร้อยตรี", "ว่าที่ร้อยโท", "ว่าที่ร้อยเอก", "ว่าที่พันตรี",
)  # fmt: skip
_TITLES = (
    "นาย", "นางสาว", "นาง", "เด็กชาย", "เด็กหญิง", "คุณหญิง", "ท่านผู้หญิง", "คุณ", "พระครู", "พระมหา", "พระ", "สามเณร", "แม่ชี",
    "ดอกเตอร์", "ศาสตราจารย์", "รองศาสตราจารย์", "ผู้ช่วยศาสตราจารย์", "นายแพทย์", "แพทย์หญิง", "ทันตแพทย์หญิง", "ทันตแพทย์",
    "เภสัชกรหญิง", "เภสัชกร", "หม่อมราชวงศ์", "หม่อมหลวง", "หม่อมเจ้า",
)  # fmt: skip
_SHORT_TITLES = (
    "น.ส.", "ด.ช.", "ด.ญ.", "ดร.", "ศ.", "รศ.", "ผศ.", "นพ.", "พญ.", "ทพ.", "ทพญ.", "ภก.", "ภญ.", "ม.ร.ว.", "ม.ล.",
    "ว่าที่ร.ต.", "ว่าที่ ร.ต.", "ร.ต.", "ร.ท.", "ร.อ.", "พ.ต.", "พ.ท.", "พ.อ.", "พล.ต.", "พล.ท.", "พล.อ.",
    "ร.ต.ต.", "ร.ต.ท.", "ร.ต.อ.", "พ.ต.ต.", "พ.ต.ท.", "พ.ต.อ.", "พล.ต.ต.", "พล.ต.ท.", "พล.ต.อ.",
    "ด.ต.", "จ.ส.ต.", "ส.ต.ต.", "ส.ต.ท.", "ส.ต.อ.", "จ.ส.ท.", "จ.ส.อ.", "ส.ต.", "ส.ท.", "ส.อ.", "จ.ต.", "จ.ท.", "จ.อ.",
    "พ.จ.ต.", "พ.จ.ท.", "พ.จ.อ.",
)  # fmt: skip


def _dots_optional(title: str) -> str:
    """Match an abbreviation with a blank after any full stop; the last stop must be there or `น.ส.` would eat นส-."""
    return r"\s*".join(re.escape(part) for part in re.findall(r"[^.\s]+\.?", title))


_TITLE = re.compile(
    r"\s*(?:"
    + "|".join(
        [_dots_optional(title) for title in sorted(_SHORT_TITLES, key=len, reverse=True)]
        + [re.escape(title) for title in sorted((*_RANKS, *_TITLES), key=len, reverse=True)]
    )
    + r")\s*(?:หญิง(?=\s))?\s*"
)
# These short words also begin given names (คุณากร, พระพร, นางนวล, นายิกา), so a blank or enough letters must follow.
_RISKY = re.compile(r"(?:คุณ|พระ|นาย|นาง)\Z")
_CIVIL = frozenset(_TITLES[:5]) | {"น.ส.", "ด.ช.", "ด.ญ."}
_SPACES = re.compile(r"\s+")
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff]")


@lru_cache(maxsize=50_000)
def clean(text: str) -> str:
    """Return a name in one spelling of its characters: NFC, one `แ` and one `ำ`, single blanks, nothing invisible."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).replace("เเ", "แ").replace("ํา", "ำ")
    text = re.sub("ํ([่-๋])า", r"\1ำ", text)
    # A tone mark typed before an upper or lower vowel looks the same as after it, so the order is made one.
    text = re.sub("([่-๋])([ัิ-ฺ])", r"\2\1", text)
    return _SPACES.sub(" ", text).strip()


@lru_cache(maxsize=50_000)
def strip_title(name: str) -> str:
    """Return a name without its titles and ranks: `ว่าที่ ร.ต. ดร.สมชาย ใจดี` is `สมชาย ใจดี`."""
    name = clean(name)
    civil = False
    while match := _TITLE.match(name):
        rest = name[match.end() :]
        title = match[0].strip()
        given = rest.split(" ")[0]
        if not rest or (_RISKY.search(title) and not match[0].endswith(" ") and not _can_begin(given)):
            return name
        # After นาย or นางสาว a second such word is the beginning of the name: นางสาวนางนวล.
        if civil and title in _CIVIL:
            return name
        civil = civil or title in _CIVIL
        name = rest
    return name


def _can_begin(given: str) -> bool:
    """Say whether the letters after a title can be a given name: two consonants, and no vowel that needs one before."""
    return len(re.findall("[ก-ฮ]", given)) >= 2 and bool(re.match("[ก-ฮเ-ไ]", given))


_SILENT = re.compile("(?:[ก-ฮ]ร|[ก-ฮ])[ิุ]?์")
_CLASSES = str.maketrans(
    {
        **dict.fromkeys("ขฃคฅฆ", "ค"),
        **dict.fromkeys("ฉชฌ", "ช"),
        **dict.fromkeys("ศษส", "ส"),
        "ซ": "ส",
        **dict.fromkeys("ญย", "ย"),
        **dict.fromkeys("ฎด", "ด"),
        **dict.fromkeys("ฏต", "ต"),
        **dict.fromkeys("ฐฑฒถทธ", "ท"),
        **dict.fromkeys("ณน", "น"),
        **dict.fromkeys("ผพภ", "พ"),
        **dict.fromkeys("ฝฟ", "ฟ"),
        **dict.fromkeys("ฬล", "ล"),
        **dict.fromkeys("ฮห", "ห"),
        "ี": "ิ",
        "ื": "ึ",
        "ู": "ุ",
    }
)


def spelling_key(name: str) -> str:
    """Return one key for the usual spellings of a name: `ณัฐพร`, `นัฐพร` and `ณัฏฐพร` share it.

    Titles, tone marks, silent letters and doubled consonants are dropped, consonants of one sound become one, vowel
    length is ignored. Given name and surname stay apart by one blank.
    """
    text = strip_title(name)
    text = _SILENT.sub("", text)
    text = re.sub("[่-๎ฺ็]", "", text)
    text = text.replace("ทร", "ส") if text.startswith("ทร") else text
    text = re.sub("รร(?=[ก-ฮ])", "ั", text).replace("รร", "ัน")
    text = re.sub("[ไใ]([ก-ฮ])ย?", r"\1ัย", text).replace("ำ", "ัม")
    text = text.translate(_CLASSES)
    text = re.sub("([ก-ฮ])\\1+", r"\1", text)
    # Endings that sound alike in Thai: d-stops, n-sounds.
    text = re.sub("([ัิึุะาฤ])([ดตทชส]+)(?![ะ-ู])", r"\1ด", text)
    text = re.sub("([ัิึุะาฤ])([นลร])(?![ะ-ู])", r"\1น", text)
    return re.sub("([ดท])(?=ท)", "", text)
