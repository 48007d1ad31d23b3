"""What the pages of offices show, as the tables, figures and steps of our components."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from tidtam.offices.actions.imports import Preview
from tidtam.offices.choices import ImportState
from tidtam.offices.importing import RowError
from tidtam.offices.models import Office, OfficeImport
from tidtam.offices.sheets import COLUMNS
from tidtam.ui.shapes import Cell, Column, Figure, Link, Table
from tidtam.ui.templatetags.thai import thai_date

# Measured on two cores under load: made rows go in bulk, changed ones one by one with their own audit entry.
_SECONDS_MADE, _SECONDS_CHANGED = 0.001, 0.016
SHOWN = 200  # rows of one table of a dry run; the sheet of errors holds all


def offices(found: Iterable[Office], caption: str) -> Table:
    """Return the list of offices. Shape: no query when the places were selected along."""
    rows = [
        [
            Cell(office.name_th, url=reverse("console:offices_admin:office", args=[office.pk])),
            Cell(office.code),
            Cell(office.get_lgo_type_display() or office.get_level_display()),
            Cell(office.district.name_th if office.district else "–"),
            Cell(office.province.name_th if office.province else "–"),
            Cell(office.letter_prefix or "–"),
        ]
        for office in found
    ]
    columns = [
        Column(gettext("หน่วยงาน")),
        Column(gettext("รหัส")),
        Column(gettext("ระดับหรือประเภท")),
        Column(gettext("อำเภอ")),
        Column(gettext("จังหวัด")),
        Column(gettext("เลขประจำหน่วยงาน")),
    ]
    return Table(caption=caption, columns=columns, rows=rows, stack=True)


def imports(found: Iterable[OfficeImport]) -> Table:
    """Return the history of imports."""
    rows = [
        [
            Cell(this.filename, url=reverse("console:offices_admin:import", args=[this.pk])),
            Cell(_state(this)),
            Cell(len(this.rows)),
            Cell(thai_date(this.created_at, "short time")),
            Cell(thai_date(this.applied_at, "short time") or "–"),
            Cell(thai_date(this.undone_at, "short time") or "–"),
        ]
        for this in found
    ]
    columns = [
        Column(gettext("ไฟล์")),
        Column(gettext("สถานะ")),
        Column(gettext("จำนวนแถว"), number=True),
        Column(gettext("ตรวจเมื่อ")),
        Column(gettext("นำเข้าเมื่อ")),
        Column(gettext("เลิกทำเมื่อ")),
    ]
    return Table(caption=gettext("ประวัติการนำเข้า"), columns=columns, rows=rows, stack=True)


def _state(this: OfficeImport) -> str:
    if this.state == ImportState.CHECKED and this.errors:
        return gettext("ตรวจแล้ว มีจุดที่ต้องแก้")
    return str(this.get_state_display())


def preview_figures(preview: Preview) -> list[Figure]:
    """Return the counts of a dry run; what must be mended leads to its rows."""
    unit, bad = gettext("แถว"), preview.bad
    new, differing = len(preview.fresh), len(preview.changed)
    return [
        Figure(gettext("เพิ่มใหม่"), new, url="#fresh" if new else "", unit=unit),
        Figure(gettext("เปลี่ยนแปลง"), differing, url="#changed" if differing else "", unit=unit),
        Figure(gettext("เหมือนเดิม"), preview.same, unit=unit),
        Figure(gettext("ต้องแก้"), bad, url="#errors" if bad else "", unit=unit, tone="late" if bad else ""),
    ]


def minutes(preview: Preview) -> int:
    """Return how long applying will take at most. Units: minutes, rounded up."""
    return math.ceil((len(preview.fresh) * _SECONDS_MADE + len(preview.changed) * _SECONDS_CHANGED) / 60)


def result_figures(this: OfficeImport) -> list[Figure]:
    """Return what an import made and changed."""
    return [
        Figure(gettext("เพิ่มใหม่"), len(this.changes["created"]), unit=gettext("หน่วยงาน")),
        Figure(gettext("เปลี่ยนแปลง"), len(this.changes["changed"]), unit=gettext("หน่วยงาน")),
    ]


def errors(found: list[RowError]) -> Table:
    """Return the first rows to mend."""
    rows = [
        [Cell(gettext("แถว %(row)d") % {"row": error["row"]}), Cell(error["column"]), Cell(error["message"])]
        for error in found[:SHOWN]
    ]
    columns = [Column(gettext("แถวในไฟล์")), Column(gettext("คอลัมน์")), Column(gettext("ต้องแก้อย่างไร"))]
    return Table(caption=gettext("จุดที่ต้องแก้"), columns=columns, rows=rows, stack=True)


def fresh(plans: list[dict[str, Any]]) -> Table:
    """Return the first offices an import would make."""
    rows = [
        [Cell(plan["name_th"]), Cell(plan["code"]), Cell(plan["parent"] or "–"), _row(plan)] for plan in plans[:SHOWN]
    ]
    columns = [
        Column(gettext("หน่วยงาน")),
        Column(gettext("รหัส")),
        Column(gettext("รหัสหน่วยงานแม่")),
        Column(gettext("แถวในไฟล์"), number=True),
    ]
    return Table(caption=gettext("หน่วยงานที่จะเพิ่ม"), columns=columns, rows=rows, stack=True)


def changed(found: list[tuple[dict[str, Any], list[str]]]) -> Table:
    """Return the first offices an import would change, with the columns that differ."""
    rows = [
        [
            Cell(plan["code"]),
            Cell(plan["name_th"] or "–"),
            Cell(" · ".join(COLUMNS[name][0] for name in columns)),
            _row(plan),
        ]
        for plan, columns in found[:SHOWN]
    ]
    columns = [
        Column(gettext("รหัส")),
        Column(gettext("หน่วยงาน")),
        Column(gettext("คอลัมน์ที่เปลี่ยน")),
        Column(gettext("แถวในไฟล์"), number=True),
    ]
    return Table(caption=gettext("หน่วยงานที่จะเปลี่ยน"), columns=columns, rows=rows, stack=True)


def _row(plan: dict[str, Any]) -> Cell:
    return Cell(plan["row"])


def steps(state: str) -> list[Link]:
    """Return the three steps of an import as far as it has come: upload, checked, applied or undone."""
    labels = [gettext("เลือกไฟล์"), gettext("ตรวจก่อนนำเข้า"), gettext("นำเข้า")]
    here = {"upload": 0, str(ImportState.CHECKED): 1}.get(str(state), 3)
    return [Link(label, current=place == here, done=place < here) for place, label in enumerate(labels)]
