"""Rows of follow-up made by hand, for tests of figures and pages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from tidtam.aftercare.models import (
    Case,
    CaseNeed,
    CaseNeedMove,
    Cohort,
    HandedOver,
    Programme,
    Round,
    Transfer,
    Visit,
)
from tidtam.offices.models import Office
from tidtam.people.models import Person
from tidtam.places.models import Area

AT = datetime(2026, 5, 21, 3, 0, tzinfo=UTC)
TODAY = date(2026, 5, 21)
COMPLETED = date(2026, 1, 31)
_serial = count(1)


def team(district: str, tambon: int) -> Office:
    """Make (or find) the team of the n-th tambon of a district."""
    parent = Office.objects.get(code=district)
    code = f"TEAM-{parent.district_id}{tambon:02d}"
    found = Office.objects.filter(code=code).first()
    if found is not None:
        return found
    area = Area.objects.get(pk=f"{parent.district_id}{tambon:02d}")
    made = Office(
        code=code, name_th=f"ชุดปฏิบัติการตำบล{area.name_th}", short_name=f"ขปต.{area.name_th}", level="team",
        line=parent.line, parent=parent, path=f"{parent.path}0.", province=parent.province, district=parent.district,
        valid_from=date(2020, 1, 1),
    )  # fmt: skip
    made.path = f"{parent.path}{900_000 + next(_serial)}."
    made.save()
    made.path = f"{parent.path}{made.pk}."
    made.save(update_fields=["path"])
    return made


def programme(year: int = 2569) -> Programme:
    """Return the programme of a year."""
    return Programme.objects.get_or_create(
        code=f"T{year}", defaults={"name": f"โครงการ {year}", "fiscal_year_be": year}
    )[0]


def cohort(owner: Office, completed: date = COMPLETED, year: int = 2569) -> Cohort:
    """Return a cohort of a centre."""
    return Cohort.objects.get_or_create(
        programme=programme(year), owner=owner, number=completed.toordinal() % 30_000,
        defaults={
            "centre_name": "ศูนย์ฟื้นฟูตัวอย่าง", "training_from": completed - timedelta(days=15),
            "completed_on": completed, "made_at": AT,
        },
    )[0]  # fmt: skip


def case(office: Office, *, completed: date = COMPLETED, today: date = TODAY, year: int = 2569, **more: Any) -> Case:
    """Make a person and a case with 24 rounds in the state of the day, nothing visited: missed or due or planned."""
    n = next(_serial)
    person = Person.objects.create(
        purpose="aftercare", office=office, scope_path=office.path, title="นาย", first_name=f"ทดสอบ{n}",
        last_name="ใจดี", id_kind="none", no_id_reason="บัตรหาย", created_at=AT,
    )  # fmt: skip
    made = Case.objects.create(
        person=person, programme=programme(year), cohort=cohort(office, completed, year), office=office,
        scope_path=office.path, completed_on=completed, ends_on=completed.replace(year=completed.year + 1),
        enrolled_on=completed, enrolled_office=office, made_at=AT, **more,
    )  # fmt: skip
    rounds = []
    for no in range(1, 25):
        due = completed + timedelta(days=15 * no)
        start, end = due - timedelta(days=7), due + timedelta(days=7)
        state = "missed" if end < today else "due" if start <= today else "planned"
        rounds.append(
            Round(case=made, round_no=no, due_on=due, start_on=start, end_on=end, state=state,
                  counted_office=office if state == "missed" else None, scope_path=office.path)
        )  # fmt: skip
    Round.objects.bulk_create(rounds)
    standing = [one for one in rounds if one.state in ("due", "planned")]
    if standing:
        made.next_round, made.next_due_on = standing[0].round_no, standing[0].due_on
    letters = {"missed": "m", "due": "u", "planned": "p"}
    made.strip = "".join(letters[one.state] for one in rounds)
    made.save(update_fields=["next_round", "next_due_on", "strip"])
    return made


def visit(one: Case, no: int, result: str = "F1", *, days: int = 0, state: str = "submitted", **more: Any) -> Visit:
    """Visit a round of a case, so many days after its due day."""
    row = Round.objects.get(case=one, round_no=no)
    on = row.due_on + timedelta(days=days)
    one.refresh_from_db()
    number = one.visits + 1
    made = Visit.objects.create(
        case=one, visit_no=number, kind="round", round_no=no, visited_on=on, result=result, state=state,
        recorded_at=AT, counted_office=one.office, scope_path=one.scope_path, **more,
    )  # fmt: skip
    Round.objects.filter(case=one, round_no=no).update(
        state="done", visited_on=on, visit_no=number, counted_office=one.office
    )
    letter = "l" if days > 0 else "e" if days < 0 else "o"
    strip = one.strip[: no - 1] + letter + one.strip[no:]
    owed = Round.objects.filter(case=one, state__in=["planned", "due"]).order_by("round_no").first()
    Case.objects.filter(pk=one.pk).update(
        visits=number, last_visited_on=on, last_result=result, strip=strip,
        next_round=owed.round_no if owed else None, next_due_on=owed.due_on if owed else None,
    )  # fmt: skip
    one.refresh_from_db()
    return made


def need(
    one: Case, code: str = "OCC", *, asked: date = date(2026, 3, 1), moves: tuple[tuple[date, str], ...] = ()
) -> CaseNeed:
    """Ask for something; each move puts it into a bucket on a day."""
    steps = ((asked, "unmet"), *moves)
    made = CaseNeed.objects.create(
        case=one, need_id=1_000_000 + next(_serial), code=code, asked_on=asked, bucket=steps[-1][1],
        closed_on=steps[-1][0] if steps[-1][1] == "met" else None, scope_path=one.scope_path, owner="อบต.ตัวอย่าง",
    )  # fmt: skip
    CaseNeedMove.objects.bulk_create(
        CaseNeedMove(need=made, on=on, bucket=bucket, scope_path=one.scope_path) for on, bucket in steps
    )
    open_needs = CaseNeed.objects.filter(case=one, bucket__in=["unmet", "in_progress"]).count()
    Case.objects.filter(pk=one.pk).update(open_needs=open_needs)
    return made


def move_case(one: Case, office: Office) -> None:
    """Move a case and what is open of it to another office, as a transfer does."""
    Person.objects.filter(pk=one.person_id).update(office=office, scope_path=office.path)
    Case.objects.filter(pk=one.pk).update(office=office, scope_path=office.path)
    for model in (Round, Visit, CaseNeed):
        model.objects.filter(case=one).update(scope_path=office.path)
    CaseNeedMove.objects.filter(need__case=one).update(scope_path=office.path)
    one.refresh_from_db()


def hand_over(one: Case, office: Office, on: date = TODAY) -> HandedOver:
    """Hand a case over to another office: it moves, and the sender keeps a row."""
    here = one.office
    transfer = Transfer.objects.create(
        case=one, from_office=here, to_office=office, scope_path=here.path, stage="accepted", reason="moved",
        offered_at=AT, stage_since=AT,
    )  # fmt: skip
    kept = HandedOver.objects.create(
        transfer=transfer, case_id_was=one.pk, from_office=here, to_office=office, scope_path=here.path,
        name_sealed=b"x", handed_on=on,
    )  # fmt: skip
    Case.objects.filter(pk=one.pk).update(office=office)
    move_case(one, office)
    return kept
