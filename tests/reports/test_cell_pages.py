"""Figures on their pages: each leads to where it comes from, a check says what is wrong, an old address still opens."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils import translation
from tests.aftercare import district
from tests.assistance.desk import enter
from tests.factories import reports as make
from tests.factories.actors import office
from tests.reports import line

from tidtam.activities import facts as activities
from tidtam.aftercare.facts import lgo
from tidtam.assistance.facts import info
from tidtam.kernel import wall
from tidtam.reports.catalogue import BY_CODE
from tidtam.reports.models import Report
from tidtam.reports.papers.saying import check_words
from tidtam.reports.queries.telling import day
from tidtam.reports.rules.form import CheckKind
from tidtam.reports.views import cell as cell_view
from tidtam.reports.views import showing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_demo")]
NEAR, UP = "DOPA-3014", "DOPA-30"
WIDE = {"period_start": make.START.replace(year=2020), "period_end": make.END.replace(year=2030)}


def _get(client, name: str, report: Report, *args: str, query: str = "") -> str:
    answer = client.get(reverse(f"reports:{name}", args=[report.public_id, *args]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_figure_of_a_formula_leads_to_what_it_is_made_of():
    wall.enter("1.")
    district.visit(district.case(office(NEAR)), 1, "F1")
    report = make.report(NEAR, **WIDE)
    client, _g = enter(NEAR, "drug_recorder")
    text = _get(client, "report", report)
    url = reverse("reports:cell", args=[report.public_id, "rate"])
    assert f'<a href="{url}">100%</a>' in text
    assert "คำนวณจาก" in _get(client, "cell", report, "rate")


def test_what_is_above_its_limit_is_said_to_be_above_it():
    report = make.report(NEAR)
    line.opened(report, line.hands(NEAR)[0], volunteers="3", spent="12500")
    client, _g = enter(NEAR, "drug_recorder")
    text = _get(client, "report", report)
    assert "ใช้เกิน: 12,500 &gt; 3" in text and "≠" not in text


def test_an_address_beyond_the_last_row_opens_the_last_page(monkeypatch: pytest.MonkeyPatch):
    wall.enter("1.")
    for _ in range(5):
        district.visit(district.case(office(NEAR)), 1, "F1")
    report = make.report(NEAR, **WIDE)
    line.signed(report, *line.hands(NEAR))
    monkeypatch.setattr(cell_view, "PAGE", 2)
    client, _g = enter(NEAR, "drug_recorder")
    for start in ("4", "5", "1000", "99999", "9" * 30):
        text = _get(client, "cell", report, "found", query=f"?from={start}")
        assert "5–5" in text and "ไม่มีระเบียนในช่องนี้" not in text, start
    assert "1–2" in _get(client, "cell", report, "found", query="?from=x")


def test_the_days_of_rows_are_said_in_the_language_of_the_page():
    with translation.override("th"):
        assert day("2026-05-07") == "7 พ.ค. 2569"
    with translation.override("en"):
        assert day("2026-05-07") == "7 May 2026"
    assert day(None) == "–"


def test_an_opened_figure_in_english_has_one_calendar():
    wall.enter("1.")
    district.visit(district.case(office(NEAR)), 1, "F1")
    report = make.report(NEAR, **WIDE)
    line.signed(report, *line.hands(NEAR))
    client, _g = enter(NEAR, "drug_recorder")
    client.cookies["django_language"] = "en"
    text = _get(client, "cell", report, "found")
    assert re.search(r"<div>\d+ [A-Z][a-z]{2} 20\d\d</div>", text) and not re.search(r"\b25[67]\d\b", text)


def test_a_unit_is_said_as_one_and_not_as_the_heading_of_the_same_word(monkeypatch):
    headings = {"Rounds", "Subject", "offices"}  # ครั้ง, เรื่อง, แห่ง of other pages
    with translation.override("en"):
        assert not headings & {str(one.unit) for one in (*activities.MEASURES, *info.R7, *lgo.MEASURES)}
        monkeypatch.setattr(showing, "pgettext", lambda _context, text: {"ครั้ง": "times"}.get(text, text))
        assert showing.spoken_column(make.column("visits", unit="ครั้ง")).unit == "times"
        assert showing.spoken_column(make.column("people", unit="คน")).unit == translation.gettext("คน") != "คน"


def test_columns_of_our_own_forms_are_named_in_the_language_of_the_page():
    report = make.report(NEAR, BY_CODE["R2"].form, name="R2")
    client, _g = enter(NEAR, "drug_recorder")
    assert "ผู้ผ่านฯ ทั้งหมด" in _get(client, "report", report)
    client.cookies["django_language"] = "en"
    text = _get(client, "report", report)
    assert "All who completed rehabilitation" in text and "ผู้ผ่านฯ ทั้งหมด" not in text
    assert "Asked: Education" in text
    text = _get(client, "cell", report, "total")
    assert re.search(r"<h1[^>]*>All who completed rehabilitation 0 People", text)
    assert "Report on follow-up after social rehabilitation" in _get(client, "report", report)
    page = client.get(reverse("reports:template", args=[report.template.public_id])).content.decode()
    assert "Asked = helped + still waiting" in page and "ผู้ขอ = " not in page
    mine = make.report(NEAR)  # what an office calls its own columns stays as it is
    assert "ช่อง followed" in _get(client, "report", mine)


def test_a_check_without_words_is_said_by_its_columns():
    one = make.FORM.checks[0]
    bare = [replace(one, kind=kind, words="", right=("followed",)) for kind in CheckKind]
    assert [check_words(make.FORM, check) for check in bare] == [
        "ช่อง found = ช่อง followed", "ช่อง found ≤ ช่อง followed", "ช่อง found ไม่ลดลงจากงวดก่อน", "ต้องกรอก ช่อง found",
    ]  # fmt: skip


def test_the_row_of_an_office_that_moved_away_keeps_its_figures_and_leads_nowhere() -> None:
    wall.enter("1.")
    district.visit(district.case(office(NEAR)), 1, "F1")
    near, far, up = line.province(**WIDE)
    coordinator, governor = line.hands(UP, "drug_coordinator", "province_head")
    line.accepted(near, *line.hands(NEAR), coordinator)
    line.accepted(far, *line.hands("DOPA-3015"), coordinator)
    line.sent(up, coordinator, governor)
    line.move(near, "DOPA-36")
    client, _g = enter(UP, "drug_coordinator")
    text = _get(client, "report", up)
    row = text.partition(f'id="r-{near.public_id}"')[2].partition("</tr>")[0]
    assert "ย้ายไปสังกัดอื่นแล้ว" in row and "<a" not in row and ">1</td>" in row
    assert reverse("reports:report", args=[near.public_id]) not in text
    assert reverse("reports:report", args=[far.public_id]) in text


def test_who_accepted_a_report_stays_named_after_its_office_moved() -> None:
    near = line.province()[0]
    line.accepted(near, *line.hands(NEAR), line.hands(UP, "drug_coordinator")[0])
    line.move(near, "DOPA-36")
    client, _g = enter(NEAR, "drug_recorder")
    text, (old, new) = _get(client, "report", near), (str(office(UP)), str(office("DOPA-36")))
    assert f"<b>{old}</b>" in text and f"ส่ง {old} ภายใน" in text and f"<b>{new}</b>" not in text
