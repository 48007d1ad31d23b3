"""Amend: late records propose, the office decides, the office above is told in the same moment; old signatures hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.aftercare import district
from tests.factories import reports as make
from tests.factories.actors import NOW, TODAY, actor, office
from tests.reports import line

from tidtam import audit
from tidtam.accounts import clock
from tidtam.aftercare.models import Case, HandedOver, Transfer, Visit
from tidtam.audit.models import Entry
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Conflict, NotAllowed, Problem
from tidtam.notices.models import Notice
from tidtam.reports import handlers, tasks
from tidtam.reports.actions import amending, compiling, reviewing, signing
from tidtam.reports.facts.moved import settle
from tidtam.reports.facts.sources import Rows
from tidtam.reports.models import Amendment, Edition, Report
from tidtam.reports.queries.compiling import sheet
from tidtam.reports.queries.figures import read_digest
from tidtam.reports.queries.verifying import verify_all
from tidtam.reports.rules import reading

pytestmark = pytest.mark.django_db
REASON = replace(make.SIGNATURE, reason="บันทึกการเยี่ยมล่าช้า")
WIDE = {"period_start": make.START.replace(year=2020), "period_end": make.END.replace(year=2030)}


def _case(code: str = "DOPA-3014", *results: str) -> Case:
    wall.enter("1.")
    made = district.case(office(code))
    for no, result in enumerate(results, start=1):
        district.visit(made, no, result)
    return made


def _above() -> tuple[Actor, Actor]:
    return line.hands("DOPA-30", "drug_coordinator", "province_head")


def _detected(report: Report, at=line.LATER) -> Amendment | None:
    wall.enter("1.")
    return amending.detect(report=line.fresh(report), at=at)


def test_a_late_visit_is_proposed_made_and_carried_to_the_department() -> None:
    case = _case("DOPA-3014", "F1")
    near, _far, up = line.province(**WIDE)
    clerk, head = line.hands("DOPA-3014")
    coordinator, governor = _above()
    department = actor("DOPA", "drug_department", enter=False)
    line.accepted(near, clerk, head, coordinator)
    line.accepted(up, coordinator, governor, department)
    assert _detected(near) is None
    wall.enter("1.")
    district.visit(case, 2, "N1")
    proposal = _detected(near)
    assert proposal is not None
    assert {one["cell"]: (one["before"], one["after"]) for one in proposal.diff} == {
        "followed": ("1", "2"), "not_found": ("0", "1"), "rate": ("100", "50"),
    }  # fmt: skip
    wall.enter(head.scope)
    edition = amending.make(amendment=proposal, signature=REASON, by=head, at=line.LATER)
    assert (edition.no, edition.reason, edition.values["followed"]) == (2, REASON.reason, "2")
    assert line.fresh(near).state == "amended"
    wall.enter("1.")
    above = Amendment.objects.get(report=up)
    assert (above.state, [one["report"] for one in above.below]) == ("proposed", [near.public_id])
    wall.enter(governor.scope)
    again = amending.make(amendment=above, signature=REASON, by=governor, at=line.LATER)
    assert again.values["followed"] == "2"
    assert again.children == [[near.pk, 2, edition.hash]]
    wall.enter("1.")
    told = Notice.objects.get(office=office("DOPA"), title__contains="แก้ไข")
    assert REASON.reason in told.body
    assert Edition.objects.get(report=near, no=1).values["followed"] == "1"
    found = verify_all()
    assert (found.editions, found.faults) == (4, [])
    assert Entry.objects.filter(verb="reports.report.amended").count() == 2


def test_one_open_proposal_is_kept_up_to_date_and_closed_when_nothing_differs() -> None:
    case = _case("DOPA-3014", "F1")
    near = line.sent(make.report("DOPA-3014", **WIDE), *line.hands("DOPA-3014"))
    wall.enter("1.")
    late = district.visit(case, 2, "N1")
    first = _detected(near)
    district.visit(case, 3, "F2")
    second = _detected(near)
    assert first is not None
    assert second is not None
    assert (first.pk, second.version) == (second.pk, 2)
    Visit.objects.filter(case=case, visit_no__gte=late.visit_no).update(kind="extra")
    assert _detected(near) is None
    assert Amendment.objects.get().state == "set_aside"


def test_what_was_decided_against_is_not_proposed_again_but_something_new_is() -> None:
    case = _case("DOPA-3014", "F1")
    clerk, head = line.hands("DOPA-3014")
    near = line.sent(make.report("DOPA-3014", **WIDE), clerk, head)
    wall.enter("1.")
    district.visit(case, 2, "N1")
    proposal = _detected(near)
    assert proposal is not None
    with pytest.raises(NotAllowed):
        amending.set_aside(amendment=proposal, reason="x", by=clerk, at=NOW)
    with pytest.raises(Problem):
        amending.set_aside(amendment=proposal, reason=" ", by=head, at=NOW)
    amending.set_aside(amendment=proposal, reason="นับในงวดหน้าแล้ว", by=head, at=NOW)
    with pytest.raises(Conflict):
        amending.make(amendment=proposal, signature=REASON, by=head, at=NOW)
    assert _detected(near) is None
    district.visit(case, 3, "N1")
    assert _detected(near) is not None


def test_who_was_handed_over_since_stays_where_the_report_counted_them() -> None:
    moved, stays = _case("DOPA-3014", "F1"), _case("DOPA-3014")
    clerk, head = line.hands("DOPA-3014")
    near = line.sent(make.report("DOPA-3014", **WIDE), clerk, head)
    far = line.sent(make.report("DOPA-3015", **WIDE), *line.hands("DOPA-3015"))
    wall.enter("1.")
    district.move_case(moved, office("DOPA-3015"))
    _handed(moved)
    assert _detected(near) is None
    assert _detected(far) is None
    district.visit(stays, 1, "F1")
    proposal = _detected(near)
    assert proposal is not None
    assert "total" not in {one["cell"] for one in proposal.diff}
    wall.enter(head.scope)
    edition = amending.make(amendment=proposal, signature=REASON, by=head, at=line.LATER)
    assert (edition.values["total"], edition.values["followed"]) == ("2", "2")
    wall.enter("1.")
    assert verify_all().holds


def test_who_came_on_the_day_of_the_signature_and_is_in_it_counts_with_every_change() -> None:
    case, other = _case("DOPA-3014"), _case("DOPA-3014")
    for one in (case, other):
        _handed(one, "DOPA-3015", "DOPA-3014")
    here, later = str(case.pk), str(other.pk)

    def rows(*keys: str) -> Rows:
        return Rows("aftercare_case", "", list(keys), [2] * len(keys))

    now = {"asked": rows(here, later), "asked_N01": rows(), "asked_N02": rows(here, later)}
    signed = {"asked": ([here], [1]), "asked_N01": ([here], [1])}
    found = settle(now, signed, office("DOPA-3014").path, NOW.date())
    # One wish was taken back and another came: whoever asks stands in the sum and in a part; who came after does not.
    assert {cell: one.keys for cell, one in found.items()} == {"asked": [here], "asked_N01": [], "asked_N02": [here]}


def _handed(case: Case, from_: str = "DOPA-3014", to: str = "DOPA-3015") -> None:
    near, far = office(from_), office(to)
    transfer = Transfer.objects.create(
        case=case, from_office=near, to_office=far, scope_path=near.path, stage="accepted", reason="moved",
        offered_at=NOW, stage_since=NOW,
    )  # fmt: skip
    HandedOver.objects.create(
        transfer=transfer, case_id_was=case.pk, from_office=near, to_office=far, scope_path=near.path,
        name_sealed=b"x", handed_on=NOW.date(),
    )  # fmt: skip


def test_a_report_below_that_is_accepted_late_is_proposed_above() -> None:
    near, _far, up = line.province(**WIDE)
    _case("DOPA-3014", "F1")
    coordinator, governor = _above()
    department = actor("DOPA", "drug_department", enter=False)
    line.accepted(up, coordinator, governor, department)
    line.accepted(near, *line.hands("DOPA-3014"), coordinator)
    wall.enter("1.")
    proposal = Amendment.objects.get(report=up)
    assert {one["cell"] for one in proposal.diff} == {"total", "followed", "found", "rate"}


def test_a_child_amended_between_signing_and_sending_is_proposed_when_it_is_sent() -> None:
    case = _case("DOPA-3014", "F1")
    near, _far, up = line.province(**WIDE)
    clerk, head = line.hands("DOPA-3014")
    coordinator, governor = _above()
    line.accepted(near, clerk, head, coordinator)
    line.signed(up, coordinator, governor)
    wall.enter("1.")
    district.visit(case, 2, "F1")
    proposal = _detected(near)
    assert proposal is not None
    amending.make(amendment=proposal, signature=REASON, by=head, at=line.LATER)
    assert not Amendment.objects.filter(report=up).exists()
    signing.send(report=up, by=governor, at=line.LATER)
    assert Amendment.objects.get(report=up).state == "proposed"


def test_a_returned_amendment_leaves_the_sum_as_it_was_signed() -> None:
    case = _case("DOPA-3014", "F1")
    other = _case("DOPA-3015", "F1")
    near, far, up = line.province(**WIDE)
    hands, far_hands = line.hands("DOPA-3014"), line.hands("DOPA-3015")
    coordinator, governor = _above()
    line.accepted(near, *hands, coordinator)
    line.accepted(far, *far_hands, coordinator)
    line.sent(up, coordinator, governor)
    wall.enter("1.")
    for one, report, (_clerk, head) in ((case, near, hands), (other, far, far_hands)):
        district.visit(one, 2, "F1")
        proposal = _detected(report)
        assert proposal is not None
        amending.make(amendment=proposal, signature=REASON, by=head, at=line.LATER)
    reviewing.send_back(report=near, comments={"": "ยังไม่ครบ"}, by=coordinator, at=line.LATER)
    proposal = _detected(up)
    assert proposal is not None
    edition = amending.make(amendment=proposal, signature=REASON, by=governor, at=line.LATER)
    assert edition.values["followed"] == "3"
    assert sorted(one[1] for one in edition.children) == [1, 2]
    assert verify_all().holds


def test_an_amendment_that_is_sent_back_takes_its_proposal_above_along_and_the_page_shows_what_is_signed() -> None:
    case, other = _case("DOPA-3014", "F1"), _case("DOPA-3015", "F1")
    near, far, up = line.province(**WIDE)
    hands, far_hands = line.hands("DOPA-3014"), line.hands("DOPA-3015")
    coordinator, governor = _above()
    line.accepted(near, *hands, coordinator)
    line.accepted(far, *far_hands, coordinator)
    line.sent(up, coordinator, governor)
    wall.enter("1.")
    district.visit(case, 2, "F1")
    proposal = _detected(near)
    assert proposal is not None
    amending.make(amendment=proposal, signature=REASON, by=hands[1], at=line.LATER)
    above = Amendment.objects.get(report=up)
    assert [one["after"] for one in above.diff if one["cell"] == "followed"] == ["3"]
    reviewing.send_back(report=line.fresh(near), comments={"": "ยังไม่ครบ"}, by=coordinator, at=line.LATER)
    above.refresh_from_db()
    assert (above.state, above.reason) == ("set_aside", amending.BACK)
    shown = sheet(coordinator, line.fresh(up), today=TODAY)
    assert (shown.changed, shown.values["followed"]) == ([], 2)
    district.visit(other, 2, "F1")
    late = _detected(far)
    assert late is not None
    amending.make(amendment=late, signature=REASON, by=far_hands[1], at=line.LATER)
    above = Amendment.objects.get(report=up, state="proposed")
    shown = sheet(governor, line.fresh(up), today=TODAY, amends=True)
    signed = amending.make(amendment=above, signature=REASON, by=governor, at=line.LATER)
    assert (signed.values["followed"], signed.values) == ("3", reading.kept(shown.values))


def test_what_came_while_the_amendment_lay_open_is_not_signed_unread() -> None:
    case = _case("DOPA-3014", "F1")
    near = line.sent(make.report("DOPA-3014", **WIDE), *line.hands("DOPA-3014"))
    head = line.hands("DOPA-3014")[1]
    wall.enter("1.")
    district.visit(case, 2, "N1")
    proposal = _detected(near)
    assert proposal is not None
    shown = sheet(head, line.fresh(near), today=TODAY, amends=True)
    read = read_digest(shown.values, [one.child for one in shown.lines])
    wall.enter("1.")
    district.visit(case, 3, "F1")
    with pytest.raises(Conflict, match="ตัวเลขเปลี่ยน"):
        amending.make(amendment=proposal, signature=REASON, read=read, by=head, at=line.LATER)
    shown = sheet(head, line.fresh(near), today=TODAY, amends=True)
    read = read_digest(shown.values, [one.child for one in shown.lines])
    edition = amending.make(amendment=proposal, signature=REASON, read=read, by=head, at=line.LATER)
    assert edition.values["followed"] == "3"


def test_who_came_late_is_found_though_as_many_were_handed_over() -> None:
    gone, stays = _case("DOPA-3014", "F1"), _case("DOPA-3014", "F1")
    near = line.sent(make.report("DOPA-3014", **WIDE), *line.hands("DOPA-3014"))
    wall.enter("1.")
    district.move_case(gone, office("DOPA-3015"))
    _handed(gone)
    new = _case("DOPA-3014", "F1")
    assert stays.scope_path == new.scope_path
    proposal = _detected(near)
    assert proposal is not None
    assert {one["cell"]: one["after"] for one in proposal.diff}["total"] == "3"


def test_something_done_that_comes_late_makes_a_nil_return_one_that_says_so() -> None:
    case = _case("DOPA-3014")
    clerk, head = line.hands("DOPA-3014")
    near = make.report("DOPA-3014", **WIDE)
    line.opened(near, clerk)
    compiling.set_nil(report=line.fresh(near), by=clerk, at=NOW)
    line.sent(near, clerk, head)
    wall.enter("1.")
    district.visit(case, 1, "F1")
    proposal = _detected(near)
    assert proposal is not None
    wall.enter(head.scope)
    edition = amending.make(amendment=proposal, signature=REASON, by=head, at=line.LATER)
    assert (edition.nil, edition.values["followed"], line.fresh(near).nil) == (False, "1", False)
    assert Edition.objects.get(report=near, no=1).nil
    assert verify_all().holds


def test_the_reason_of_an_amendment_is_the_note_on_a_running_total_that_fell() -> None:
    stays, goes = _case("DOPA-3014"), _case("DOPA-3014")
    hands = line.hands("DOPA-3014")
    line.sent(make.report("DOPA-3014"), *hands)
    days = {"period_start": make.END + timedelta(days=1), "period_end": date(2026, 5, 31)}
    after = line.sent(make.report("DOPA-3014", due_on=date(2026, 5, 30), **days), *hands)
    wall.enter("1.")
    Case.objects.filter(pk=goes.pk).update(status="closed", close_reason="not_a_case", closed_on=NOW.date())
    proposal = _detected(after)
    assert proposal is not None
    wall.enter(hands[1].scope)
    edition = amending.make(amendment=proposal, signature=REASON, by=hands[1], at=line.LATER)
    assert (edition.values["total"], edition.notes) == ("1", {"total": REASON.reason})
    assert line.fresh(after).notes == {"total": REASON.reason}
    assert stays.pk and verify_all().holds


def test_records_that_change_mark_what_was_signed_at_once() -> None:
    case = _case("DOPA-3014", "F1")
    report = line.sent(make.report("DOPA-3014", **WIDE), *line.hands("DOPA-3014"))
    over = line.sent(
        make.report("DOPA-3014", period_start=make.START.replace(year=2010), period_end=make.END.replace(year=2011)),
        *line.hands("DOPA-3014"),
    )  # fmt: skip
    team = actor("DOPA-3014", "drug_recorder")
    visit = district.visit(case, 2, "N1")
    handlers.visit_noted(("aftercare.visit", f"{case.pk}/{visit.visit_no}"), team, line.LATER)
    assert line.fresh(report).touched_at == line.LATER
    assert line.fresh(over).touched_at is None
    assert amending.detect_touched(at=line.LATER) == 1
    assert Amendment.objects.get().report_id == report.pk
    assert line.fresh(report).touched_at is None
    handlers.case_changed(case, team, line.LATER)
    assert line.fresh(report).touched_at == line.LATER


def test_a_draft_and_a_report_never_opened_are_not_compared() -> None:
    report = make.report("DOPA-3014")
    assert amending.detect(report=report, at=NOW) is None
    assert not Amendment.objects.exists()


def test_a_new_plan_and_one_who_never_was_a_case_mark_every_period_since_the_enrolment() -> None:
    case = _case("DOPA-3014", "F1")
    hands = line.hands("DOPA-3014")
    month = {"period_start": date(2026, 2, 16), "period_end": date(2026, 2, 28), "due_on": date(2026, 2, 28)}
    early = line.sent(make.report("DOPA-3014", **month), *hands)
    over = {"period_start": date(2010, 1, 1), "period_end": date(2010, 1, 15), "due_on": date(2010, 1, 15)}
    before = line.sent(make.report("DOPA-3014", **over), *hands)
    ended = {"status": "closed", "closed_on": NOW.date(), "closed_at": NOW}
    opened = {"status": "active", "close_reason": "", "closed_on": None, "closed_at": None}
    for verb, change, marked in (
        ("replanned", {}, True), ("suspended", {}, True), ("resumed", {}, True),
        ("closed", ended | {"close_reason": "refused"}, False), ("reopened", opened, True),
        ("closed", ended | {"close_reason": "not_a_case"}, True), ("reopened", opened, True),
    ):  # fmt: skip
        wall.enter("1.")
        Report.objects.filter(pk=early.pk).update(touched_at=None)
        if change:
            Case.objects.filter(pk=case.pk).update(**change)
            case.refresh_from_db()
        audit.record(f"aftercare.case.{verb}", case, by=actor("DOPA-3014", "drug_recorder"), at=line.LATER)
        assert (line.fresh(early).touched_at == line.LATER) is marked, (verb, change)
        assert line.fresh(before).touched_at is None


def test_the_night_compares_every_report_of_the_last_two_months(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = _case("DOPA-3014", "F1"), _case("DOPA-3015", "F1")
    recent = [line.sent(make.report(code, **WIDE), *line.hands(code)) for code in ("DOPA-3014", "DOPA-3015")]
    last = NOW.date() - timedelta(days=63)
    old = make.report("DOPA-3014", period_start=WIDE["period_start"], period_end=last, due_on=last)
    line.sent(old, *line.hands("DOPA-3014"))
    wall.enter("1.")
    for case in cases:
        district.visit(case, 2, "N1")  # nobody marks a report for it
    assert not Report.objects.exclude(touched_at=None).exists()
    ending, ids = NOW.date() - timedelta(days=62), sorted(one.pk for one in recent)
    first = amending.detect_recent(ending=ending, after=0, at=line.LATER, limit=1)
    assert first == ids[0]
    assert list(Amendment.objects.values_list("report", flat=True)) == [first]
    assert amending.detect_recent(ending=ending, after=ids[1], at=line.LATER, limit=1) is None
    monkeypatch.setattr(clock, "now", lambda: line.LATER)
    tasks.compare_recent(0)
    wall.enter("1.")
    assert sorted(Amendment.objects.values_list("report", flat=True)) == ids


def test_what_was_amended_since_it_was_seen_is_not_accepted_with_many() -> None:
    case = _case("DOPA-3014", "F1")
    near, far, _up = line.province(**WIDE)
    clerk, head = line.hands("DOPA-3014")
    coordinator, _governor = _above()
    reports = [line.sent(near, clerk, head), line.sent(far, *line.hands("DOPA-3015"))]
    seen = {one.pk: line.fresh(one).version for one in reports}
    wall.enter("1.")
    district.visit(case, 2, "N1")
    proposal = _detected(near)
    assert proposal is not None
    amending.make(amendment=proposal, signature=REASON, by=head, at=line.LATER)
    came = reviewing.accept_many(reports=reports, versions=seen, by=coordinator, at=line.LATER)
    assert [one.pk for one in came.done] == [far.pk]
    assert [(one.pk, problem.code) for one, problem in came.refused] == [(near.pk, "reports.changed_since")]
    assert line.fresh(near).state == "amended"
    now = {near.pk: line.fresh(near).version}
    assert reviewing.accept_many(reports=[near], versions=now, by=coordinator, at=line.LATER).done
