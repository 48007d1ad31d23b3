"""The night: one sealed count, what is past its time destroyed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from tests.factories.actors import NOW
from tests.factories.tips import DAY, inspector, key, said_more, tip

from tidtam.audit.models import Entry
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, system
from tidtam.tips.actions import nightly
from tidtam.tips.models import Tip

pytestmark = pytest.mark.django_db


def test_a_day_is_counted_once_and_expired_tips_go(settings):
    officer = inspector("MOI")
    key(officer)
    first, _receipt = tip("MOI")
    old, _receipt = tip("MOI", contact="081-0000000", files=(("webp", b"x"),), day=DAY - timedelta(days=200))
    said_more(first, "อีกเรื่องหนึ่ง")
    Tip.objects.filter(pk=old.pk).update(state="closed", closed_on=DAY - timedelta(days=89))
    by = system("สรุปรายวัน")
    wall.enter(ROOT)
    counted = nightly.close_day(day=DAY, by=by, at=NOW)
    assert (counted.received, counted.added) == (1, 1)
    [entry] = Entry.objects.filter(verb="tips.counted")
    assert entry.object_id == DAY.isoformat() and entry.count == 1 and str(first.pk) not in entry.digest
    again = nightly.close_day(day=DAY, by=by, at=NOW)
    assert again == counted and Entry.objects.filter(verb="tips.counted").count() == 1
    wall.enter(officer.scope)
    # Closed 90 days ago tomorrow: it went with its file and its contact; the other stayed.
    assert list(Tip.objects.values_list("pk", flat=True)) == [first.pk]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tips_tipfile")
        assert cursor.fetchone()[0] == 0
