"""The month's sheet as a workbook, noted as every list that is taken out."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tidtam.accounts.clock import BANGKOK
from tidtam.exchange.queries import info as queries
from tidtam.files import actions as files
from tidtam.files import exports
from tidtam.files.models import Export
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.offices.models import Office
from tidtam.thai.dates import MONTHS, be_year, long_date

HEADS = ("หน่วยงาน", "เดือน", "รายการ", "จำนวน", "หน่วย", "คีย์โดย", "คีย์เมื่อ")
WHAT = "exchange.info"


def month_name(period: date) -> str:
    """Return `เมษายน 2569`."""
    return f"{MONTHS[period.month - 1]} {be_year(period)}"


@transaction.atomic
def make(*, office: Office, period: date, by: Actor, at: datetime) -> Export:
    """Write the sheet of an office and month as XLSX. Errors: NotAllowed; Missing outside scope."""
    by.require(Permission.NEEDS_READ)
    found = queries.sheet(by, office, period)
    title = f"แบบ INFO {office} {month_name(found.period)}"
    made = files.ask_export(
        what=WHAT, title=title, purpose=f"คีย์ระบบ INFO เดือน{month_name(found.period)}",
        asked={"at": office.code, "month": f"{found.period:%Y-%m}"}, kind="xlsx", total=len(found.lines), by=by, at=at,
    )  # fmt: skip
    rows = [
        (
            str(office), month_name(found.period), str(line.label), _cell(line.text), str(line.unit),
            line.row.by_name if line.row else "",
            long_date(line.row.at.astimezone(BANGKOK).date()) if line.row else "",
        )
        for line in found.lines
    ]  # fmt: skip
    local = at.astimezone(BANGKOK)
    mark = exports.Mark(f"{by.name} · {office} · {long_date(local.date())} {local:%H.%M} น. · เลขที่ {made.public_id}")
    written = exports.write(made.public_id, "xlsx", [exports.Sheet("INFO", HEADS, rows)], mark, lambda _n: None)
    return files.finish_export(export=made, written=written, by=by, at=at)


def _cell(text: str) -> str | int:
    return int(text) if text.isdigit() else text
