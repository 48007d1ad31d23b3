"""Transfers and the desk in a real browser, on a phone and on the desk: no sideways scroll, one h1, nothing for axe."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.factories import aftercare as made
from tests.factories.actors import NOW, TODAY, actor
from tests.factories.looking import follow, look

from tidtam.aftercare.actions import desk, transfers, visits
from tidtam.aftercare.models import Alert, Case, Offer, Task, Visit
from tidtam.exchange.actions import bsort
from tidtam.exchange.models import BsortVisit
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.places.models import Area

pytestmark = pytest.mark.browser
WIDTHS = ((390, 844), (1280, 900))


def _area(code: str) -> Area:
    return Area.objects.get(pk=code)


def story() -> dict[str, str]:
    """A district with an alert, tasks, a question, trouble, three offers at different stages and one handed over."""
    from django.db import transaction

    ago = NOW - timedelta(days=7)
    with transaction.atomic():
        by, other = made.recorder(), made.recorder("DOPA-3015", enter=False)
        nurse = made.team_actor(role="team_health", enter=False)
        province = actor("DOPA-30", "drug_coordinator", enter=False)
        made.team("301501")
        wall.enter(by.scope)
        names = ("สมหมาย", "จันทร์เพ็ญ", "วิเชียร", "นิรันดร์", "ศรีนวล", "อนุชา")
        people = [made.case(by, first_name=name) for name in names]
        for case in people:
            for number in (1, 2):
                made.visit(case, made.day(15 * number), by, needs=(("OCC", ""), ("HOU", "")) if number == 1 else ())
        home, far, rejected, gone, kept, last = people
        line = typed(last, by)
        Alert.objects.create(case=home, visit_no=2, kind="self_harm", scope_path=home.scope_path, raised_at=NOW)
        Case.objects.filter(pk=home.pk).update(open_alerts=1)
        values = {"case": home, "office": home.office, "scope_path": home.scope_path, "made_at": NOW}
        Task.objects.create(kind="health", due_on=TODAY, visit_no=2, **values)
        Task.objects.create(kind="tracing", due_on=TODAY - timedelta(days=3), **values)
        desk.report_trouble(system="bsort", text="กดบันทึกแล้วหน้าจอขาว ลองสามครั้งแล้ว", by=by, at=NOW)
        transfers.offer(case=far, area=_area("360901"), new_address="88/1 บ้านใหม่", by=by, at=ago)
        offers = {
            case.pk: transfers.offer(case=case, area=_area("301501"), new_address="9 หมู่ 2", by=by, at=ago)
            for case in (rejected, gone, kept)
        }
        wall.enter(nurse.scope)
        desk.ask(case=home, text="แม่ถามว่าบัตรประชาชนใหม่ได้เมื่อไร", by=nurse, at=NOW - timedelta(hours=2))
        wall.enter(other.scope)
        row = {one.transfer_id: one for one in Offer.objects.all()}
        transfers.reject(offer=row[offers[rejected.pk].pk], reason="บ้านอยู่ฝั่งปักธงชัย", by=other, at=ago)
        transfers.accept(offer=row[offers[gone.pk].pk], by=other, at=ago)
        wall.enter(province.scope)
        lines = {one.transfer_id: one.public_id for one in Offer.objects.all()}
    return {
        "case": home.public_id, "last": last.public_id, "line": line.public_id, "in": lines[offers[kept.pk].pk],
        "decide": lines[offers[rejected.pk].pk],
        "route": next(pk for number, pk in lines.items() if number not in {one.pk for one in offers.values()}),
    }  # fmt: skip


def typed(case: Case, by: Actor) -> BsortVisit:
    """Let three visits wait for บสต.: one of days ago, one it refused, and, returned, one corrected after typing."""
    ago = NOW - timedelta(days=3)
    told = [*Visit.objects.filter(case=case).select_related("case").order_by("visit_no")]
    told.append(made.visit(case, made.day(45), by, next_on=made.day(60)))
    told = [visits.accept(visit=visit, by=by, at=ago) for visit in told]
    first, _second, last = (BsortVisit.objects.get(case=case, visit_no=one.visit_no) for one in told)
    bsort.refuse(line=first, reason="ขึ้นว่าไม่พบผู้รับการบำบัด", by=by, at=ago)
    bsort.key(line=last, seen=told[2].version, number="3014/69-0017", by=by, at=ago)
    answers = made.answers(made.day(45), "F2", next_on=made.day(58))
    visits.correct(visit=told[2], answers=answers, reason="แม่บอกภายหลัง", by=by, at=NOW)
    return last


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_every_page_of_the_desk_at_both_sizes(served: Any, page: Any, width: int, height: int) -> None:
    served.demo(date(2026, 5, 21))
    found = story()
    for name, code, role in (
        ("recorder", "DOPA-3014", "drug_recorder"), ("receiver", "DOPA-3015", "drug_recorder"),
        ("province", "DOPA-30", "drug_coordinator"), ("nurse", "TEAM-301409", "team_health"),
    ):  # fmt: skip
        served.person(name, code, role)
    page.set_viewport_size({"width": width, "height": height})
    case, last = found["case"], found["last"]
    for who, paths in {
        "recorder": {
            "home": "/", "queue": "/exchange/queue/", "line": f"/exchange/queue/{found['line']}/",
            "alerts": "/care/alerts/", "tasks": "/care/tasks/", "questions": "/care/questions/",
            "talk": f"/care/{case}/messages/", "tickets": "/care/tickets/", "ticket-new": "/care/tickets/new/",
            "transfers-none": "/care/transfers/", "transfers-out": "/care/transfers/out/",
            "offer": f"/care/{last}/offer/",
            "handed": "/care/transfers/handed/", "suspend": f"/care/{last}/suspend/", "close": f"/care/{last}/close/",
            "correct": f"/care/{last}/correct/", "assess": f"/care/{last}/assess/", "resume": f"/care/{last}/resume/",
        },
        "receiver": {"transfers": "/care/transfers/", "offer-in": f"/care/transfers/{found['in']}/"},
        "province": {
            "province-home": "/", "province-in": "/care/transfers/", "route": f"/care/transfers/{found['route']}/",
            "deciding": "/care/transfers/deciding/", "decide": f"/care/transfers/{found['decide']}/decide/",
            "tickets-province": "/care/tickets/", "queue-below": "/exchange/queue/below/",
        },
        "nurse": {"team-home": "/", "team-tasks": "/care/tasks/", "team-talk": f"/care/{case}/messages/"},
    }.items():  # fmt: skip
        page.context.clear_cookies()
        served.sign_in(page, who)
        for name, path in paths.items():
            answer = page.goto(served.url + path)
            assert answer.status == 200, (name, answer.status)
            look(page, f"care-{name}", width)


def test_a_person_is_offered_found_by_place_and_taken_over(served: Any, page: Any) -> None:
    served.demo(date(2026, 5, 21))
    found = story()
    served.person("recorder", "DOPA-3014", "drug_recorder")
    served.person("receiver", "DOPA-3015", "drug_recorder")
    served.sign_in(page, "recorder")
    page.goto(f"{served.url}/care/{found['last']}/offer/")
    page.get_by_label("พื้นที่ปลายทาง").fill("อ.โชคชัย")
    follow(page, page.get_by_role("button", name="ค้นหาพื้นที่"))
    look(page, "care-offer-found", 1280)
    page.get_by_role("radio").first.check(force=True)
    page.get_by_label("ที่อยู่ใหม่").fill("12 หมู่ 4")
    page.get_by_role("button", name="เสนอโอน").click()
    page.wait_for_url("**/transfers/out/")
    assert "อนุชา" in page.content()
    page.context.clear_cookies()
    served.sign_in(page, "receiver", "/care/transfers/")
    assert "อนุชา" not in page.content()
    follow(page, page.get_by_role("link", name="ดูและรับ").first)
    follow(page, page.get_by_role("button", name="รับช่วงดูแล"))
    assert "ที่อยู่ใหม่ที่ต้นทางแจ้ง" in page.content()  # what the sender wrote is read once
    look(page, "care-passed-on", 390)
    follow(page, page.get_by_role("link", name="เปิดหน้าของคนนี้"))
    assert "/transfers/" not in page.url
    look(page, "care-taken", 1280)
