"""An index in memory: the same keys and the same ranking as the database's, for a register in a file."""

from __future__ import annotations

import zlib
from collections import defaultdict
from heapq import nlargest

from tidtam.people.matching import keys, ranking
from tidtam.people.matching.asking import Asked, Probes, enough, probes_of
from tidtam.people.matching.ranking import Found, Known


def _bare(text: str) -> bytes:
    """Stand in for the keyed hash: nothing of this index is ever written down."""
    return zlib.crc32(text.encode()).to_bytes(4, "big")


class Index:
    """People of a register, found by what is said of them."""

    def __init__(self) -> None:
        self._people: list[Known] = []
        self._folded: list[str] = []
        self._holders: defaultdict[int, list[int]] = defaultdict(list)

    def __len__(self) -> int:
        return len(self._people)

    def add(self, person: Known) -> None:
        """Take one person in."""
        at = len(self._people)
        kinds = [("id" if len(digits) > 10 else "phone", digits) for digits in person.numbers]
        folded, numbers = keys.of_person(
            person.first, person.last, person.nickname, places=person.places, numbers=kinds, keyed=_bare
        )
        self._people.append(person)
        self._folded.append(folded)
        for number in numbers:
            self._holders[number].append(at)

    def search(self, asked: Asked, limit: int = 10) -> list[Found]:
        """Return the best people for a question, best first."""
        probes = probes_of(asked, _bare)
        hopeful, (score, page) = self._hopeful(probes, firm=True), enough(asked)
        if len(hopeful) < page or max(hopeful, default=(0.0, 0))[0] < score:
            hopeful = self._hopeful(probes, firm=False)
        best = nlargest(ranking.CANDIDATES, hopeful) if len(hopeful) > ranking.CANDIDATES else hopeful
        short = ranking.shortlist(asked, [(-at, score, self._folded[-at]) for score, at in best])
        return ranking.rank(asked, (self._people[at] for at in short), limit)

    def _hopeful(self, probes: Probes, *, firm: bool) -> list[tuple[float, int]]:
        """Return (score, minus place) of those near the best."""
        scores = self._scores(probes, firm=firm)
        floor = max(scores.values(), default=0.0) * ranking.FLOOR
        return [(score, -at) for at, score in scores.items() if score >= floor]

    def _scores(self, probes: Probes, *, firm: bool) -> dict[int, float]:
        """Return for each person the best hit of each word, added up: what `people_candidates` does."""
        by_word: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
        for word, weight, number, is_firm in zip(
            probes.words, probes.weights, probes.numbers, probes.firm, strict=True
        ):
            if is_firm or not firm:
                by_word[word].append((weight, number))
        total: defaultdict[int, float] = defaultdict(float)
        for rows in by_word.values():
            best: dict[int, float] = {}
            for weight, number in sorted(rows):  # the heavier comes later and stays
                best.update(dict.fromkeys(self._holders.get(number, ()), weight))
            for at, weight in best.items():
                total[at] += weight
        return total
