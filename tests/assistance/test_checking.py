"""The continuous check: sound after many verbs, and it finds what is put out of order behind its back."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.db import connection, transaction
from tests.assistance.desk import enter
from tests.factories import assistance as made
from tests.factories.actors import NOW

from tidtam.assistance import actions as needs
from tidtam.assistance.actions import announcing, requests, watching
from tidtam.assistance.models import Movement, Need
from tidtam.assistance.queries import checking
from tidtam.kernel import wall
from tidtam.kernel.actor import system
from tidtam.kernel.problem import Problem
from tidtam.notices.models import Notice

pytestmark = pytest.mark.django_db


def test_sound_after_any_verbs():
    by, rng = made.clerk(), random.Random(7)
    for serial in range(1, 13):
        one = made.request(by, serial=serial, codes=("HOU", "EQP") if serial % 2 else ("MED",))
        if serial % 3 == 0:
            made.help_all(made.granted(one, by), by)
        elif serial % 3 == 1:
            requests.withdraw(request=one, by=by, at=NOW)
    announcing.post(
        announcement=announcing.draw_up(office=made.lgo(), by=by, at=NOW), title="", places="", days=15, by=by, at=NOW
    )
    for need in rng.sample(list(Need.objects.all()), 8):
        try:
            getattr(needs, rng.choice(["take_up", "withdraw", "reopen"]))(need=need, by=by, at=NOW)
        except Problem:
            continue
    verdict = checking.check()
    assert verdict.holds, verdict.faults
    assert verdict.requests == 12 and set(verdict.counts) == set(checking.CHECKS)
    assert verdict.needs == Need.objects.count() and verdict.movements == Movement.objects.count()


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        ("UPDATE assistance_need SET bucket = 'in_progress', reason = ''", {"one_bucket"}),
        ("UPDATE assistance_request SET state = 'closed', closed_at = now()", {"ended_requests"}),
        ("UPDATE assistance_book SET last = last + 1", {"numbers_without_gap"}),
        ("UPDATE assistance_need SET request_id = NULL", {"live_requests"}),
    ],
)
def test_finds_what_was_put_out_of_order(spoil, found):
    by = made.clerk()
    made.request(by)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(spoil)
        verdict = checking.check()
        transaction.set_rollback(True)  # the database would refuse it at the commit
    assert {name for name, n in verdict.counts.items() if n} == found and not verdict.holds
    assert all(fault.check in found and fault.key for fault in verdict.faults)
    assert checking.check().holds


@pytest.mark.usefixtures("stopped_demo")
def test_what_does_not_agree_reaches_who_runs_the_house():
    by = made.clerk()
    made.request(by)
    me, admin = enter("MOI", "administrator")
    assert "ยังไม่เคยตรวจ" in me.get("/help/ledger/").content.decode()
    task = system("assistance.watch")
    assert watching.watch(by=task, at=NOW).holds
    wall.enter(admin.scope)
    assert not Notice.objects.filter(office=admin.office_id, url="/help/ledger/").exists()
    page = me.get("/help/ledger/").content.decode()
    assert "ยอดตรงกันทุกหน่วยงาน" in page and "ยังไม่เคยตรวจ" not in page
    with transaction.atomic():
        wall.enter("1.")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE assistance_book SET last = last + 1")
        for _ in range(2):  # told once a day, however often it is found
            assert not watching.watch(by=task, at=NOW + timedelta(hours=1)).holds
        wall.enter(admin.scope)
        told = Notice.objects.get(office=admin.office_id, url="/help/ledger/")
        assert "ไม่ตรงกัน" in told.title and told.kind == "urgent"
        newest, _same, before = checking.watched(admin)
        assert (newest.broken, before.broken) == ([("ทะเบียนที่เลขคำขอขาดหรือซ้ำ", 1)], [])
        assert "ทะเบียนที่เลขคำขอขาดหรือซ้ำ" in me.get("/help/ledger/").content.decode()
        transaction.set_rollback(True)
    assert enter("LGO-301409")[0].get("/help/ledger/").status_code == 403
