"""The command that holds the ledger of needs against itself."""

from __future__ import annotations

import argparse
import dataclasses
import json

from tidtam.cli.aftercare import Add


def check_ledger(args: argparse.Namespace) -> int:
    """Count the ledger anew from its rows; say what does not agree."""
    from tidtam.cli import open_house

    open_house()
    from tidtam.assistance.queries import checking
    from tidtam.kernel import wall
    from tidtam.kernel.actor import ROOT

    with wall.scope(ROOT):
        verdict = checking.check()
    if args.json:
        print(json.dumps({"holds": verdict.holds} | dataclasses.asdict(verdict), ensure_ascii=False, indent=1))
    else:
        print(f"{verdict.requests:,} คำขอ {verdict.needs:,} รายการ {verdict.movements:,} การเคลื่อนไหว")
        for fault in verdict.faults:
            print(f"{fault.check}\t{fault.key}\t{fault.stands}")
        print("ทุกรายการอยู่ในกลุ่มเดียว และยอดตรงกันทุกหน่วยงาน" if verdict.holds else "มียอดที่ไม่ตรงกัน")
    return 0 if verdict.holds else 1


def add_commands(add: Add) -> None:
    """Add the command to the command line."""
    add("check-ledger", check_ledger, "ตรวจบัญชีคำขอ: ทุกรายการอยู่ในกลุ่มเดียว ขอ = ได้รับ + ยังรอ ทุกหน่วยงาน")
