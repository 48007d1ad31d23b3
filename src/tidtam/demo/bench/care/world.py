"""Three districts with their teams, and whatever people may try with one case after another, at random."""

from __future__ import annotations

import random
import uuid
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from tidtam.aftercare import access
from tidtam.aftercare.actions import cases, programmes, teams, transfers, visits
from tidtam.aftercare.actions.enrol import Enrolment, enrol
from tidtam.aftercare.actions.visits import Answers
from tidtam.aftercare.choices import CloseReason, Stage, SuspensionKind
from tidtam.aftercare.models import Case
from tidtam.aftercare.queries.needs import needs_of
from tidtam.assistance import actions as assistance
from tidtam.assistance.models import Need
from tidtam.demo.bench.nation import BY, acting, moment
from tidtam.demo.nation.names import person_name
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.problem import Problem
from tidtam.offices.models import Office
from tidtam.offices.queries import by_code
from tidtam.people import actions as people
from tidtam.people.choices import Purpose
from tidtam.people.rules import PersonValues
from tidtam.places.models import Area
from tidtam.thai.national_id import synthetic

COMPLETED = date(2025, 10, 31)
DISTRICTS, PROVINCE = ("3014", "3015", "3016"), "DOPA-30"
RESULTS = ("F1",) * 16 + ("F2", "F2", "N1", "N1", "C1", "M1", "M2", "J1", "H1", "O1", "R1", "T1", "D1")
VERBS = (
    "record", "record", "record", "late", "double", "again", "suspend", "resume", "close", "reopen", "offer", "accept",
    "reject", "decide", "withdraw", "assign", "settle", "take_up", "refuse_need",
)  # fmt: skip
TRIES = 6  # what finds nothing to do is followed by something else
_serial = count(8_000_000_001)


class World:
    """The offices, who acts in them, and the case at hand."""

    def __init__(self) -> None:
        with wall.scope(ROOT):
            at = moment(COMPLETED - timedelta(days=60))
            districts = [by_code(f"DOPA-{code}") for code in DISTRICTS]
            self.teams = [self._team(office, at) for office in districts]
            self.people: list[Actor] = [acting(office) for office in districts]
            self.province = acting(by_code(PROVINCE))
            values = programmes.ProgrammeValues(code="RANDOM", name="โครงการทดสอบสุ่ม", fiscal_year_be=2569)
            self.programme = programmes.make_programme(values=values, by=BY, at=at)
            self.cohort = programmes.make_cohort(
                values=programmes.CohortValues(
                    programme=self.programme, number=1, owner=by_code(PROVINCE), centre_name="ศูนย์ทดสอบ",
                    training_from=COMPLETED - timedelta(days=15), completed_on=COMPLETED,
                ),
                by=BY, at=at,
            )  # fmt: skip
        self.case = 0
        self.today = COMPLETED
        self.sent: list[Answers] = []

    def _team(self, office: Office, at: datetime) -> Office:
        tambon = f"{office.district_id}01"
        order = teams.Order(number="1/2568", ordered_on=at.date(), valid_from=at.date(), tambons=(tambon,))
        teams.make_order(office=office, order=order, by=BY, at=at)
        return by_code(teams.team_code(tambon))

    @property
    def at(self) -> datetime:
        """Return the instant of the sequence."""
        return moment(self.today, 10)

    def begin(self, dice: random.Random) -> int:
        """Enrol somebody new at one of the districts or its team; return the case."""
        self.today, self.sent = COMPLETED + timedelta(days=dice.randint(0, 5)), []
        place = dice.randrange(len(DISTRICTS))
        by = self.people[place]
        with wall.scope(by.scope):
            office = self.teams[place] if dice.random() < 0.7 else by_code(f"DOPA-{DISTRICTS[place]}")
            title, first, last, nickname = person_name(dice, male=True)
            values = PersonValues(
                first_name=first, last_name=last, title=title, nickname=nickname, id_kind="national",
                id_number=synthetic(next(_serial)), sex="1",
            )  # fmt: skip
            made = people.register(person=values, purpose=Purpose.AFTERCARE, office=office, by=by, at=self.at)
            enrolment = Enrolment(
                person_id=made.pk, cohort=self.cohort, office=office, enrolled_on=self.today,
                area_id=f"{DISTRICTS[place]}01",
            )  # fmt: skip
            self.case = enrol(enrolment=enrolment, by=by, at=self.at).pk
        return self.case

    def act(self, dice: random.Random) -> str:
        """Let days pass, then do one thing at random; return what was done, or why it was refused."""
        self.today += timedelta(days=dice.choice((0, 1, 4, 9, 15, 24)))
        for _ in range(TRIES):
            said = self._try(dice)
            if said != "nothing":
                break
        return said

    def _try(self, dice: random.Random) -> str:
        verb = dice.choice(self._fitting() if dice.random() < 0.8 else VERBS)
        by = self.province if verb == "decide" or dice.random() < 0.05 else self._holder(dice)
        try:
            with wall.scope(by.scope, sensitive=True):
                return verb if getattr(self, f"_{verb}")(by, dice) else "nothing"
        except Problem as problem:
            return problem.code

    def _fitting(self) -> tuple[str, ...]:
        """Return what would move a running offer on, else anything."""
        with wall.scope(ROOT):
            stages = set(access.transfers(BY).filter(case=self.case).values_list("stage", flat=True))
        if Stage.RECEIVER in stages:
            return ("accept", "accept", "reject", "withdraw", "record", "offer")
        return ("decide", "record") if Stage.SUPERIOR in stages else VERBS

    def _holder(self, dice: random.Random) -> Actor:
        """Return mostly somebody of the district that has the case."""
        if dice.random() < 0.15:
            return dice.choice(self.people)
        with wall.scope(ROOT):
            path = Case.objects.values_list("scope_path", flat=True).get(pk=self.case)
        return next((one for one in self.people if path.startswith(one.scope)), self.people[0])

    def _mine(self, by: Actor) -> Case | None:
        return access.cases(by).filter(pk=self.case).select_related("office").first()

    # Visits -----------------------------------------------------------------------------------------------------
    def _visit(self, by: Actor, dice: random.Random, on: date) -> bool:
        case, result = self._mine(by), dice.choice(RESULTS)
        if case is None:
            return False
        met = result in ("F1", "F2")
        needs = ((dice.choice(("OCC", "JOB", "HOU")), ""),) if met and dice.random() < 0.4 else ()
        low = met and dice.random() < 0.1
        answers = Answers(
            uuid=uuid.UUID(int=dice.getrandbits(128), version=4), visited_on=on, mode="H", result=result,
            used={"F1": "N", "F2": "Y"}.get(result, ""), substances=("01",) if result == "F2" else (), needs=needs,
            needs_declined=met and not needs, q2=(low, False) if met else None,
            not_found_why="away" if result in ("N1", "C1") else "", acknowledge_warnings=True,
            moved_to_area=f"{dice.choice(DISTRICTS)}01" if result == "M1" else None,
        )  # fmt: skip
        visits.record(case=case, answers=answers, by=by, at=self.at)
        self.sent.append(answers)
        return True

    def _record(self, by: Actor, dice: random.Random) -> bool:
        return self._visit(by, dice, self.today)

    def _late(self, by: Actor, dice: random.Random) -> bool:
        return self._visit(by, dice, self.today - timedelta(days=dice.randint(1, 40)))

    def _double(self, by: Actor, dice: random.Random) -> bool:
        return self._visit(by, dice, self.today) and self._visit(by, dice, self.today)

    def _again(self, by: Actor, dice: random.Random) -> bool:
        case = self._mine(by)
        if case is None or not self.sent:
            return False
        return bool(visits.record(case=case, answers=dice.choice(self.sent), by=by, at=self.at))

    # What a recorder decides ------------------------------------------------------------------------------------
    def _suspend(self, by: Actor, dice: random.Random) -> bool:
        case, kind = self._mine(by), dice.choice(SuspensionKind.values)
        since = self.today - timedelta(days=dice.randint(0, 20))
        return case is not None and bool(
            cases.suspend(case=case, kind=kind, from_on=since, reason="", by=by, at=self.at)
        )

    def _resume(self, by: Actor, dice: random.Random) -> bool:
        case = self._mine(by)
        return case is not None and bool(cases.resume(case=case, on=self.today, by=by, at=self.at))

    def _close(self, by: Actor, dice: random.Random) -> bool:
        case = self._mine(by)
        reason = dice.choice((CloseReason.REFUSED, CloseReason.NOT_A_CASE, CloseReason.DECEASED))
        if case is None or dice.random() < 0.8:
            return False
        return bool(cases.close(case=case, reason=reason, note="", on=self.today, by=by, at=self.at))

    def _reopen(self, by: Actor, dice: random.Random) -> bool:
        case = self._mine(by)
        return case is not None and bool(cases.reopen(case=case, reason="ปิดผิดคน", by=by, at=self.at))

    def _assign(self, by: Actor, dice: random.Random) -> bool:
        case = self._mine(by)
        if case is None or by is self.province:
            return False
        home = self.people.index(by)
        office = self.teams[home] if dice.random() < 0.6 else by_code(f"DOPA-{DISTRICTS[home]}")
        return bool(cases.assign(cases=[case], office=office, by=by, at=self.at))

    # Transfer ---------------------------------------------------------------------------------------------------
    def _offer(self, by: Actor, dice: random.Random) -> bool:
        case = self._mine(by)
        area = Area.objects.get(pk=f"{dice.choice(DISTRICTS)}01")
        return case is not None and bool(transfers.offer(case=case, area=area, by=by, at=self.at))

    def _before(self, by: Actor, stage: str) -> Any:
        with wall.lent(ROOT):  # which of the offers is this case's stands in the sender's scope
            ours = list(access.offers(BY).filter(stage=stage, transfer__case=self.case).values_list("pk", flat=True))
        return access.offers(by).filter(pk__in=ours).first()

    def _accept(self, by: Actor, dice: random.Random) -> bool:
        by = self._receiver() or by
        wall.enter(by.scope, sensitive=True)
        row = self._before(by, Stage.RECEIVER)
        return row is not None and bool(transfers.accept(offer=row, by=by, at=self.at))

    def _reject(self, by: Actor, dice: random.Random) -> bool:
        by = self._receiver() or by
        wall.enter(by.scope, sensitive=True)
        row = self._before(by, Stage.RECEIVER)
        return row is not None and bool(transfers.reject(offer=row, reason="ไม่ใช่คนที่นี่", by=by, at=self.at))

    def _receiver(self) -> Actor | None:
        with wall.lent(ROOT):
            row = self._before(BY, Stage.RECEIVER)
        return next((one for one in self.people if row and row.scope_path.startswith(one.scope)), None)

    def _decide(self, by: Actor, dice: random.Random) -> bool:
        row = self._before(by, Stage.SUPERIOR)
        verb, to = dice.choice(("receiver", "keep", "other")), by_code(f"DOPA-{dice.choice(DISTRICTS)}")
        return row is not None and bool(transfers.decide(offer=row, verb=verb, office=to, by=by, at=self.at))

    def _withdraw(self, by: Actor, dice: random.Random) -> bool:
        row = access.transfers(by).filter(case=self.case, stage=Stage.RECEIVER).first()
        return row is not None and bool(transfers.withdraw(transfer=row, by=by, at=self.at))

    # Needs ------------------------------------------------------------------------------------------------------
    def _need(self, dice: random.Random) -> Need | None:
        known = needs_of([self.case])
        return Need.objects.filter(pk=dice.choice(known)[0]).first() if known else None

    def _settle(self, by: Actor, dice: random.Random) -> bool:
        need = self._need(dice)
        return need is not None and bool(
            assistance.settle(need=need, given="ช่วยตามที่ขอ", on=self.today, by=by, at=self.at)
        )

    def _take_up(self, by: Actor, dice: random.Random) -> bool:
        need = self._need(dice)
        return need is not None and bool(assistance.take_up(need=need, by=by, at=self.at))

    def _refuse_need(self, by: Actor, dice: random.Random) -> bool:
        need = self._need(dice)
        return need is not None and bool(assistance.refuse(need=need, words="ไม่เข้าเกณฑ์", by=by, at=self.at))
