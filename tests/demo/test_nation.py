"""The invented nation: the same seed and as-of day give the same rows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from tidtam.aftercare.facts import standing
from tidtam.aftercare.models import Case, CaseNeed, Missed, Round, Screening, Visit
from tidtam.assistance.models import Delivery, Movement, Need, Request
from tidtam.audit.models import Entry
from tidtam.demo.nation import build, citizens, values
from tidtam.demo.nation.allotment import Share
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, system
from tidtam.people.models import Person

PROVINCE = "83"  # of few districts
SHARE = Share(to_follow=70, asked=14, helped=8)
AS_OF = date(2023, 11, 15)
# What the database counts, what is drawn by chance, and what is sealed under a random nonce.
DRAWN = (
    "id", "pk", "public_id", "case_id", "person_id", "cohort_id", "need_id", "office_id", "counted_office_id",
    "enrolled_office_id", "programme_id", "scope_path", "_sealed", "_hash",
)  # fmt: skip


class _Rolled(Exception):
    pass


def _told(model: type[Any], *order: str) -> list[tuple[tuple[str, Any], ...]]:
    rows = model.objects.order_by(*order).values()
    return [tuple((k, v) for k, v in row.items() if not k.endswith(DRAWN)) for row in rows]


def _image(seed: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    by = system("t")
    with pytest.raises(_Rolled), transaction.atomic():
        wall.enter(ROOT, sensitive=True)
        programme = build._programme(AS_OF, by)
        build._teams([PROVINCE], AS_OF, by)
        build._province(PROVINCE, SHARE, seed, AS_OF, programme, by, build.Built())
        found = {
            "people": _told(Person, "pk"),
            "cases": _told(Case, "pk"),
            "rounds": _told(Round, "case_id", "round_no"),
            "visits": _told(Visit, "case_id", "visit_no"),
            "health": _told(Screening, "case_id", "visit_no"),
            "missed": _told(Missed, "case_id", "round_no"),
            "needs": _told(CaseNeed, "case_id", "code"),
            "entries": list(Entry.objects.order_by("verb", "count").values_list("verb", "count")),
            "figures": standing.national(by, ROOT, AS_OF),
        }
        raise _Rolled
    return found


def _asked(seed: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    with pytest.raises(_Rolled), transaction.atomic():
        wall.enter(ROOT)
        tales = citizens.invent(PROVINCE, 60, seed, AS_OF)
        citizens.write(tales, by=system("t"), at=build.moment(AS_OF, 8))
        found = {
            "requests": _told(Request, "pk"),
            "needs": _told(Need, "pk"),
            "movements": _told(Movement, "pk"),
            "deliveries": _told(Delivery, "pk"),
            "people": _told(Person, "pk"),
            "entries": list(Entry.objects.order_by("verb", "reason", "count").values_list("verb", "reason", "count")),
        }
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        raise _Rolled
    return found


@pytest.mark.django_db
def test_citizens_ask_the_same_on_the_same_day() -> None:
    one, two = _asked(1), _asked(1)
    for name in one:
        assert one[name] == two[name], name
    rows = [dict(row) for row in one["requests"]]
    assert len(rows) == 60 and len({row["state"] for row in rows}) > 4 and len({row["door"] for row in rows}) > 3
    assert sum(row["asked_on"] > AS_OF for row in rows) == 0


def test_requests_are_shared_out_without_a_rest() -> None:
    assert sum(citizens.shares(citizens.FULL).values()) == citizens.FULL
    assert citizens.shares(0)["30"] == 0


@pytest.mark.django_db
def test_the_same_seed_and_day_give_the_same_rows() -> None:
    one, two = _image(1), _image(1)
    for name in one:
        assert one[name] == two[name], name
    assert len(one["cases"]) == SHARE.to_follow and len(one["rounds"]) == 24 * SHARE.to_follow and one["needs"]
    four = one["figures"]
    assert (four.to_follow, four.asked, four.helped) == (SHARE.to_follow, SHARE.asked, SHARE.helped)
    assert four.waiting == SHARE.asked - SHARE.helped


def test_another_seed_gives_other_people() -> None:
    cohorts = values.cohort_dates(2, AS_OF, 1, PROVINCE)
    one, again, other = (build._lives(PROVINCE, SHARE, seed, AS_OF, cohorts) for seed in (1, 1, 2))
    assert one == again and one != other
    assert sum(bool(life.history.wishes) for life in one) == SHARE.asked
