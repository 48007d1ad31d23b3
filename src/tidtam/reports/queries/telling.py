"""How the rows behind a figure are told to people: what stands in a column, what its changed fields are called."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from tidtam.activities.choices import Kind as ActivityKind
from tidtam.aftercare.choices import CaseStatus, CloseReason, Result, RoundState
from tidtam.assistance.choices import Bucket, Category, Code, RequestState
from tidtam.kernel.permissions import Permission
from tidtam.people.choices import Purpose
from tidtam.thai.numbers import amount
from tidtam.ui.templatetags.thai import thai_date

Row = Mapping[str, Any]
Say = Callable[[Any], str]


def day(value: Any) -> str:
    """Return a day as an old row keeps it, in the language of the page."""
    return thai_date(date.fromisoformat(str(value)[:10]), "short") if value else "–"


def plain(value: Any) -> str:
    """Return a value as it is."""
    return "–" if value in (None, "") else str(value)


def money(value: Any) -> str:
    """Return an amount of baht as an old row keeps it."""
    return "–" if value in (None, "") else amount(Decimal(str(value)))


def many(value: Any) -> str:
    """Return a list of words."""
    return ", ".join(str(one) for one in value or ()) or "–"


def coded(choices: type[TextChoices]) -> Say:
    """Return how a code of these choices is said."""
    labels = dict(choices.choices)
    return lambda value: str(labels.get(value, value or "–"))


@dataclass(frozen=True, slots=True)
class Told:
    """How rows of one table are told. `person`: the column that leads to a human, by a case or at once; "" for none.

    `fields` are those whose values are shown, in the order of the columns; changes of any other are only named as such.
    A row about nobody is called by the first of them.
    """

    permission: Permission
    purpose: str
    fields: Sequence[tuple[str, Any, Say]]
    person: str = ""
    case: bool = False  # `person` names a case
    url: str = ""  # a route; its argument is `named_by` of the row, or of the case
    named_by: str = "public_id"


_CARE, _HELP = Permission.CARE_READ, Permission.NEEDS_READ
_BAHT = _("จำนวนเงิน (บาท)")
TOLD: Mapping[str, Told] = {
    "aftercare_case": Told(
        _CARE, Purpose.AFTERCARE,
        (("completed_on", _("จบการฟื้นฟู"), day), ("status", _("สถานะ"), coded(CaseStatus)),
         ("close_reason", _("เหตุที่ปิด"), coded(CloseReason)), ("last_visited_on", _("เยี่ยมล่าสุด"), day),
         ("last_result", _("ผลล่าสุด"), coded(Result))),
        person="id", case=True, url="aftercare:case",
    ),
    "aftercare_visit": Told(
        _CARE, Purpose.AFTERCARE,
        (("round_no", _("ครั้งที่"), plain), ("visited_on", _("วันที่เยี่ยม"), day), ("result", _("ผล"), coded(Result))),
        person="case_id", case=True, url="aftercare:case",
    ),
    "aftercare_round": Told(
        _CARE, Purpose.AFTERCARE,
        (("round_no", _("ครั้งที่"), plain), ("due_on", _("กำหนด"), day), ("state", _("สถานะ"), coded(RoundState)),
         ("visited_on", _("วันที่เยี่ยม"), day)),
        person="case_id", case=True, url="aftercare:case",
    ),
    "aftercare_caseneed": Told(
        _CARE, Purpose.AFTERCARE,
        (("code", _("เรื่องที่ขอ"), coded(Code)), ("asked_on", _("วันที่ขอ"), day), ("bucket", _("สถานะ"), coded(Bucket)),
         ("closed_on", _("วันที่เสร็จ"), day)),
        person="case_id", case=True, url="aftercare:case",
    ),
    "assistance_request": Told(
        _HELP, Purpose.HELP,
        (("number", _("เลขรับ"), plain), ("asked_on", _("วันที่ขอ"), day), ("category", _("เรื่อง"), coded(Category)),
         ("state", _("สถานะ"), coded(RequestState))),
        person="person_id", url="assistance:request",
    ),
    "assistance_need": Told(
        _HELP, Purpose.HELP,
        (("code", _("เรื่องที่ขอ"), coded(Code)), ("asked_on", _("วันที่ขอ"), day), ("bucket", _("สถานะ"), coded(Bucket)),
         ("settled_on", _("วันที่เสร็จ"), day), ("amount_baht", _BAHT, money)),
        person="person_id", url="assistance:need",
    ),
    "people_person": Told(_HELP, Purpose.HELP, (("merged_into_id", _("รวมกับ"), plain),), person="id"),
    "activities_activity": Told(
        Permission.ACTIVITIES_READ, "",
        (("title", _("กิจกรรม"), plain), ("place", _("สถานที่"), plain), ("on", _("วันที่"), day),
         ("kind", _("ประเภท"), coded(ActivityKind)), ("persons", _("ผู้รับประโยชน์"), plain),
         ("households", _("ครัวเรือน"), plain), ("partners", _("หน่วยร่วม"), many), ("budget_baht", _BAHT, money)),
        url="activities:activity",
    ),
}  # fmt: skip
_SILENT = frozenset({"version", "scope_path"})


def heads(told: Told) -> tuple[str, ...]:
    """Return what the columns are called; the first one is the row's own name."""
    named = (_("ชื่อ"),) if told.person else ()
    return tuple(str(label) for label in (*named, *(label for _name, label, _say in told.fields)))


def cells(told: Told, row: Row, name: str) -> tuple[str, ...]:
    """Return what the columns say of a row as it was; `name` is that of whom it is about."""
    named = (name or "–",) if told.person else ()
    return (*named, *(say(row.get(column)) for column, _label, say in told.fields))


def differences(told: Told, then: Row, now: Row) -> list[tuple[str, str, str]]:
    """Return what changed: the field, before, now. Values of fields that are not shown stay unsaid."""
    out = [
        (str(label), say(then.get(name)), say(now.get(name))) for name, label, say in told.fields
        if then.get(name) != now.get(name)
    ]  # fmt: skip
    shown = {name for name, _label, _say in told.fields} | _SILENT
    if any(then.get(name) != value for name, value in now.items() if name not in shown):
        out.append((str(_("ข้อมูลอื่นของรายการนี้")), "", ""))
    return out
