"""Sign and send: one edition for two who sign, nothing half, the duty in step."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from tests.aftercare import district
from tests.factories import reports as make
from tests.factories.actors import NOW, actor, office
from tests.reports import line

from tidtam.aftercare.models import Case
from tidtam.audit.models import Entry
from tidtam.kernel import wall
from tidtam.kernel.problem import Conflict, NotAllowed, Problem
from tidtam.notices.models import Notice
from tidtam.reports.actions import compiling, reviewing, signing
from tidtam.reports.actions.freezing import Signature
from tidtam.reports.choices import Capacity
from tidtam.reports.models import CellRows, Edition

pytestmark = pytest.mark.django_db


def _cases(*results: str, code: str = "DOPA-3014") -> None:
    wall.enter("1.")
    for result in results:
        one = district.case(office(code))
        if result:
            district.visit(one, 1, result)


def test_a_signed_report_keeps_its_values_its_rows_and_who_signed() -> None:
    _cases("F1", "F2", "N1", "")
    clerk, head = line.hands("DOPA-3014")
    visited = make.START
    report = make.report("DOPA-3014", period_start=visited.replace(year=2020), period_end=visited.replace(year=2030))
    edition = line.signed(report, clerk, head, volunteers="๑,๒๕๐", problems="ฝนตก")
    assert edition.values == {
        "total": "4", "followed": "3", "found": "2", "not_found": "1", "relapse": "1", "rate": "66.67",
        "volunteers": "1250", "spent": None, "problems": "ฝนตก",
    }  # fmt: skip
    assert (edition.no, edition.signer_name, edition.prepared_name) == (1, head.name, clerk.name)
    cells = {one.cell: one for one in CellRows.objects.filter(edition=edition)}
    assert {code: len(one.keys) for code, one in cells.items()} == {
        "total": 4, "followed": 3, "found": 2, "not_found": 1, "relapse": 1,
    }  # fmt: skip
    assert len(edition.hash) == 64
    assert line.fresh(report).state == "signed"
    entry = Entry.objects.get(verb="reports.report.signed")
    assert entry.digest.startswith(edition.hash)


def test_who_may_sign_and_how() -> None:
    report = make.report("DOPA-3014")
    clerk, head = line.hands("DOPA-3014")
    other = actor("DOPA-3015", "drug_chief", enter=False)
    line.opened(report, clerk)
    wall.enter("1.")
    with pytest.raises(NotAllowed):
        signing.sign(report=report, signature=make.SIGNATURE, by=clerk, at=NOW)
    with pytest.raises(NotAllowed):
        signing.sign(report=report, signature=make.SIGNATURE, by=other, at=NOW)
    for wrong, field in (
        (Signature(position=" "), "position"), (Signature(position="x", capacity="boss"), "capacity"),
        (Signature(position="x", capacity=Capacity.ACTING), "for_position"),
    ):  # fmt: skip
        with pytest.raises(Problem) as caught:
            signing.sign(report=report, signature=wrong, by=head, at=NOW)
        assert caught.value.field == field
    for_him = Signature(position="ปลัดอำเภอ", capacity=Capacity.ON_BEHALF, for_position="นายอำเภอ")
    edition = signing.sign(report=report, signature=for_him, by=head, at=NOW)
    assert (edition.capacity, edition.for_position) == ("on_behalf", "นายอำเภอ")


def test_a_report_that_is_not_signed_is_not_sent_and_one_that_went_up_not_signed() -> None:
    report = make.report("DOPA-3014")
    clerk, head = line.hands("DOPA-3014")
    with pytest.raises(Conflict):
        signing.send(report=report, by=head, at=NOW)
    line.sent(report, clerk, head)
    with pytest.raises(Conflict):
        signing.sign(report=report, signature=make.SIGNATURE, by=head, at=NOW)


def test_the_same_request_twice_makes_one_edition_and_a_stranger_s_one_a_conflict() -> None:
    report = make.report("DOPA-3014")
    clerk, head = line.hands("DOPA-3014")
    second = actor("DOPA-3014", "drug_chief", enter=False)
    seen = line.opened(report, clerk).version
    one = signing.sign(report=report, signature=make.SIGNATURE, version=seen, by=head, at=NOW)
    again = signing.sign(report=report, signature=make.SIGNATURE, version=seen, by=head, at=NOW)
    assert one.pk == again.pk
    instead = replace(make.SIGNATURE, capacity=Capacity.ACTING, for_position="นายอำเภอ")
    with pytest.raises(Conflict, match="bad_state"):  # from another window, in another capacity: not what was signed
        signing.sign(report=report, signature=instead, version=seen, by=head, at=NOW)
    with pytest.raises(Conflict):
        signing.sign(report=report, signature=make.SIGNATURE, version=seen, by=second, at=NOW)
    with pytest.raises(Conflict):
        signing.sign(report=report, signature=make.SIGNATURE, by=second, at=NOW)
    signing.send(report=report, version=seen + 1, by=head, at=NOW)
    signing.send(report=report, version=seen + 1, by=head, at=line.LATER)
    assert Edition.objects.filter(report=report).count() == 1
    assert Entry.objects.filter(verb="reports.report.sent").count() == 1
    sent = line.fresh(report)
    assert (sent.state, sent.sent_on, sent.sent_at) == ("sent", NOW.date(), NOW)
    told = Notice.objects.get(office=office("DOPA-30"), url__contains=report.public_id)
    assert "ส่งรายงานแล้ว" in told.title


def test_a_signature_is_taken_back_before_it_is_sent_and_the_next_has_its_own_number() -> None:
    report = make.report("DOPA-3014")
    clerk, head = line.hands("DOPA-3014")
    line.signed(report, clerk, head)
    signing.unsign(report=report, by=clerk, at=NOW)
    assert line.fresh(report).state == "draft"
    edition = signing.sign_and_send(report=report, signature=make.SIGNATURE, by=head, at=NOW)
    assert edition.no == 2
    with pytest.raises(Conflict):
        signing.unsign(report=report, by=clerk, at=NOW)


def test_a_failing_check_stops_the_signature_and_names_the_cells() -> None:
    _cases("F1", "F1")
    report = make.report("DOPA-3014")
    before = make.report("DOPA-3014", period_start=make.START.replace(month=4), period_end=make.END.replace(month=4))
    clerk, head = line.hands("DOPA-3014")
    line.sent(before, clerk, head)
    wall.enter("1.")
    district.move_case(Case.objects.order_by("pk")[0], office("DOPA-3015"))
    line.opened(report, clerk, spent="5", volunteers="1")
    with pytest.raises(Problem) as caught:
        signing.sign(report=report, signature=make.SIGNATURE, by=head, at=NOW)
    assert (caught.value.code, caught.value.details["cells"]) == (
        "reports.checks_fail", {"total": "ยอดสะสมลดลง ต้องมีหมายเหตุ"},
    )  # fmt: skip
    compiling.fill(report=report, values={}, notes={"total": "ลงทะเบียนผิดคน"}, by=clerk, at=NOW)
    assert signing.sign(report=report, signature=make.SIGNATURE, by=head, at=NOW).notes == {"total": "ลงทะเบียนผิดคน"}


def test_what_is_signed_never_changes() -> None:
    _cases("F1")
    report = make.report("DOPA-3014")
    clerk, head = line.hands("DOPA-3014")
    edition = line.signed(report, clerk, head)
    wall.enter("1.")
    for rows, change in (
        (Edition.objects.filter(pk=edition.pk), {"values": {}}), (CellRows.objects.all(), {"keys": []}),
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()


def test_a_province_sums_what_it_accepted_and_names_who_is_missing() -> None:
    _cases("F1", "F2")
    _cases("N1", code="DOPA-3015")
    _cases("F1", code="DOPA-30")
    near, far, up = line.province(
        period_start=make.START.replace(year=2020), period_end=make.END.replace(year=2030)
    )  # fmt: skip
    above = line.hands("DOPA-30", "drug_coordinator", "province_head")
    line.accepted(near, *line.hands("DOPA-3014"), above[0], volunteers="3", spent="1.5")
    line.sent(far, *line.hands("DOPA-3015"), volunteers="40")
    edition = line.signed(up, *above, volunteers="1", problems="จังหวัด")
    assert edition.values == {
        "total": "3", "followed": "3", "found": "3", "not_found": "0", "relapse": "1", "rate": "100",
        "volunteers": "4", "spent": "1.5", "problems": "จังหวัด",
    }  # fmt: skip
    assert edition.own["total"] == "1"
    assert edition.children == [[near.pk, 1, Edition.objects.get(report=near).hash]]
    assert [(one["office"], one["state"]) for one in edition.missing] == [(far.office_id, "sent")]
    assert {one.cell: len(one.keys) for one in edition.cells.all()} == {"total": 1, "followed": 1, "found": 1}


def test_an_office_that_was_moved_after_it_was_counted_is_counted_once() -> None:
    _cases("F1")
    near, _far, up = line.province()
    other = make.report("DOPA-31")
    hands = line.hands("DOPA-30", "drug_coordinator", "province_head")
    line.accepted(near, *line.hands("DOPA-3014"), hands[0])
    one = line.signed(up, *hands)
    assert one.values["total"] == "1"
    line.move(near, "DOPA-31")
    edition = line.signed(other, *line.hands("DOPA-31", "drug_coordinator", "province_head"))
    assert (edition.values["total"], edition.children, edition.missing) == ("0", [], [])


def test_an_office_moved_before_it_was_counted_counts_where_it_is_now() -> None:
    _cases("F1")
    near, _far, up = line.province()
    other = make.report("DOPA-31")
    hands = line.hands("DOPA-30", "drug_coordinator", "province_head")
    line.accepted(near, *line.hands("DOPA-3014"), hands[0])
    line.move(near, "DOPA-31")
    assert line.signed(up, *hands).values["total"] == "0"
    edition = line.signed(other, *line.hands("DOPA-31", "drug_coordinator", "province_head"))
    assert edition.values["total"] == "1"


def test_a_returned_report_is_signed_anew_and_keeps_its_first_day() -> None:
    report = make.report("DOPA-3014")
    clerk, head = line.hands("DOPA-3014")
    above = actor("DOPA-30", "drug_coordinator", enter=False)
    line.sent(report, clerk, head, volunteers="1")
    reviewing.send_back(report=report, comments={"volunteers": "ขาด"}, by=above, at=line.LATER)
    edition = line.signed(report, clerk, head, volunteers="2")
    assert (edition.no, edition.diff) == (2, [{"cell": "volunteers", "before": "1", "after": "2"}])
    signing.send(report=report, by=head, at=line.LATER)
    assert line.fresh(report).sent_on == NOW.date()
