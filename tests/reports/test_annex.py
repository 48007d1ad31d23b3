"""The name list that goes with a report is signed with it: the very lines, by id and version."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.urls import reverse
from tests.aftercare import district
from tests.assistance.desk import enter
from tests.factories import reports as make
from tests.factories.actors import NOW, TODAY, actor, office
from tests.reports import line
from tests.reports.going_out import draft
from tests.reports.test_papers import squeezed, texts, told

from tidtam.aftercare.models import Case, HandedOver, Transfer
from tidtam.aftercare.sealing import seal
from tidtam.audit.models import OldRow
from tidtam.kernel import wall
from tidtam.reports import access
from tidtam.reports.actions import answering
from tidtam.reports.catalogue import R2
from tidtam.reports.models import Edition, Report
from tidtam.reports.papers.movers import movers_pdf
from tidtam.reports.papers.paper import report_pdf
from tidtam.reports.queries import compiling
from tidtam.reports.queries.sealed import payload
from tidtam.reports.queries.verifying import verify_edition

pytestmark = pytest.mark.django_db
FORM = replace(make.FORM, annex="movers")
WIDE = {"period_start": make.START.replace(year=2020), "period_end": make.END.replace(year=2030)}


def moved(name: str, public_id: str, case: Case | None = None) -> HandedOver:
    wall.enter("1.")
    near, far = office("DOPA-3014"), office("DOPA-3609")
    transfer = Transfer.objects.create(
        case=case or district.case(near), from_office=near, to_office=far, scope_path=near.path, stage="accepted",
        reason="moved", offered_at=NOW, stage_since=NOW,
    )  # fmt: skip
    return HandedOver.objects.create(
        transfer=transfer, public_id=public_id, case_id_was=transfer.case_id, from_office=near, to_office=far,
        scope_path=near.path, handed_on=TODAY, name_sealed=seal(name, column="handed.name", row=public_id),
    )  # fmt: skip


def shown(report: Report, role: str = "drug_recorder") -> tuple[list[str], int, bool]:
    by = actor("DOPA-3014", role)
    annex = compiling.sheet(by, access.get_report(by, report.public_id), today=TODAY).annex
    assert annex is not None
    return [one.name for one in annex.rows], annex.hidden, annex.signed


def test_the_lines_are_signed_and_stay_what_they_were():
    first = moved("นายใจ มั่นคง", "abcdefgh2345")
    report = make.report("DOPA-3014", FORM, name="TM", **WIDE)
    assert shown(report) == (["นายใจ มั่นคง"], 0, False)
    edition = line.signed(report, *line.hands("DOPA-3014"))
    assert (edition.scheme, edition.annex) == (2, [[first.pk, 1]])
    said = payload(edition.report, edition, [])
    assert said["annex"][0] == 1 and "นายใจ" not in str(said)

    moved("นางแก้ว มาทีหลัง", "abcdefgh2346")
    assert shown(report) == (["นายใจ มั่นคง"], 0, True)
    assert shown(report, "district_head") == ([], 1, True)

    # The outcome is told later: the line as it was signed is kept, and the edition still verifies.
    wall.enter("1.")
    HandedOver.objects.filter(pk=first.pk).update(outcome="completed", outcome_on=TODAY)
    first.refresh_from_db()
    assert first.version == 2
    assert OldRow.objects.filter(relation="aftercare_handedover", key=str(first.pk), version=1).exists()
    edition = Edition.objects.select_related("report__template", "form").get(pk=edition.pk)
    assert verify_edition(edition) == []
    for lines in ([], [[first.pk, 2]], [[first.pk + 10_000, 1]]):
        forged = replace_annex(edition, lines)
        assert verify_edition(forged), lines


def replace_annex(edition: Edition, lines: list[list[int]]) -> Edition:
    forged = Edition.objects.select_related("report__template", "form").get(pk=edition.pk)
    forged.annex = lines
    return forged


def test_an_edition_of_the_first_scheme_verifies_as_it_was_signed():
    report = make.report("DOPA-3014", FORM, name="TM", **WIDE)
    edition = line.signed(report, *line.hands("DOPA-3014"))
    wall.enter("1.")
    old = Edition.objects.select_related("report__template", "form").get(pk=edition.pk)
    old.scheme, old.annex = 1, None
    said = payload(old.report, old, old.cells.order_by("cell"))
    assert "annex" not in said and "scheme" not in said
    assert [fault.cell for fault in verify_edition(old)] == [""], "the scheme itself is covered"
    with connection.cursor() as cursor:
        cursor.execute("SELECT column_default FROM information_schema.columns "
                       "WHERE table_name = 'reports_edition' AND column_name = 'scheme'")  # fmt: skip
        assert cursor.fetchone()[0] == "2"


def test_a_form_without_an_annex_signs_none():
    edition = line.signed(make.report("DOPA-3014", **WIDE), *line.hands("DOPA-3014"))
    assert edition.annex is None


def test_who_moved_out_and_was_not_handed_over_is_told_wherever_the_list_is(tmp_path, stopped_demo):
    near = office("DOPA-3014")
    wall.enter("1.")
    one, other = district.case(near), district.case(near)
    for case, result in ((one, "M2"), (other, "M1")):
        district.visit(case, 6, result)
    on = district.COMPLETED + timedelta(days=90)
    days = {"period_start": on.replace(day=1), "period_end": on.replace(day=15), "due_on": on.replace(day=13)}
    report = make.report("DOPA-3014", R2, name="R2", **days)
    client, by = enter("DOPA-3014", "drug_recorder")
    words = "ยังไม่ได้ส่งต่อ 1 คน"
    home = reverse("reports:report", args=[report.public_id])
    text = client.get(home).content.decode()
    assert words in text and reverse("reports:cell", args=[report.public_id, "moved_out"]) in text
    assert "ยังลงนามไม่ได้" not in text, "it warns and does not stop"
    listed = client.get(home + "?show=movers").content.decode()
    assert words in listed and "งวดนี้ไม่มีผู้ย้ายออก" not in listed
    head, _ = enter("DOPA-3014", "drug_chief")
    signing = reverse("reports:sign", args=[report.public_id])
    head.post(reverse("account_reauthenticate"), {"password": "correct horse battery", "next": signing})
    assert words in head.get(signing).content.decode()
    annex = compiling.sheet(by, access.get_report(by, report.public_id), today=TODAY).annex
    assert annex is not None and annex.unhanded == 1
    assert "ยังไม่ได้ส่งต่อ๑คน" in squeezed(texts(movers_pdf(report, annex, printed_by="ก", at=NOW), tmp_path))
    assert line.signed(report, *line.hands("DOPA-3014")).values["moved_out"] == "1"

    moved("นายใจ มั่นคง", "abcdefgh2345", one)
    assert words not in client.get(home + "?show=movers").content.decode()


def test_the_signed_paper_says_that_the_list_does_not_name_all_who_moved(tmp_path):
    one = told(R2, "district", None)
    one.edition.annex = [[7, 1]]
    one.values["moved_out"] = Decimal(3)
    text = squeezed(texts(report_pdf(one), tmp_path))
    assert "ย้ายนอกจังหวัดตามผลการเยี่ยม๓ครั้งมีชื่อในบัญชีแนบ๑คน" in text
    one.values["moved_out"] = Decimal(1)
    assert "มีชื่อในบัญชีแนบ" not in squeezed(texts(report_pdf(one), tmp_path))
    assert "ส่งต่อแล้ว" in R2.columns_by_code["moved_out"].help


def test_the_page_of_the_letter_says_that_the_list_goes_apart(stopped_demo: None):
    moved("นายใจ มั่นคง", "abcdefgh2345")
    report = make.report("DOPA-3014", FORM, name="TM", **WIDE)
    clerk, head = line.hands("DOPA-3014")
    sent = line.fresh(line.sent(report, clerk, head))
    wall.enter(clerk.scope)
    answer = answering.issue(report=sent, letter=draft(sent), by=clerk, at=NOW)
    client, _by = enter("DOPA-3014", "drug_recorder")
    text = client.get(reverse("reports:sent", args=[answer.entry.public_id])).content.decode()
    assert "บัญชีรายชื่อผู้ย้าย 1 คนเป็นเอกสารลับ ปิดผนึกแยก" in text
    assert reverse("reports:movers", args=[report.public_id]) in text and "นายใจ" not in text
    head_reads, _by = enter("DOPA-3014", "drug_chief")
    above = head_reads.get(reverse("reports:sent", args=[answer.entry.public_id])).content.decode()
    assert "ปิดผนึกแยก" in above
