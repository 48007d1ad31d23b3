"""Rank the few hundred candidates of a question, and say why each fits. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import permutations

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, Indel, Prefix

from tidtam.people.matching.asking import Asked
from tidtam.people.matching.folding import fold, frame

CANDIDATES, RANKED, MOST = 3000, 80, 4
FLOOR = 0.4  # of the best score of keys: what has less is not looked at
_NAME, _NUMBER, _PLACE, _YEAR = 1.0, 1.2, 0.25, 0.12
_SWAPPED, _NICK, _SURE = 0.985, 0.96, 0.93


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a candidate."""

    id: int
    first: str
    last: str = ""
    nickname: str = ""
    places: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A ranked person: score from 0 to about 1, and what fitted (name, sound, nickname, number, place, year)."""

    id: int
    score: float
    why: tuple[str, ...] = field(default=())


def shortlist(asked: Asked, candidates: Sequence[tuple[int, float, str]], most: int = RANKED) -> list[int]:
    """Return the ids most worth ranking. `candidates` are (id, score of keys, folded name), best first."""
    if len(candidates) <= most:
        return [one[0] for one in candidates]
    names = [one[2] for one in candidates]
    words = asked.folded.split(" ")
    scores = [one[1] for one in candidates]
    near = [0.0] * len(names)
    for text in {" ".join(words), " ".join(reversed(words))}:  # surname first is usual on lists
        for _name, ratio, index in process.extract(text, names, scorer=fuzz.ratio, processor=None, limit=None):
            near[index] = max(near[index], ratio)
    order = sorted(range(len(names)), key=lambda index: -scores[index] - near[index] / 60)
    return [candidates[index][0] for index in order[:most]]


def rank(asked: Asked, people: Iterable[Known], limit: int = 20) -> list[Found]:
    """Return the best people for a question, best first; equal ones by id."""
    found = [_score(asked, one) for one in people]
    found.sort(key=lambda one: (-one.score, one.id))
    return found[:limit]


def _score(asked: Asked, person: Known) -> Found:
    why: list[str] = []
    total, weights = 0.0, 0.0
    rest: tuple[str, ...] = ()
    if asked.words:
        name, rest, said = _name_score(asked.words, person)
        total, weights, why = total + _NAME * name, weights + _NAME, why + said
    if asked.numbers:
        number = max((_number_score(a, b) for a in asked.numbers for b in person.numbers), default=0.0)
        total, weights = total + _NUMBER * number, weights + _NUMBER
        if any(_is_number(a, b) for a in asked.numbers for b in person.numbers):
            why.append("number")
    places = (*asked.places, *rest)
    if places:
        fit = sum(max((_word_score(a, b) for b in person.places), default=0.0) ** 3 for a in places) / len(places)
        total, weights = total + _PLACE * fit, weights + _PLACE
        if fit > 0.6:
            why.append("place")
    if asked.year is not None and person.year is not None:
        off = abs(asked.year - person.year)
        total, weights = total + _YEAR * max(0.0, 1 - off / 3), weights + _YEAR
        if off == 0:
            why.append("year")
    return Found(person.id, total / weights if weights else 0.0, tuple(why))


def _name_score(words: tuple[str, ...], person: Known) -> tuple[float, tuple[str, ...], list[str]]:
    """Return how well the words are the person's name, the words that are places of theirs, and why."""
    rest = tuple(word for word in words[1:] if _is_place(word, person)) if person.places and len(words) > 1 else ()
    of_name = tuple(word for word in words if word not in rest) if rest else words
    best, why = _assigned(of_name[:MOST], person)
    if best < _SURE and person.last:
        # A name without its blank, or with blanks in other places, is the same letters in a row.
        glued = _glued_score(of_name, person)
        if glued > best:
            best, why = glued, ["name" if glued > 0.98 else "sound"]
    return best, rest, why


def _is_place(word: str, person: Known) -> bool:
    """Say whether a bare word is a place of the person rather than a word of the name."""
    folded = fold(word)
    return any(fold(place) == folded for place in person.places) and not any(
        fold(name) == folded for name in (person.first, person.last, person.nickname)
    )


# Which field each word of a question is given: 0 first name, 1 surname, 2 nickname; None when words outnumber fields.
_CHOICES = {
    count: tuple(dict.fromkeys(permutations((0, 1, 2) if count <= 3 else (0, 1, 2, None), count)))
    for count in range(1, MOST + 1)
}


def _assigned(words: tuple[str, ...], person: Known) -> tuple[float, list[str]]:
    """Return the best way to give each word one field of the name: longer words weigh more."""
    weigh = [min(len(word), 8) + 3 for word in words]
    table = [
        (
            weight * _word_score(word, person.first),
            weight * _word_score(word, person.last),
            weight * _NICK * _word_score(word, person.nickname),
        )
        for word, weight in zip(words, weigh, strict=True)
    ]
    best, pick = -1.0, _CHOICES[len(words)][0]
    for choice in _CHOICES[len(words)]:
        score = 0.0
        for row, at in zip(table, choice, strict=True):
            if at is not None:
                score += row[at]
        if score > best and _is_swapped(choice):
            score *= _SWAPPED
        if score > best:
            best, pick = score, choice
    why = []
    for row, at, weight in zip(table, pick, weigh, strict=True):
        if at is not None and row[at] > 0.6 * weight:
            why.append("nickname" if at == 2 else "name" if row[at] > 0.98 * weight else "sound")
    return best / sum(weigh), list(dict.fromkeys(why))


def _is_swapped(choice: tuple[int | None, ...]) -> bool:
    return 0 in choice and 1 in choice and choice.index(1) < choice.index(0)


def _glued_score(words: tuple[str, ...], person: Known) -> float:
    asked, folded = "".join(words), "".join(map(fold, words))
    best = 0.0
    for one, other, weight in ((person.first, person.last, 0.99), (person.last, person.first, 0.97)):
        letters = OSA.normalized_similarity(asked, (one + other).replace(" ", ""))
        sound = OSA.normalized_similarity(folded, fold(one) + fold(other))
        best = max(best, weight * (0.4 * letters + 0.6 * sound if letters < 1 else 1.0))
    return best


@lru_cache(maxsize=200_000)
def _word_score(asked: str, known: str) -> float:
    """Return from 0 to 1 how alike two words are, by letters and by sound."""
    if not asked or not known:
        return 0.0
    if asked == known:
        return 1.0
    letters = OSA.normalized_similarity(asked, known)
    one, other = fold(asked), fold(known)
    if one == other and one:
        return 0.93 + 0.05 * letters
    sound = OSA.normalized_similarity(one, other)
    bones = Indel.normalized_similarity(frame(one), frame(other))
    score = 0.34 * letters + 0.44 * sound + 0.16 * bones
    if len(asked) >= 2 and known.startswith(asked):
        score = max(score, 0.7 + 0.25 * len(asked) / len(known))
    elif len(one) >= 3 and Prefix.similarity(one, other) == len(one):
        score = max(score, 0.62 + 0.25 * len(one) / len(other))
    return score


@lru_cache(maxsize=50_000)
def _is_number(asked: str, known: str) -> bool:
    """Say whether those digits stand in a number, and are not merely like it."""
    return asked in known or ("x" in asked and _number_score(asked, known) > 0.7)


def _number_score(asked: str, known: str) -> float:
    """Return from 0 to 1 how alike digits are; `x` stands for a digit that was hidden."""
    if not known:
        return 0.0
    if asked == known:
        return 1.0
    if "x" in asked:
        if len(asked) == len(known) and all(a in ("x", b) for a, b in zip(asked, known, strict=True)):
            return 0.9
        return max((_number_score(part, known) * 0.9 for part in asked.split("x") if len(part) >= 4), default=0.0)
    if asked in known:
        return 0.72 + 0.25 * len(asked) / len(known) + (0.02 if known.startswith(asked) or known.endswith(asked) else 0)
    if len(asked) >= 7:
        near = OSA.normalized_similarity(asked, known)
        return near * 0.97 if near >= 0.75 else 0.0
    return 0.0
