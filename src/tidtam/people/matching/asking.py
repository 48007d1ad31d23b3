"""What a search text asks for: words of a name, places, digits, a year of birth. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tidtam.people.matching import keys
from tidtam.people.matching.folding import fold
from tidtam.people.matching.keys import Hash
from tidtam.thai.dates import from_be
from tidtam.thai.digits import to_arabic
from tidtam.thai.names import clean, strip_title

MOST_WORDS, LONGEST = 6, 200
ENOUGH, PAGE = 0.7, 20  # of the score of one word; people for a single word, which may be the beginning of a name
_INVISIBLE = re.compile("[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad]")
_PLACE = re.compile(r"(?:(?<=[\s,/])|\A)(?:ตำบล|ต\.|แขวง|อำเภอ|อ\.|เขต|จังหวัด|จ\.)\s*([ก-๎]+)")
_YEAR = re.compile(
    r"(?:เกิด\S*|ปี|พ\.?\s?ศ\.?|ค\.?\s?ศ\.?)\s*(?:ปี|พ\.?\s?ศ\.?)?\s*(\d{4})(?!\d)|(?<![\d-])(2[45]\d\d)(?![\d-])"
)
_DATE = re.compile(r"(?<!\d)\d{1,2}[/.]\d{1,2}[/.](\d{4})(?!\d)")
_DIGITS = re.compile(r"[0-9xX*][0-9xX*\-\u2010-\u2015 .]{2,24}[0-9xX*]|[0-9]{4,}")
# Words about a name, not of it.
_TALK = re.compile(
    r"(?:(?<=\s)|\A)(?:ชื่อเล่น|ชื่อ-สกุล|ชื่อสกุล|ชื่อ|นามสกุล|สกุล|เลขบัตรประชาชน|เลขบัตร|เลขประจำตัวประชาชน|เลขประจำตัว|เลขที่บัตร|บัตร|เบอร์โทรศัพท์|เบอร์โทร|เบอร์|"
    r"โทรศัพท์|โทร\.?|มือถือ|เกิดปี|เกิด|ปี|พ\.ศ\.|อายุ|บ้าน|หรือ|ลงท้าย|ขึ้นต้น|ท้าย|ไม่ทราบ)(?=[\s:.]|\Z)[:.]?"
)
# Titles as people shorten them: without stops, or with one left out.
_SHORT_TITLE = re.compile(r"\A(?:น\.?\s?ส\.?|ด\.?\s?ช\.?|ด\.?\s?ญ\.?|ดร\.?|นส|ดช|ดญ)(?:\s+|(?<=\.))")
_TYPED_TITLE = re.compile(r"\A(?:นางสาว|น\.ส\.|นาย|นาง|เด็กชาย|เด็กหญิง)\s+")
_LOOSE_TITLES = frozenset(
    {"นาย", "นาง", "นางสาว", "น.ส.", "นส.", "นส", "ด.ช.", "ด.ญ.", "ดช.", "ดญ.", "คุณ", "พระ", "เด็กชาย", "เด็กหญิง"}
)
_MARKS = re.compile(r"[^ก-๎a-z0-9.\s]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, taken apart. `words` are of a name, `numbers` digits of an identifier, `year` Gregorian."""

    words: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    year: int | None = None

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to search for."""
        return not (self.words or self.numbers or self.places)

    @property
    def folded(self) -> str:
        """Return the words by sound."""
        return " ".join(word for word in map(fold, self.words) if word)


@dataclass(frozen=True, slots=True)
class Probes:
    """What is looked up: parallel lists of the word asked for, the weight of a hit, the number, whether it is firm."""

    words: list[int]
    weights: list[float]
    numbers: list[int]
    firm: list[bool]  # looked up first: all but frames, beginnings and ends of words, which thousands share


def parse(text: str) -> Asked:
    """Take a search text apart."""
    text = clean(_INVISIBLE.sub("", to_arabic(text[:LONGEST]))).lower()
    places = tuple(dict.fromkeys(_PLACE.findall(text)))
    # A surname may begin like a kind of place (เขตสิทธิ์): such a word is asked as both.
    text = _PLACE.sub(lambda match: f" {match[0]} " if match[0].lstrip(" ,/").startswith("เขต") else " ", text)
    year = None
    for pattern in (_DATE, _YEAR):
        if match := pattern.search(text):
            year = from_be(int(match[1] or match[2])) if pattern is _YEAR else from_be(int(match[1]))
            text = text[: match.start()] + " " + text[match.end() :]
    numbers = []
    for match in _DIGITS.finditer(text):
        digits = re.sub(r"[^0-9x*]", "", match[0]).replace("*", "x")
        if len(re.sub("x", "", digits)) >= 4:
            numbers.append(digits)
    text = _TALK.sub(" ", _DIGITS.sub(" ", text))
    text = " ".join(_MARKS.sub(" ", text).split())
    return Asked(words=_words(text), places=places, numbers=tuple(numbers), year=year)


def _words(text: str) -> tuple[str, ...]:
    text = _SHORT_TITLE.sub("", strip_title(_SHORT_TITLE.sub("", text)))
    words = [word.strip(".") for word in text.split() if word not in _LOOSE_TITLES]
    return tuple(word for word in words if re.search("[ก-ฮa-z]", word))[:MOST_WORDS]


def probes_of(asked: Asked, keyed: Hash) -> Probes:
    """Return what to look up for a question."""
    rows: list[tuple[int, float, int]] = []
    faint: set[int] = set()
    token = 0
    for word in asked.words:
        rows += [(token, weight, number) for weight, number in keys.of_word(word)]
        faint |= keys.faint_of(word)
        rows.append((token, keys.PLACE, keys.number("p", fold(word))))
        token += 1
    rows += _glued(asked.words, token)
    token += 1
    for place in asked.places:
        rows.append((token, keys.PLACE, keys.number("p", fold(place))))
        token += 1
    for digits in asked.numbers:
        pieces = keys.of_asked_number(digits, keyed)
        for piece in sorted(pieces):  # each piece is a word of its own: more pieces, surer
            rows.append((token, keys.PIECE / max(len(pieces) / 2, 1), piece))
            token += 1
    return Probes(
        [row[0] for row in rows],
        [row[1] for row in rows],
        [row[2] for row in rows],
        [row[2] not in faint for row in rows],
    )


def enough(asked: Asked) -> tuple[float, int]:
    """Return the score and the number of people that settle a question by its firm keys: all fits, a page is full."""
    words = len(asked.words)
    return ENOUGH * words, PAGE if words == 1 else 0


def _glued(words: tuple[str, ...], token: int) -> list[tuple[int, float, int]]:
    """Return the keys of a name written without its blank, or with blanks elsewhere: the whole, and every cut of it."""
    whole = "".join(map(fold, words))
    rows = [(token, keys.GLUED, keys.number("g", whole))]
    rows += [(token, keys.GLUED * keys.NEAR, keys.number("g", shorter)) for shorter in keys.short_of_one(whole)]
    if len(words) <= 2 and len(whole) >= 6:
        for cut in range(2, len(whole) - 1):
            for side, part in enumerate((whole[:cut], whole[cut:])):
                if len(words) == 1 or side == 1:
                    rows.append((token + 100 + side, 0.8 if len(part) > 2 else 0.4, keys.number("w", part)))
    return rows
