"""Commands of the map: load boundaries, count its points anew."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tidtam.cli.aftercare import Add
from tidtam.kernel.problem import Problem


def load_boundaries(args: argparse.Namespace) -> int:
    """Load outlines of areas from a GeoJSON file with official codes, and set the map's points anew."""
    from tidtam.places import boundaries

    path = Path(args.file)
    if not path.is_file():
        raise Problem("files.missing", f"ไม่พบไฟล์ {path}")
    if path.stat().st_size > boundaries.MOST_BYTES:
        raise Problem("places.boundaries_large", "ไฟล์ใหญ่เกิน 400 MB")
    found = boundaries.read(path.read_bytes(), args.key)
    from tidtam.cli import open_house

    open_house()
    from tidtam.accounts import clock
    from tidtam.console.mapping import actions
    from tidtam.kernel import wall
    from tidtam.kernel.actor import ROOT, system
    from tidtam.places.actions import load_boundaries as load

    with wall.scope(ROOT):
        made = load(outlines=found, source=path.name, by=system("เส้นเขต"), at=clock.now())
        points = actions.rebuild()
    print(f"เส้นเขต {made.areas:,} พื้นที่ จุดของตำบล {made.points:,} จุดบนแผนที่ {points:,}")
    if made.unknown:
        print(f"รหัสที่ไม่รู้จัก {len(made.unknown):,}: {' '.join(made.unknown[:10])}", file=sys.stderr)
    return 0


def rebuild_map(_args: argparse.Namespace) -> int:
    """Count the points of the map anew."""
    from tidtam.cli import open_house

    open_house()
    from tidtam.console.mapping import actions
    from tidtam.kernel import wall
    from tidtam.kernel.actor import ROOT

    with wall.scope(ROOT):
        print(f"จุดบนแผนที่ {actions.rebuild():,}")
    return 0


def add_commands(add: Add) -> None:
    """Add the commands of this module."""
    one = add("load-boundaries", load_boundaries, "นำเข้าเส้นเขตพื้นที่จากไฟล์ GeoJSON ที่มีรหัสกรมการปกครอง")
    one.add_argument("file", help="ไฟล์ GeoJSON (WGS 84)")
    one.add_argument("--key", default="", help="ชื่อช่องที่เก็บรหัส เช่น ADM2_PCODE")
    add("rebuild-map", rebuild_map, "นับจุดบนแผนที่ใหม่ทั้งหมด")
