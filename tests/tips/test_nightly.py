"""The night: each finished day counted once and sealed, nights that were missed made up for, what is due destroyed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from tests.factories.tips import DAY, inspector, key, said_more, tip

from tidtam.audit.models import Entry
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, system
from tidtam.tips.actions import nightly
from tidtam.tips.models import DayCount, MonthCount, Tip

pytestmark = pytest.mark.django_db
BY = system("สรุปรายวัน")


def closed(today: date) -> int:
    wall.enter(ROOT)
    return nightly.close_days(today=today, by=BY, at=datetime(today.year, today.month, today.day, tzinfo=UTC))


def counts() -> dict[date, tuple[int, int]]:
    return {one.day: (one.received, one.added) for one in DayCount.objects.all()}


def written() -> set[str]:
    """Return which transactions wrote the tips that are seen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text FROM tips_tip")
        return {row[0] for row in cursor.fetchall()}


def test_a_day_is_counted_once_and_expired_tips_go():
    officer = inspector("MOI")
    key(officer)
    first, _receipt = tip("MOI")
    old, _receipt = tip("MOI", contact="081-0000000", files=(("webp", b"x"),), day=DAY - timedelta(days=200))
    said_more(first, "อีกเรื่องหนึ่ง")
    Tip.objects.filter(pk=old.pk).update(state="closed", closed_on=DAY - timedelta(days=89))
    assert closed(DAY + timedelta(days=1)) == 1
    assert counts() == {DAY: (1, 1)}
    [entry] = Entry.objects.filter(verb="tips.counted")
    assert entry.object_id == DAY.isoformat() and entry.count == 1 and str(first.pk) not in entry.digest
    assert closed(DAY + timedelta(days=1)) == 0 and closed(DAY) == 0
    assert Entry.objects.filter(verb__startswith="tips.counted").count() == 1
    wall.enter(officer.scope)
    # Closed 90 days ago tomorrow: it went with its file and its contact; the other stayed.
    assert list(Tip.objects.values_list("pk", flat=True)) == [first.pk]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tips_tipfile")
        assert cursor.fetchone()[0] == 0


def test_three_missed_nights_are_made_up_for_and_a_month_that_ended_meanwhile_is_counted():
    officer = inspector("MOI")
    key(officer)
    days = [date(2026, 5, 29) + timedelta(days=n) for n in range(4)]
    wall.enter(ROOT)
    closed(days[0])  # the last night that ran: it counted the 28th
    made = [tip("MOI", day=day, quick=True)[0] for day in days[:2] for _n in range(3)]
    gone, _receipt = tip("MOI", day=days[2], quick=True)
    Tip.objects.filter(pk=gone.pk).update(state="closed", closed_on=days[3] - timedelta(days=89))
    wall.enter(officer.scope)
    before = written()
    assert closed(days[3] + timedelta(days=1)) == 4
    assert counts() == {
        days[0] - timedelta(days=1): (0, 0), days[0]: (3, 0), days[1]: (3, 0), days[2]: (1, 0), days[3]: (0, 0),
    }  # fmt: skip
    assert list(MonthCount.objects.values_list("month", "district", "count")) == [(date(2026, 5, 1), "3014", 7)]
    assert closed(days[3] + timedelta(days=1)) == 0
    assert Entry.objects.filter(verb="tips.counted").count() == 5
    assert Entry.objects.filter(verb="tips.month.counted").count() == 1
    wall.enter(officer.scope)
    assert sorted(Tip.objects.values_list("pk", flat=True)) == sorted(one.pk for one in made)
    assert len(written()) == 1 and not written() & before  # one transaction wrote them all anew, whenever they came
