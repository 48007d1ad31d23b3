"""Ways in which people write somebody's name: by ear, by eye, in a hurry, with a title or a place; made with dice."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_SOUND = ("ณน", "ศสษ", "ทธ", "รล", "ญย", "พภ", "ดฎ", "ถฐ", "คข", "ชฉ", "ซส", "บป")
_LOOK = ("ดค", "บป", "พฟ", "ผฝ", "ชซ", "ถภ", "นม", "ทฑ", "ขซ")
_VOWELS = ("ิี", "ุู", "ึื", "ะา", "ไใ", "ิึ", "ีื")
_TONES = "่้๊๋"
_ROWS = ("ๆไำพะัีรนยบล", "ฟหกด้าสวง", "ผปแอิืทมใฝ", "ภถุึคตจขช")
_TITLES = ("นาย", "นาย ", "นางสาว", "น.ส. ", "คุณ", "นาง")


@dataclass(frozen=True, slots=True)
class Named:
    """A registered person as one remembers them; `year` is the year of birth in พ.ศ., "" when unknown."""

    first: str
    last: str
    nickname: str = ""
    tambon: str = ""
    district: str = ""
    year: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A text and how it was made. `named` says that it holds the name alone, which namesakes answer as well."""

    kind: str
    text: str
    named: bool = True


def _swap(dice: random.Random, word: str, groups: Sequence[str]) -> str:
    spots = [(at, group) for at, letter in enumerate(word) for group in groups if letter in group]
    if not spots:
        return slip(dice, word)
    at, group = dice.choice(spots)
    return word[:at] + dice.choice([one for one in group if one != word[at]]) + word[at + 1 :]


def sound(dice: random.Random, word: str) -> str:
    """Write a consonant as another one that sounds alike."""
    return _swap(dice, word, _SOUND)


def look(dice: random.Random, word: str) -> str:
    """Take a letter for one that looks alike."""
    return _swap(dice, word, _LOOK)


def vowel(dice: random.Random, word: str) -> str:
    """Write a vowel short for long, or as its neighbour."""
    return _swap(dice, word, _VOWELS)


def silent(dice: random.Random, word: str) -> str:
    """Leave a silent letter out, or add one."""
    at = word.find("์")
    return word[: at - 1] + word[at + 1 :] if at > 0 else word + dice.choice(("ย์", "ร์", "น์", "ต์"))


def tone(dice: random.Random, word: str) -> str:
    """Leave a tone mark out, or add one."""
    spots = [at for at, letter in enumerate(word) if letter in _TONES + "็"]
    if spots:
        at = dice.choice(spots)
        return word[:at] + word[at + 1 :]
    at = dice.choice([at for at, letter in enumerate(word) if "ก" <= letter <= "ฮ"])
    return word[: at + 1] + dice.choice(_TONES) + word[at + 1 :]


def slip(dice: random.Random, word: str) -> str:
    """Miss a key, hit the one beside it, or turn two around."""
    at, kind = dice.randrange(len(word)), dice.randrange(3)
    if kind == 0 and len(word) > 3:
        return word[:at] + word[at + 1 :]
    if kind == 1 and at + 1 < len(word):
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    row = next((one for one in _ROWS if word[at] in one), _ROWS[1])
    near = max(0, row.find(word[at]))
    return word[:at] + row[near - 1 if near else 1] + word[at + 1 :]


Operator = Callable[[random.Random, str], str]
OPERATORS: tuple[Operator, ...] = (sound, look, vowel, silent, tone, slip)


def questions(dice: random.Random, one: Named) -> list[Question]:
    """Return one question of every kind about a person."""
    ops = dice.sample(OPERATORS, 2)
    first, last = ops[0](dice, one.first), ops[1](dice, one.last)
    made = [Question(f"{op.__name__}_first", f"{op(dice, one.first)} {one.last}") for op in OPERATORS]
    made += [Question(f"{op.__name__}_last", f"{one.first} {op(dice, one.last)}") for op in OPERATORS]
    made += [
        Question("exact", f"{one.first} {one.last}"),
        Question("both", f"{first} {last}"),
        Question("title", f"{dice.choice(_TITLES)}{first} {one.last}"),
        Question("glued", f"{one.first}{one.last}"),
        Question("turned", f"{one.last} {one.first}"),
        Question("bare", "".join(letter for letter in f"{one.first} {one.last}" if letter not in _TONES + "็์")),
        Question("place", f"{first} {last} ต.{one.tambon} อ.{one.district}", named=False),
    ]
    if one.nickname:
        made.append(Question("nickname", f"{one.nickname} {one.last} ต.{one.tambon}", named=False))
    if one.year:
        made.append(Question("year", f"{one.first} {last} เกิดปี {one.year}", named=False))
    return made
