"""Invented people's names, made of common Thai given names and composed surnames. No person is meant."""

from __future__ import annotations

import random
from importlib import resources

from tidtam.demo.nation.dice import one_of

_LISTS: dict[str, list[str]] = {
    head: words.split()
    for head, _, words in (
        line.partition(": ")
        for line in (resources.files(__package__) / "names.txt").read_text(encoding="utf-8").splitlines()
    )
}
SURNAMES = tuple(
    sorted({head + tail for head in _LISTS["surname heads"] for tail in _LISTS["surname tails"] if head != tail})
)


def person_name(dice: random.Random, *, male: bool) -> tuple[str, str, str, str]:
    """Return title, given name, surname and nickname. Some surnames are commoner than others, as they are."""
    given = one_of(dice, _LISTS["men" if male else "women"])
    place = int(len(SURNAMES) * dice.random() ** 1.6)
    title = "นาย" if male else ("นางสาว" if dice.random() < 0.7 else "นาง")
    return title, given, SURNAMES[place], one_of(dice, _LISTS["nicknames"])
