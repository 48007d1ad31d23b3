"""Rows of every room behind figures, made by hand with chance: the wall is left open for the nation."""

from __future__ import annotations

import random
import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.aftercare import district as make
from tests.factories import assistance as help_
from tests.factories.actors import NOW, office

from tidtam.activities.models import Activity
from tidtam.aftercare.models import Case, CaseNeed, CaseNeedMove
from tidtam.assistance.models import Request
from tidtam.kernel import wall
from tidtam.people.models import Person

LGO = "LGO-301409"
NEAR = "LGO-301401"


def followed(chance: random.Random, codes: tuple[str, ...] = ("DOPA-3014", "DOPA-3015"), people: int = 8) -> list[Case]:
    """Make cases with visits in offices of districts."""
    wall.enter("1.")
    places = [make.team("DOPA-3014", 1), make.team("DOPA-3014", 2), *(office(code) for code in codes)]
    cases = [make.case(chance.choice(places)) for _ in range(people)]
    for one in cases:
        for no in range(1, 6):
            if chance.random() < 0.7:
                make.visit(one, no, chance.choice(["F1", "F2", "F3", "N1", "M1", "M2", "J1", "D1", "T1", "O1"]))
    return cases


def asked(chance: random.Random, cases: list[Case], codes: tuple[str, ...] = (LGO, NEAR)) -> list[Request]:
    """Have requests in registers of local governments; needs of some belong to people who are followed."""
    made = []
    for serial, code in enumerate(codes * 3):
        by = help_.clerk(code)
        house = chance.choice(["", "48", "48", "49"])
        many = ("HOU", "OCC")[: chance.choice([1, 2])]
        area = code.removeprefix("LGO-")
        one = help_.request(by, at=office(code), serial=9000 + serial, codes=many, house_no=house, area=area)
        if chance.random() < 0.7:
            one = help_.granted(one, by)
            help_.help_all(one, by)
            one.needs.filter(bucket="met").update(amount_baht=chance.choice([None, Decimal(1500), Decimal("250.25")]))
        made.append(one)
        wall.enter("1.")
        for need in one.needs.all():
            mirror(chance.choice(cases), need, chance)
    return made


def mirror(case: Case, need: Any, chance: random.Random) -> CaseNeed:
    """Say that a need was asked for by somebody who is followed."""
    made = CaseNeed.objects.create(
        case=case, need_id=need.pk, code=need.code, asked_on=need.asked_on, bucket=need.bucket,
        closed_on=need.settled_on, scope_path=case.scope_path, owner="อบต.ตัวอย่าง",
    )  # fmt: skip
    steps = [(need.asked_on, "unmet")]
    if need.bucket != "unmet":
        steps.append((need.settled_on or need.asked_on + timedelta(days=chance.choice([0, 1])), need.bucket))
    CaseNeedMove.objects.bulk_create(
        CaseNeedMove(need=made, on=on, bucket=bucket, scope_path=case.scope_path) for on, bucket in steps
    )
    return made


def activities(chance: random.Random, codes: tuple[str, ...] = (LGO, NEAR)) -> list[Activity]:
    """Record activities at temples."""
    wall.enter("1.")
    made = []
    for _ in range(8):
        place = office(chance.choice(codes))
        temple = chance.choice(["วัดใหม่", "วัดเก่า"])
        made.append(Activity.objects.create(
            uuid=uuid.uuid4(), office=place, scope_path=place.path, kind="other", title="แจกถุงยังชีพ", place=temple,
            place_key=temple, area_id="301409", on=date(2026, 5, chance.randint(1, 28)), persons=chance.randint(0, 90),
            households=chance.randint(0, 30), partners=["รพ.สต.", "อสม."][: chance.randint(0, 2)],
            budget_baht=Decimal(chance.choice(["0", "250.50", "4000"])), model_area=chance.random() < 0.5,
            knowledge=["abc"][: chance.randint(0, 1)], by_name="กานดา", at=NOW,
        ))  # fmt: skip
    return made


def merge_two(requests: list[Request]) -> None:
    """Make two of the people who asked one."""
    pair = [one for one in requests if one.scope_path == requests[0].scope_path][:2]
    Person.objects.filter(pk=pair[1].person_id).update(merged_into=pair[0].person_id)
