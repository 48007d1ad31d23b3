"""Make, rename, move and close one office."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Problem
from tidtam.offices import registry, rules
from tidtam.offices.actions.loading import next_ids
from tidtam.offices.choices import Level, LgoType, Line, Source
from tidtam.offices.models import Office, OfficeArea, OfficeVersion

EDITABLE = frozenset({"province_id", "district_id", "letter_prefix", "address", "phone", "email", "head_title"})


# Two moves at once could hang a branch on itself, and an office made during a move would keep the old path.
TREE_LOCK = 7312027


def _require_valid(level: str, line: str, lgo_type: str, parent: Office | None) -> None:
    if (level == Level.LGO) != bool(lgo_type):
        raise Problem("offices.lgo_type_unfit", "อปท. ต้องระบุประเภท และหน่วยงานอื่นต้องไม่มีประเภท อปท.", field="lgo_type")
    if lgo_type and lgo_type not in LgoType.values:
        raise Problem(
            "offices.lgo_type_unknown", _("ไม่รู้จักประเภท อปท. “%(type)s”") % {"type": lgo_type}, field="lgo_type"
        )
    if parent is not None and parent.line not in {line, Line.ROOT}:
        raise Problem("offices.lines_differ", "หน่วยงานแม่อยู่คนละสายบังคับบัญชา", field="parent")
    if parent is not None and parent.valid_to is not None:
        raise Problem("offices.parent_closed", "หน่วยงานแม่ถูกยุบเลิกแล้ว", field="parent")


@transaction.atomic
def create(
    *,
    code: str,
    name_th: str,
    level: str,
    line: str,
    by: Actor,
    at: datetime,
    parent: Office | None = None,
    short_name: str = "",
    lgo_type: str = "",
    valid_from: date,
    source: str = Source.MANUAL,
    areas: Iterable[tuple[str, str]] = (),
    **details: Any,
) -> Office:
    """Make an office with its first validity row and its areas.

    `details` are the editable columns (letter_prefix, address, phone, email, head_title, province_id, district_id).
    Errors: NotAllowed without `offices.manage`; Problem when the code is taken or the parent does not fit.
    """
    by.require(Permission.OFFICES_MANAGE)
    _refuse_unknown(details)
    if not code.strip() or not name_th.strip():
        raise Problem("offices.name_missing", "ต้องระบุรหัสและชื่อหน่วยงาน", field="name_th" if code.strip() else "code")
    if Office.objects.filter(code=code).exists():
        raise Problem("offices.code_taken", _("มีหน่วยงานรหัส %(code)s อยู่แล้ว") % {"code": code}, field="code")
    if parent is not None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [TREE_LOCK])
        parent = Office.objects.get(pk=parent.pk)  # its path as it stands when no move is under way
    _require_valid(level, line, lgo_type, parent)
    [pk] = next_ids(1)
    office = Office(
        id=pk, code=code, name_th=name_th, short_name=short_name, level=level, line=line, lgo_type=lgo_type,
        parent=parent, path=rules.path_of(pk, line, parent.path if parent else None), valid_from=valid_from,
        source=source, **details,
    )  # fmt: skip
    office.save(force_insert=True)
    OfficeVersion.objects.create(
        office=office, name_th=name_th, short_name=short_name, lgo_type=lgo_type, valid_from=valid_from
    )
    OfficeArea.objects.bulk_create(OfficeArea(office=office, area_id=a, coverage=c) for a, c in areas)
    audit.record("offices.office.created", office, by=by, at=at)
    return office


def _refuse_unknown(details: dict[str, Any]) -> None:
    unknown = set(details) - EDITABLE
    if unknown:
        raise TypeError(f"not editable: {sorted(unknown)}")


def _lock(office: Office) -> Office:
    """Load the row again and lock it. Errors: Conflict when it is closed."""
    fresh = Office.objects.select_for_update().get(pk=office.pk)
    if fresh.valid_to is not None:
        raise Conflict("offices.closed", _("%(office)s ถูกยุบเลิกแล้ว") % {"office": fresh})
    return fresh


def _save(office: Office, *fields: str) -> None:
    office.version += 1
    office.save(update_fields=[*fields, "version"])


@transaction.atomic
def edit(*, office: Office, by: Actor, at: datetime, **details: Any) -> Office:
    """Change address, telephone, e-mail, number head, head's title, province or district; no validity row.

    Errors: NotAllowed without `offices.manage`; Conflict when the office is closed.
    """
    by.require(Permission.OFFICES_MANAGE)
    _refuse_unknown(details)
    office = _lock(office)
    changed = [name for name, value in details.items() if getattr(office, name) != value]
    if not changed:
        return office
    for name in changed:
        setattr(office, name, details[name])
    _save(office, *changed)
    audit.record("offices.office.edited", office, by=by, at=at, fields=changed)
    return office


@transaction.atomic
def set_areas(*, office: Office, areas: Iterable[tuple[str, str]], by: Actor, at: datetime) -> Office:
    """Replace the areas an office answers for; `areas` are (area code, whole | part).

    Errors: NotAllowed without `offices.manage`; Conflict when the office is closed.
    """
    by.require(Permission.OFFICES_MANAGE)
    office = _lock(office)
    office.areas.all().delete()
    OfficeArea.objects.bulk_create(OfficeArea(office=office, area_id=a, coverage=c) for a, c in areas)
    _save(office)
    audit.record("offices.office.areas_set", office, by=by, at=at, fields=["areas"])
    return office


@transaction.atomic
def rename_or_retype(
    *,
    office: Office,
    by: Actor,
    at: datetime,
    valid_from: date,
    name_th: str | None = None,
    short_name: str | None = None,
    lgo_type: str | None = None,
    reason: str = "",
) -> Office:
    """Give the office a new name or kind from a day on; its id, code and rows stay, a validity row is added.

    A second change on the same day corrects that day's row.
    Errors: NotAllowed without `offices.manage`; Conflict when closed; Problem("offices.version_too_early").
    """
    by.require(Permission.OFFICES_MANAGE)
    office = _lock(office)
    new = {
        "name_th": office.name_th if name_th is None else name_th,
        "short_name": office.short_name if short_name is None else short_name,
        "lgo_type": office.lgo_type if lgo_type is None else lgo_type,
    }
    changed = [name for name, value in new.items() if getattr(office, name) != value]
    if not changed:
        return office
    _require_valid(office.level, office.line, new["lgo_type"], None)
    last = office.versions.select_for_update().get(valid_to__isnull=True)
    if valid_from < last.valid_from:
        raise Problem("offices.version_too_early", "วันที่มีผลต้องไม่ก่อนวันที่ของชื่อหรือประเภทปัจจุบัน", field="valid_from")
    if valid_from == last.valid_from:
        for name, value in new.items():
            setattr(last, name, value)
        last.save(update_fields=list(new))
    else:
        last.valid_to = valid_from
        last.save(update_fields=["valid_to"])
        OfficeVersion.objects.create(office=office, valid_from=valid_from, **new)
    for name, value in new.items():
        setattr(office, name, value)
    _save(office, *changed)
    verb = "offices.office.retyped" if "lgo_type" in changed else "offices.office.renamed"
    audit.record(verb, office, by=by, at=at, fields=changed, reason=reason)
    return office


def _rewrite(old: str, new: str) -> int:
    """Put `new` for `old` at the head of every path in the tree and in the declared tables; return how many rows."""
    columns = [registry.ScopedColumn("offices_office", "path"), *registry.scoped_columns()]
    count = 0
    # Rows leave one branch and enter another, so the wall stands open for both while they are rewritten.
    with wall.lent(ROOT), wall.sensitive(), connection.cursor() as cursor:
        for table, column in columns:
            cursor.execute(
                f"UPDATE {table} SET {column} = %s || substr({column}, length(%s) + 1)"  # noqa: S608  # names were checked by the registry
                f" WHERE {column} >= %s AND {column} < %s",
                [new, old, old, old + "~"],
            )
            count += cursor.rowcount
    return count


@transaction.atomic
def move(*, office: Office, parent: Office, by: Actor, at: datetime, reason: str) -> Office:
    """Put the office and all below it under another parent of the same line; every declared path follows.

    Shape: one statement per declared table (`offices.registry`), all in this transaction.
    Errors: NotAllowed without `offices.manage`; Problem when the parent is of another line, closed, itself or below;
    Problem("offices.reason_missing").
    """
    by.require(Permission.OFFICES_MANAGE)
    if not reason.strip():
        raise Problem("offices.reason_missing", "ต้องระบุเหตุผลที่ย้ายหน่วยงาน", field="reason")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TREE_LOCK])
    office, parent = _lock(office), Office.objects.select_for_update().get(pk=parent.pk)
    if rules.is_below(parent.path, office.path):
        raise Problem("offices.move_below_itself", "ย้ายหน่วยงานไปอยู่ใต้ตัวเองไม่ได้", field="parent")
    _require_valid(office.level, office.line, office.lgo_type, parent)
    if office.line == Line.ROOT:
        raise Problem("offices.move_root", "ย้ายหน่วยงานบนสุดไม่ได้", field="parent")
    if office.parent_id == parent.pk:
        return office
    new = rules.path_of(office.pk, office.line, parent.path)
    # Rows being written for the branch hold a key lock on its offices: wait for them, then rewrite them too.
    list(Office.objects.select_for_update().filter(path__gte=office.path, path__lt=office.path + "~").values_list("pk"))
    count = _rewrite(office.path, new) if new != office.path else 1
    office.parent, office.path = parent, new
    _save(office, "parent")
    audit.record("offices.office.moved", office, by=by, at=at, fields=["parent", "path"], reason=reason, count=count)
    return office


@transaction.atomic
def close(*, office: Office, valid_to: date, by: Actor, at: datetime, reason: str) -> Office:
    """End the office on a day (the first day it no longer stands); its rows and its path stay.

    Errors: NotAllowed without `offices.manage`; Problem when offices below it still stand, or without a reason.
    """
    by.require(Permission.OFFICES_MANAGE)
    if not reason.strip():
        raise Problem("offices.reason_missing", "ต้องระบุเหตุผลที่ยุบเลิกหน่วยงาน", field="reason")
    office = _lock(office)
    last = office.versions.select_for_update().get(valid_to__isnull=True)
    if valid_to <= last.valid_from:
        raise Problem("offices.close_too_early", "วันยุบเลิกต้องหลังวันที่เริ่มใช้ชื่อปัจจุบัน", field="valid_to")
    if office.children.filter(valid_to__isnull=True).exists():
        raise Problem("offices.has_children", "ยังมีหน่วยงานใต้สังกัด ต้องย้ายหรือยุบเลิกก่อน", field="office")
    last.valid_to = office.valid_to = valid_to
    last.save(update_fields=["valid_to"])
    _save(office, "valid_to")
    audit.record("offices.office.closed", office, by=by, at=at, fields=["valid_to"], reason=reason)
    return office
