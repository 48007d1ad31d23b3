"""Projects, targets against results, inspections, named areas: verbs and the pages a province and a district use."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests.factories import activities as make
from tests.factories.actors import NOW, TODAY, actor, member, office

from tidtam.accounts import clock
from tidtam.accounts.models import Installation
from tidtam.activities.actions import inspecting, planning
from tidtam.activities.actions.inspecting import Found, Visit
from tidtam.activities.models import Activity, Finding, Inspection, NamedArea, Project, Target
from tidtam.activities.queries import plan
from tidtam.activities.rules import ProjectValues, fiscal_days, fiscal_of, measures_of
from tidtam.kernel import wall
from tidtam.kernel.problem import Conflict, Missing, NotAllowed, Problem
from tidtam.places.queries import by_code

pytestmark = pytest.mark.django_db
DISTRICT, PROVINCE = "DOPA-3014", "DOPA-30"


@pytest.fixture(autouse=True)
def _demo(db: Any) -> Any:
    Installation.objects.create(is_demo=True, as_of=TODAY)
    clock.forget()
    yield
    clock.forget()


def recorder() -> Any:
    return actor(DISTRICT, "drug_recorder")


def client(code: str, role: str) -> Client:
    made = Client()
    made.force_login(member(code, role)[0])
    return made


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def drug(by: Any, measure: str, kind: str, persons: int, on: date = make.DAY, **more: Any) -> Activity:
    return make.activity(by, DISTRICT, measure=measure, kind=kind, persons=persons, on=on, households=0, **more)


def project(by: Any, **more: Any) -> Project:
    told = {"title": "ตำบลต้นแบบ", "measure": "prevention", "starts_on": date(2026, 4, 1), "ends_on": date(2026, 9, 30),
            "source": "oncb", "source_name": "สำนักงาน ป.ป.ส. ภาค 3", "budget_baht": Decimal(50_000)} | more  # fmt: skip
    return planning.make(office=office(DISTRICT), values=ProjectValues(**told), by=by, at=NOW)


def test_years_and_measures() -> None:
    assert fiscal_days(2025) == (date(2024, 10, 1), date(2025, 9, 30))
    assert (fiscal_of(date(2024, 9, 30)), fiscal_of(date(2024, 10, 1))) == (2024, 2025)
    assert "welfare" not in measures_of(office(DISTRICT).path)
    assert measures_of(office(make.LGO).path)[0] == "welfare"


def test_a_kind_belongs_to_a_measure_and_a_measure_to_a_line() -> None:
    by = recorder()
    for measure, kind in (("prevention", "relief"), ("welfare", "relief"), ("nothing", "training")):
        with pytest.raises(Problem) as caught:
            drug(by, measure, kind, 5)
        assert caught.value.field in ("kind", "measure")
    assert drug(by, "management", "briefing", 30).measure == "management"


def test_money_of_others_is_told_to_the_department() -> None:
    by = recorder()
    one = project(by)
    assert one.must_tell
    assert plan.waiting(by).to_tell == 1
    with pytest.raises(Problem):
        planning.tell(project=one, told_on=TODAY, number=" ", by=by, at=NOW)
    told = planning.tell(project=one, told_on=TODAY, number="นม 0018.1/99", by=by, at=NOW)
    assert not told.must_tell
    with pytest.raises(Conflict):
        planning.tell(project=one, told_on=TODAY, number="นม 0018.1/99", by=by, at=NOW)
    same = {"title": one.title, "measure": one.measure, "starts_on": one.starts_on, "ends_on": one.ends_on}
    again = ProjectValues(**same, source="partner", source_name="บริษัทในพื้นที่")
    assert planning.change(project=one, values=again, by=by, at=NOW).must_tell  # other money, another letter
    for bad, field in (({"source": "none", "source_name": ""}, "budget_baht"), ({"source_name": ""}, "source_name"),
                       ({"ends_on": date(2026, 1, 1)}, "ends_on"), ({"title": ""}, "title")):  # fmt: skip
        with pytest.raises(Problem) as caught:
            project(by, **bad)
        assert caught.value.field == field
    with pytest.raises(NotAllowed):
        planning.end(project=one, outcome="ครบ", by=make.clerk(), at=NOW)


@pytest.mark.parametrize("fund", ["งบ ป.ป.ส.", "งบปปส. ภาค 3", "งบบูรณาการจังหวัด", "เงินภาคีเครือข่าย"])
def test_money_of_others_without_a_project_is_refused_beside_its_field(fund: str) -> None:
    by = recorder()
    with pytest.raises(Problem) as caught:
        drug(by, "prevention", "training", 30, fund=fund)
    assert (caught.value.code, caught.value.field) == ("activities.fund_outside", "fund")
    assert drug(by, "prevention", "training", 30, fund=fund, project=project(by).public_id).project is not None
    assert drug(by, "prevention", "training", 30, fund="งบกรมการปกครอง").project is None


def test_money_of_others_leads_to_a_new_project_and_what_was_typed_stays() -> None:
    page = client(DISTRICT, "drug_recorder")
    typed = {
        "uuid": str(uuid4()), "title": "อบรมแกนนำ", "kind": "prevention/training", "place": "โรงเรียนบ้านตูม",
        "area": "ตูม", "on": "10 พ.ค. 2569", "persons": "30", "budget_baht": "5,000", "fund": "งบ ป.ป.ส.",
    }  # fmt: skip
    link = 'href="/activities/projects/new/" target="_blank"'
    assert link not in text_of(page.get("/activities/new/"))
    refused = page.post("/activities/new/", typed)
    assert refused.status_code == 422
    assert link in text_of(refused) and "งบ ป.ป.ส." in text_of(refused)
    made = project(recorder())
    assert made.title in text_of(page.post("/activities/new/", typed))
    assert page.post("/activities/new/", typed | {"project": made.public_id}).status_code == 302
    wall.enter(recorder().scope)
    assert Activity.objects.get(title="อบรมแกนนำ").area_id == "301409"  # the one of the own district


def test_results_are_counted_for_the_office_and_all_below_and_open_to_their_rows() -> None:
    above, by = actor(PROVINCE, "drug_coordinator"), recorder()
    drug(by, "prevention", "campaign", 40)
    drug(by, "prevention", "youth", 60)
    drug(by, "prevention", "campaign", 9, on=date(2025, 9, 30))  # the fiscal year before
    drug(by, "suppression", "checkpoint", 0, sure=True)
    wall.enter(above.scope)
    goals = {office(PROVINCE): 4, office(DISTRICT): 2}
    told = {"year": 2026, "measure": "prevention", "kind": "", "counted": "times", "by": above, "at": NOW}
    assert planning.set_targets(goals=goals, **told) == 2
    assert planning.set_targets(goals=goals, **told) == 0
    with pytest.raises(Missing):
        planning.set_targets(goals={office("DOPA-3609"): 1}, **told)
    (own,) = plan.aims(above, 2026)
    assert (own.value, own.target.goal, own.share, own.reached) == (2, 4, 50, False)
    assert plan.aims_summed(above, 2026) == []  # its own target stands for all below
    (total,) = plan.aims_summed(actor("DOPA", "drug_department"), 2026)
    assert (total.value, total.target.goal, total.of) == (2, 4, 1), "the district's goal lies in the province's"
    wall.enter(above.scope)
    (low,) = plan.aims_below(above, 2026, "prevention", "", "times")
    assert (low.value, low.reached, low.target.office.code) == (2, True, DISTRICT)
    page = client(PROVINCE, "drug_coordinator")
    shown = text_of(page.get("/activities/plan/?year=2026"))
    assert "?measure=prevention&amp;year=2026&amp;at=DOPA-30" in shown
    assert page.get(f"/activities/?measure=prevention&year=2026&at={PROVINCE}").context["times"] == own.value
    highest = text_of(client("DOPA", "drug_department").get("/activities/plan/?year=2026"))
    assert "รวมเป้าของ 1 หน่วยงาน" in highest and "/activities/plan/below/?year=2026&amp;kind=prevention" in highest
    form = page.get("/activities/plan/targets/?year=2026&kind=prevention/&counted=times")
    assert f'id="goal_{office(DISTRICT).pk}"' in text_of(form)
    bad = {"year": 2026, "kind": "prevention/", "counted": "times", f"goal_{office(DISTRICT).pk}": "สอง"}
    assert page.post("/activities/plan/targets/", bad).status_code == 422
    good = bad | {f"goal_{office(DISTRICT).pk}": "๓"}
    assert page.post("/activities/plan/targets/", good).status_code == 302
    wall.enter(above.scope)
    assert Target.objects.get(office__code=DISTRICT).goal == 3
    assert page.get("/activities/plan/below/?year=2026&kind=prevention/&counted=times").status_code == 200
    assert client(DISTRICT, "drug_recorder").get("/activities/plan/?year=2026").context["rows"]


def test_pages_of_projects_from_the_first_word_to_the_last() -> None:
    page = client(DISTRICT, "drug_recorder")
    assert "ยังไม่มีโครงการ" in text_of(page.get("/activities/projects/"))
    told = {"title": "ค่ายเยาวชน", "measure": "prevention", "starts_on": "1 เม.ย. 2569", "ends_on": "30 ก.ย. 2569",
            "source": "combined", "source_name": "", "budget_baht": "20,000"}  # fmt: skip
    refused = page.post("/activities/projects/new/", told)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["source_name"])
    made = page.post("/activities/projects/new/", told | {"source_name": "สำนักงานพัฒนาชุมชน"})
    assert made.status_code == 302
    path = made.headers["Location"]
    key = path.rstrip("/").rpartition("/")[2]
    assert f"?project={key}" in text_of(page.get(path))
    assert f'value="{key}" selected' in text_of(page.get(f"/activities/new/?project={key}"))
    act = {
        "title": "อบรมแกนนำเยาวชน", "kind": "prevention/training", "project": key, "place": "โรงเรียนบ้านตูม",
        "area": "ต.ตูม อ.ปักธงชัย", "on": "10 พ.ค. 2569", "persons": "80", "budget_baht": "25000", "fund": "โครงการ",
    }  # fmt: skip
    kept = page.post("/activities/new/", act)
    assert kept.status_code == 302, text_of(kept)
    shown = text_of(page.get(path))
    assert "อบรมแกนนำเยาวชน" in shown
    assert "เกินงบ" in shown
    assert "ค่ายเยาวชน" in text_of(page.get(kept.headers["Location"]))
    assert 'value="prevention/training" selected' in text_of(page.get(kept.headers["Location"] + "edit/"))
    assert page.post(path + "tell/", {"told_on": "", "told_number": ""}).status_code == 422
    assert page.post(path + "tell/", {"told_on": "20 พ.ค. 2569", "told_number": "นม 0018/1"}).status_code == 302
    assert page.get("/activities/projects/?show=tell").context["total"] == 0
    assert page.post(path + "end/", {"outcome": ""}).status_code == 422
    assert page.post(path + "end/", {"outcome": "เยาวชนผ่านอบรม 80 คน"}).status_code == 302
    assert page.get(path + "edit/").status_code == 200
    assert page.post(path + "edit/", told | {"source_name": "พช."}).status_code == 409


def test_an_inspection_from_finding_to_its_end() -> None:
    by = actor("MOI", "inspector")
    visit = Visit(TODAY, "นายตรวจ ราชการ", "ผู้ตรวจราชการกรมการปกครอง", "ทำได้ดี", (
        Found("praise", "มีส่วนร่วมดี"), Found("correct", "ยังไม่ติดป้ายที่ทำการกำนัน", TODAY + timedelta(days=15)),
    ))  # fmt: skip
    one = inspecting.record(office=office(DISTRICT), visit=visit, by=by, at=NOW)
    with pytest.raises(NotAllowed):
        inspecting.record(office=office(DISTRICT), visit=visit, by=recorder(), at=NOW)
    with pytest.raises(Problem) as caught:
        inspecting.record(office=office("MOI"), visit=visit, by=by, at=NOW)
    assert caught.value.field == "office"
    low = recorder()
    assert (plan.waiting(low).to_answer, plan.waiting(low).first_due) == (1, TODAY + timedelta(days=15))
    wall.enter(low.scope)
    finding = Finding.objects.get(inspection=one, seq=2)
    with pytest.raises(Conflict):
        inspecting.close(finding=finding, verdict="", by=actor("MOI", "inspector"), at=NOW)
    wall.enter(low.scope)
    inspecting.answer(finding=finding, words="ติดป้ายแล้ว 3 แห่ง", by=low, at=NOW)
    high = actor("MOI", "inspector")
    assert plan.waiting(high).to_close == 1
    with pytest.raises(Problem):
        inspecting.close(finding=finding, verdict="", back=True, by=high, at=NOW)
    inspecting.close(finding=finding, verdict="ขาดภาพ", back=True, by=high, at=NOW)
    wall.enter(low.scope)
    inspecting.answer(finding=finding, words="แนบภาพในทะเบียนป้ายแล้ว", by=low, at=NOW)
    high = actor("MOI", "inspector")
    assert inspecting.close(finding=finding, verdict="", by=high, at=NOW).state == "closed"
    page = client(DISTRICT, "drug_recorder")
    assert "ทุกข้อจบแล้ว" in text_of(page.get(f"/activities/inspections/{one.public_id}/"))
    assert client("DOPA-3609", "drug_recorder").get(f"/activities/inspections/{one.public_id}/").status_code == 404


def test_an_inspection_is_typed_and_answered_on_pages() -> None:
    desk, page = client("MOI", "inspector"), client(DISTRICT, "drug_recorder")
    told = {
        "office": DISTRICT, "on": "20 พ.ค. 2569", "inspector": "นายตรวจ", "position": "ผู้ตรวจราชการ",
        "summary": "เรียบร้อย",
        "found-TOTAL_FORMS": "1", "found-INITIAL_FORMS": "0", "found-0-weight": "advise", "found-0-words": "เพิ่มภาพ",
        "found-0-due_on": "30 พ.ค. 2569",
    }  # fmt: skip
    assert desk.get("/activities/inspections/new/").status_code == 200
    assert desk.post("/activities/inspections/new/", told | {"summary": ""}).status_code == 422
    made = desk.post("/activities/inspections/new/", told)
    assert made.status_code == 302, text_of(made)
    path = made.headers["Location"]
    assert page.post(path + "1/answer/", {"answer": ""}).status_code == 422
    assert page.post(path + "1/answer/", {"answer": "เพิ่มภาพแล้ว"}).status_code == 302
    assert "เพิ่มภาพแล้ว" in text_of(desk.get(path))
    assert desk.post(path + "1/close/", {"back": "1"}).status_code == 422
    assert desk.post(path + "1/close/", {}).status_code == 302
    assert page.post(path + "1/answer/", {"answer": "อีกครั้ง"}).status_code == 409
    assert desk.get("/activities/inspections/?show=open").context["total"] == 0
    wall.enter("1.")
    assert Inspection.objects.count() == 1


def test_an_area_that_cannot_be_read_is_settled_by_a_person_and_the_reading_before_stays() -> None:
    unread = NamedArea.objects.get(area="")
    assert (unread.written, NamedArea.objects.filter(valid_to__isnull=True).count()) == ("ตระหง่าน", 12)
    assert [one.written for one in plan.named_of("45", TODAY)] == ["อำเภอชั้นบุรี จังหวัดร้อยเอ็ด"]
    desk = client("DLA", "department_analyst")
    assert "ยังไม่ยืนยัน" in text_of(desk.get("/activities/plan/areas/"))
    path = f"/activities/plan/areas/{unread.pk}/"
    for bad in ({"area": "99", "note": "ก"}, {"area": "3014", "note": "ก"}, {"area": "21", "note": ""}):
        assert desk.post(path, bad).status_code == 422
    assert client(PROVINCE, "drug_coordinator").post(path, {"area": "21", "note": "ก"}).status_code == 403
    assert desk.post(path, {"area": "๒๑", "note": "ต้นฉบับหนังสือ"}).status_code == 302
    now = NamedArea.objects.get(kind="expansion", seq=1, valid_to__isnull=True)
    assert (now.area, now.written, NamedArea.objects.filter(pk=unread.pk, valid_to=TODAY).exists()) == (
        "21", "ตระหง่าน", True,
    )  # fmt: skip
    with pytest.raises(Conflict):
        planning.settle_area(named=unread, area=by_code("23"), note="ก", by=actor("DLA", "department_analyst"), at=NOW)
