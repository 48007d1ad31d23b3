"""Make the demo: mark the database for ever, its people, and a few months of life of three circulars."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from importlib import resources

from django.conf import settings

from tidtam.accounts import actions as accounts
from tidtam.accounts import clock
from tidtam.accounts.models import Installation, User
from tidtam.aftercare.actions import cases, teams
from tidtam.aftercare.choices import MemberKind
from tidtam.aftercare.models import Case, TeamOrder
from tidtam.config.postgres import data_dir
from tidtam.console.confirming.proposal import proposal
from tidtam.demo import tips
from tidtam.demo.acting import acting, moment
from tidtam.demo.activities import open_plan
from tidtam.demo.helping import open_centre
from tidtam.demo.moving import hand_over
from tidtam.demo.nation.build import ask, build
from tidtam.demo.people import PEOPLE
from tidtam.demo.reporting import open_series, report_past
from tidtam.demo.signs import open_signs
from tidtam.demo.welfare import open_welfare
from tidtam.exchange.actions import queueing
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor, system
from tidtam.kernel.problem import Problem
from tidtam.letters.actions import intake as intakes
from tidtam.letters.actions.confirm import confirm
from tidtam.letters.actions.register import register
from tidtam.letters.actions.relay import relay
from tidtam.letters.models import Intake, RegisterEntry
from tidtam.obligations.actions import bulk
from tidtam.obligations.choices import DutyState, FulfilmentKind
from tidtam.obligations.models import Duty
from tidtam.offices.actions import tree
from tidtam.offices.models import Office
from tidtam.offices.queries import below, by_code, directly_below

SEED = 2569
PROVINCE = "30"  # the one whose people are followed in the demo
REQUESTS = 480  # of citizens of that province; the local government of the story has some thirty of them
PASSWORDS = "demo-accounts"
_KEYED_SINCE = timedelta(days=5)  # recorders are two days behind with accepting: three days of visits


def ensure_demo(*, as_of: date) -> list[tuple[str, str, str]]:
    """Make the demo once; later calls return the same accounts.

    Shape: [(user name, password, name and office)]
    Errors: Problem("demo.real_database") in a database that is none.
    """
    row = Installation.objects.filter(pk=1).first()
    if row is None and User.objects.exists():
        raise Problem("demo.real_database", "ฐานข้อมูลนี้มีผู้ใช้จริงแล้ว ชุดสาธิตใช้ร่วมไม่ได้ กำหนด TIDTAM_DATA เป็นโฟลเดอร์อื่น")
    if row is not None and not row.is_demo:
        raise Problem("demo.real_database", "ฐานข้อมูลนี้เป็นของจริง ชุดสาธิตใช้ร่วมไม่ได้ กำหนด TIDTAM_DATA เป็นโฟลเดอร์อื่น")
    if row is None:
        Installation.objects.create(pk=1, is_demo=True, as_of=as_of)
        clock.forget()
        built = build(seed=SEED, as_of=as_of, province=PROVINCE)
        ask(PROVINCE, REQUESTS, SEED, as_of, built)
        _people(as_of)
        give_phones()
        _teams(as_of)
        hand_over(as_of)
        _keying(as_of)
        _life(as_of)
        open_centre(as_of)
        open_welfare(as_of)
        open_signs(as_of)
        report_past(as_of)
        open_plan(as_of)
        tips.open_tips(as_of)
    return list(_kept())


def announcement(accounts: list[tuple[str, str, str]], port: int) -> str:
    """Return what the terminal shows when the demo is up."""
    lines = [
        f"\nติดตาม ชุดสาธิต: http://localhost:{port}   (กด Ctrl-C เพื่อหยุด)",
        f"ช่องทางแจ้งเบาะแส: {settings.TIPS_URL}\n",
    ]
    lines += [f"  {user:<12} {password:<14} {who}" for user, password, who in accounts]
    lines += tips.told()
    return "\n".join(lines) + "\n"


def _people(as_of: date) -> None:
    by, at = system("ชุดสาธิต"), clock.now()
    lines = []
    with wall.scope(ROOT):
        for person in PEOPLE:
            password = "-".join(secrets.token_hex(2) for _ in range(3))
            user, _ = accounts.create_user(username=person.username, name=person.name, password=password, by=by, at=at)
            for code, role in person.grants:
                accounts.give(
                    user=user, office=by_code(code), role=role, valid_from=as_of - timedelta(days=400), by=by, at=at
                )
            lines.append(f"{person.username}\t{password}\t{person.name} · {by_code(person.grants[0][0]).name_th}")
    path = data_dir() / "keys" / PASSWORDS
    path.touch(mode=0o600)
    path.write_text("\n".join(lines))


def give_phones() -> None:
    """Give the districts of the story a telephone for their teams to call, of an exchange that does not exist."""
    by, at = system("ชุดสาธิต"), clock.now()
    with wall.scope(ROOT):
        for office in Office.objects.filter(code__regex=r"^DOPA-(30|36)\d\d$"):
            tree.edit(office=office, by=by, at=at, phone=f"0 4400 {office.code[-4:]}")


def _teams(as_of: date) -> None:
    """Let the accounts of teams be members with people given to them."""
    by, at, since = system("ชุดสาธิต"), moment(as_of, 7), as_of - timedelta(days=300)
    with wall.scope(ROOT):
        for person in PEOPLE:
            for code, role in person.grants:
                if role not in teams.TEAM_ROLES.values():
                    continue
                team, is_health = by_code(code), role == teams.TEAM_ROLES[True]
                kind = MemberKind.HEALTH_VOLUNTEER if is_health else MemberKind.VILLAGE_HEAD
                made = teams.add_member(
                    order=TeamOrder.objects.get(members__office=team, members__kind=MemberKind.KAMNAN), team=team,
                    member=teams.Member(person.name, kind, health=is_health), valid_from=since, by=by, at=at,
                )  # fmt: skip
                teams.link_account(member=made, username=person.username, by=by, at=at)
                theirs = Case.objects.filter(office=team, member=None).order_by("pk")
                cases.assign(cases=list(theirs)[1 if is_health else 0 :: 2], office=team, member=made, by=by, at=at)


def _keying(as_of: date) -> None:
    """Let the visits accepted of the last days wait to be typed: a whole year of them would hide what is new."""
    at = moment(as_of, 8)
    with wall.scope(ROOT):
        queueing.take_in(since=at - _KEYED_SINCE, by=system("ชุดสาธิต"), at=at)


def _kept() -> Iterator[tuple[str, str, str]]:
    for line in (data_dir() / "keys" / PASSWORDS).read_text().splitlines():
        user, password, who = line.split("\t")
        yield user, password, who


def _story(name: str) -> str:
    return (resources.files("tidtam.demo") / "story" / f"{name}.txt").read_text(encoding="utf-8")


def _receive(code: str, story: str, day: date) -> RegisterEntry:
    office = by_code(code)
    by, at = acting(office, "เจ้าหน้าที่สารบรรณ (สาธิต)"), moment(day)
    with wall.scope(office.path):
        read = _read(office, story, by, at)
        assert read.reading is not None
        found = proposal(read.reading, read.text, office, day)
        found.received_on = found.counts_from = day
        return confirm(intake=read, checked=found, version=read.version, by=by, at=at)


def _read(office: Office, story: str, by: Actor, at: datetime) -> Intake:
    taken = intakes.take_in(office=office, name=f"{story}.txt", text=_story(story), by=by, at=at)
    return intakes.read(intake=taken, by=by, at=at)


def _pass_down(entry: RegisterEntry, offices: list[Office], day: date) -> RegisterEntry:
    by = acting(entry.office, "เจ้าหน้าที่สารบรรณ (สาธิต)")
    with wall.scope(entry.office.path):
        return relay(entry=entry, offices=offices, words="เพื่อทราบและถือปฏิบัติ", by=by, at=moment(day, 14))


def _life(as_of: date) -> None:
    """Three circulars go down their lines, are registered, and answered for some months; one more waits to be read."""
    year = as_of.year
    info = _receive("DLA", "info", date(year, 1, 16))
    out = _pass_down(info, list(below(info.office)), date(year, 1, 19))
    follow = _receive("DOPA", "followup", date(year, 2, 2))
    _pass_down(follow, list(directly_below(follow.office)), date(year, 2, 3))
    temple = _receive("DLA-30", "temple", date(year, 3, 9))
    _pass_down(temple, list(below(temple.office)), date(year, 3, 10))
    _register_some(out, date(year, 1, 21))
    open_series(as_of)
    _send_past(as_of)
    tum = by_code("LGO-301409")
    with wall.scope(tum.path):
        _read(tum, "help", acting(tum, "กานดา ศรีประทุม"), moment(as_of, 9))


def _register_some(out: RegisterEntry, day: date) -> None:
    """The offices of the demo's own people register what was delivered; the others' clerks are as they are."""
    for person in PEOPLE:
        for code, _ in person.grants:
            office = by_code(code)
            with wall.scope(office.path):
                for line in RegisterEntry.objects.filter(office=office, via=out, number__isnull=True):
                    register(entry=line, by=acting(office, person.name), at=moment(day, 11))


def _send_past(as_of: date) -> None:
    """Offices answered what was due: most on time, some late, some never; provinces differ, as they do."""
    dice = random.Random(SEED)  # noqa: S311 (the demo must come out the same each time)
    quality: dict[str, float] = {}
    sent = []
    by, at = system("ชุดสาธิต"), moment(as_of, 8)
    with wall.scope(ROOT):
        open_duties = (
            Duty.objects.filter(state=DutyState.OPEN, due_on__lt=as_of, report=None)
            .order_by("due_on", "office__path")
            .values_list("id", "due_on", "office__province", "office_id")
        )
        for duty, due_on, province, _office in open_duties:
            care = quality.setdefault(province, dice.betavariate(9, 1.6))
            roll = dice.random()
            if roll > care:
                continue
            late = dice.random() > 0.88
            day = due_on + timedelta(days=dice.randint(1, 6) if late else -dice.randint(0, 4))
            if day < as_of:
                kind = FulfilmentKind.NIL if dice.random() < 0.2 else FulfilmentKind.STATEMENT
                sent.append(bulk.Sent(duty=duty, kind=kind, at=moment(day, dice.randint(9, 15))))
        bulk.send_many(sent, words="รายงานตามแบบแล้ว", by=by, at=at)
