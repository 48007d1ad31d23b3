"""The command that finds people of a register in a file: the search of the house, without a database."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tidtam.cli.aftercare import Add


def search_people(args: argparse.Namespace) -> int:
    """Index a register, answer the questions, write query_id, rank, person_id."""
    from tidtam.people.matching.sheets import answer

    count = answer(Path(args.register), Path(args.queries), Path(args.out))
    if args.json:
        print(json.dumps({"queries": count, "out": args.out}, ensure_ascii=False))
    else:
        print(f"ค้นแล้ว {count:,} คำค้น ผลอยู่ที่ {args.out}", file=sys.stderr)
    return 0


def add_commands(add: Add) -> None:
    """Add the command to the command line."""
    one = add("search-people", search_people, "ค้นชื่อคนจากทะเบียนในไฟล์ CSV ไม่ใช้ฐานข้อมูล")
    one.add_argument("--register", required=True, help="ทะเบียน CSV: person_id และชื่อ")
    one.add_argument("--queries", required=True, help="คำค้น CSV: query_id และ query")
    one.add_argument("--out", required=True, help="ผลลัพธ์ CSV: query_id, rank, person_id")
