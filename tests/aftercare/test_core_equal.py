"""One by one, in bulk, and a whole history at once: equal rows and digests. Random histories against the rules."""

from __future__ import annotations

import hashlib
import os
import random
import uuid
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from tests.factories import aftercare as make
from tests.factories import people

from tidtam.aftercare import facts
from tidtam.aftercare.actions import cases, rounds, visits
from tidtam.aftercare.actions.enrol import Enrolment, enrol_many
from tidtam.aftercare.actions.visits import Answers
from tidtam.aftercare.models import (
    Alert,
    Case,
    CaseNeed,
    CaseNeedMove,
    Missed,
    Round,
    Screening,
    Suspension,
    Task,
    Visit,
)
from tidtam.aftercare.rules import rounds as rule
from tidtam.aftercare.rules.course import follow
from tidtam.aftercare.rules.plan import plan
from tidtam.assistance.models import Need
from tidtam.audit.models import Entry
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, system

pytestmark = pytest.mark.django_db
COMPLETED = date(2025, 4, 1)
RESULTS = ["F1"] * 10 + ["N1"] * 5 + ["F2", "C1", "J1", "O1", "F3", "R1"]
# What the database draws or counts by itself, and what is sealed with a random nonce.
DRAWN = {
    "id", "public_id", "version", "note_sealed", "position_sealed", "moved_to_sealed", "comment_sealed", "need_id",
    "person_id", "earlier",
}  # fmt: skip


def _history(dice: random.Random, until: date, *, rich: bool = True) -> list[tuple[Answers, datetime]]:
    told = []
    for _n in range(dice.randint(4, 26)):
        on = COMPLETED + timedelta(days=dice.randint(0, (until - COMPLETED).days))
        late = dice.choice((0, 0, 0, 1, 9, 20, 40))
        arrives = make.at(min(until, on + timedelta(days=late)), dice.randint(8, 20)) + timedelta(
            seconds=dice.randint(0, 3599)
        )
        result = dice.choice(RESULTS)
        other: dict[str, Any] = {"uuid": uuid.UUID(int=dice.getrandbits(128), version=4)}
        if rich and result == "F1" and dice.random() < 0.3:
            other["needs"] = ((dice.choice(("JOB", "OCC", "HOU")), "x"),)
        if rich and result == "F1" and dice.random() < 0.5:
            low = dice.random() < 0.3
            other |= {"q2": (low, False), "signs": ("pacing",) if low else ()}
        if other["uuid"].int % 3 == 0:  # no roll of the dice: the histories stay as they were
            other["next_on"] = max(on, arrives.date()) + timedelta(days=1 + other["uuid"].int % 9)
        told.append((make.answers(on, result, **other), arrives))
    told.sort(key=lambda one: one[1])
    return told


def _image(case: Case) -> dict[str, Any]:
    """Return everything of a case as values, without what the database draws."""

    def rows(queryset: Any, *order: str) -> list[dict[str, Any]]:
        return [
            {k: v for k, v in row.items() if k not in DRAWN and k != "case_id"}
            for row in queryset.order_by(*order).values()
        ]

    return {
        "case": rows(Case.objects.filter(pk=case.pk)),
        "rounds": rows(Round.objects.filter(case=case), "round_no"),
        "visits": rows(Visit.objects.filter(case=case), "visit_no"),
        "health": rows(Screening.objects.filter(case=case), "visit_no"),
        "ledger": rows(Missed.objects.filter(case=case), "round_no", "missed_on"),
        "held": rows(Suspension.objects.filter(case=case), "from_on", "kind"),
        "alerts": rows(Alert.objects.filter(case=case), "visit_no", "kind"),
        "tasks": rows(Task.objects.filter(case=case), "kind", "due_on"),
        "needs": rows(CaseNeed.objects.filter(case=case), "code", "asked_on", "pk"),
        "moves": [m.bucket for m in CaseNeedMove.objects.filter(need__case=case).order_by("on", "pk")],
        "opened": Need.objects.filter(pk__in=CaseNeed.objects.filter(case=case).values("need_id")).count(),
    }


def _digests() -> dict[str, str]:
    """Return what the audit says of each verb, batches and single entries alike."""
    found: dict[str, list[str]] = {}
    for entry in Entry.objects.filter(verb__in=["aftercare.case.enrolled", "aftercare.visit.recorded"]):
        found.setdefault(entry.verb, []).append(entry.digest.split(":")[0])
    return {
        verb: one[0] if len(one) == 1 else hashlib.sha256("\n".join(sorted(one)).encode()).hexdigest()
        for verb, one in found.items()
    }


class _Rolled(Exception):
    pass


def test_one_by_one_in_bulk_and_at_once_leave_the_same() -> None:
    by, today = system("history"), COMPLETED + timedelta(days=300)
    wall.enter(ROOT, sensitive=True)
    place, cohort = make.team(), make.cohort(COMPLETED)
    humans = [people.person(by, place.code, 300 + n) for n in range(6)]
    dice = random.Random(7)
    histories = [_history(dice, today) for _human in humans]
    enrolments = [Enrolment(human.pk, cohort, place, COMPLETED, area_id="301409") for human in humans]
    images, digests, figures = [], [], []
    asked = facts.Asked(place.path, COMPLETED, today)

    def singly() -> list[int]:
        ids = [enrol_many(enrolments=[one], by=by, at=make.at(COMPLETED), today=COMPLETED)[0] for one in enrolments]
        told = [(pk, answers, at) for pk, history in zip(ids, histories, strict=True) for answers, at in history]
        for pk, answers, at in sorted(told, key=lambda one: one[2]):
            rounds.tick(today=at.date(), at=at, by=by)
            visits.record(case=Case.objects.get(pk=pk), answers=answers, by=by, at=at)
        return ids

    def in_bulk() -> list[int]:
        ids = enrol_many(enrolments=enrolments, by=by, at=make.at(COMPLETED), today=COMPLETED)
        told = [(pk, answers, at) for pk, history in zip(ids, histories, strict=True) for answers, at in history]
        visits.record_many(visits=told, by=by, at=make.at(today), today=today)
        return ids

    def at_once() -> list[int]:
        return visits.enrol_with_history(
            enrolments=enrolments, histories=histories, by=by, at=make.at(COMPLETED), today=today
        )

    for way in (singly, in_bulk, at_once):
        with pytest.raises(_Rolled), transaction.atomic():
            ids = way()
            rounds.tick(today=today, at=make.at(today), by=by)
            images.append([_image(Case.objects.get(pk=pk)) for pk in ids])
            digests.append(_digests())
            figures.append((facts.report(by, asked), facts.national(by, place.path, today)))
            raise _Rolled
    for other in images[1:]:
        for number, (one, two) in enumerate(zip(images[0], other, strict=True)):
            for name in one:
                assert one[name] == two[name], (number, name)
    assert digests[0] == digests[1] == digests[2]
    assert figures[0] == figures[1] == figures[2] and figures[0][1].asked > 0
    assert any(image["needs"] for image in images[0]) and any(image["alerts"] for image in images[0])


@pytest.mark.parametrize("seed", range(int(os.environ.get("TIDTAM_TEST_SEEDS", "30"))))
def test_a_random_history_ends_as_the_rules_say(seed: int) -> None:
    """Record, suspend, resume, correct and tick in any order; the rows equal the fold of everything known."""
    dice = random.Random(seed)
    by = make.recorder()
    case = make.case(by, completed_on=COMPLETED, today=COMPLETED, enrolled_on=COMPLETED)
    until = COMPLETED + timedelta(days=dice.randint(30, 400))
    for answers, at in _history(dice, until, rich=False):
        day = at.date()
        if dice.random() < 0.3:
            rounds.tick(today=day, at=at, by=replace(system("t"), scope=by.scope))
        case = Case.objects.get(pk=case.pk)
        visit = visits.record(case=case, answers=answers, by=by, at=at)
        case = Case.objects.get(pk=case.pk)
        if dice.random() < 0.1 and case.status == "active":
            cases.suspend(case=case, kind="abroad", from_on=max(COMPLETED, day - timedelta(days=dice.randint(0, 9))),
                          reason="", by=by, at=at)  # fmt: skip
        elif dice.random() < 0.2 and case.status == "suspended":
            cases.resume(case=case, on=day, by=by, at=at)
        elif dice.random() < 0.1:
            other = make.answers(answers.visited_on, dice.choice(RESULTS), acknowledge_warnings=True)
            visits.correct(visit=visit, answers=other, reason="แก้", by=by, at=at)
    rounds.tick(today=until, at=make.at(until, 23), by=replace(system("t"), scope=by.scope))
    _holds(Case.objects.get(pk=case.pk), until)


def _holds(case: Case, today: date) -> None:
    made = plan(case.completed_on)
    rows = list(Round.objects.filter(case=case).order_by("round_no"))
    known = list(Visit.objects.filter(case=case))
    standing = rule.fold(
        made,
        [rule.Visit(v.uuid.hex, v.visited_on, v.recorded_at.date()) for v in known],
        today,
        [rule.Suspended(s.from_on, s.to_on, s.kind, s.made_at.date()) for s in Suspension.objects.filter(case=case)],
    )
    assert [row.state for row in rows] == [one.state for one in standing.rounds]
    assert [row.visited_on for row in rows] == [one.visit.visited_on if one.visit else None for one in standing.rounds]
    filled = {row.visit_no for row in rows if row.visit_no}
    assert len(filled) == sum(row.state == "done" for row in rows)
    assert {v.visit_no for v in known if v.kind == "round"} == filled
    letters = "".join("." if row.state == "done" else row.state[0] for row in rows)
    strip = case.strip.translate(str.maketrans("oelnux", "....de"))
    assert strip == letters
    ledger = set(Missed.objects.filter(case=case).values_list("round_no", flat=True))
    assert {line.n for line in standing.ledger} <= ledger
    assert ledger >= {row.round_no for row in rows if row.state == "missed"}
    closed = [row for row in rows if row.state not in ("planned", "due")]
    assert all(row.counted_office_id == case.office_id for row in closed)
    assert all(row.counted_office_id is None for row in rows if row not in closed)
    owed = [row for row in rows if row.state in ("planned", "due")]
    assert (case.next_round, case.next_due_on) == ((owed[0].round_no, owed[0].due_on) if owed else (None, None))
    course = follow(rule_told for rule_told in _told(known))
    assert case.last_visited_on == (course.last.visited_on if course.last else None)
    assert case.not_found_run == course.not_found
    assert case.visits == len(known) and case.rounds_done == len(filled)


def _told(known: list[Visit]) -> list[Any]:
    from tidtam.aftercare.rules.cases import Told

    return [Told(v.visited_on, v.uuid.hex, v.result) for v in known]
