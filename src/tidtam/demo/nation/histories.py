"""A believable year of one invented person: who was met when, what came of it, what was asked for and answered."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from tidtam.aftercare.actions.live import BANGKOK
from tidtam.aftercare.rules.cases import MOVES
from tidtam.demo.nation.allotment import chance
from tidtam.demo.nation.days import COMPILING, ahead, behind
from tidtam.demo.nation.dice import between, one_of
from tidtam.places import gazetteer
from tidtam.places.choices import AreaLevel

_DAY = timedelta(days=1)
_LATE = 8  # Units: days; what is keyed later than a week counts as late
NEEDS = ("OCC",) * 26 + ("JOB",) * 20 + ("CAP",) * 18 + ("WEL",) * 10 + ("EDU",) * 7 + ("HOU",) * 6 + ("MED",) * 5 + (
    "DOC", "DOC", "FAM", "EQP", "EQP", "LEG", "REL", "OTH",
)  # fmt: skip
_HOW_MANY = (1,) * 78 + (2,) * 18 + (3,) * 4
_GIVEN = {
    "OCC": "อบรมอาชีพระยะสั้น", "JOB": "ได้งานทำ", "CAP": "เงินทุนประกอบอาชีพ", "WEL": "เงินสงเคราะห์", "EDU": "ลงทะเบียนเรียน",
    "HOU": "ซ่อมแซมบ้าน", "MED": "พบแพทย์แล้ว", "DOC": "ทำบัตรแล้ว", "FAM": "เยี่ยมครอบครัว", "EQP": "มอบถุงยังชีพ", 
    "LEG": "ให้คำปรึกษา", "REL": "ฝากวัดดูแล", "OTH": "ช่วยแล้วตามที่ขอ",
}  # fmt: skip
# What may end or interrupt a year, with its chance per person.
_EVENTS = (
    ("J1", 0.022), ("T1", 0.012), ("H1", 0.008), ("O1", 0.010), ("O2", 0.003), ("O3", 0.003), ("D1", 0.004),
    ("M1", 0.006), ("M2", 0.006),
)  # fmt: skip


@dataclass(slots=True)
class Told:
    """One visit as the phone would send it: plain values of `Answers`, and the instant it was recorded."""

    values: dict[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """A need asked for at a visit, and what became of it by the as-of day. `settled_on` None: still open."""

    visit: int
    code: str
    asked_on: date
    settled_on: date | None
    given: str
    amount_baht: int | None
    taken_up_on: date | None


@dataclass(slots=True)
class History:
    """The visits of one person in the order they were recorded, and the wishes among them."""

    visits: list[Told] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)

    def may_ask(self) -> bool:
        """Say whether somebody was met who could ask for something."""
        return any(told.values["result"] in {"F1", "F2"} for told in self.visits)


def live(dice: random.Random, *, tambon: str, completed_on: date, substance: str, as_of: date) -> History:
    """Return the visits of a year up to the as-of day.

    Shape: at most one visit per round, seldom a second; days only rise with the round.
    """
    care = 0.62 + 0.36 * chance("team", tambon)  # teams differ, as they do
    event, when = _event(dice)
    elusive, prone = dice.random() < 0.07, dice.random() < 0.11
    found, away = History(), 0
    for n in range(1, 25):
        due = completed_on + timedelta(days=15 * n)
        if due - timedelta(days=7) > as_of:
            break
        if away and event in {"J1", "O1", "O2", "O3", "H1"}:
            away -= 1
            continue
        if dice.random() > care:
            continue
        day = ahead(due + timedelta(days=one_of(dice, (-4, -2, -1, 0, 0, 0, 0, 1, 1, 2, 3, 5, 6))))
        at = datetime.combine(day, time(between(dice, 8, 18), between(dice, 0, 59)), BANGKOK)
        if dice.random() < 0.03:
            at += _keyed_after(day, between(dice, 8, 20))  # written on paper, keyed later
        if at.date() >= as_of:
            continue
        result = event if event and n >= when else "N1" if elusive and dice.random() < 0.5 else ""
        told = Told(_answers(dice, day, result, substance, prone), at)
        found.visits.append(told)
        if result in MOVES:
            told.values["moved_to_area"] = _elsewhere(dice, tambon, far=result == "M2")
        if result in {"T1", "D1", *MOVES}:
            break
        if result and result != "N1":
            away, event = between(dice, 2, 6), event if result in {"J1", "O1", "O2", "O3", "H1"} else ""
            when = 99
    found.visits.sort(key=lambda told: (told.at, told.values["visited_on"]))
    return found


def _event(dice: random.Random) -> tuple[str, int]:
    roll = dice.random()
    for code, share in _EVENTS:
        if roll < share:
            return code, between(dice, 2, 20)
        roll -= share
    return "", 99


def _elsewhere(dice: random.Random, tambon: str, *, far: bool) -> str:
    """Return a tambon in another district of the province, or in another province."""
    return one_of(dice, _beyond(tambon[:2], "" if far else tambon[:4]))


@cache
def _beyond(province: str, district: str) -> tuple[str, ...]:
    """Return the tambons of a province that lie outside one of its districts; without one, those of all others."""
    codes = [area.code for area in gazetteer.areas() if area.level == AreaLevel.SUBDISTRICT]
    if not district:
        return tuple([code for code in codes if code[:2] != province])
    return tuple([code for code in codes if code[:2] == province and code[:4] != district])


def _answers(dice: random.Random, day: date, result: str, substance: str, prone: bool) -> dict[str, Any]:
    used = ""
    if not result:
        relapse = dice.random() < (0.22 if prone else 0.012)
        result, used = ("F2", "Y") if relapse else ("F1", "N")
        if dice.random() < 0.04:
            result, used = "C1", "U"
    met = result in {"F1", "F2"}
    values: dict[str, Any] = {
        "uuid": uuid.UUID(int=dice.getrandbits(128), version=4), "visited_on": day, "result": result,
        "mode": "H" if dice.random() < 0.85 else one_of(dice, "OTC"), "used": used,
    }  # fmt: skip
    if used == "Y":
        values |= {"substances": (substance,), "days_used": between(dice, 1, 6)}
    if met:
        low = dice.random() < 0.03
        values |= {
            "q2": (low, low and dice.random() < 0.5), "needs_declined": True,
            "counselling": ("listened",) if dice.random() < 0.7 else (),
            "family": {"relation": one_of(dice, "1112223")},
            "living": {"occupation": one_of(dice, ("01", "02", "04", "00"))},
        }  # fmt: skip
        if low:  # somebody who may went on to the nine questions, and found little
            values["q9"] = (*(int(dice.random() < 0.5) for _ in range(8)), 0)
            if sum(values["q9"]) > 6:
                values["q9"] = (1, 1, 0, 1, 0, 0, 0, 0, 0)
    if result == "N1":
        values["not_found_why"] = one_of(dice, ("away", "away", "working", "no_answer", "address"))
    return values


def wish(dice: random.Random, history: History, *, helped: bool, as_of: date) -> None:
    """Let the person ask for something at one of the visits; all of it is answered, or something still waits."""
    asked_at = [i for i, told in enumerate(history.visits) if told.values["result"] in {"F1", "F2"}]
    place = asked_at[int(len(asked_at) * dice.random() ** 1.7)]  # most ask early
    told = history.visits[place]
    day: date = told.values["visited_on"]
    codes = list(dict.fromkeys(one_of(dice, NEEDS) for _ in range(one_of(dice, _HOW_MANY))))
    told.values |= {
        "needs_declined": False,
        "needs": tuple((code, "ขอคำปรึกษาเรื่องงาน" if code == "OTH" else "") for code in codes),
    }
    noted = max(told.at.date(), day)
    for place_of, code in enumerate(codes):
        done = helped or (place_of > 0 and dice.random() < 0.3)
        left = (as_of - noted).days
        settled = noted + timedelta(days=between(dice, 0, max(0, min(left, 160)))) if done else None
        settled = settled and _open(settled, as_of)
        taken = _open(noted + _DAY, as_of) if not done and left > 3 and dice.random() < 0.45 else None
        amount = one_of(dice, (500, 1000, 2000, 3000, 5000)) if code in {"CAP", "WEL", "HOU"} and done else None
        history.wishes.append(Wish(place, code, day, settled, _GIVEN[code] if done else "", amount, taken))


def _keyed_after(day: date, wanted: int) -> timedelta:
    """Return how long a visit waits to be keyed: so many days or a few less, yet not into the days of compiling."""
    while wanted >= _LATE and any((day + n * _DAY).day in COMPILING for n in range(wanted + 1)):
        wanted -= 1
    return timedelta(days=wanted) if wanted >= _LATE else timedelta()


def _open(day: date, as_of: date) -> date:
    """Return the first day from this one on that is not for compiling, if it has come."""
    later = behind(day)
    return later if later <= as_of else day
