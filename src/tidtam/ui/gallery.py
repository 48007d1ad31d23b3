"""Invented data for the gallery page: every component once, nothing real."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.utils.functional import SimpleLazyObject

from tidtam.kernel.problem import Problem
from tidtam.ui.forms import attach
from tidtam.ui.shapes import (
    Cell,
    Column,
    Event,
    Figure,
    GrantChoice,
    Heat,
    HeatCell,
    HeatRow,
    InboxRow,
    Link,
    Moment,
    NavItem,
    Shell,
    Table,
    heat_level,
    month,
)
from tidtam.ui.tiles import PLACES, tiles

_BANGKOK = ZoneInfo("Asia/Bangkok")
_COLOURS = (
    "bg surface sunken line edge ink ink-2 ink-3 act act-soft rail upcoming-soft due-soft due-solid late-soft"
    " late-solid done-soft done-solid returned-soft focus h1 h2 h3 h4 h5"
)


class GalleryForm(forms.Form):
    """One field of each kind, one of them wrong."""

    number = forms.CharField(label="เลขที่หนังสือ", help_text="ตามหัวหนังสือ เลขไทยหรืออารบิกก็ได้")
    received_on = forms.CharField(label="วันที่รับ")
    words = forms.CharField(label="ข้อสั่งการ", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    division = forms.ChoiceField(label="ส่งกอง", choices=[("a", "สำนักปลัด"), ("b", "กองสวัสดิการสังคม")])
    urgent = forms.ChoiceField(label="ชั้นความเร็ว", choices=[("0", "ปกติ"), ("3", "ด่วนที่สุด")], widget=forms.RadioSelect)
    offices = forms.MultipleChoiceField(
        label="ส่งต่อให้",
        choices=[("1", "อบต.ตูม"), ("2", "อบต.ตะขบ"), ("3", "ทต.ปักธงชัย")],
        widget=forms.CheckboxSelectMultiple,
    )
    sure = forms.BooleanField(label="ตรวจกับต้นฉบับแล้ว")
    scan = forms.FileField(label="ไฟล์สแกน", required=False)


def _form() -> GalleryForm:
    form = GalleryForm(
        {
            "number": "นม ๐๐๒๓.๒๖/ว ๑๗๐๒",
            "received_on": "31 พ.ย. 2566",
            "division": "a",
            "urgent": "3",
            "offices": ["1", "3"],
            "sure": "on",
        }
    )
    attach(form, Problem("letters.no_such_day", "เดือนพฤศจิกายนมี 30 วัน", field="received_on"))
    return form


def _shell() -> Shell:
    return Shell(
        office="อบต.ตูม",
        place="อ.ปักธงชัย จ.นครราชสีมา",
        role="ธุรการ",
        nav=[
            NavItem("งานของฉัน", "#", "tray-f", current=True, count=7),
            NavItem("หนังสือ", "#", "envelope-simple-open", count=3),
            NavItem("หน้าที่", "#", "calendar-check"),
            NavItem("ภาพรวม", "#", "chart-line-up"),
            NavItem("คลังหน้าที่", "#", "stack"),
            NavItem("ทะเบียน", "#", "table", wide=True),
            NavItem("หน่วยงาน", "#", "tree-structure", wide=True),
        ],
        grants=[GrantChoice(1, "อบต.ตูม", "ธุรการ", current=True), GrantChoice(2, "อบต.ตะขบ", "ผู้ช่วยธุรการ")],
        switch_url="#",
        home_url="#",
        search_url="#",
        bell_url="#",
        bell_count=3,
        user_name="กานดา ศรีประทุม",
        account_url="#",
        demo="ฐานข้อมูลสาธิต คน หนังสือ และตัวเลขทั้งหมดสมมติขึ้น",
    )


def _inbox() -> dict[str, list[InboxRow]]:
    return {
        "late": [
            InboxRow(
                "ส่งรายงานงานสาธารณสงเคราะห์ เดือนตุลาคม", "#", "storefront", "late", "เลย 2 วัน", "ทำรายงาน",
                why="หนังสือจังหวัด นม ๐๐๒๓.๓/๖๑๒", quote="รายงานผลทุกวันที่ ๑ ของเดือน", note="ขยายถึง 21 พ.ย. แล้ว",
            )
        ],
        "due": [
            InboxRow(
                "ยืนยันหนังสืออำเภอ นม ๐๐๒๓.๒๖/ว ๑๗๐๒", "#", "envelope-simple-open", "due", "วันนี้", "อ่านและยืนยัน",
                why="ระบบอ่านแล้ว พบ 2 หน้าที่ และ 3 จุดที่ต้องดู", quote="ทุกวันที่ ๒๕ ของทุกเดือน", urgency="ด่วนที่สุด",
            ),
            InboxRow(
                "แก้คำขอ 66-0387 ที่อำเภอส่งคืน", "#", "arrow-u-up-left", "returned", "ส่งคืน", "เปิดแก้",
                why="ท้องถิ่นอำเภอ", quote="ขอภาพถ่ายบ้านหลังซ่อม 1 ภาพ", note="เมื่อวาน 15.20 น.",
            ),
        ],
        "upcoming": [
            InboxRow(
                "ตรวจป้ายประชาสัมพันธ์ 3 จุด พร้อมภาพ", "#", "signpost", "upcoming", "อีก 7 วัน", "ดูจุดตรวจ",
                why="ครบรอบเดือน · ตลาดนัด วัด และหน้าที่ทำการ", note="พฤ. 30 พ.ย.",
            )
        ],
    }  # fmt: skip


def _month() -> dict[str, Any]:
    on = {
        date(2023, 11, 1): [Event("สาธารณสงเคราะห์", "#", "late", "เลย 2 วัน", "นม ๐๐๒๓.๓/๖๑๒")],
        date(2023, 11, 15): [Event("ติดตาม 15 วัน", "#", "done", "ส่งแล้ว")],
        date(2023, 11, 21): [Event("คำขอ 66-0387", "#", "returned", "ส่งคืน")],
        date(2023, 11, 25): [Event("รายงานการช่วยเหลือ", "#", "due", "อีก 2 วัน")],
        date(2023, 11, 30): [Event("ตรวจป้าย", "#", "upcoming", "อีก 7 วัน")],
    }
    laid_out = month(
        date(2023, 11, 1), on, holidays={date(2023, 11, 27): "วันลอยกระทง"}, today=date(2023, 11, 23), office="อบต.ตูม"
    )
    return {"month": laid_out}


def _numbers() -> dict[str, Any]:
    values = {code: (int(code) * 37) % 200 for code in PLACES if code != "38"}
    districts = {"ปักธงชัย": (0, 1, 3, 2), "เทพสถิต": (0, 0, None, 5), "แม่สาย": (1, 0, 0, 8)}
    return {
        "tiles": tiles(values, urls=dict.fromkeys(PLACES, "#tiles")),
        "heat": Heat(
            "จำนวนหน้าที่ที่เลยกำหนด แยกอำเภอและเดือน",
            "อำเภอ",
            ["ส.ค.", "ก.ย.", "ต.ค.", "พ.ย."],
            [
                HeatRow(name, [HeatCell(n, heat_level(n or 0, 8), "#") for n in row], "#")
                for name, row in districts.items()
            ],
        ),
        "figures": [
            Figure("ขอรับความช่วยเหลือ", 18943, "#", "18.7% ของผู้ที่ต้องติดตาม", hero=True, spark=(2, 6, 9, 13, 16, 19)),
            Figure("ได้รับแล้ว", 10907, "#", "57.6% ของผู้ขอ", hero=True),
            Figure("ขอแล้ว ยังไม่ได้รับ", 8036, "#", "ทุกเรื่องมีเจ้าของ", tone="due", hero=True),
            Figure("ส่งทันเวลา", "8 จาก 9", note="นับจากวันรับหนังสือ"),
        ],
        "table": Table(
            "ผลการติดตามแยกอำเภอ",
            [Column("อำเภอ"), Column("สถานะ"), Column("ขอ", number=True), Column("ได้รับแล้ว", number=True)],
            [
                [Cell("เมืองนครราชสีมา"), Cell("รับแล้ว", state="done"), Cell(1412, "#"), Cell(731, "#")],
                [Cell("ปักธงชัย"), Cell("ตรวจไม่ผ่าน", state="returned"), Cell(41, "#", fail=True), Cell(22, "#")],
                [Cell("ครบุรี"), Cell("อีก 2 วัน", state="due"), Cell("", missing=True), Cell("", missing=True)],
            ],
            foot=[Cell("รวม 2 จาก 3 อำเภอ"), Cell(""), Cell(1453, "#"), Cell(753, "#")],
        ),
        "stack": Table(
            "หนังสือรับ",
            [Column("เรื่อง"), Column("สถานะ"), Column("รับที่", number=True)],
            [
                [Cell("ขอให้รายงานผลเป็นประจำทุกเดือน", "#"), Cell("ลงรับแล้ว", state="done"), Cell("2312")],
                [Cell("ขอเชิญประชุม", "#"), Cell("รอยืนยัน", state="due"), Cell("2313")],
            ],
            stack=True,
        ),
    }


def gallery_context(query: Mapping[str, str]) -> dict[str, Any]:
    """Return what the gallery page shows."""
    page = query.get("page", "2")
    return {
        "shell": _shell(),
        "colours": _COLOURS.split(),
        "states": ["upcoming", "due", "late", "done", "returned"],
        "inbox": _inbox(),
        **_month(),
        **_numbers(),
        "form": SimpleLazyObject(_form),
        "links": [
            Link("นม ๐๐๒๓.๒๖/ว ๑๗๐๒", "#"), Link("หน้าที่ทุกวันที่ 25", "#"), Link("ตัวเลข", current=True),
            Link("รายงานลงนาม"),
        ],
        "tabs": [Link("เดือน", "#", current=True), Link("รายการ", "#"), Link("ตามหนังสือ", "#")],
        "steps": [Link("รับไฟล์", done=True), Link("อ่าน", done=True), Link("ยืนยัน", current=True), Link("ลงรับ")],
        "moments": [
            Moment("ลงรับ เลขรับ 2312", datetime(2023, 11, 22, 9, 40, tzinfo=_BANGKOK), "stamp", note="กานดา ศรีประทุม"),
            Moment("รอหัวหน้าสั่งการ", date(2023, 11, 23), "hourglass-medium", "now"),
            Moment("ส่งกองสวัสดิการสังคม", "ภายใน 24 พ.ย.", "buildings", "to"),
        ],
        "flags": [Link("วันรับ 20 พ.ย. มาก่อนวันที่ในหนังสือ", "#"), Link("เดือนกุมภาพันธ์ไม่มีวันที่ 30", "#")],
        "page": Paginator(range(60), 10).get_page(page),
        "confidences": [0.1, 0.45, 0.8, 1.0],
        "read": [
            ("เลขที่หนังสือ", "นม 0023.26/ว 1702", 1.0), ("ลงวันที่", "อังคาร 21 พ.ย. 2566", 0.9),
            ("วันที่รับ", "20 พ.ย. 2566", 0.3),
        ],
        "instant": datetime(2023, 11, 23, 14, 5, tzinfo=_BANGKOK),
    }  # fmt: skip
