"""The demo's reports: nobody signs for what had not happened yet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tidtam.accounts.clock import BANGKOK
from tidtam.aftercare.choices import VisitKind
from tidtam.aftercare.models import Case, CaseNeedMove, Visit
from tidtam.demo import reporting
from tidtam.demo.nation import build, values
from tidtam.demo.nation.allotment import Share
from tidtam.demo.nation.days import COMPILING, ahead, behind
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, system
from tidtam.offices.queries import by_code
from tidtam.reports.actions import series
from tidtam.reports.models import Edition, Report, Template

PROVINCE = "83"  # of few districts
SHARE = Share(to_follow=120, asked=30, helped=20)
AS_OF = date(2026, 5, 21)


def test_nobody_goes_out_while_offices_compile() -> None:
    lives = build._lives(PROVINCE, SHARE, 1, AS_OF, values.cohort_dates(3, AS_OF, 1, PROVINCE))
    days = [told.values["visited_on"] for life in lives for told in life.history.visits]
    wishes = [wish for life in lives for wish in life.history.wishes]
    days += [life.person.enrolled_on for life in lives]
    days += [day for wish in wishes for day in (wish.asked_on, wish.settled_on, wish.taken_up_on) if day]
    assert len(days) > 500
    assert not [day for day in days if day.day in COMPILING]
    assert all(life.person.enrolled_on >= life.person.completed_on for life in lives)
    assert (ahead(date(2026, 5, 15)), behind(date(2026, 5, 15))) == (date(2026, 5, 12), date(2026, 5, 16))
    assert (ahead(date(2026, 3, 1)), behind(date(2026, 2, 28))) == (date(2026, 3, 1), date(2026, 3, 1))


@pytest.mark.django_db
def test_nothing_counted_is_later_than_the_signature(monkeypatch: pytest.MonkeyPatch) -> None:
    by = system("t")
    wall.enter(ROOT, sensitive=True)
    programme = build._programme(AS_OF, by)
    build._teams([PROVINCE], AS_OF, by)
    build._province(PROVINCE, SHARE, 1, AS_OF, programme, by, build.Built())
    office = by_code(f"DOPA-{PROVINCE}")
    series.start(
        template=Template.objects.get(code="R2"), office=office, starts_on=AS_OF - reporting.BACK, by=by,
        at=build.moment(AS_OF, 7),
    )  # fmt: skip
    monkeypatch.setattr(reporting, "PROVINCE", office.code)
    reporting.report_past(AS_OF)
    wall.enter(ROOT, sensitive=True)
    signed = list(Edition.objects.filter(report__level="district").select_related("report"))
    assert len(signed) >= 6
    assert sum(int(one.values["followed"]) for one in signed) > 50
    for one in signed:
        report, day = one.report, one.signed_at.astimezone(BANGKOK).date()
        later = (day + timedelta(days=1), report.period_end)
        counted = Visit.objects.filter(
            counted_office__path__startswith=report.scope_path, kind=VisitKind.ROUND,
            visited_on__range=(report.period_start, report.period_end),
        )  # fmt: skip
        assert not counted.filter(visited_on__range=later).exists()
        assert not counted.filter(recorded_at__gt=one.signed_at).exists()
        here = {"scope_path__startswith": report.scope_path}
        assert not Case.objects.filter(**here, enrolled_on__range=later).exists()
        assert not CaseNeedMove.objects.filter(**here, on__range=later).exists()
    for whole in Edition.objects.filter(report__office=office).select_related("report"):
        below = Report.objects.filter(level="district", period_end=whole.report.period_end, state="accepted")
        for row in below:
            assert row.sent_at and row.accepted_at
            assert row.sent_at < row.accepted_at < whole.signed_at < row.accepted_at + timedelta(days=1)
        assert below.exists()
