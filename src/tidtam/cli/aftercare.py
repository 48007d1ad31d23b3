"""Commands of follow-up that need neither database nor Django: the plan of a person, the check of a roster."""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import Any, Protocol

from tidtam.kernel.problem import Problem
from tidtam.thai.dates import from_be, parse_date, short_date

_PARAMETERS = ("rounds", "interval_days", "window_days")


class Add(Protocol):
    """How the command line takes in one command."""

    def __call__(self, name: str, run: Any, text: str, *, json_too: bool = True) -> argparse.ArgumentParser:
        """Return the parser of a new command."""


def completed(text: str) -> date:
    """Return the day of completion written as 2023-03-31 or 31 มี.ค. 2566.

    Errors: ArgumentTypeError in Thai; a year of the Buddhist era in an ISO day is told with the day that was meant.
    """
    day = parse_date(text)
    if day is None:
        raise argparse.ArgumentTypeError(f"วันที่ต้องเขียนแบบ 2023-03-31 หรือ 31 มี.ค. 2566 ไม่ใช่ {text}")
    if 2400 <= day.year <= 2700:
        meant = f"{from_be(day.year):04d}-{day.month:02d}-{day.day:02d}"
        raise argparse.ArgumentTypeError(f"ปี {day.year} เป็น พ.ศ. ถ้าหมายถึง {short_date_or(meant)} ให้พิมพ์ {meant}")
    return day


def short_date_or(text: str) -> str:
    """Return a day in short Thai, or the text itself when it is no day (29 February of another year)."""
    try:
        return short_date(date.fromisoformat(text))
    except ValueError:
        return text


def plan(args: argparse.Namespace) -> int:
    """Print the plan of a person who completed on a day."""
    from tidtam.aftercare.rules.plan import Parameters
    from tidtam.aftercare.rules.plan import plan as make

    changed = {name: getattr(args, name) for name in _PARAMETERS if getattr(args, name) is not None}
    made = make(args.completed, Parameters(**changed))
    if args.json:
        print(json.dumps(made.as_json(), ensure_ascii=False, indent=1))
        return 0
    print(f"จบการฟื้นฟู {short_date(made.completed_on, weekday=True)}")
    print("ครั้งที่  กำหนด                 ช่วงที่นับเป็นครั้งนี้")
    for slot in made.rounds:
        print(f"{slot.n:>6}  {short_date(slot.due, weekday=True):<20} {short_date(slot.start)} – {short_date(slot.end)}")
    closing = made.closing
    print(f"ประเมินปิด {short_date(closing.due, weekday=True)}  {short_date(closing.start)} – {short_date(closing.end)}")
    return 0


def add_commands(add: Add) -> None:
    """Add the commands of this file to the command line."""
    one = add("plan", plan, "แผนเยี่ยมหนึ่งปีจากวันจบการฟื้นฟู ไม่ใช้ฐานข้อมูล")
    one.add_argument("--completed", type=completed, required=True, help="วันจบ เช่น 2023-03-31 หรือ 31 มี.ค. 2566")
    one.add_argument("--rounds", type=int, help="จำนวนครั้ง (ปกติ 24)")
    one.add_argument("--interval-days", type=int, help="ระยะห่างเป็นวัน (ปกติ 15)")
    one.add_argument("--window-days", type=int, help="ก่อนและหลังกำหนดได้กี่วัน (ปกติ 7)")
