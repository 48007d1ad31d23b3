"""The sheet of a report: few queries however many are below; who is missing and why; checks, before, what came late."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.aftercare import district
from tests.assistance.desk import enter
from tests.factories import reports as make
from tests.factories.actors import NOW, TODAY, actor, office
from tests.factories.letters import monthly, received
from tests.reports import line

from tidtam.aftercare.models import HandedOver, Transfer
from tidtam.aftercare.sealing import seal
from tidtam.audit.models import Read
from tidtam.kernel import wall
from tidtam.obligations.models import Duty
from tidtam.reports import access
from tidtam.reports.actions import amending, reviewing
from tidtam.reports.models import Report
from tidtam.reports.queries import compiling

pytestmark = pytest.mark.django_db
WIDE = {"period_start": make.START.replace(year=2020), "period_end": make.END.replace(year=2030)}


def _the_list_is_printed(report: Report, person: int) -> None:
    """The enclosure of the letter: names on paper for who may read them, the read noted; nobody else gets it."""
    address = reverse("reports:movers", args=[report.public_id])
    reader, _grant = enter("DOPA-3014", "drug_recorder")
    paper = reader.get(address)
    assert paper.status_code == 200 and paper.content.startswith(b"%PDF")
    found = subprocess.run(["pdftotext", "-layout", "-", "-"], input=paper.content, capture_output=True, check=True)
    assert "นายใจ มั่นคง" in found.stdout.decode() and "ลับ" in found.stdout.decode()
    wall.enter("1.")
    assert person in Read.objects.order_by("-at", "-pk").values_list("people", flat=True)[0]
    other, _grant = enter("DOPA-3014", "district_head")
    assert other.get(address).status_code == 403


def _sheet(code: str, role: str, report: Report, today=TODAY) -> compiling.Sheet:
    by = actor(code, role)
    return compiling.sheet(by, access.get_report(by, report.public_id), today=today)


def _queries(code: str, report: Report) -> int:
    by = actor(code, "drug_coordinator")
    found = access.get_report(by, report.public_id)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        compiling.sheet(by, found, today=TODAY)
    facts = ("aftercare_case", "aftercare_visit", "aftercare_round", "SET LOCAL", "current_setting")
    return sum(not any(word in one["sql"] for word in facts) for one in caught.captured_queries)


def test_a_leaf_shows_values_now_checks_comments_and_the_period_before() -> None:
    wall.enter("1.")
    case = district.case(office("DOPA-3014"))
    report = make.report("DOPA-3014", **WIDE)
    before = make.report(
        "DOPA-3014", period_start=make.START.replace(year=2010), period_end=make.END.replace(year=2011)
    )
    clerk, head = line.hands("DOPA-3014")
    line.sent(before, clerk, head, volunteers="2")
    wall.enter("1.")
    district.visit(case, 1)
    line.sent(report, clerk, head, spent="9", volunteers="5")
    above = actor("DOPA-30", "drug_coordinator", enter=False)
    wall.enter("1.")
    reviewing.send_back(report=report, comments={"spent": "สูงไป"}, by=above, at=NOW)
    found = _sheet("DOPA-3014", "drug_recorder", report)
    assert (found.is_leaf, found.lines, found.values["followed"]) == (True, [], Decimal(1))
    assert found.failed_cells == {"spent": ["ใช้เกิน"], "volunteers": ["ใช้เกิน"]}
    assert (found.may_be_signed, found.changed, found.late) == (True, [], False)
    assert [one.words for one in found.comments["spent"]] == ["สูงไป"]
    assert found.before is not None
    assert (found.before.difference["volunteers"], found.before.difference["followed"]) == (3, 1)


def test_a_province_names_who_is_missing_and_why() -> None:
    near, far, up = line.province()
    clerk = actor("DOPA-3015", "drug_recorder")
    received(clerk, "DOPA-3015", monthly(25, level="district"))
    wall.enter("1.")
    duty = Duty.objects.filter(office=far.office, state="open").order_by("due_on")[0]
    Report.objects.filter(pk=far.pk).update(duty=duty)
    for month, sent in ((2, date_in(2, 14)), (3, date_in(3, 20)), (4, None)):
        make.report(
            "DOPA-3015", period_start=date_in(month, 1), period_end=date_in(month, 15), due_on=date_in(month, 15),
            sent_on=sent,
        )  # fmt: skip
    line.sent(near, *line.hands("DOPA-3014"), volunteers="3")
    found = _sheet("DOPA-30", "drug_coordinator", up)
    absent = {one.report.pk: one for one in found.absent}
    assert set(absent) == {near.pk, far.pk}
    late = absent[far.pk]
    assert (late.days, late.late_before, late.past) == (6, 2, 3)
    assert late.ordered_on is not None
    assert absent[near.pk].ordered_on is None
    rows = {one.report.pk: one for one in found.lines}
    assert rows[near.pk].values["volunteers"] == 3
    assert (rows[near.pk].late_days, rows[near.pk].child.counted) == (6, False)
    assert found.values["volunteers"] is None


def date_in(month: int, day: int):
    """Return a day of the year."""
    return TODAY.replace(month=month, day=day)


def test_the_number_of_queries_does_not_grow_with_the_offices_below() -> None:
    up = make.report("DOPA-30")
    codes = [one.code for one in _districts()]
    for code in codes[:2]:
        line.sent(make.report(code), *line.hands(code))
    few = _queries("DOPA-30", up)
    for code in codes[2:12]:
        make.report(code)
    for code in codes[12:18]:
        line.sent(make.report(code), *line.hands(code))
    assert _queries("DOPA-30", up) == few <= 12


def _districts():
    wall.enter("1.")
    top = office("DOPA-30")
    return type(top).objects.filter(parent=top, level="district").order_by("code")


def test_what_came_late_is_said_on_the_page_of_the_period_after() -> None:
    wall.enter("1.")
    case = district.case(office("DOPA-3014"))
    early = make.report("DOPA-3014", period_start=make.START.replace(year=2020), period_end=TODAY)
    clerk, head = line.hands("DOPA-3014")
    line.sent(early, clerk, head)
    wall.enter("1.")
    district.visit(case, 1)
    amending.detect(report=line.fresh(early), at=NOW)
    nxt = make.report("DOPA-3014", period_start=TODAY + timedelta(days=1), period_end=TODAY + timedelta(days=15))
    found = _sheet("DOPA-3014", "drug_recorder", nxt)
    assert found.late
    assert [one.report_id for one in found.earlier] == [early.pk]
    old = _sheet("DOPA-3014", "drug_recorder", early)
    assert set(old.changed) == {"followed", "found", "rate"}
    assert old.proposal is not None


def test_movers_are_named_to_who_may_see_them_and_counted_for_others(stopped_demo: None) -> None:
    form = replace(make.FORM, annex="movers")
    report = make.report("DOPA-3014", form, name="TM", **WIDE)
    near, far = office("DOPA-3014"), office("DOPA-3101")
    wall.enter("1.")
    case = district.case(far)
    transfer = Transfer.objects.create(
        case=case, from_office=near, to_office=far, scope_path=near.path, stage="accepted", reason="moved",
        offered_at=NOW, stage_since=NOW,
    )  # fmt: skip
    HandedOver.objects.create(
        transfer=transfer, public_id="abcdefgh2345", case_id_was=case.pk, from_office=near, to_office=far,
        scope_path=near.path, handed_on=TODAY,
        name_sealed=seal("นายใจ มั่นคง", column="handed.name", row="abcdefgh2345"),
    )  # fmt: skip
    seen = _sheet("DOPA-3014", "drug_recorder", report).annex
    assert seen is not None
    assert ([one.name for one in seen.rows], seen.hidden, list(seen.people)) == (["นายใจ มั่นคง"], 0, [case.person_id])
    counted = _sheet("DOPA-3014", "district_head", report).annex
    assert counted is not None
    assert (list(counted.rows), counted.hidden) == ([], 1)
    _the_list_is_printed(report, case.person_id)
    line.sent(report, *line.hands("DOPA-3014"))
    wall.enter("1.")
    assert HandedOver.objects.get().reported_on == report.period_end
    after = make.report("DOPA-3014", form, name="TM", period_start=report.period_end + timedelta(days=1),
                        period_end=report.period_end + timedelta(days=15))  # fmt: skip
    later = _sheet("DOPA-3014", "drug_recorder", after).annex
    assert later is not None
    assert list(later.rows) == []
