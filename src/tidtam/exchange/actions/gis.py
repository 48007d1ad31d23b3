"""Note which sign was typed into MOI Drugs GIS, and hand the month's signs out as a workbook."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam.accounts.clock import BANGKOK
from tidtam.exchange.actions import noting
from tidtam.exchange.actions.exporting import month_name
from tidtam.exchange.choices import System
from tidtam.exchange.models import KeyTask
from tidtam.exchange.queries.gis import MENU, Line, gis_sheet
from tidtam.files import actions as files
from tidtam.files import exports
from tidtam.files.models import Export
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing
from tidtam.offices.models import Office
from tidtam.thai.dates import long_date

WHAT = "exchange.moi_gis"
HEADS = (
    "หน่วยงาน", "วันที่ติดตั้ง", "กิจกรรม", "ประเภทสถานที่", "สถานที่", "ตำบล", "อำเภอ", "จังหวัด", "ละติจูด", "ลองจิจูด",
    "จำนวนป้าย", "ชื่อไฟล์ภาพ", "รหัสป้าย", "คีย์โดย", "คีย์เมื่อ",
)  # fmt: skip


@transaction.atomic
def tick_sign(*, office: Office, period: date, code: str, by: Actor, at: datetime) -> KeyTask:
    """Note that a sign was typed as its record stands now; the last one ends the sheet.

    Errors: NotAllowed; Missing for a sign that is not in the month's sheet; Conflict exchange.typed_already.
    """
    task = _task(office, period, by)
    sheet = gis_sheet(by, office, period)
    line = next((one for one in sheet.lines if one.sign.public_id == code), None)
    if line is None:
        raise Missing("exchange.no_such_line", "ไม่มีป้ายนี้ในแบบของเดือนนี้")
    if line.row is not None:
        said = _("%(who)s คีย์ป้ายนี้แล้ว ไม่ต้องคีย์ซ้ำ")
        raise Conflict("exchange.typed_already", said % {"who": line.row.by_name})
    return noting.note(task, code=code, value=line.sign.version, is_last=sheet.left == 1, by=by, at=at)


@transaction.atomic
def undo_sign(*, office: Office, period: date, code: str, reason: str, by: Actor, at: datetime) -> KeyTask:
    """Take a tick back. Errors: NotAllowed; Missing; Problem exchange.reason_missing; Conflict when none stands."""
    task = _task(office, period, by)
    return noting.take_back(task, code=code, reason=reason, none="ป้ายนี้ยังไม่ได้คีย์", by=by, at=at)


@transaction.atomic
def make_gis(*, office: Office, period: date, by: Actor, at: datetime) -> Export:
    """Write the month's signs of an office as XLSX. Errors: NotAllowed; Missing outside scope."""
    by.require(Permission.SIGNS_READ)
    found = gis_sheet(by, office, period)
    title = f"แบบ MOI Drugs GIS ป้าย {office} {month_name(period)}"
    made = files.ask_export(
        what=WHAT, title=title, purpose=f"คีย์ MOI Drugs GIS เมนู {MENU[0]} หัวข้อ {MENU[1]}",
        asked={"at": office.code, "month": f"{period:%Y-%m}"}, kind="xlsx", total=len(found.lines), by=by, at=at,
    )  # fmt: skip
    local = at.astimezone(BANGKOK)
    mark = exports.Mark(f"{by.name} · {office} · {long_date(local.date())} {local:%H.%M} น. · เลขที่ {made.public_id}")
    sheet = exports.Sheet("MOI Drugs GIS", HEADS, [_row(office, line) for line in found.lines])
    written = exports.write(made.public_id, "xlsx", [sheet], mark, lambda _n: None)
    return files.finish_export(export=made, written=written, by=by, at=at)


def _row(office: Office, line: Line) -> exports.Row:
    sign, area = line.sign, line.sign.area
    district = area.parent
    province = district.parent if district else None
    return (
        str(office), long_date(sign.installed_on) if sign.installed_on else "", line.title,
        str(sign.get_kind_display()), sign.place, area.name_th, district.name_th if district else "",
        province.name_th if province else "", f"{sign.latitude:.6f}" if sign.latitude is not None else "",
        f"{sign.longitude:.6f}" if sign.longitude is not None else "", 1, sign.photo.name if sign.photo else "",
        sign.spelt, line.row.by_name if line.row else "",
        long_date(line.row.at.astimezone(BANGKOK).date()) if line.row else "",
    )  # fmt: skip


def _task(office: Office, period: date, by: Actor) -> KeyTask:
    return noting.lock(office=office, system=System.MOI_GIS, period=period, right=Permission.SIGNS_MANAGE, by=by)
