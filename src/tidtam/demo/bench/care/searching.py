"""Work `people_search`: names as people write them, over the register of the nation and through a district's page."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from tidtam.demo.bench.care import house
from tidtam.demo.bench.lines import Limit, Line, Reference, line, percentile
from tidtam.demo.bench.load import Ask, Client, flat_out
from tidtam.demo.bench.nation import BY
from tidtam.demo.bench.pages import REFERENCE, greet, server, sign_in
from tidtam.demo.bench.shop import PGBENCH
from tidtam.demo.variants import Named, Question, questions
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT
from tidtam.people import queries
from tidtam.people.choices import Purpose
from tidtam.people.models import Address, Person
from tidtam.thai.dates import be_year

SPEED, RECALL = Limit(150), Limit(0.97, least=True)
SEED, PEOPLE, TOP = 2566, 50, 10  # of each person some twenty questions


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question, whom it means, and everybody of exactly that name."""

    question: Question
    person: int
    name: tuple[str, str]


def measure(scale: float) -> Iterator[Line]:
    """Yield recall and p95 of searching the whole nation, then p95 of the page in a province."""
    with wall.scope(ROOT):
        asked, register = labelled(max(10, round(PEOPLE * scale)))
    times, right, strict, missed = [], 0, 0, dict[str, int]()
    for one in asked:
        began = time.perf_counter()
        with wall.scope(ROOT):
            found = queries.search(BY, one.question.text, purpose=Purpose.AFTERCARE, limit=TOP)
        times.append((time.perf_counter() - began) * 1000)
        strict += any(match.person.pk == one.person for match in found)
        if _answers(one, [match.person for match in found]):
            right += 1
        else:
            missed[one.question.kind] = missed.get(one.question.kind, 0) + 1
    reference = Reference(PGBENCH, "tps", 0)
    yield line(
        "people_search.recall", "share found in 10", right / len(asked), n=len(asked), reference=reference,
        limit=RECALL, that_very_person=round(strict / len(asked), 4), missed=dict(sorted(missed.items())),
        register=register,
    )  # fmt: skip
    yield line(
        "people_search.nation", "ms, p95", percentile(times, 0.95), n=len(times), reference=reference, limit=SPEED,
        p50=round(percentile(times, 0.5), 1), p99=round(percentile(times, 0.99), 1), register=register,
    )  # fmt: skip
    yield _page([one.question.text for one in asked], scale)


def _answers(one: Labelled, found: Sequence[Person]) -> bool:
    """Say whether a question is answered: by the person, and one that is a name alone by a namesake too."""
    if any(person.pk == one.person for person in found):
        return True
    return one.question.named and any((person.first_name, person.last_name) == one.name for person in found)


def labelled(count: int) -> tuple[list[Labelled], int]:
    """Return questions of every kind about so many registered people, and how many are registered."""
    dice = random.Random(SEED)  # noqa: S311 (the same questions on every run)
    ids = list(Person.objects.filter(purpose=Purpose.AFTERCARE).order_by("pk").values_list("pk", flat=True))
    people = Person.objects.in_bulk(dice.sample(ids, min(count, len(ids))))
    homes = {
        home.person_id: home
        for home in Address.objects.filter(person__in=people, kind="current").select_related("area__parent")
    }
    made = []
    for person in people.values():
        area = homes[person.pk].area
        named = Named(
            first=person.first_name, last=person.last_name, nickname=person.nickname, tambon=area.name_th,
            district=area.parent.name_th if area.parent else "",
            year=str(be_year(person.birth_date)) if person.birth_date else "",
        )  # fmt: skip
        name = (person.first_name, person.last_name)
        made += [Labelled(question, person.pk, name) for question in questions(dice, named)]
    return made, len(ids)


def _page(texts: Sequence[str], scale: float) -> Line:
    """Post the questions one after the other to the page of the nation's register."""
    # No role reads people of the nation; the register's own desk would be such a one.
    (user,) = house.people([(house.root(), "drug_coordinator")], "search")
    path = reverse("people:search")
    asks = tuple(Ask("search", path, urlencode({"text": text, "purpose": "aftercare"})) for text in texts)
    client = Client("drug_coordinator", sign_in(user), asks)
    with server() as port:
        greet(port, [client])
        shots, _seconds = flat_out(port, [client], seconds=max(1.0, 20 * scale))
    times = [shot.ms for shot in shots]
    return line(
        "people_search.page", "ms, p95", percentile(times, 0.95), n=len(times), reference=REFERENCE, limit=SPEED,
        p50=round(percentile(times, 0.5), 1), errors=sum(not shot.ok for shot in shots),
    )  # fmt: skip
