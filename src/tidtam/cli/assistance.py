"""The command that holds the ledger of needs against itself."""

from __future__ import annotations

import argparse
import dataclasses
import json
import time
from typing import Any

from tidtam.cli.aftercare import Add


def check_ledger(args: argparse.Namespace) -> int:
    """Count the ledger anew from its rows; say what does not agree. With `--every` again and again, each noted."""
    from tidtam.cli import open_house

    open_house()
    if args.every:
        return _watch(args)
    from tidtam.assistance.queries import checking
    from tidtam.kernel import wall
    from tidtam.kernel.actor import ROOT

    with wall.scope(ROOT):
        verdict = checking.check()
    if args.json:
        print(_as_json(verdict, indent=1))
    else:
        print(f"{verdict.requests:,} คำขอ {verdict.needs:,} รายการ {verdict.movements:,} การเคลื่อนไหว")
        for fault in verdict.faults:
            print(f"{fault.check}\t{fault.key}\t{fault.stands}")
        print("ทุกรายการอยู่ในกลุ่มเดียว และยอดตรงกันทุกหน่วยงาน" if verdict.holds else "มียอดที่ไม่ตรงกัน")
    return 0 if verdict.holds else 1


def _watch(args: argparse.Namespace) -> int:
    """Check until stopped, or `--times` times; every check stands in the audit, and a broken one tells the department.

    Shape: 1 when any of them did not hold.
    """
    from tidtam.accounts import clock
    from tidtam.assistance.actions import watching
    from tidtam.kernel.actor import system

    broken, done = False, 0
    try:
        while True:
            at = clock.now()
            verdict = watching.watch(by=system("check-ledger"), at=at)
            broken, done = broken or not verdict.holds, done + 1
            said = "ตรงกันทุกหน่วยงาน" if verdict.holds else f"ไม่ตรง {sum(verdict.counts.values()):,} แห่ง"
            line = f"{at.astimezone():%Y-%m-%d %H:%M:%S}\t{verdict.needs:,}\t{said}"
            print(_as_json(verdict, at=at.isoformat()) if args.json else line, flush=True)
            if done == args.times:
                break
            time.sleep(args.every)
    except KeyboardInterrupt:
        pass
    return 1 if broken else 0


def _as_json(verdict: Any, *, indent: int | None = None, **more: str) -> str:
    return json.dumps(more | {"holds": verdict.holds} | dataclasses.asdict(verdict), ensure_ascii=False, indent=indent)


def _seconds(text: str) -> float:
    value = float(text)
    if value < 1:
        raise ValueError("ตั้งแต่ 1 วินาที")
    return value


def add_commands(add: Add) -> None:
    """Add the command to the command line."""
    one = add("check-ledger", check_ledger, "ตรวจบัญชีคำขอ: ทุกรายการอยู่ในกลุ่มเดียว ขอ = ได้รับ + ยังรอ ทุกหน่วยงาน")
    one.add_argument("--every", type=_seconds, metavar="SECONDS", help="ตรวจซ้ำทุกกี่วินาทีจนกว่าจะสั่งหยุด แจ้งเตือนเมื่อไม่ตรง")
    one.add_argument("--times", type=int, default=0, help="ใช้กับ --every: ตรวจกี่ครั้งแล้วหยุด")
