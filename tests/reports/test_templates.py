"""Drafting, trying and publishing forms; every fault beside its field; which obligation a form fits."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils.translation import override
from tests.factories import letters
from tests.factories import reports as make
from tests.factories.actors import NOW, TODAY, actor, member, office
from tests.reports import world

from tidtam.accounts import clock
from tidtam.accounts.models import Installation
from tidtam.kernel import wall
from tidtam.kernel.actor import system
from tidtam.kernel.problem import Conflict, NotAllowed, Problem
from tidtam.obligations.models import Obligation
from tidtam.reports.actions import series, templates
from tidtam.reports.catalogue import R2, R4
from tidtam.reports.forms.template import Editor
from tidtam.reports.models import Report, Series, Template, TemplateVersion
from tidtam.reports.queries import templates as queries
from tidtam.reports.rules.form import Check, CheckKind, Column, Failure, Form, Kind, Type
from tidtam.reports.views.templates import _no_slack

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
pytestmark = pytest.mark.django_db
BY = system("test")
RATE = Column(
    code="rate", label="ร้อยละ", kind=Kind.FORMULA, type=Type.RATE, numerator=("found",), denominator=("followed",),
    times=100,
)  # fmt: skip
WITH_RATE = replace(R2, columns=(*R2.columns, RATE))


def _draft(code: str = "R2") -> TemplateVersion:
    wall.enter("1.")
    return templates.draft(template=Template.objects.get(code=code), by=BY, at=NOW)


def _posted(draft: TemplateVersion, **changed: str) -> dict[str, str]:
    """Return what the page of a draft sends."""
    editor = Editor(draft)
    data: dict[str, str] = {}
    for forms in (editor.columns, editor.checks, editor.levels):
        management = forms.management_form
        data |= {management.add_prefix(name): str(value) for name, value in management.initial.items()}
        for row in forms:
            for bound in row:
                value = bound.field.prepare_value(bound.value())
                data[bound.html_name] = "" if value is None else str(value)
    for bound in editor.head:
        value = bound.field.prepare_value(bound.value())
        data[bound.html_name] = "" if value is None else str(value)
    data = {name: value for name, value in data.items() if value != "False"}
    return data | changed


def _faults(**changed: str) -> dict[str, Any]:
    draft = _draft()
    editor = Editor(draft, _posted(draft, **changed))
    assert not editor.is_valid()
    rows = [editor.head, *editor.columns, *editor.checks, *editor.levels]
    return {row.add_prefix(name): list(errors) for row in rows for name, errors in row.errors.items()}


def test_the_page_of_a_draft_says_the_same_form_back() -> None:
    for code in ("R2", "R4", "R6", "R7"):
        draft = _draft(code)
        editor = Editor(draft, _posted(draft))
        assert editor.is_valid(), [row.errors for row in (*editor.columns, *editor.levels, editor.head)]
        assert editor.form == draft.value


def test_each_fault_stands_beside_its_field() -> None:
    assert set(_faults(**{"c-1-code": "total"})) == {"c-1-code"}  # two columns with one code
    assert set(_faults(**{"c-0-code": "รวม"})) >= {"c-0-code"}
    assert set(_faults(**{"c-0-measure": ""})) == {"c-0-measure"}
    assert set(_faults(**{"c-0-measure": "aftercare.nothing"})) == {"c-0-measure"}
    assert set(_faults(**{"k-0-left": "nothing"})) == {"k-0-left"}  # an unknown column
    upside = {"l-0-level": "province", "l-1-level": "district"}
    assert "l-1-level" in _faults(**upside)
    assert set(_faults(**{"l-0-days": "13"})) == {"l-0-days"}
    assert set(_faults(**{"l-0-days": "13 99"})) == {"l-0-days"}
    assert set(_faults(**{"l-0-target": "14 28"})) == {"l-0-target"}  # an earlier day that is a later one
    assert set(_faults(days="")) >= {"days"}
    assert set(_faults(valid_from="32 ม.ค. 2566")) == {"valid_from"}
    formula = {"c-34-code": "rate", "c-34-label": "อัตรา", "c-34-kind": "formula", "c-34-numerator": "found nothing"}
    place = len(R2.columns)
    told = {name.replace("34", str(place)): value for name, value in formula.items()}
    assert set(_faults(**told)) == {f"c-{place}-numerator", f"c-{place}-denominator"}


def test_days_that_cannot_be_are_refused_beside_their_level() -> None:
    assert _faults(**{"l-0-days": "28 13"}) == {"l-0-days": ["วันกำหนดส่งต้องเรียงจากน้อยไปมาก ไม่ซ้ำวัน"]}
    assert _faults(**{"l-1-days": "10 28"}) == {"l-1-days": ["กำหนดส่งต้องไม่ก่อนระดับล่าง ซึ่งส่งวันที่ 13 28"]}
    assert set(_faults(**{"l-0-days": "13 15"})) == {"l-0-days"}  # the period to the 30th begins on the 16th
    assert set(_faults(**{"l-0-target": "12 12"})) == {"l-0-target"}
    assert set(_faults(**{"l-2-line": "dla"})) == {"l-2-line"}
    draft = _draft()
    assert Editor(draft, _posted(draft, **{"l-0-days": "15 30"})).is_valid()  # the same day leaves no slack, yet may be
    upside = replace(R2, levels=(replace(R2.levels[0], days=(28, 13)), *R2.levels[1:]))
    with pytest.raises(Problem, match="bad_days"):
        templates.write(draft=draft, form=upside, valid_from=TODAY, by=BY, at=NOW)


def test_what_was_published_before_such_days_were_refused_is_read_and_says_so() -> None:
    early = replace(R2, levels=(R2.levels[0], replace(R2.levels[1], days=(10, 28)), R2.levels[2]))
    made = make.template(early, "R8").template
    browser = _browser("DOPA-30", "drug_coordinator")
    assert "ก่อนวันของระดับล่าง" in browser.get(f"/reports/templates/{made.public_id}/").content.decode()


def test_a_formula_that_divides_by_nothing_shows_nothing() -> None:
    wall.enter("1.")
    tried = queries.trial(WITH_RATE, office("DOPA-3014"), TODAY)
    assert len(tried) == 3
    assert {one.values["rate"] for one in tried} == {None}
    assert tried[0].end < TODAY
    cases = world.followed(random.Random(2))
    assert cases
    rates = [one.values["rate"] for one in queries.trial(WITH_RATE, office("DOPA-30"), TODAY, periods=6)]
    assert any(isinstance(rate, Decimal) for rate in rates)


def test_a_check_of_what_is_typed_is_not_made_of_an_empty_cell() -> None:
    typed = Column(code="target", label="เป้าหมาย", kind=Kind.TYPED)
    checks = (
        Check(kind=CheckKind.AT_MOST, left=("followed",), right=("target",), words="ติดตามไม่เกินเป้าหมาย"),
        Check(kind=CheckKind.REQUIRED, left=("target",), words="ต้องมีเป้าหมาย"),
        Check(kind=CheckKind.AT_MOST, left=("total",), right=("followed",), words="ไม่มีทางผ่าน"),
    )
    world.followed(random.Random(2))
    tried = queries.trial(replace(R2, columns=(*R2.columns, typed), checks=checks), office("DOPA-30"), TODAY)
    assert {one.check.words for period in tried for one in period.failing} == {"ไม่มีทางผ่าน"}

    browser = _browser("DOPA", "drug_department")
    wall.enter("1.")
    draft = _draft()
    form = replace(R2, columns=(*R2.columns, typed), checks=checks)
    templates.write(draft=draft, form=form, valid_from=TODAY, by=BY, at=NOW)
    address = f"/reports/templates/{draft.template.public_id}/{draft.no}/try/"
    text = browser.get(address).content.decode()
    assert text.index("ตรวจได้เมื่อกรอกแล้ว") < text.index("ติดตามไม่เกินเป้าหมาย") < text.index("ต้องมีเป้าหมาย")
    assert "อยู่ในสายงานอื่น" not in text
    assert "อยู่ในสายงานอื่น" in _browser("DLA", "department_analyst").get(address).content.decode()


def test_a_figure_that_is_tried_has_its_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = queries.Trial(TODAY, TODAY, {one.code: Decimal(3906) for one in R2.columns}, [])
    monkeypatch.setattr(queries, "trial", lambda *_args: [tried])
    browser = _browser("DOPA", "drug_department")
    one = Template.objects.get(code="R2")
    text = browser.get(f"/reports/templates/{one.public_id}/1/try/").content.decode()
    assert "3,906" in text and "3906" not in text
    assert f"ข้อตรวจ {len(R2.checks)} ข้อผ่านทุกงวดที่ลอง 1 งวด" in text
    tried = replace(tried, failing=[Failure(R2.checks[0], ("total",), Decimal(1), Decimal(0))])
    monkeypatch.setattr(queries, "trial", lambda *_args: [tried])
    assert "ผ่านทุกงวด" not in browser.get(f"/reports/templates/{one.public_id}/1/try/").content.decode()


def test_a_published_version_never_changes_and_the_next_begins_later() -> None:
    first = TemplateVersion.objects.get(template__code="R2", no=1)
    with pytest.raises(Conflict, match="published"):
        templates.write(draft=first, form=R4, valid_from=date(2026, 6, 1), by=BY, at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        TemplateVersion.objects.filter(pk=first.pk).update(form=R4.to_json())
    draft = _draft()
    assert _draft().pk == draft.pk
    draft = templates.write(draft=draft, form=WITH_RATE, valid_from=first.valid_from, version=1, by=BY, at=NOW)
    with pytest.raises(Conflict, match="moved_on"):
        templates.write(draft=draft, form=R2, valid_from=first.valid_from, version=1, by=BY, at=NOW)
    with pytest.raises(Problem, match="valid_from_taken"):
        templates.publish(draft=draft, by=BY, at=NOW)
    unknown = replace(R2.columns[0], measure="aftercare.nothing")
    with pytest.raises(Problem, match="measure_unknown"):
        templates.write(
            draft=draft, form=replace(R2, columns=(unknown, *R2.columns[1:])), valid_from=TODAY, by=BY, at=NOW
        )


def _running() -> None:
    wall.enter("1.")
    r2 = Template.objects.get(code="R2")
    series.start(template=r2, office=office("DOPA-30"), starts_on=date(2026, 5, 1), by=BY, at=NOW)


def test_publishing_is_refused_over_what_is_signed_and_taken_over_by_what_is_not() -> None:
    _running()
    signed = Report.objects.get(office__code="DOPA-3014", period_end=date(2026, 6, 15))
    Report.objects.filter(pk=signed.pk).update(edition=1, state="signed")
    draft = templates.write(draft=_draft(), form=WITH_RATE, valid_from=date(2026, 6, 1), by=BY, at=NOW)
    with pytest.raises(Problem, match="valid_from_signed"):
        templates.publish(draft=draft, by=BY, at=NOW)
    draft.refresh_from_db()
    assert draft.state == "draft"
    draft = templates.write(draft=draft, form=WITH_RATE, valid_from=date(2026, 6, 16), by=BY, at=NOW)
    before = Report.objects.count()
    draft = templates.publish(draft=draft, by=BY, at=NOW)
    assert Report.objects.count() == before
    assert set(Report.objects.filter(period_end__gte=date(2026, 6, 16)).values_list("form", flat=True)) == {draft.pk}
    assert not Report.objects.filter(period_end__lt=date(2026, 6, 16), form=draft).exists()
    assert queries.holding(draft.template, date(2026, 6, 30)) == draft


def test_a_new_rhythm_replaces_untouched_reports_of_periods_that_are_no_more() -> None:
    _running()
    monthly = Form(
        columns=R2.columns, rule=R4.rule, checks=R2.checks,
        levels=(replace(R2.levels[0], days=(23,)), replace(R2.levels[1], days=(25,)), R2.levels[2]),
    )  # fmt: skip
    draft = templates.write(draft=_draft(), form=monthly, valid_from=date(2026, 7, 1), by=BY, at=NOW)
    templates.publish(draft=draft, by=BY, at=NOW)
    ends = Report.objects.filter(office__code="DOPA-30", period_end__gte=date(2026, 7, 1)).order_by("period_end")
    assert [day.isoformat() for day in ends.values_list("period_end", flat=True)][:2] == ["2026-07-25", "2026-08-25"]


def test_who_may_draft() -> None:
    clerk = actor("DOPA-30", "drug_recorder")
    with pytest.raises(NotAllowed):
        templates.draft(template=Template.objects.get(code="R2"), by=clerk, at=NOW)
    with pytest.raises(NotAllowed):
        templates.create(code="R9", title="ใหม่", form=R2, by=clerk, at=NOW)
    with pytest.raises(Problem, match="template_code"):
        templates.create(code="R 9", title="ใหม่", form=R2, by=BY, at=NOW)
    with pytest.raises(Conflict):
        templates.create(code="R2", title="ใหม่", form=R2, by=BY, at=NOW)
    made = templates.create(code="R9", title="ใหม่", form=make.FORM, by=BY, at=NOW)
    assert made.value == make.FORM


def test_a_form_is_proposed_for_the_obligation_its_words_fit() -> None:
    clerk = actor("LGO-301409", "lgo_clerk")
    letters.received(clerk, "LGO-301409", letters.monthly(25, "lgo"))
    asked = Obligation.objects.get(from_level="lgo")
    Obligation.objects.filter(pk=asked.pk).update(title="รายงานผลการช่วยเหลือผู้ผ่านการฟื้นฟู")
    asked.refresh_from_db()
    assert [one.code for one in queries.fitting(asked, queries.in_use())] == ["R4"]
    assert [one.obligation for one in queries.proposals(office("LGO-301409"))] == [asked]
    series.start(
        template=Template.objects.get(code="R4"), office=office("LGO-301409"), obligation=asked, starts_on=TODAY,
        by=clerk, at=NOW,
    )  # fmt: skip
    assert queries.proposals(office("LGO-301409")) == []
    Obligation.objects.filter(pk=asked.pk).update(title="รายงานการบำรุงถนน", quote="", system="", to="")
    asked.refresh_from_db()
    assert queries.fitting(asked, queries.in_use()) == []


def test_a_form_that_runs_above_or_has_no_step_for_the_office_is_not_offered() -> None:
    district, below = office("DLA-3014"), office("LGO-301409")
    forms = queries.in_use()
    assert [one.code for one, _form in queries.free(district, forms)] == ["R4"]  # R6 and R7 pass it by
    assert [one.code for one, _form in queries.free(below, forms)] == ["R4", "R6", "R7"]
    assert queries.free(office("DOPA-30"), forms)[0][0].code == "R2"
    wall.enter("1.")
    series.start(template=Template.objects.get(code="R4"), office=office("DLA-30"), starts_on=TODAY, by=BY, at=NOW)
    actor("DLA-3014", "district_recorder")  # behind the wall of the district, who runs it above is not seen
    assert queries.free(district, forms) == []
    assert [one.code for one, _form in queries.free(below, forms)] == ["R6", "R7"]


def test_a_form_is_put_to_work_from_its_page() -> None:
    made = make.template(replace(R2, checks=()), "R9").template
    page = f"/reports/templates/{made.public_id}/"
    begin = "เริ่มใช้แบบนี้"
    desk = _browser("DOPA", "drug_department")  # drafts and publishes, compiles nothing
    text = desk.get(page).content.decode()
    assert begin not in text and "ยังไม่มีหน่วยงานใช้แบบนี้" in text
    assert begin not in _browser("DOPA-3014", "drug_recorder").get(page).content.decode()  # fills it, compiles nobody's
    assert begin not in _browser("DLA-30", "province_coordinator").get(page).content.decode()  # another line
    province = _browser("DOPA-30", "drug_coordinator")
    assert begin in province.get(page).content.decode()
    told = {"template": made.public_id, "here": "True", "obligation": "", "starts_on": "31 ก.พ. 2569"}
    bad = province.post("/reports/templates/start/", told)
    text = bad.content.decode()
    assert bad.status_code == 422 and begin in text and "31 ก.พ. 2569" in text and "ไม่มีวันที่นี้" in text
    far = province.post("/reports/templates/start/", told | {"starts_on": "1 ม.ค. 2600"})
    text = far.content.decode()
    assert far.status_code == 422 and begin in text and "1 ม.ค. 2600" in text and "ไกลเกินไป" in text
    wall.enter("1.")
    assert not Series.objects.filter(template=made).exists()
    assert province.post("/reports/templates/start/", told | {"starts_on": "1 มิ.ย. 2569"}).status_code == 302
    wall.enter("1.")
    assert Report.objects.filter(template=made, office__code="DOPA-3014", due_on=date(2026, 6, 13)).exists()
    text = province.get(page).content.decode()
    assert begin not in text and "ใช้อยู่ที่" in text
    assert "ยังไม่มีหน่วยงานใช้แบบนี้" not in desk.get(page).content.decode()


def test_a_form_put_to_work_from_its_page_answers_the_letter_that_is_chosen() -> None:
    clerk = actor("DLA-30", "province_coordinator")
    letters.received(clerk, "DLA-30", letters.monthly(25, "lgo"), letters.monthly(7, "lgo"), received_on=TODAY)
    asked = Obligation.objects.get(title__endswith=" 25")
    one = Template.objects.get(code="R4")
    desk = _browser("DLA-30", "province_coordinator")
    page = desk.get(f"/reports/templates/{one.public_id}/").content.decode()
    assert f'value="{asked.public_id}"' in page and "ไม่ได้ตอบหนังสือฉบับใด" in page and "ทุกวันที่ 7" not in page
    told = {"template": one.public_id, "here": "True", "starts_on": "21 พ.ค. 2569"}
    strange = desk.post("/reports/templates/start/", told | {"obligation": "0" * 12})
    assert strange.status_code == 422 and "ตอบหน้าที่ตามหนังสือ" in strange.content.decode()
    assert desk.post("/reports/templates/start/", told | {"obligation": asked.public_id}).status_code == 302
    wall.enter("1.")
    assert Series.objects.get(template=one).obligation == asked


def test_a_draft_is_seen_by_who_may_edit_it_and_thrown_away() -> None:
    for code in ("R10", "R9"):
        wall.enter("1.")
        by = actor("DOPA", "drug_department")
        draft = templates.create(code=code, title="ทดลอง", form=R2, by=by, at=NOW)
    desk = _browser("DOPA", "drug_department")
    listed = desk.get("/reports/templates/").content.decode()
    order = [listed.index(f">{code}</span>") for code in ("R2", "R4", "R6", "R7", "R9", "R10")]
    assert order == sorted(order) and "ร่าง</span>" in listed
    page = f"/reports/templates/{draft.template.public_id}/"
    text = desk.get(page).content.decode()
    assert "ร่าง</span> ยังไม่ประกาศใช้" in text and "ใช้กับรอบที่สิ้นสุดตั้งแต่" not in text
    for code, role in (("LGO-301409", "lgo_clerk"), ("DLA", "department_analyst")):
        other = _browser(code, role)
        assert ">R9<" not in other.get("/reports/templates/").content.decode()
        assert other.get(page).status_code == 404
    assert other.get(f"{page}1/").status_code == 404
    assert other.post(f"{page}1/discard/", {"version": "1"}).status_code == 404

    assert f"{page}1/discard/" in desk.get(f"{page}1/").content.decode()
    stale = desk.post(f"{page}1/discard/", {"version": "7"})
    assert stale.status_code == 409 and "เปิดดูร่างอีกครั้งก่อนทิ้ง" in stale.content.decode()
    assert desk.post(f"{page}1/discard/", {"version": "1"}).status_code == 302
    assert not Template.objects.filter(code="R9").exists()
    assert desk.get(page).status_code == 404

    next_one = _draft()
    templates.discard(draft=next_one, by=BY, at=NOW)
    assert list(TemplateVersion.objects.filter(template__code="R2").values_list("no", "state")) == [(1, "published")]
    with pytest.raises(Conflict, match="published"):
        templates.discard(draft=TemplateVersion.objects.get(template__code="R2"), by=BY, at=NOW)


def _browser(code: str, role: str) -> Client:
    Installation.objects.get_or_create(pk=1, defaults={"is_demo": True, "as_of": TODAY})
    clock.forget()
    user, _grant = member(code, role)
    browser = Client()
    browser.force_login(user, backend=BACKEND)
    return browser


def test_a_new_form_bears_its_own_name_on_paper() -> None:
    browser = _browser("DOPA", "drug_department")
    made = browser.post("/reports/templates/new/", {"code": "R9", "title": "รายงานผลการติดตามเชิงลึก", "like": "R2"})
    assert made.status_code == 302
    wall.enter("1.")
    assert TemplateVersion.objects.get(template__code="R2").value.layout
    assert TemplateVersion.objects.get(template__code="R9").value.layout == ""


def test_the_pages_keep_what_was_typed_and_lead_to_a_published_version() -> None:
    browser = _browser("DOPA", "drug_department")
    listed = browser.get("/reports/templates/").content.decode()
    assert "R2" in listed and "R7" in listed
    wall.enter("1.")
    one = Template.objects.get(code="R2")
    page = browser.get(f"/reports/templates/{one.public_id}/")
    assert page.status_code == 200
    edit = browser.post(f"/reports/templates/{one.public_id}/draft/")["Location"]
    assert browser.get(edit).status_code == 200
    wall.enter("1.")
    draft = TemplateVersion.objects.get(template=one, state="draft")
    bad = browser.post(edit, _posted(draft, **{"c-1-code": "total", "c-3-label": "พบตัวที่บ้าน", "note": "ลองดู"}))
    text = bad.content.decode()
    assert bad.status_code == 422
    assert "พบตัวที่บ้าน" in text and "ลองดู" in text and "ซ้ำกับคอลัมน์ก่อนหน้า" in text
    good = browser.post(edit, _posted(draft, valid_from="1 ก.ค. 2599", **{"try": "1"}))
    assert good.status_code == 302, good.content.decode()[:3000]
    tried = browser.get(good["Location"])
    assert tried.status_code == 200
    stale = browser.post(f"{edit}publish/", {"version": "1"})
    assert stale.status_code == 422
    wall.enter("1.")
    draft.refresh_from_db()
    assert browser.post(f"{edit}publish/", {"version": str(draft.version)}).status_code == 302
    assert browser.get(edit).status_code == 302
    assert _browser("LGO-301409", "lgo_clerk").get(edit).status_code == 403


def test_an_english_page_names_months_in_english() -> None:
    assert "ก.พ." in _no_slack(R2)["province"]
    with override("en"):
        said = _no_slack(R2)["province"]
        assert "Feb" in said and "ก.พ." not in said
