"""Write the synthetic nation through the rooms' own bulk actions, province by province; what stands is left alone."""

from __future__ import annotations

import gc
import os
import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from multiprocessing import get_context
from time import perf_counter

import django
from django.db import connection, transaction

from tidtam.accounts import clock
from tidtam.accounts.models import Installation, User
from tidtam.aftercare.actions import programmes, teams
from tidtam.aftercare.actions.enrol import Enrolment
from tidtam.aftercare.actions.live import BANGKOK
from tidtam.aftercare.actions.teams import Member, Order, team_code
from tidtam.aftercare.actions.visits import Answers, enrol_with_history
from tidtam.aftercare.models import Case, Cohort, Programme
from tidtam.aftercare.queries.needs import needs_of
from tidtam.assistance.actions import Change, move_many, settle_many
from tidtam.assistance.models import Request
from tidtam.demo.nation import citizens, histories, values
from tidtam.demo.nation.allotment import Share, shares
from tidtam.demo.nation.histories import History
from tidtam.demo.nation.names import person_name
from tidtam.demo.nation.values import COHORT_SIZE, Invented
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor, system
from tidtam.kernel.problem import Problem
from tidtam.offices.choices import Source
from tidtam.offices.models import Office
from tidtam.offices.queries import by_code
from tidtam.people.actions import register_many
from tidtam.people.choices import Purpose
from tidtam.people.rules import NoticeValues, Registration
from tidtam.places.choices import AreaLevel
from tidtam.places.provinces import BANGKOK as BANGKOK_CODE
from tidtam.places.provinces import PROVINCES
from tidtam.places.queries import children
from tidtam.thai.dates import fiscal_year

AS_OF = date(2023, 11, 15)  # the day of the letter whose figures these are
NOTICE = "1"
MEMBERS = ("village_head", "health_volunteer", "kamnan")


_ROWS = ("people", "cases", "rounds", "visits", "needs", "requests", "deliveries")
_SECONDS = ("seconds", "inventing", "staff_seconds", "wishing", "receiving", "advancing")


@dataclass
class Built:
    """What a build wrote. Units: rows, seconds."""

    people: int = 0
    cases: int = 0
    rounds: int = 0
    visits: int = 0
    needs: int = 0
    requests: int = 0
    deliveries: int = 0
    seconds: float = 0.0
    inventing: float = 0.0
    staff_seconds: float = 0.0
    wishing: float = 0.0  # of inventing, what citizens ask for; that of people is part of their seconds
    receiving: float = 0.0
    advancing: float = 0.0
    wall: float = 0.0
    provinces: list[str] = field(default_factory=list)

    def add(self, other: Built) -> None:
        """Add what another process built; seconds add up too, and `wall` is what passed."""
        for name in (*_ROWS, *_SECONDS):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.provinces += other.provinces

    def share_out(self) -> None:
        """Turn the seconds of several processes into those that passed on the clock, in the same proportion."""
        worked = self.seconds + self.staff_seconds + self.wishing + self.receiving + self.advancing
        for name in _SECONDS:
            setattr(self, name, getattr(self, name) * self.wall / worked if worked else 0.0)

    @property
    def rows(self) -> int:
        """Return the rows of people, cases, rounds, visits and needs."""
        return self.people + self.cases + self.rounds + self.visits + self.needs


def build(
    *,
    seed: int,
    as_of: date,
    province: str = "",
    scale: float = 1.0,
    requests: int = 0,
    say: Callable[[str], None] = lambda text: None,
) -> Built:
    """Build the programme year of one province or of all, in a demo database.

    `requests` is how many citizens of the whole nation ask their local governments for help; `scale` shrinks it too.

    Errors: Problem("demo.real_database"); Problem("demo.province").
    """
    _found_demo(as_of)
    wanted = [p.code for p in PROVINCES if not province or p.code == province]
    if not wanted:
        raise Problem("demo.province", f"ไม่มีจังหวัดรหัส {province}", field="province")
    started = perf_counter()
    programme = _programme(as_of, system("ชุดสาธิต"))
    _teams(wanted, as_of, system("ชุดสาธิต"))
    people, asks = shares(scale), citizens.shares(round(requests * scale))
    jobs = [(code, people[code], asks[code], seed, as_of, programme.pk) for code in wanted]
    built = Built(staff_seconds=perf_counter() - started)
    for part in _all(jobs):
        built.add(part)
        built.wall = perf_counter() - started
        say(
            f"{' '.join(part.provinces)} {built.people:,} คน {built.visits:,} การเยี่ยม "
            f"{built.requests:,} คำขอของประชาชน {built.wall:,.0f} วินาที"
        )
    built.share_out()
    return built


Job = tuple[str, Share, int, int, date, int]


def _all(jobs: Sequence[Job]) -> Iterator[Built]:
    """Yield what each province became; a nation is built by several processes, each with its own connection."""
    if len(jobs) == 1:
        yield one(jobs[0])
        return
    # The largest first, so that no core is left with one of them at the end.
    ordered = sorted(jobs, key=lambda job: (-job[1].to_follow - job[2], job[0]))
    # One more than the cores: while one waits for the disk or for its statement's answer, another works.
    workers = (os.cpu_count() or 1) + 1
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=django.setup) as pool:
        for future in as_completed([pool.submit(one, job) for job in ordered]):
            yield future.result()


def one(job: Job) -> Built:
    """Build one province, its people in one transaction and its citizens' requests in another; what stands stays."""
    code, share, asks, seed, as_of, programme_id = job
    by, built = system("ชุดสาธิต"), Built()
    with _without_collector(), transaction.atomic():
        wall.enter(ROOT, sensitive=True)
        programme = Programme.objects.get(pk=programme_id)
        if not Case.objects.filter(programme=programme, cohort__owner__province_id=code).exists():
            _province(code, share, seed, as_of, programme, by, built)
            built.provinces.append(code)
    if asks:
        ask(code, asks, seed, as_of, built)
    return built


def ask(province: str, count: int, seed: int, as_of: date, built: Built) -> None:
    """Let citizens of a province ask their local governments, unless some have asked already."""
    with _without_collector(), transaction.atomic():
        wall.enter(ROOT)
        if Request.objects.filter(office__province_id=province).exists():
            return
        started = perf_counter()
        tales = citizens.invent(province, count, seed, as_of)
        wished = perf_counter() - started
        built.inventing, built.wishing = built.inventing + wished, built.wishing + wished
        asked = citizens.write(tales, by=system("ชุดสาธิต"), at=moment(as_of, 8))
        started = perf_counter()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        built.receiving += asked.receiving
        built.advancing += asked.advancing + perf_counter() - started
        built.requests += asked.requests
        built.deliveries += asked.deliveries
    if province not in built.provinces:
        built.provinces.append(province)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Rest the collector of cycles: it would walk through a million living rows again and again, and find nothing."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
            gc.collect()


def _found_demo(as_of: date) -> None:
    row = Installation.objects.filter(pk=1).first()
    if (row is None and User.objects.exists()) or (row is not None and not row.is_demo):
        raise Problem("demo.real_database", "ฐานข้อมูลนี้เป็นของจริง ชุดสาธิตใช้ร่วมไม่ได้ กำหนด TIDTAM_DATA เป็นโฟลเดอร์อื่น")
    if row is None:
        Installation.objects.create(pk=1, is_demo=True, as_of=as_of)
        clock.forget()


def moment(day: date, hour: int = 9) -> datetime:
    """Return an hour of a day in Bangkok."""
    return datetime.combine(day, time(hour), BANGKOK)


def _programme(as_of: date, by: Actor) -> Programme:
    year = fiscal_year(as_of - timedelta(days=60))
    code = f"SR{year}"
    found = Programme.objects.filter(code=code).first()
    if found is not None:
        return found
    with wall.scope(ROOT):
        return programmes.make_programme(
            values=programmes.ProgrammeValues(
                code=code, name=f"โครงการช่วยเหลือผู้ผ่านการฟื้นฟูสภาพทางสังคม ปีงบประมาณ {year}", fiscal_year_be=year
            ),
            by=by,
            at=moment(as_of - timedelta(days=365)),
        )


def _teams(provinces: Sequence[str], as_of: date, by: Actor) -> None:
    """Make all teams at once: the tree of offices is read for each time some are made."""
    since = as_of - timedelta(days=400)
    with wall.scope(ROOT):
        districts = [area.code for province in provinces for area in children(province)]
        teams.ensure_teams(district_codes=districts, source=Source.DEMO, since=since, by=by, at=moment(since))


def _province(
    code: str, share: Share, seed: int, as_of: date, programme: Programme, by: Actor, built: Built
) -> None:  # fmt: skip
    started = perf_counter()
    offices = _staff(code, seed, as_of, by)
    cohorts = _cohorts(code, share, seed, as_of, programme, by)
    built.staff_seconds += perf_counter() - started
    started = perf_counter()
    lives = _lives(code, share, seed, as_of, [cohort.completed_on for cohort in cohorts])
    built.inventing += perf_counter() - started
    _write(lives, offices, cohorts, as_of, by, built)
    built.seconds += perf_counter() - started


def _staff(province: str, seed: int, as_of: date, by: Actor) -> dict[str, Office]:
    """Make teams with members by district orders; return the office that answers for each tambon."""
    dice = random.Random(f"{seed}/staff/{province}")  # noqa: S311 (invented data must come out the same each time)
    answering: dict[str, Office] = {}
    since = as_of - timedelta(days=400)
    for district in children(province):
        tambons = [area.code for area in children(district.code) if area.level == AreaLevel.SUBDISTRICT]
        if province == BANGKOK_CODE:
            answering |= dict.fromkeys(tambons, by_code(f"BKK-{district.code}"))
            continue
        office = by_code(f"DOPA-{district.code}")
        members = tuple(
            (tambon, Member(name=" ".join(person_name(dice, male=dice.random() < 0.7)[1:3]), kind=kind,
                            health=kind == "health_volunteer"))
            for tambon in tambons for kind in MEMBERS
        )  # fmt: skip
        order = Order(
            number=f"{dice.randint(100, 900)}/{fiscal_year(since)}", ordered_on=since, valid_from=since,
            tambons=tuple(tambons), members=members,
        )  # fmt: skip
        teams.make_order(office=office, order=order, by=by, at=moment(since))
        stood = Office.objects.select_related("parent").in_bulk([team_code(t) for t in tambons], field_name="code")
        answering |= {tambon: stood[team_code(tambon)] for tambon in tambons}
    return answering


def _cohorts(
    province: str, share: Share, seed: int, as_of: date, programme: Programme, by: Actor
) -> list[Cohort]:  # fmt: skip
    count = max(1, -(-share.to_follow // COHORT_SIZE))
    owner = by_code("BKK-1001" if province == BANGKOK_CODE else f"DOPA-{province}")
    made = []
    for number, completed in enumerate(values.cohort_dates(count, as_of, seed, province), 1):
        said = programmes.CohortValues(
            programme=programme, number=number, owner=owner, centre_name=f"ศูนย์ฟื้นฟูสภาพทางสังคม {owner}",
            training_from=completed - timedelta(days=15), completed_on=completed,
        )  # fmt: skip
        made.append(programmes.make_cohort(values=said, by=by, at=moment(completed - timedelta(days=20))))
    return made


@dataclass(frozen=True, slots=True)
class Life:
    """One invented person with a year."""

    person: Invented
    history: History


def _lives(province: str, share: Share, seed: int, as_of: date, cohorts: Sequence[date]) -> list[Life]:
    """Invent the people of a province; exactly as many asked, and as many were helped, as its share says."""
    lives, dice_of = [], []
    for number in range(share.to_follow):
        person, dice = values.invent(seed, province, number, list(cohorts))
        history = histories.live(
            dice, tambon=person.tambon, completed_on=person.completed_on, substance=person.substance, as_of=as_of
        )
        lives.append(Life(person, history))
        dice_of.append(dice)
    order = random.Random(f"{seed}/asked/{province}")  # noqa: S311 (as above)
    able = [place for place, life in enumerate(lives) if life.history.may_ask()]
    if len(able) < share.asked:
        raise Problem("demo.too_few", f"จังหวัด {province} มีผู้ที่พบตัวน้อยกว่าผู้ขอรับความช่วยเหลือ")
    for rank, place in enumerate(order.sample(able, share.asked)):
        histories.wish(dice_of[place], lives[place].history, helped=rank < share.helped, as_of=as_of)
    return lives


def _registrations(lives: Sequence[Life], offices: dict[str, Office]) -> Iterator[Registration]:
    for life in lives:
        person, office = life.person, offices[life.person.tambon]
        yield Registration(
            person=person.person, office_id=office.pk, scope_path=office.path, addresses=person.addresses,
            caregiver=person.caregiver, public_id=person.person_name,
            notice=NoticeValues(version=NOTICE, at=moment(person.enrolled_on)),
        )  # fmt: skip


def _write(
    lives: Sequence[Life], offices: dict[str, Office], cohorts: Sequence[Cohort], as_of: date, by: Actor, built: Built
) -> None:
    at = moment(as_of, 8)
    ids = register_many(registrations=list(_registrations(lives, offices)), purpose=Purpose.AFTERCARE, by=by, at=at)
    enrolments = [
        Enrolment(
            person_id=pk, cohort=cohorts[life.person.cohort], office=offices[life.person.tambon],
            enrolled_on=life.person.enrolled_on, certificate_no=life.person.certificate_no, colour=life.person.colour,
            substance=life.person.substance, area_id=life.person.tambon, moo=life.person.moo,
        )
        for pk, life in zip(ids, lives, strict=True)
    ]  # fmt: skip
    told = [_told(life.history) for life in lives]
    read = at - timedelta(days=2)  # recorders are two days behind
    cases = enrol_with_history(
        enrolments=enrolments, histories=told, by=by, at=at, today=as_of, accepted_before=read,
        numbers_checked=True,  # every number is invented once
    )  # fmt: skip
    answered = _answer(cases, lives, by, at)
    built.people += len(ids)
    built.cases += len(cases)
    built.rounds += len(cases) * cohorts[0].programme.rounds
    built.visits += sum(len(one) for one in told)
    built.needs += answered


def _told(history: History) -> list[tuple[Answers, datetime]]:
    # Nobody sits there to look twice at what is merely odd, such as two visits close together.
    return [(Answers(**one.values, acknowledge_warnings=True), one.at) for one in history.visits]


def _answer(cases: Sequence[int], lives: Sequence[Life], by: Actor, at: datetime) -> int:
    """Answer the wishes as their stories say. Shape: wishes that stand."""
    wishes = {
        (pk, wish.code): wish for pk, life in zip(cases, lives, strict=True) for wish in life.history.wishes
    }  # fmt: skip
    asked = [pk for pk, life in zip(cases, lives, strict=True) if life.history.wishes]
    settled, taken = [], []
    for need_id, case, code in needs_of(asked):
        wish = wishes[case, code]
        if wish.settled_on is not None:
            amount = Decimal(wish.amount_baht) if wish.amount_baht is not None else None
            fund = "งบประมาณหน่วยงาน" if amount else ""
            settled.append(
                Change(
                    need_id,
                    on=wish.settled_on,
                    at=moment(wish.settled_on, 15),
                    given=wish.given,
                    amount=amount,
                    fund=fund,
                )
            )
        elif wish.taken_up_on is not None:
            taken.append(Change(need_id, on=wish.taken_up_on, at=moment(wish.taken_up_on, 15)))
    settle_many(changes=settled, by=by, at=at)
    move_many(verb="take_up", changes=taken, by=by, at=at)
    return len(wishes)
