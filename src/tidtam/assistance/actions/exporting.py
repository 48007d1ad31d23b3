"""The register taken out as a sheet: what it holds, who may; written in pieces that each pass the wall anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from tidtam.accounts.clock import BANGKOK
from tidtam.assistance.choices import Code
from tidtam.assistance.models import Need, Request
from tidtam.assistance.queries import requests as asked
from tidtam.assistance.queries import spoken
from tidtam.assistance.queries.requests import Filters
from tidtam.files import actions as files
from tidtam.files import exports, making
from tidtam.files.exports import Row, Sheet, said
from tidtam.files.models import Export
from tidtam.kernel import wall
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission

WHAT = "help.requests"
TITLE = _("ทะเบียนคำขอความช่วยเหลือ")
_BATCH = 2_000
HEADS = (
    _("เลขที่"), _("เรื่อง"), _("ผู้ขอ"), _("ตำบล"), _("หมู่"), _("ประเภทเรื่อง"), _("ทางพิจารณา"), _("รับเรื่องทาง"), _("วันที่ขอ"),
    _("สถานะ"), _("อายุ (วัน)"), _("หน่วยงาน"), _("ส่วนงาน"), _("สิ่งที่ขอ"), _("ก้าวถัดไป"), _("ภายใน"), _("ผลพิจารณา"),
)  # fmt: skip


def read_filters(kept: Mapping[str, str]) -> Filters:
    """Return the filters an export was asked with: codes of lists, never a name."""
    age = kept.get("age", "")
    return replace(
        Filters(), show=kept.get("show", "live"), category=kept.get("category", ""), track=kept.get("track", ""),
        door=kept.get("door", ""), division=kept.get("division", ""), age=int(age) if age.isdecimal() else None,
        late=kept.get("late") == "1", unread=kept.get("unread") == "1", unchecked=kept.get("unchecked") == "1",
    )  # fmt: skip


def _listed(by: Actor, kept: Mapping[str, str], today: date) -> QuerySet[Request]:
    return asked.listing(by, read_filters(kept), today)


def count(by: Actor, kept: Mapping[str, str], today: date) -> int:
    """Return how many rows an export would have."""
    return _listed(by, kept, today).order_by().count()


def _rows(by: Actor, kept: Mapping[str, str], today: date, seen: set[int]) -> Iterator[Row]:
    """Yield the rows in the order of their ids, so that each piece begins where the last ended."""
    last = 0
    while True:
        with wall.scope(by.scope):
            batch = list(_listed(by, kept, today).filter(pk__gt=last).order_by("pk")[:_BATCH])
            codes: dict[int, list[str]] = {}
            for pk, code in Need.objects.filter(request__in=batch).order_by("pk").values_list("request_id", "code"):
                codes.setdefault(pk, []).append(str(Code(code).label))
        for one in batch:
            seen.add(one.person_id)
            yield _row(one, codes.get(one.pk, []), today)
        if len(batch) < _BATCH:
            return
        last = batch[-1].pk


def _row(one: Request, codes: list[str], today: date) -> Row:
    step = asked.next_step(one)
    return (
        one.shown, one.title, f"{one.person.first_name} {one.person.last_name}".strip(),
        one.area.name_th if one.area else "", one.moo, str(one.get_category_display()), str(one.get_track_display()),
        str(one.get_door_display()), said(one.asked_on), str(one.get_state_display()), asked.age(one, today),
        spoken(one.office), one.division, ", ".join(dict.fromkeys(codes)), step.words if step else "",
        said(step.due) if step else "", str(one.get_decision_display()) if one.decision else "",
    )  # fmt: skip


def ask(*, kept: Mapping[str, str], purpose: str, by: Actor, at: datetime) -> Export:
    """Note that the register is taken out and what for. Errors: NotAllowed; Problem files.purpose_missing."""
    by.require(Permission.NEEDS_MANAGE)
    total = count(by, kept, at.astimezone(BANGKOK).date())
    return files.ask_export(
        what=WHAT,
        title=str(TITLE),
        purpose=purpose,
        asked=dict(kept),
        kind=making.form_of(total),
        total=total,
        by=by,
        at=at,
    )


def make(*, export: Export, by: Actor, at: datetime, told: exports.Progress = lambda _n: None) -> Export:
    """Write the file of an export and note whose data it holds. Errors: NotAllowed, for the right may have ended."""
    by.require(Permission.NEEDS_MANAGE)
    seen: set[int] = set()
    rows = _rows(by, export.asked, at.astimezone(BANGKOK).date(), seen)
    sheet = Sheet(str(TITLE)[:28], [str(head) for head in HEADS], rows)
    return making.make(
        export=export, sheet=sheet, seen=seen, subject="help", route="assistance:new_export", by=by, at=at, told=told
    )
