# ruff: noqa: E501 (lists of names)
"""A labelled set of questions: a seeded register of real names, and the ways people write them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from pythainlp.corpus import common

from tidtam.people.matching.ranking import Known
from tidtam.thai.digits import to_thai
from tidtam.thai.national_id import synthetic

SAME_SOUND = (
    "ณน", "ศสษ", "ทธฑฒ", "รล", "ญย", "พภ", "ผพ", "ตฏ", "ดฎ", "ถฐ", "คฆข", "ชฌฉ", "ลฬ", "ฟฝ", "ซส", "หฮ", "กข", "บป", "ดต",
)  # fmt: skip
LOOK_ALIKE = (
    "ดค", "บป", "พฟ", "ผฝ", "ชซ", "ถภ", "นม", "ทฑ", "ขซ", "ฎฏ", "เแ", "ตค", "ลส", "รธ", "หท", "กถ", "ภก", "ฌณ", "ัิ", "้่", "โใไ", "คศ", "อฮ",
)  # fmt: skip
KEYS = ("ๆไำพะัีรนยบลฃ", "ฟหกด้าสวง", "ผปแอิืทมใฝ", "ภถุึคตจขช", "ฎฑธํ๊ณฯญฐ", "ฤฆฏโฌ็๋ษศซ", "ฉฮฺ์ฒฬฦ")
VOWELS = ("ิี", "ุู", "ึื", "ะา", "เแ", "ไใ", "ิึ", "ีื", "โเ")
TONES = "่้๊๋"
TITLES = (
    "นาย",
    "นาย ",
    "นาง",
    "นางสาว",
    "น.ส.",
    "น.ส. ",
    "นส. ",
    "ด.ช.",
    "คุณ",
    "คุณ ",
    "นางสาว ",
    "ว่าที่ ร.ต. ",
    "ร.ต.อ.",
    "จ.ส.อ. ",
    "พระ ",
    "ด.ญ. ",
)
COMMON = [
    "สมชาย",
    "สมศักดิ์",
    "สมพร",
    "สมบัติ",
    "สมหมาย",
    "สมศรี",
    "สมใจ",
    "ประเสริฐ",
    "วิชัย",
    "วันเพ็ญ",
    "สุนทร",
    "สุรชัย",
    "สุชาติ",
    "บุญมี",
    "บุญธรรม",
    "บุญเลี้ยง",
    "อนุชา",
    "อนุวัฒน์",
    "ณัฐพล",
    "ณัฐวุฒิ",
    "ธนากร",
    "ธนพล",
    "กิตติศักดิ์",
    "กิตติพงษ์",
    "เกียรติศักดิ์",
    "ชัยวัฒน์",
    "ไชยา",
    "พงษ์ศักดิ์",
    "ศักดิ์ชัย",
    "อภิชาติ",
    "วีระ",
    "วีรพล",
    "สุริยา",
    "ประยุทธ์",
    "มานพ",
    "มนตรี",
    "นิรันดร์",
    "จักรพงษ์",
    "ศิริพร",
    "ศิริลักษณ์",
    "สุภาพร",
    "สุภาวดี",
    "รัตนา",
    "วรรณา",
    "กาญจนา",
    "พรทิพย์",
    "นงลักษณ์",
    "อรทัย",
    "จันทร์เพ็ญ",
    "มาลี",
    "ลำดวน",
    "ทองใบ",
    "คำปุ่น",
    "บัวลา",
    "ปราณี",
    "อัมพร",
    "สำราญ",
    "สำเริง",
]
COMMON_LAST = [
    "ใจดี",
    "แก้วมณี",
    "ทองดี",
    "บุญมา",
    "สุขใจ",
    "ศรีสุข",
    "แสงทอง",
    "จันทร์แก้ว",
    "คำแก้ว",
    "วงศ์สุวรรณ์",
    "ศรีวิชัย",
    "บุญเรือง",
    "พรหมมา",
    "ไชยวงศ์",
    "สายบุญ",
    "มีสุข",
    "ทองคำ",
    "แซ่ลิ้ม",
    "แซ่ตั้ง",
    "ดีประเสริฐ",
]
NICK = [
    "เล็ก",
    "ใหญ่",
    "น้อย",
    "หนุ่ม",
    "ต้น",
    "ต้อม",
    "นก",
    "หนู",
    "แดง",
    "ดำ",
    "ขาว",
    "อ้วน",
    "ผอม",
    "เอก",
    "โอ๋",
    "บอย",
    "แบงค์",
    "เบียร์",
    "บาส",
    "ฟลุ๊ค",
    "กอล์ฟ",
    "เจ",
    "แจ็ค",
    "นัท",
    "บิ๊ก",
    "ตูน",
    "ปุ้ย",
    "ปู",
    "เปิ้ล",
    "แอน",
    "นุ่น",
    "เมย์",
    "มด",
    "หมู",
    "ไก่",
    "ปลา",
    "กุ้ง",
    "แมว",
    "ยุ้ย",
    "โจ้",
]
PLACES = (
    ("ตูม", "ปักธงชัย", "นครราชสีมา"), ("เมืองปัก", "ปักธงชัย", "นครราชสีมา"), ("นางรอง", "นางรอง", "บุรีรัมย์"),
    ("วังน้ำเขียว", "วังน้ำเขียว", "นครราชสีมา"), ("เวียงพางคำ", "แม่สาย", "เชียงราย"), ("บ้านไร่", "เทพสถิต", "ชัยภูมิ"),
    ("สะเดา", "สะเดา", "สงขลา"), ("ปาดังเบซาร์", "สะเดา", "สงขลา"), ("ท่าอิฐ", "เมืองอุตรดิตถ์", "อุตรดิตถ์"), ("นาเกลือ", "บางละมุง", "ชลบุรี"),
)  # fmt: skip


@dataclass(frozen=True)
class Question:
    """A text, whom it means, and how it was made."""

    text: str
    person: int
    kind: str


def register(seed: int, size: int) -> list[Known]:
    """Return people with real names: some names are everywhere, most families are small."""
    rng = random.Random(seed)
    given = sorted(n for n in common.thai_male_names() | common.thai_female_names() if 2 < len(n) < 18)
    family = sorted(n for n in common.thai_family_names() if 2 < len(n) < 22)
    rng.shuffle(given)
    rng.shuffle(family)
    people = []
    for pk in range(1, size + 1):
        first = rng.choice(COMMON) if rng.random() < 0.25 else given[int(rng.random() ** 2 * len(given))]
        last = rng.choice(COMMON_LAST) if rng.random() < 0.03 else family[int(rng.random() ** 1.5 * len(family))]
        people.append(
            Known(
                id=pk,
                first=first,
                last=last,
                nickname=rng.choice(NICK),
                places=rng.choice(PLACES),
                numbers=(synthetic(rng.randrange(10**11)), f"0{rng.choice('689')}{rng.randrange(10**8):08}"),
                year=rng.randrange(1940, 2008),
            )
        )
    return people


def _swap(rng: random.Random, word: str, groups: tuple[str, ...]) -> str:
    spots = [(i, g) for i, letter in enumerate(word) for g in groups if letter in g]
    if not spots:
        return slip(rng, word)
    at, group = rng.choice(spots)
    return word[:at] + rng.choice([c for c in group if c != word[at]]) + word[at + 1 :]


def sound(rng: random.Random, word: str) -> str:
    """Swap a consonant for one of the same sound."""
    return _swap(rng, word, SAME_SOUND)


def look(rng: random.Random, word: str) -> str:
    """Swap a letter for one that a scanner takes for it."""
    return _swap(rng, word, LOOK_ALIKE)


def vowel(rng: random.Random, word: str) -> str:
    """Swap a vowel for its short, long or neighbouring form."""
    for old, new in (("ไ", "ัย"), ("ำ", "ัม"), ("รร", "ัน"), ("ัย", "ัยย"), ("ย์", "")):
        if old in word and old not in "ไ" and rng.random() < 0.3:
            return word.replace(old, new, 1)
    return _swap(rng, word, VOWELS)


def silent(rng: random.Random, word: str) -> str:
    """Drop a silent letter, its mark alone, or add one."""
    import re

    if "์" in word:
        return re.sub("[ก-ฮ][ิุ]?์", "", word, count=1) if rng.random() < 0.6 else word.replace("์", "", 1)
    return word + rng.choice(("ย์", "ร์", "น์", "ต์"))


def tone(rng: random.Random, word: str) -> str:
    """Drop, change or add a tone mark or ็."""
    spots = [i for i, letter in enumerate(word) if letter in TONES + "็"]
    if spots:
        at = rng.choice(spots)
        return word[:at] + (rng.choice(TONES) if rng.random() < 0.4 else "") + word[at + 1 :]
    spots = [i for i, letter in enumerate(word) if "ก" <= letter <= "ฮ"]
    at = rng.choice(spots)
    return word[: at + 1] + rng.choice(TONES) + word[at + 1 :]


def double(rng: random.Random, word: str) -> str:
    """Write a consonant twice, or a doubled one once."""
    for i in range(len(word) - 1):
        if word[i] == word[i + 1] and word[i] != "ร":
            return word[:i] + word[i + 1 :]
    at = rng.randrange(len(word))
    return word[: at + 1] + word[at] + word[at + 1 :]


def slip(rng: random.Random, word: str) -> str:
    """One slip of the keyboard: a letter left out, put in, turned or hit beside."""
    at = rng.randrange(len(word))
    kind = rng.randrange(4)
    if kind == 0 and len(word) > 3:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        row = rng.choice(KEYS)
        return word[:at] + rng.choice(row) + word[at:]
    if kind == 2 and at + 1 < len(word):
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    row = next((r for r in KEYS if word[at] in r), KEYS[1])
    near = row.find(word[at])
    beside = row[max(0, near - 1)] if rng.random() < 0.5 else row[min(len(row) - 1, near + 1)]
    return word[:at] + beside + word[at + 1 :]


Operator = Callable[[random.Random, str], str]
OPERATORS: tuple[Operator, ...] = (sound, look, vowel, silent, tone, double, slip)


def _forms(rng: random.Random, p: Known) -> list[tuple[str, str]]:
    """Return every kind of question about one person."""
    ops = rng.sample(OPERATORS, 3)
    f1, l1 = ops[0](rng, p.first), ops[1](rng, p.last)
    t, a, c = p.places
    digits, phone = p.numbers
    found = [(f"{op.__name__}-first", f"{op(rng, p.first)} {p.last}") for op in OPERATORS]
    found += [(f"{op.__name__}-last", f"{p.first} {op(rng, p.last)}") for op in OPERATORS]
    found += [
        ("exact", f"{p.first} {p.last}"),
        ("both", f"{f1} {l1}"),
        ("two-in-last", f"{p.first} {ops[2](rng, l1)}"),
        ("two-in-first", f"{ops[2](rng, f1)} {p.last}"),
        ("three", f"{ops[2](rng, f1)} {l1}"),
        ("glued", f"{p.first}{p.last}"),
        ("glued-slip", f"{f1}{p.last}" if rng.random() < 0.5 else f"{p.first}{l1}"),
        ("swapped", f"{p.last} {p.first}"),
        ("swapped-slip", f"{l1} {p.first}"),
        ("title", f"{rng.choice(TITLES)}{p.first} {p.last}"),
        ("title-slip", f"{rng.choice(TITLES)}{f1} {p.last}"),
        ("title-glued", f"นาย{p.first}{p.last}"),
        ("no-marks", "".join(x for x in f"{p.first} {p.last}" if x not in TONES + "็์")),
        ("nickname-last", f"{p.nickname} {p.last}"),
        ("all-three", f"{p.first} ({p.nickname}) {l1}"),
        ("first-place-year", f"{p.first} ต.{t} อ.{a} เกิดปี {p.year + 543}"),
        ("slip-with-place", f"{f1} {l1} ต.{t} จ.{c}"),
        ("bare-place", f"{p.first} {l1} {a}"),
        ("prefix-last", f"{p.first} {p.last[: max(3, len(p.last) // 2)]}"),
        ("prefix-both", f"{p.first[: max(3, len(p.first) - 2)]} {p.last[: max(4, len(p.last) - 3)]}"),
        ("id", f"{digits[0]}-{digits[1:5]}-{digits[5:10]}-{digits[10:12]}-{digits[12]}"),
        ("id-thai", to_thai(digits)),
        ("id-blanks", f"{digits[0]} {digits[1:5]} {digits[5:10]} {digits[10:12]} {digits[12]}"),
        ("id-slip", _wrong_digit(rng, digits)),
        ("id-part", digits[4:]),
        ("id-masked-name", f"{p.first} {digits[0]}-{digits[1:5]}-xxxxx-xx-{digits[12]}"),
        ("id-tail-name", f"{f1} {p.last} {digits[-4:]}"),
        ("phone", f"{phone[:3]}-{phone[3:6]}-{phone[6:]}"),
        ("phone-thai", to_thai(phone)),
        ("space-inside", _space(rng, p.first) + " " + p.last),
        ("invisible", f"{p.first[:2]}\u200b{p.first[2:]}  {p.last}"),
    ]
    return found


def _wrong_digit(rng: random.Random, digits: str) -> str:
    at = rng.randrange(len(digits))
    return digits[:at] + str((int(digits[at]) + rng.randrange(1, 9)) % 10) + digits[at + 1 :]


def _space(rng: random.Random, word: str) -> str:
    spots = [i for i in range(2, len(word) - 1) if "ก" <= word[i] <= "ฮ" and word[i - 1] not in "เแโใไ"]
    at = rng.choice(spots) if spots else 1
    return f"{word[:at]} {word[at:]}"


def questions(people: list[Known], seed: int, each: int) -> list[Question]:
    """Return `each` questions of every kind."""
    rng = random.Random(seed)
    found: list[Question] = []
    for _ in range(each):
        for number in range(len(_forms(random.Random(1), people[0]))):
            person = rng.choice(people)
            kind, text = _forms(rng, person)[number]
            found.append(Question(text, person.id, kind))
    return found
