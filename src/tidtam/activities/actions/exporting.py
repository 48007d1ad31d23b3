"""The list of activities taken out as a sheet, written in pieces that each pass the wall anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tidtam.activities.choices import ActivityState, Kind, Measure
from tidtam.activities.models import Activity
from tidtam.activities.queries.listing import Filters, listing
from tidtam.activities.rules import read_day, read_month
from tidtam.files import actions as files
from tidtam.files import exports, making
from tidtam.files.exports import Row, Sheet, said
from tidtam.files.models import Export
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission

WHAT = "activities.list"
TITLE = _("ทะเบียนกิจกรรม")
HEADS = (
    _("หน่วยงาน"), _("วันที่จัด"), _("ถึงวันที่"), _("กิจกรรม"), _("ประเภท"), _("วัดหรือสถานที่"), _("ตำบล"),
    _("อำเภอ"), _("หมู่"), _("ผู้รับประโยชน์ (คน)"), _("ครัวเรือน"), _("ภาคีที่ร่วม"), _("งบประมาณ (บาท)"), _("แหล่งเงิน"),
    _("สิ่งของที่ให้"), _("พื้นที่ต้นแบบ"), _("ผลที่ได้"), _("การขยายผล"), _("สถานะ"), _("มาตรการ"),
)  # fmt: skip
_BATCH = 2_000


def read_filters(kept: Mapping[str, str]) -> Filters:
    """Return what an address or an export narrows to; odd values narrow nothing."""
    kind, show = kept.get("kind", ""), kept.get("show", "")
    measure, year = kept.get("measure", ""), kept.get("year", "")
    return Filters(
        month=read_month(kept.get("month", "")[:7]), kind=kind if kind in Kind.values else "",
        model=kept.get("model") == "1", at=kept.get("at", "")[:24].replace("\x00", ""),
        show=show if show in ActivityState.values else ActivityState.RECORDED,
        measure=measure if measure in Measure.values else "",
        until=read_day(kept.get("until", "")[:10]),
        year=int(year) if len(year) == 4 and year.isascii() and year.isdigit() and 2000 <= int(year) <= 2200 else 0,
    )  # fmt: skip


def count(by: Actor, kept: Mapping[str, str]) -> int:
    """Return how many rows an export would have."""
    return listing(by, read_filters(kept)).order_by().count()


def ask(*, kept: Mapping[str, str], purpose: str, by: Actor, at: datetime) -> Export:
    """Note that the list is taken out and what for. Errors: NotAllowed; Problem files.purpose_missing."""
    by.require(Permission.ACTIVITIES_READ)
    total = count(by, kept)
    return files.ask_export(
        what=WHAT, title=str(TITLE), purpose=purpose, asked=dict(kept), kind=making.form_of(total), total=total, by=by,
        at=at,
    )  # fmt: skip


def make(*, export: Export, by: Actor, at: datetime, told: exports.Progress = lambda _n: None) -> Export:
    """Write the file of an export. Errors: NotAllowed, for the right may have ended."""
    by.require(Permission.ACTIVITIES_READ)
    sheet = Sheet(str(TITLE)[:28], [str(head) for head in HEADS], _rows(by, export.asked))
    return making.make(
        export=export, sheet=sheet, seen=set(), subject="activities", route="activities:new_export", by=by, at=at,
        told=told,
    )  # fmt: skip


def _rows(by: Actor, kept: Mapping[str, str]) -> Iterator[Row]:
    """Yield the rows in the order of their ids, so that each piece begins where the last ended."""
    filters, last = read_filters(kept), 0
    while True:
        with wall.scope(by.scope):
            batch = list(listing(by, filters).filter(pk__gt=last).order_by("pk")[:_BATCH])
        yield from (_row(one) for one in batch)
        if len(batch) < _BATCH:
            return
        last = batch[-1].pk


def _row(one: Activity) -> Row:
    return (
        str(one.office), said(one.on), said(one.until), one.title, str(one.get_kind_display()), one.place,
        one.area.name_th, one.area.parent.name_th if one.area.parent else "", one.moo, one.persons, one.households,
        ", ".join(one.partners), one.budget_baht, one.fund, one.given,
        str(_("ใช่")) if one.model_area else "", one.result, one.expansion, str(one.get_state_display()),
        str(one.get_measure_display()),
    )  # fmt: skip
