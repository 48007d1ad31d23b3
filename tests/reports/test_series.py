"""Reports made ahead: who owes one, when, whether it counts, and the duty it fulfils."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from time import perf_counter

import pytest
from tests.factories import letters
from tests.factories import reports as make
from tests.factories.actors import NOW, actor, office

from tidtam.kernel import wall
from tidtam.kernel.actor import system
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.obligations.models import Duty, Obligation
from tidtam.offices.actions import tree
from tidtam.offices.models import Office
from tidtam.reports.actions import series
from tidtam.reports.catalogue import R2
from tidtam.reports.models import Report, Series, Template

pytestmark = pytest.mark.django_db
BY = system("test")


def _template(code: str) -> Template:
    return Template.objects.get(code=code)


def _start(code: str, where: str, starts_on: date = date(2026, 5, 1), **more: object) -> Series:
    wall.enter("1.")
    return series.start(template=_template(code), office=office(where), starts_on=starts_on, by=BY, at=NOW, **more)  # type: ignore[arg-type]  # as named


def _due(code: str, **more: object) -> list[date]:
    return list(Report.objects.filter(office__code=code, **more).order_by("due_on").values_list("due_on", flat=True))


def test_february_2567_closes_on_the_29th_and_a_31st_belongs_to_the_next_half() -> None:
    _start("R2", "DOPA-30", date(2024, 1, 1))
    rows = Report.objects.filter(office__code="DOPA-30", due_on__year=2024, due_on__month__lte=3).order_by("due_on")
    found = [(row.due_on.isoformat(), row.period_start.isoformat(), row.period_end.isoformat()) for row in rows]
    assert found == [
        ("2024-01-15", "2023-12-31", "2024-01-15"), ("2024-01-30", "2024-01-16", "2024-01-30"),
        ("2024-02-15", "2024-01-31", "2024-02-15"), ("2024-02-29", "2024-02-16", "2024-02-29"),
        ("2024-03-15", "2024-03-01", "2024-03-15"), ("2024-03-30", "2024-03-16", "2024-03-30"),
    ]  # fmt: skip
    below = Report.objects.get(office__code="DOPA-3014", period_end=date(2024, 2, 29))
    assert (below.due_on, below.level, below.state) == (date(2024, 2, 28), "district", "open")
    shut = Report.objects.get(office__code="DOPA-3014", period_end=date(2025, 2, 28))
    assert shut.due_on == date(2025, 2, 28)


def test_the_25th_leaves_no_slack_and_asks_the_lgo_for_the_23rd() -> None:
    _start("R4", "DLA-30")
    end = date(2026, 5, 25)
    rows = {row.office.code: row for row in Report.objects.filter(period_end=end).select_related("office")}
    lgo, district, province = rows["LGO-301409"], rows["DLA-3014"], rows["DLA-30"]
    assert (lgo.due_on, lgo.target_on) == (end, date(2026, 5, 23))
    assert (district.due_on, district.target_on) == (end, None)
    assert province.due_on == date(2026, 5, 30)
    assert lgo.period_start == date(2026, 4, 26)
    feb = Report.objects.get(office__code="DLA-30", due_on__year=2027, due_on__month=2)
    assert feb.due_on == date(2027, 2, 28)


def test_a_day_that_is_not_earlier_is_asked_of_nobody() -> None:
    own = _start("R4", "DLA-30", days={"lgo": [20]})
    lgo = Report.objects.filter(office__code="LGO-301409", due_on=date(2026, 5, 20))
    assert [one.target_on for one in lgo] == [None]
    own = series.change_days(series=own, days={"lgo": [24]}, version=own.version, by=BY, at=NOW)
    lgo = Report.objects.filter(office__code="LGO-301409", due_on=date(2026, 5, 24))
    assert [one.target_on for one in lgo] == [date(2026, 5, 23)]
    series.change_days(series=own, days={"lgo": [23]}, version=own.version, by=BY, at=NOW)
    assert not Report.objects.filter(office__code="LGO-301409").exclude(target_on=None).exists()


def test_welfare_and_info_look_back_at_the_month_before() -> None:
    _start("R6", "DLA-30")
    _start("R7", "DLA-30")
    lgo = office("LGO-301409")
    found = {
        row.template.code: (row.due_on, row.period_start, row.period_end)
        for row in Report.objects.filter(office=lgo, due_on__range=(date(2026, 6, 1), date(2026, 6, 30)))
    }
    may = (date(2026, 5, 1), date(2026, 5, 31))
    assert found == {"R6": (date(2026, 6, 1), *may), "R7": (date(2026, 6, 5), *may)}
    assert Report.objects.get(office__code="DLA-30", template__code="R6", period_end=may[1]).due_on == date(2026, 6, 5)
    assert not Report.objects.filter(template__code="R7").exclude(level="lgo").exists()


def test_a_branch_sets_its_own_days_and_the_nearest_series_decides() -> None:
    _start("R2", "DOPA")
    own = _start("R2", "DOPA-30", days={"district": [12, 27]})
    assert own.days == {"district": [12, 27]}
    end = date(2026, 6, 15)
    assert Report.objects.get(office__code="DOPA-3014", period_end=end).due_on == date(2026, 6, 12)
    assert Report.objects.get(office__code="DOPA-3609", period_end=end).due_on == date(2026, 6, 13)
    assert series.make(series=Series.objects.select_related("template"), at=NOW) == 0
    assert Report.objects.get(office__code="DOPA-3014", period_end=end).due_on == date(2026, 6, 12)
    own = series.change_days(series=own, days={"district": [10, 25]}, version=own.version, by=BY, at=NOW)
    assert Report.objects.get(office__code="DOPA-3014", period_end=end).due_on == date(2026, 6, 10)
    with pytest.raises(Conflict):
        series.change_days(series=own, days={}, version=1, by=BY, at=NOW)
    for bad in ({"district": [12]}, {"district": [27, 12]}, {"department": [1, 2]}, {"lgo": [1, 2]},
                {"district": [0, 40]}, {"district": [16, 30]}, {"province": [12, 30]},
                {"district": [12, 15]}):  # fmt: skip
        with pytest.raises(Problem, match="bad_days"):
            series.change_days(series=own, days=bad, by=BY, at=NOW)
    series.stop(series=own, until=date(2026, 6, 1), by=BY, at=NOW)
    assert Report.objects.get(office__code="DOPA-3014", period_end=end).due_on == date(2026, 6, 13)  # the wider one


def test_the_nation_for_fourteen_months_is_made_in_seconds_and_once() -> None:
    began = perf_counter()
    _start("R4", "DLA")
    lgos = Office.objects.filter(level="lgo", line="dla", valid_to=None).count()
    print(f"{Report.objects.count():,} reports of {lgos:,} local governments in {perf_counter() - began:.1f} s")
    of_lgos = Report.objects.filter(level="lgo")
    assert of_lgos.count() == lgos * of_lgos.values("period_end").distinct().count()
    assert series.open_ahead(at=NOW) == 0
    assert series.open_ahead(at=NOW + timedelta(days=31)) > 0


def test_an_office_that_ends_changes_or_moves_has_one_report_of_each_period_it_stood_in() -> None:
    wall.enter("1.")
    ended = office("LGO-301409")
    Office.objects.filter(pk=ended.pk).update(valid_to=date(2026, 5, 10))
    other = office("LGO-301401")
    Office.objects.filter(pk=other.pk).update(lgo_type="TOWN" if other.lgo_type != "TOWN" else "SUBM")
    _start("R4", "DLA-30")
    _start("R4", "DLA-36")
    assert _due("LGO-301409") == [date(2026, 5, 25)]
    count = Report.objects.filter(office=other).count()
    tree.move(office=other, parent=office("DLA-3609"), reason="ย้าย", by=BY, at=NOW)
    series.open_ahead(at=NOW)
    rows = Report.objects.filter(office=other)
    assert rows.count() == count
    assert {row.scope_path.startswith(office("DLA-36").path) for row in rows} == {True}


def test_an_office_that_moves_to_a_branch_without_the_form_owes_what_was_due_before() -> None:
    other = office("LGO-301401")
    _start("R4", "DLA-30", date(2026, 3, 1))
    began = Report.objects.get(office=other, due_on=date(2026, 6, 25))
    Report.objects.filter(pk=began.pk).update(state="draft")
    tree.move(office=other, parent=office("DLA-3609"), reason="ย้าย", by=BY, at=NOW)
    series.open_ahead(at=NOW)
    assert [due < NOW.date() for due in _due("LGO-301401", state="open")] == [True, True]
    assert Report.objects.filter(pk=began.pk).exists(), "what somebody has begun is nobody's to take away"
    assert len(_due("LGO-301409")) > 6


def test_a_report_is_linked_to_the_duty_of_its_letter_and_counts_from_the_order() -> None:
    clerk = actor("LGO-301409", "lgo_clerk")
    letters.received(clerk, "LGO-301409", letters.monthly(25, "lgo"), received_on=date(2026, 5, 20))
    asked = Obligation.objects.get(from_level="lgo")
    series.start(
        template=_template("R4"), office=office("LGO-301409"), obligation=asked, starts_on=date(2026, 3, 1), by=clerk,
        at=NOW,
    )  # fmt: skip
    report = Report.objects.get(office__code="LGO-301409", due_on=date(2026, 5, 25))
    assert report.duty == Duty.objects.get(obligation=asked, due_on=date(2026, 5, 25))
    assert report.counts
    early = Report.objects.filter(office__code="LGO-301409", due_on__lt=asked.counts_from)
    assert early.exists() and not early.filter(counts=True).exists()


def test_a_series_does_not_begin_before_its_first_version() -> None:
    made = make.template(replace(R2, checks=()), "R9", valid_from=date(2026, 5, 21))
    wall.enter("1.")
    with pytest.raises(Problem, match="starts_early") as caught:
        series.start(template=made.template, office=office("DOPA-30"), starts_on=date(2026, 5, 1), by=BY, at=NOW)
    assert caught.value.field == "starts_on" and "21 พ.ค. 2569" in caught.value.message
    series.start(template=made.template, office=office("DOPA-30"), starts_on=date(2026, 5, 21), by=BY, at=NOW)


def test_who_may_start_a_series_and_where() -> None:
    clerk = actor("LGO-301409", "lgo_clerk")
    with pytest.raises(Missing):
        series.start(template=_template("R4"), office=office("DLA-30"), starts_on=date(2026, 5, 1), by=clerk, at=NOW)
    reader = actor("DLA-30", "province_head")
    with pytest.raises((NotAllowed, Missing)):
        series.start(template=_template("R4"), office=office("DLA-30"), starts_on=date(2026, 5, 1), by=reader, at=NOW)
    one = _start("R4", "DLA-30")
    with pytest.raises(Conflict, match="running"):
        _start("R4", "DLA-30")
    series.stop(series=one, until=date(2026, 5, 1), by=BY, at=NOW)
    assert not Report.objects.filter(due_on__gt=date(2026, 5, 1), template__code="R4").exists()
    assert _start("R4", "DLA-30").pk == one.pk
