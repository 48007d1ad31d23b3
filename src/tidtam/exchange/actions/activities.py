"""Note which activity was typed into MOI Drugs GIS or NISPA, and hand the month out as a workbook."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam.accounts.clock import BANGKOK
from tidtam.exchange.actions import noting
from tidtam.exchange.actions.exporting import month_name
from tidtam.exchange.choices import System
from tidtam.exchange.models import KeyTask
from tidtam.exchange.queries.activities import SYSTEMS, Act, act_sheet
from tidtam.files import actions as files
from tidtam.files import exports
from tidtam.files.models import Export
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing
from tidtam.offices.models import Office
from tidtam.thai.dates import be_year, long_date

WHAT = "exchange.activities"
HEADS = (
    "หน่วยงาน", "วันที่", "ถึงวันที่", "มาตรการ", "ประเภท", "กิจกรรม", "โครงการ", "สถานที่", "ตำบล", "อำเภอ", "จังหวัด", "ละติจูด",
    "ลองจิจูด", "จำนวนคน", "งบประมาณ (บาท)", "แหล่งเงิน", "ภาคี", "ผล", "จำนวนภาพ", "รหัสกิจกรรม", "คีย์โดย", "คีย์เมื่อ",
)  # fmt: skip
SUM_HEADS = ("มาตรการ", "ประเภท", "ครั้ง", "คน", "บาท")
AIM_HEADS = ("ปีงบประมาณ", "มาตรการ", "ประเภท", "หน่วย", "เป้าหมาย", "ผลสะสม")


@transaction.atomic
def tick_act(*, office: Office, period: date, system: str, code: str, by: Actor, at: datetime) -> KeyTask:
    """Note that an activity was typed as its record stands now; the last one ends the sheet.

    Errors: NotAllowed; Missing for one that is not in the month's sheet; Conflict exchange.typed_already.
    """
    task = _task(office, period, system, by)
    sheet = act_sheet(by, office, period, system)
    line = next((one for one in sheet.lines if one.one.public_id == code), None)
    if line is None:
        raise Missing("exchange.no_such_line", "ไม่มีกิจกรรมนี้ในแบบของเดือนนี้")
    if line.row is not None:
        said = _("%(who)s คีย์กิจกรรมนี้แล้ว ไม่ต้องคีย์ซ้ำ")
        raise Conflict("exchange.typed_already", said % {"who": line.row.by_name})
    return noting.note(task, code=code, value=line.one.version, is_last=sheet.left == 1, by=by, at=at)


@transaction.atomic
def undo_act(
    *, office: Office, period: date, system: str, code: str, reason: str, by: Actor, at: datetime
) -> KeyTask:  # fmt: skip
    """Take a tick back. Errors: NotAllowed; Missing; Problem exchange.reason_missing; Conflict when none stands."""
    task = _task(office, period, system, by)
    return noting.take_back(task, code=code, reason=reason, none="กิจกรรมนี้ยังไม่ได้คีย์", by=by, at=at)


@transaction.atomic
def make_acts(*, office: Office, period: date, system: str, by: Actor, at: datetime) -> Export:
    """Write the month's activities of an office as XLSX, with their sums and the year's plan.

    Errors: NotAllowed; Missing outside scope.
    """
    by.require(Permission.ACTIVITIES_READ)
    found, name = act_sheet(by, office, period, system), SYSTEMS[_known(system)]
    made = files.ask_export(
        what=WHAT, title=f"แบบ {name} กิจกรรม {office} {month_name(period)}",
        purpose=f"คีย์ระบบ {name} กิจกรรมเดือน{month_name(period)}",
        asked={"at": office.code, "month": f"{period:%Y-%m}", "system": system}, kind="xlsx", total=len(found.lines),
        by=by, at=at,
    )  # fmt: skip
    local = at.astimezone(BANGKOK)
    mark = exports.Mark(f"{by.name} · {office} · {long_date(local.date())} {local:%H.%M} น. · เลขที่ {made.public_id}")
    sheets = [
        exports.Sheet(name, HEADS, [_row(office, line) for line in found.lines]),
        exports.Sheet(
            "ผลตามมาตรการ", SUM_HEADS,
            [(one.measure, one.kind, one.times, one.persons, _baht(one.baht)) for one in found.sums],
        ),
        exports.Sheet(
            "แผนและผล", AIM_HEADS,
            [
                (be_year(date(aim.target.year, 1, 1)), str(aim.target.get_measure_display()), aim.kind,
                 str(aim.target.get_counted_display()), aim.target.goal, _baht(aim.value))
                for aim in found.aims
            ],
        ),
    ]  # fmt: skip
    written = exports.write(made.public_id, "xlsx", sheets, mark, lambda _n: None)
    return files.finish_export(export=made, written=written, by=by, at=at)


def _row(office: Office, line: Act) -> exports.Row:
    one = line.one
    district = one.area.parent
    province = district.parent if district else None
    return (
        str(office), long_date(one.on), long_date(one.until) if one.until else "", str(one.get_measure_display()),
        str(one.get_kind_display()), one.title, one.project.title if one.project else "", one.place, one.area.name_th,
        district.name_th if district else "", province.name_th if province else "",
        f"{one.latitude:.6f}" if one.latitude is not None else "",
        f"{one.longitude:.6f}" if one.longitude is not None else "", one.persons,
        _baht(one.budget_baht), one.fund, ", ".join(one.partners), one.result, line.photos,
        one.public_id, line.row.by_name if line.row else "",
        long_date(line.row.at.astimezone(BANGKOK).date()) if line.row else "",
    )  # fmt: skip


def _baht(value: int | Decimal) -> int | Decimal:
    """Return money as a number to be added up: with its satang, without a fraction where there is none."""
    return int(value) if value == int(value) else value


def _known(system: str) -> System:
    if system not in SYSTEMS:
        raise Missing("exchange.no_such_system", "ไม่มีระบบนี้")
    return System(system)


def _task(office: Office, period: date, system: str, by: Actor) -> KeyTask:
    right = Permission.ACTIVITIES_MANAGE
    return noting.lock(office=office, system=_known(system), period=period, right=right, by=by)
