"""What the database works stand on: a circular from the department to every LGO, and eight rules that bind them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from django.db import connection, transaction

from tidtam import audit
from tidtam.accounts import actions as accounts
from tidtam.accounts import clock
from tidtam.accounts.models import Installation, User
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor, system
from tidtam.kernel.permissions import Permission
from tidtam.letters.actions import intake as intakes
from tidtam.letters.actions.confirm import Checked, CheckedDeadline, CheckedLetter, confirm, new_letter
from tidtam.letters.actions.relay import relay
from tidtam.letters.choices import Direction
from tidtam.letters.models import Letter, RegisterEntry
from tidtam.obligations.actions import bulk
from tidtam.obligations.choices import DutyState, FulfilmentKind, ObligationKind
from tidtam.obligations.models import Duty, Obligation
from tidtam.obligations.rules import Rule
from tidtam.obligations.rules.value import Kind
from tidtam.offices.models import Office
from tidtam.offices.queries import below, by_code

AS_OF = date(2026, 5, 21)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
OFFICES = 7850
DAYS = (1, 5, 10, 15, 20, 25, 30, 31)  # eight monthly rules, two of them past the end of February
SEED = 2569
CODE = {"nation": "DLA", "province": "DLA-30", "district": "DLA-3014"}
ROLE = {
    "nation": "department_analyst", "province": "province_coordinator", "district": "district_recorder",
    "lgo": "lgo_clerk",
}  # fmt: skip
BY = system("การวัด")


def acting(office: Office) -> Actor:
    """Return somebody of an office who may do everything there."""
    return Actor(
        user_id=None, grant_id=None, office_id=office.pk, scope=office.path, role="system", name="การวัด",
        permissions=frozenset(Permission),
    )  # fmt: skip


def moment(day: date, hour: int = 10) -> datetime:
    """Return an hour of a day in Bangkok."""
    return datetime.combine(day, time(hour), clock.BANGKOK)


def found_demo() -> None:
    """Mark the empty database as a demo whose day is AS_OF."""
    Installation.objects.get_or_create(pk=1, defaults={"is_demo": True, "as_of": AS_OF})
    clock.forget()


def circular(number: int, *, deadlines: Sequence[CheckedDeadline] = ()) -> RegisterEntry:
    """Take in and confirm a circular at the department; return its register line."""
    office, day = by_code(CODE["nation"]), YEAR[0] + timedelta(days=4)
    by, at = acting(office), moment(day)
    subject = f"การติดตามและรายงานผลการดำเนินงานของท้องถิ่น ฉบับที่ {number}"
    with wall.scope(office.path):
        taken = intakes.take_in(office=office, name=f"{number}.txt", text=subject, by=by, at=at)
        fields = {
            "issuer": "กระทรวงมหาดไทย", "number": f"มท 0810.6/ว {number}", "date": YEAR[0].isoformat(),
            "circular": True, "addressee": "อธิบดีกรมส่งเสริมการปกครองท้องถิ่น", "subject": subject,
        }  # fmt: skip
        letter = CheckedLetter(fields=fields, deadlines=list(deadlines), text=subject)
        checked = Checked(letters=[letter], received_on=day, counts_from=day)
        return confirm(intake=taken, checked=checked, version=taken.version, by=by, at=at)


def pass_down(entry: RegisterEntry, share: float = 1) -> int:
    """Relay a registered letter to every office below the department, or to a share of them; return how many."""
    with wall.scope(entry.office.path):
        offices = list(below(entry.office))
        offices = offices[: max(1, round(len(offices) * share))]
        relay(
            entry=entry, offices=offices, words="เพื่อทราบและถือปฏิบัติ", by=acting(entry.office),
            at=moment(YEAR[0] + timedelta(days=5)),
        )  # fmt: skip
    return len(offices)


def delivered(office: Office, count: int) -> list[int]:
    """Deliver `count` letters to the office; none is registered yet. Shape: ids of the register lines."""
    made = []
    with wall.scope(office.path):
        for number in range(count):
            letter = new_letter(
                office, number=f"นม 0023.14/{number}", date=AS_OF, subject=f"เรื่องที่ {number}",
                made_at=moment(AS_OF),
            )  # fmt: skip
            entry = RegisterEntry.objects.create(
                office=office, scope_path=office.path, letter=letter, direction=Direction.IN,
                delivered_at=moment(AS_OF),
            )  # fmt: skip
            made.append(entry.pk)
    return made


def monthly(day: int) -> Rule:
    """Return the rule 'on this day of every month'."""
    return Rule(kind=Kind.MONTHLY, days=(day,))


@transaction.atomic
def bind(letter: Letter, days: Iterable[int], offices: int) -> list[Obligation]:
    """Make one obligation per day and bind the first LGOs to it, as relaying does, without making duties yet."""
    wall.enter(ROOT)
    owner, made = by_code(CODE["nation"]), []
    for day in days:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('obligations_obligation_id_seq')")
            key = int(cursor.fetchone()[0])
            cursor.execute(
                "INSERT INTO obligations_bound (obligation_id, office_id, scope_path, binds, starts_on, counts_from) "
                "SELECT %s, id, path, level = 'lgo', %s, %s FROM ("
                "(SELECT id, path, level FROM offices_office WHERE level = 'lgo' ORDER BY path LIMIT %s) UNION ALL "
                "SELECT id, path, level FROM offices_office WHERE path >= %s AND path < %s AND level <> 'lgo') o",
                [key, YEAR[0], YEAR[0], offices, owner.path, owner.path + "~"],
            )
        obligation = Obligation(
            id=key, title=f"รายงานผลการดำเนินงานภายในวันที่ {day} ของเดือน", letter=letter, owner_office=owner,
            kind=ObligationKind.DATED, rule=monthly(day).to_json(), from_level="lgo", to="อำเภอ", system="",
            quote=f"ภายในวันที่ {day} ของทุกเดือน", counts_from=YEAR[0], made_at=moment(YEAR[0]),
        )  # fmt: skip
        obligation.save(force_insert=True)
        audit.record("obligations.obligation.made", obligation, by=BY, at=moment(YEAR[0]), fields=["rule"])
        made.append(obligation)
    return made


def answer_past() -> int:
    """Send most of what was due before AS_OF, some of it late, as offices do; return how many."""
    dice = random.Random(SEED)  # noqa: S311 (the same rows on every run)
    sent = []
    with wall.scope(ROOT):
        rows = Duty.objects.filter(state=DutyState.OPEN, due_on__lt=AS_OF).order_by("due_on", "office__path")
        for duty, due_on in rows.values_list("id", "due_on"):
            roll = dice.random()
            if roll < 0.88:
                late = roll > 0.8
                day = due_on + timedelta(days=dice.randint(1, 6) if late else -dice.randint(0, 4))
                at = moment(day, dice.randint(9, 15))
                if day < AS_OF:
                    sent.append(bulk.Sent(duty=duty, kind=FulfilmentKind.STATEMENT, at=at))
        bulk.send_many(sent, words="รายงานตามแบบแล้ว", by=BY, at=moment(AS_OF, 8))
    return len(sent)


def people(count: int) -> list[tuple[User, str]]:
    """Make `count` people of the local line, one grant each: 1 in 16 nation, 3 province, 4 district, the rest LGOs.

    Shape: [(user, "nation" | "province" | "district" | "lgo")]
    """
    levels = (["nation"] + ["province"] * 3 + ["district"] * 4 + ["lgo"] * 8) * (count // 16 + 1)
    made = []
    with wall.scope(ROOT):
        under = below(by_code(CODE["nation"]), itself=True)
        offices = {level: list(under.filter(level=name)) for level, name in _levels().items()}
        for index, level in enumerate(levels[:count]):
            office = offices[level][index * 37 % len(offices[level])]
            name, at = f"bench{index}", moment(AS_OF)
            user = User.objects.filter(username=name).first()
            if user is None:
                user, _ = accounts.create_user(username=name, name=f"ผู้วัด {index}", by=BY, at=at)
                accounts.give(user=user, office=office, role=ROLE[level], valid_from=YEAR[0], by=BY, at=at)
            made.append((user, level))
    return made


def _levels() -> dict[str, str]:
    return {"nation": "department", "province": "province", "district": "district", "lgo": "lgo"}
