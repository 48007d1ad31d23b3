"""A mobile team's sheet: five households in one go, all or none, twice is once; signs and channels."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from tests.factories import assistance as made
from tests.factories.actors import NOW, TODAY, office

from tidtam.assistance.actions import centre, surveying
from tidtam.assistance.actions.surveying import Day, Household
from tidtam.assistance.models import Need, Request, SurveySheet
from tidtam.assistance.queries import centre as queries
from tidtam.kernel import wall
from tidtam.kernel.problem import NotAllowed, Problem

pytestmark = pytest.mark.django_db


def sheet(**more) -> Day:
    told = {"uuid": uuid4(), "on": TODAY, "area": "301409", "team": "สมศรี (อสม.) วิชัย (อถล.)", "moo": "6", "told": True}
    return Day(**(told | more))


def house(number: int, **more) -> Household:
    told = {
        "uuid": uuid4(),
        "name": f"นางทองดี มีสุข{'กขคงจ'[number % 5]}",
        "needs": ("HOU", "EQP"),
        "house_no": f"{number}",
    }
    return Household(**(told | more))


def test_five_households_twice_is_once():
    by = made.clerk()
    day, rows = sheet(), [house(n) for n in range(1, 6)]
    first, requests = surveying.save(office=made.lgo(), day=day, households=rows, by=by, at=NOW)
    again, same = surveying.save(office=made.lgo(), day=day, households=rows, by=by, at=NOW)
    assert (first.pk, [one.pk for one in requests]) == (again.pk, [one.pk for one in same])
    assert [one.number for one in requests] == [1, 2, 3, 4, 5] and SurveySheet.objects.count() == 1
    assert {one.door for one in requests} == {"survey"} and Need.objects.count() == 10
    assert {(one.moo, one.area_id, one.sheet_id) for one in requests} == {("6", "301409", first.pk)}


@pytest.mark.parametrize(
    ("day", "rows", "row"),
    [
        (sheet(on=TODAY + timedelta(days=1)), [house(1)], None), (sheet(team="\u200b"), [house(1)], None),
        (sheet(), [], None), (sheet(), [house(1), house(2, needs=())], 1),
        (sheet(), [house(1), house(2, name="")], None),
        (sheet(), [house(n) for n in range(31)], None),
    ],
)  # fmt: skip
def test_one_wrong_household_and_nothing_is_kept(day, rows, row):
    by = made.clerk()
    with pytest.raises(Problem) as caught, transaction.atomic():
        surveying.save(office=made.lgo(), day=day, households=rows, by=by, at=NOW)
    assert row is None or caught.value.details["row"] == row
    assert not SurveySheet.objects.exists() and not Request.objects.exists()


def test_signs_and_channels_as_the_district_sees_them():
    by = made.clerk()
    centre.check_sign(office=made.lgo(), place="หน้าสำนักงาน", condition="2", note="สีลอก", on=TODAY, by=by, at=NOW)
    centre.check_sign(office=made.lgo(), place="ศาลากลางบ้าน ม.6", condition="1", on=TODAY, by=by, at=NOW)
    centre.check_sign(office=made.lgo(), place="หน้าสำนักงาน", condition="1", on=TODAY, by=by, at=NOW)
    centre.check_channel(office=made.lgo(), kind="line", works=False, detail="เปลี่ยนบัญชี", on=TODAY, by=by, at=NOW)
    row = centre.check_channel(office=made.lgo(), kind="line", works=True, detail="@toom", on=TODAY, by=by, at=NOW)
    assert (row.works, row.version) == (True, 2)
    for wrong in (
        {"place": "", "condition": "1"}, {"place": "ก", "condition": "9"}, {"place": "ก", "condition": "2"},
        {"place": "ก", "condition": "1", "on": TODAY + timedelta(days=1)},
    ):  # fmt: skip
        with pytest.raises(Problem):
            centre.check_sign(**({"office": made.lgo(), "on": TODAY, "by": by, "at": NOW} | wrong))
    with pytest.raises(Problem):
        centre.check_channel(office=made.lgo(), kind="line", works=False, on=TODAY, by=by, at=NOW)
    assert [(one.place, one.condition) for one in queries.signs(by, made.lgo())] == [
        ("ศาลากลางบ้าน ม.6", "1"), ("หน้าสำนักงาน", "1")
    ]  # fmt: skip
    above = made.clerk("DLA-3014", "joint_clerk")
    wall.enter(above.scope)
    found = {one.office.code: one for one in queries.centres(above, queries.lgos(above))}
    mine = found[made.LGO]
    assert (mine.signs, mine.broken, mine.no_photo, mine.last, mine.late(TODAY)) == (2, 0, 2, TODAY, False)
    assert any(one.last is None and one.to_do for one in found.values())
    with pytest.raises(NotAllowed):
        centre.check_sign(office=office(made.LGO), place="ก", condition="1", on=TODAY, by=above, at=NOW)
