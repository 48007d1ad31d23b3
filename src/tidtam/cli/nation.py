"""Commands about the synthetic nation."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict

from tidtam.cli.arguments import day
from tidtam.kernel.problem import Problem


def add_commands(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add `nation` to the parser."""
    one = add("nation", nation, "สร้างข้อมูลสมมติของหนึ่งปีโครงการ ทั้งประเทศหรือหนึ่งจังหวัด ในฐานข้อมูลสาธิต")
    one.add_argument("--seed", type=int, default=1, help="เลขตั้งต้นเดียวกันให้ข้อมูลเดียวกัน")
    one.add_argument("--province", default="", help="รหัสจังหวัด 2 หลัก เช่น 30")
    one.add_argument("--scale", type=_scale, default=1.0, help="ย่อขนาด เช่น 0.01")
    one.add_argument("--requests", type=int, default=0, help="คำขอของประชาชนทั้งประเทศ เช่น 500000 (ย่อตามขนาด)")
    one.add_argument("--as-of", type=day, default=None, help="วันของข้อมูล (2023-11-15) และนาฬิกาของฐานข้อมูลสาธิตใหม่")


def _scale(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 1:
        raise argparse.ArgumentTypeError("ขนาดต้องมากกว่า 0 และไม่เกิน 1")
    return value


def nation(args: argparse.Namespace) -> int:
    """Build the synthetic nation and say what was written, how fast."""
    from tidtam.cli import open_house

    open_house()
    from tidtam.accounts import clock
    from tidtam.accounts.models import Installation
    from tidtam.demo.nation import build

    row = Installation.objects.filter(pk=1).first()
    if args.as_of and row is not None and row.as_of and clock.today() != args.as_of:
        raise Problem(
            "demo.clock", f"ฐานข้อมูลสาธิตนี้ตั้งวันไว้แล้ว ({clock.today()}) กำหนด TIDTAM_DATA เป็นโฟลเดอร์อื่น", field="as_of"
        )
    as_of = args.as_of or (clock.today() if row is not None and row.is_demo else build.AS_OF)
    built = build.build(
        seed=args.seed, as_of=as_of, province=args.province, scale=args.scale, requests=max(args.requests, 0),
        say=lambda text: print(text, file=sys.stderr),
    )  # fmt: skip
    if args.json:
        print(json.dumps(asdict(built) | {"rows": built.rows, "as_of": str(as_of)}, ensure_ascii=False))
    else:
        print(
            f"{built.people:,} คน {built.rounds:,} รอบ {built.visits:,} การเยี่ยม {built.needs:,} คำขอ "
            f"ใน {built.seconds:,.0f} วินาที ({built.rows / max(built.seconds, 0.001):,.0f} แถวต่อวินาที) "
            f"และ {built.requests:,} คำขอของประชาชนใน {built.receiving + built.advancing:,.0f} วินาที"
        )
    return 0
