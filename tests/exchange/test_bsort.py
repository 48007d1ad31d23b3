"""Visits typed into บสต. by hand: the queue, what is said of each, corrections after typing, who sees it, reminders."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from tests.aftercare.test_desk import TELLING
from tests.factories import aftercare as make
from tests.factories.actors import NOW, TODAY, actor, member

from tidtam.accounts import access as accounts
from tidtam.accounts import clock
from tidtam.accounts.models import Installation
from tidtam.aftercare.actions import cases, visits
from tidtam.aftercare.models import Case, Visit
from tidtam.audit.models import Entry, Read
from tidtam.exchange.actions import bsort, queueing, reminding
from tidtam.exchange.models import BsortMark, BsortVisit
from tidtam.exchange.queries import bsort as queries
from tidtam.exchange.queries import copied
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.notices.models import Notice
from tidtam.offices.models import Office
from tidtam.thai.national_id import synthetic

pytestmark = pytest.mark.django_db
DAY = make.day(45)  # 15 May, the day of a round
URL = "/exchange/queue/"


@pytest.fixture(autouse=True)
def demo(db: None) -> Iterator[None]:
    Installation.objects.create(is_demo=True, as_of=TODAY)
    clock.forget()
    yield
    clock.forget()


def accepted(by: Actor, *, on: date = DAY, at: Any = NOW, case: Case | None = None, **more: Any) -> BsortVisit:
    """Return the line of a visit that was recorded on its day and accepted."""
    visit = make.visit(case or make.case(by, **more), on, by)
    visits.accept(visit=visit, by=by, at=at)
    return BsortVisit.objects.get(case=visit.case_id, visit_no=visit.visit_no)


def seen(line: BsortVisit) -> int:
    return Visit.objects.get(case=line.case_id, visit_no=line.visit_no).version


def again(line: BsortVisit, by: Actor, result: str = "F2") -> None:
    visit = Visit.objects.select_related("case").get(case=line.case_id, visit_no=line.visit_no)
    visits.correct(visit=visit, answers=make.answers(DAY, result), reason="ถามใหม่แล้ว", by=by, at=NOW)


def test_a_visit_waits_once_it_is_accepted_and_is_typed_once() -> None:
    by = make.recorder()
    case = make.case(by)
    make.visit(case, make.day(30), by)
    assert queries.counted(by).n == 0  # nobody accepted it
    line = accepted(by, case=case)
    told: dict[str, Any] = {"line": line, "by": by, "at": NOW}
    assert queries.counted(by) == queries.Waiting(1, TODAY)
    with pytest.raises(Conflict, match="bsort_unmarked"):
        bsort.take_back(reason="กดผิด", **told)
    with pytest.raises(Conflict, match="bsort_changed"):
        bsort.key(seen=seen(line) + 1, **told)
    for number, code in (("x", "bsort_no"), (synthetic(7), "bsort_no_identity")):
        with pytest.raises(Problem) as refused:
            bsort.key(seen=seen(line), number=number, **told)
        assert (refused.value.field, refused.value.code) == ("number", f"aftercare.{code}")
    made = bsort.key(seen=seen(line), number=" ๓๐๑๔-๐๐๑/๖๙ ", **told)
    assert (made.state, made.by_name, queries.counted(by).n) == ("keyed", by.name, 0)
    assert Case.objects.get(pk=case.pk).bsort_no == "3014-001/69"
    assert b"3014" not in bytes(made.typed_sealed) and copied.typed_of(made)["result"] == "พบตัว ไม่กลับไปใช้"
    for act in (lambda: bsort.key(seen=seen(line), **told), lambda: bsort.excuse(reason="ซ้ำ", **told)):
        with pytest.raises(Conflict, match="bsort_marked"):
            act()
    with pytest.raises(Problem, match="bsort_no_taken"):
        bsort.key(line=(other := accepted(by)), seen=seen(other), number="3014-001/69", by=by, at=NOW)
    for words, code in ((" ", "reason_missing"), ("เลข 9-1000-00000-01-2", "number_in_words")):
        with pytest.raises(Problem, match=code):
            bsort.take_back(**told | {"reason": words})
    bsort.take_back(reason="กดผิดรายการ", **told)
    bsort.refuse(reason="ไม่พบผู้รับการบำบัด", **told)
    assert queries.counted(by).errors == 1
    bsort.excuse(reason="รพ.สต. คีย์แล้ว", **told)
    assert [one.what for one in BsortMark.objects.filter(line=line)] == ["keyed", "taken_back", "error", "not_required"]
    verbs = Entry.objects.filter(verb__startswith="exchange.bsort.")
    assert {one.verb.rsplit(".", 1)[1] for one in verbs} == {"keyed", "taken_back", "error", "not_required"}
    assert not [one for one in verbs if one.reason]  # its words stay behind the wall
    assert Entry.objects.filter(verb="aftercare.case.numbered").count() == 1


def test_what_is_corrected_or_sent_back_after_typing_is_seen_field_by_field() -> None:
    by = make.recorder()
    line = accepted(by)
    told: dict[str, Any] = {"line": line, "by": by, "at": NOW}
    bsort.key(seen=seen(line), **told)
    again(line, by)
    line.refresh_from_db()
    assert queries.counted(by) == queries.Waiting(1, TODAY, 0, 1)
    fields = {one.key: one for one in copied.fields_of(line, queries.visit_of(by, line))}
    changed = {key: one.old for key, one in fields.items() if one.old is not None}
    assert changed == {"result": "พบตัว ไม่กลับไปใช้", "used": "ไม่ใช้", "substances": ""}
    bsort.key(seen=seen(line), **told)
    assert queries.counted(by).n == 0
    again(line, by, "F1")
    bsort.excuse(reason="แก้เฉพาะคำผิด", **told)
    line.refresh_from_db()
    assert (line.state, line.waits) == ("keyed", False)
    visit = Visit.objects.select_related("case").get(case=line.case_id, visit_no=line.visit_no)
    visits.send_back(visit=visit, comment="วันที่ผิด", by=by, at=NOW)
    with pytest.raises(Conflict, match="bsort_held"):
        bsort.key(seen=seen(line), **told)
    assert queries.counted(by).n == 0
    again(line, by)
    visits.accept(visit=visit, by=by, at=NOW)
    assert queries.counted(by).changed == 1
    bsort.key(seen=seen(line), **told)
    cases.correct_completion(case=Case.objects.get(), completed_on=make.day(-1), reason="ลงผิด", by=by, at=NOW)
    assert queries.counted(by).changed == 1  # the number of its round may be another


def test_the_queue_is_the_recorders_moves_with_the_case_and_history_stays_out() -> None:
    by = make.recorder()
    line = accepted(by)
    bsort.refuse(line=line, reason="เข้าไม่ได้", by=by, at=NOW)
    for role in ("drug_chief", "drug_coordinator"):
        code = "DOPA-30" if role == "drug_coordinator" else "DOPA-3014"
        with pytest.raises(NotAllowed):
            bsort.key(line=line, seen=1, by=actor(code, role, enter=False), at=NOW)
    stranger = make.recorder("DOPA-3015")
    with pytest.raises((Missing, Conflict)):
        bsort.key(line=line, seen=1, by=stranger, at=NOW)
    wall.enter(by.scope)
    team = make.team("301401")
    cases.assign(cases=[Case.objects.get()], office=team, by=by, at=NOW)
    assert {*BsortVisit.objects.values_list("scope_path", flat=True)} == {team.path}
    assert {*BsortMark.objects.values_list("scope_path", flat=True)} == {team.path}
    # What was accepted as history joins only when somebody takes it in, and only of the last days.
    old = make.visit(make.case(by), make.day(30), by)
    new = make.visit(make.case(by), DAY, by)
    Visit.objects.filter(case__in=[old.case_id, new.case_id]).update(state="accepted")
    assert queries.counted(by).n == 1
    since = make.at(DAY) - timedelta(days=1)
    assert queueing.take_in(since=since, by=by, at=NOW) == 1 and queueing.take_in(since=since, by=by, at=NOW) == 0
    assert queries.counted(by) == queries.Waiting(2, DAY, 1)


def client(code: str = "DOPA-3014", role: str = "drug_recorder") -> tuple[Client, Actor]:
    user, grant = member(code, role)
    made = Client()
    made.force_login(user)
    return made, accounts.actor_of(grant, user)


def page(one: Client, path: str = "", status: int = 200) -> str:
    answer = one.get(URL + path)
    assert answer.status_code == status
    return answer.content.decode().replace("\u2060", "").replace("<wbr>", "")


def test_the_pages_show_what_to_type_log_who_read_and_lead_on() -> None:
    by = make.recorder()
    first = accepted(by, on=DAY, at=make.at(DAY), first_name="บุญเรือง", serial=77)
    second = accepted(by, first_name="ประหยัด")
    desk, me = client()
    text = page(desk)
    assert text.index("บุญเรือง") < text.index("ประหยัด") and "ค้าง 6 วัน" in text
    shown = page(desk, f"{first.public_id}/")
    assert "บุญเรือง" in shown and "ช่องจริง" in shown and synthetic(77) in shown
    assert 'value="พบตัว ไม่กลับไปใช้"' in shown and 'value="15 พฤษภาคม 2569"' in shown
    desk.cookies["django_language"] = "en"
    assert 'value="พบตัว ไม่กลับไปใช้"' in page(desk, f"{first.public_id}/")  # what is typed is Thai
    desk.cookies["django_language"] = "th"
    wall.enter(ROOT)
    case = Case.objects.select_related("person").get(pk=first.case_id)
    reads = Read.objects.filter(purpose="keying")
    assert {case.person_id} <= {pk for row in reads for pk in row.people}
    path = f"{URL}{first.public_id}/"
    assert desk.post(f"{path}keyed/", {"seen": "x"}).status_code == 422
    wrong = desk.post(f"{path}keyed/", {"seen": seen(first), "number": "?"})
    assert wrong.status_code == 422 and "เลขที่ บสต. มีตัวเลข" in wrong.content.decode()
    assert desk.post(f"{path}keyed/", {"seen": 999}).status_code == 409
    done = desk.post(f"{path}keyed/", {"seen": seen(first), "number": "301400169"})
    assert (done.status_code, done.headers["Location"]) == (302, f"{URL}{second.public_id}/")
    shown = page(desk, f"{first.public_id}/")
    assert 'value="301400169"' in shown and synthetic(77) not in shown
    assert desk.post(f"{URL}{second.public_id}/error/", {"reason": ""}).status_code == 422
    assert desk.post(f"{URL}{second.public_id}/error/", {"reason": "หน้าจอขาว"}).status_code == 302
    text = page(desk, f"{second.public_id}/")
    assert "หน้าจอขาว" in text and "/care/tickets/new/?system=bsort" in text
    assert "checked" in desk.get("/care/tickets/new/?system=bsort").content.decode()
    assert "บุญเรือง" in page(desk, "?show=done") and "บุญเรือง" not in page(desk)
    assert desk.post(f"{path}back/", {"reason": "กดผิด"}).headers["Location"] == path
    assert desk.post(f"{path}nothing/").status_code == 404
    again(first, me)  # the wall is open for all
    for role, code in (("drug_chief", "DOPA-3014"), ("team_member", "TEAM-301409"), ("drug_coordinator", "DOPA-30")):
        page(client(code, role)[0], f"{first.public_id}/", 403)
    page(client("DOPA-3015")[0], f"{first.public_id}/", 404)
    above, province = client("DOPA-30", "drug_coordinator")
    text = page(above, "below/")
    assert "2 ครั้ง ใน 1 อำเภอ" in text and "บุญเรือง" not in text
    page(desk, "below/", 403)
    wall.enter(province.scope)
    district = Office.objects.get(code="DOPA-3014")
    assert [(one.office, one.waiting.n, one.waiting.errors) for one in queries.by_district(province)] == [
        (district, 2, 1)
    ]
    menu = {item.label: item.count for item in desk.get("/care/").context["shell"].nav}
    assert menu["คีย์ บสต."] == 2
    assert "คีย์ บสต. 2 ครั้ง" in desk.get("/").content.decode().replace("\u2060", "").replace("<wbr>", "")


def test_the_recorder_is_told_at_the_end_of_the_day_and_on_the_next_working_day() -> None:
    by = make.recorder()
    for words in reminding.WORDS.values():
        said = words.format(n=3)
        assert not [word for word in TELLING if word in said], said
    friday = make.at(date(2026, 5, 22))
    accepted(by, at=friday)
    accepted(by, at=friday)
    wall.enter(ROOT)

    def told(day: date, hour: int) -> list[str]:
        reminding.remind(at=make.at(day, hour))
        rows = Notice.objects.filter(key__startswith="keying:").order_by("pk")
        assert {one.office.code for one in rows} <= {"DOPA-3014"}
        assert all(one.audience == "aftercare.review" and "bsort" not in one.url for one in rows)
        return [one.title for one in rows]

    assert told(date(2026, 5, 22), 10) == []
    first = ["วันนี้มีบันทึก 2 รายการรอคีย์"]
    assert told(date(2026, 5, 22), 16) == told(date(2026, 5, 22), 17) == first
    assert told(date(2026, 5, 23), 10) == first  # a Saturday
    assert told(date(2026, 5, 25), 9) == told(date(2026, 5, 26), 9) == [*first, "มีบันทึก 2 รายการรอคีย์มาจากวันก่อน"]
