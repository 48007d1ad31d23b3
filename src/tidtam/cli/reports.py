"""Commands of reports: recompute every signed figure."""

from __future__ import annotations

import argparse
import json

from tidtam.cli.aftercare import Add


def check_reports(args: argparse.Namespace) -> int:
    """Recompute every signed figure from its rows as they were then; 1 when one fails."""
    from tidtam.cli import open_house

    open_house()
    from tidtam.kernel import wall
    from tidtam.kernel.actor import ROOT
    from tidtam.reports.queries.verifying import verify_all

    with wall.scope(ROOT):
        found = verify_all()
    faults = [
        {"report": report, "edition": no, "cell": fault.cell, "words": fault.words}
        for report, no, fault in found.faults
    ]
    if args.json:
        told = {"holds": found.holds, "editions": found.editions, "cells": found.cells, "faults": faults}
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        print(f"{found.editions:,} ฉบับ {found.cells:,} ช่อง")
        for one in faults:
            print(one["report"], one["edition"], one["cell"] or "-", one["words"], sep="\t")
        print("ตัวเลขที่ลงนามคำนวณใหม่ได้ตรงทุกช่อง" if found.holds else f"ไม่ตรง {len(faults):,} แห่ง")
    return 0 if found.holds else 1


def add_commands(add: Add) -> None:
    """Add the commands of this module."""
    add("check-reports", check_reports, "คำนวณตัวเลขที่ลงนามทุกช่องใหม่จากข้อมูลเบื้องหลัง")
