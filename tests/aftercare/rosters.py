"""Rosters as tests take them in: their rows, their file, their cohort, and how one is checked and applied."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import xlsxwriter
from django.test import Client
from django.urls import reverse
from tests.factories.actors import NOW, TODAY, member, office

from tidtam.accounts import clock
from tidtam.accounts.models import Installation
from tidtam.aftercare.actions import applying, programmes, rosters
from tidtam.aftercare.actions.programmes import CohortValues, ProgrammeValues
from tidtam.aftercare.models import Cohort, RosterImport
from tidtam.aftercare.queries import rosters as queries
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor, system
from tidtam.thai.national_id import synthetic

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HEADER = [
    "ลำดับ", "เลขประจำตัวประชาชน", "เหตุผลที่ไม่มีเลข", "คำนำหน้า", "ชื่อ", "สกุล", "วันเกิด", "ตำบล", "อำเภอ", "จังหวัด", "โทรศัพท์",
]  # fmt: skip
DONE = date(2026, 3, 31)
FIRST = ("สมชาย", "วิเชียร", "นิรันดร์", "อนุชา", "ประเสริฐ", "บุญมี", "สุรชัย", "มานพ", "ทองดี", "กิตติ")
LAST = ("ใจกล้า", "แสนสุข", "ภูมิใจ", "พึ่งบุญ", "มีทรัพย์", "คงสวัสดิ์", "ดีมาก", "ศรีงาม", "ทองคำ", "แก้วดี")


def row(
    serial: int, tambon: str = "ตูม", amphoe: str = "ปักธงชัย", province: str = "นครราชสีมา", **other: str
) -> list[str]:
    """One right line of a roster."""
    values = {
        "serial": str(serial), "id": synthetic(serial), "reason": "", "title": "นาย", "first": FIRST[serial % 10],
        "last": f"{LAST[serial // 10 % 10]}{chr(0x0E01 + serial // 100 % 40)}าว", "birth": f"15/4/{2520 + serial % 30}",
        "tambon": tambon, "amphoe": amphoe, "province": province, "phone": "081234567" + str(serial % 10),
    } | other  # fmt: skip
    return list(values.values())


def sheet(
    rows: Sequence[Sequence[Any]], *, merge: Callable[[Any], None] | None = None, header: list[str] = HEADER
) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet("รายชื่อ")
        for number, cells in enumerate([header, *rows]):
            page.write_row(number, 0, cells)
        if merge:
            merge(page)
    return buffer.getvalue()


def make_cohort() -> Cohort:
    by = system("test")
    wall.enter(by.scope)
    programme = programmes.make_programme(values=ProgrammeValues("CARE-2569", "โครงการปี 2569", 2569), by=by, at=NOW)
    values = CohortValues(programme, 1, office("DOPA-3014"), "ศูนย์ฟื้นฟูอำเภอปักธงชัย", date(2026, 3, 16), DONE)
    return programmes.make_cohort(values=values, by=by, at=NOW)


def checked(content: bytes, cohort: Cohort, by: Actor, name: str = "รายชื่อ.xlsx") -> RosterImport:
    return rosters.check(content=content, name=name, cohort=cohort, by=by, at=NOW, today=TODAY)


def applied(roster: RosterImport, by: Actor, **chosen: str) -> RosterImport:
    started = rosters.start_apply(roster=roster, chosen={k[1:]: v for k, v in chosen.items()}, by=by, at=NOW)
    plan = applying.load(roster=started, by=by, today=TODAY)
    while applying.next_batch(plan=plan, by=by, at=NOW):
        pass
    roster.refresh_from_db()
    return roster


def words(roster: RosterImport) -> list[tuple[int, str, str]]:
    return [(line.row, line.column, line.words) for line in queries.lines(roster, hard=True)]


def area(name: str, district: str = "3014") -> str:
    from tidtam.places.models import Area

    return Area.objects.get(name_th=name, parent_id=district).code


def url(name: str, *args: Any) -> str:
    return reverse(f"aftercare:{name}", args=args)


def client_of(code: str, role: str = "drug_recorder") -> Client:
    Installation.objects.get_or_create(pk=1, defaults={"is_demo": True, "as_of": TODAY})
    clock.forget()
    user, _grant = member(code, role)
    made = Client()
    made.force_login(user, backend=BACKEND)
    return made
