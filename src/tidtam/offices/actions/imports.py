"""Import offices from a sheet: dry run, apply, undo."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.kernel import wall
from tidtam.kernel.actor import ROOT, Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, Problem
from tidtam.offices import importing, registry, rules, sheets
from tidtam.offices.actions import tree
from tidtam.offices.actions.loading import load_tree
from tidtam.offices.choices import ImportState, Source
from tidtam.offices.models import Office, OfficeArea, OfficeImport, OfficeVersion
from tidtam.offices.seeds import OfficeSeed
from tidtam.places.models import Area

Progress = Callable[[int, int], None]
_PLAIN = ("name_th", "short_name", "lgo_type", *importing.TEXT_COLUMNS, "province_id", "district_id", "source")
_KEPT = ("parent_id", *_PLAIN)


def _known(scope: str) -> importing.Known:
    """Load what rows are judged against. Shape: 2 queries."""
    offices = {
        code: importing.Standing(
            pk, line, level, parent or "", closed is not None, bool(scope) and rules.is_below(path, scope)
        )
        for code, pk, line, level, parent, closed, path in Office.objects.values_list(
            "code", "id", "line", "level", "parent__code", "valid_to", "path"
        )
    }
    areas = list(Area.objects.values_list("code", "parent_id", "name_th"))
    return importing.Known(
        offices, {code for code, _, _ in areas}, {(parent or "", name): code for code, parent, name in areas}
    )


def _judged(stored: list[Any], by: Actor) -> tuple[list[dict[str, Any]], list[importing.RowError]]:
    return importing.judge([(row["row"], row["cells"]) for row in stored], _known(by.scope))


class Preview(NamedTuple):
    """What a checked import would do today: rows by what becomes of them."""

    fresh: list[dict[str, Any]]
    changed: list[tuple[dict[str, Any], list[str]]]  # the row's plan and the columns that differ
    same: int
    bad: int
    errors: list[importing.RowError]


def preview(*, this: OfficeImport, by: Actor) -> Preview:
    """Say what the import would do to today's tree; nothing is written. Shape: 4 queries whatever the rows."""
    plans, errors = _judged(this.rows, by)
    wrong = {error["row"] for error in errors}
    good = [plan for plan in plans if plan["row"] not in wrong]
    standing = [plan for plan in good if plan["existing"]]
    changed = _differing(standing)
    fresh = [plan for plan in good if not plan["existing"]]
    return Preview(fresh, changed, len(standing) - len(changed), len(wrong), errors)


@transaction.atomic
def check_import(*, content: bytes, filename: str, by: Actor, at: datetime) -> OfficeImport:
    """Read a sheet and say what it would do; nothing but the dry run itself is written.

    Shape: `errors` are dicts {row, column, message}; an import without errors can be applied.
    Errors: NotAllowed without `offices.manage`; Problem("offices.import_…") when the file is no such sheet.
    """
    by.require(Permission.OFFICES_MANAGE)
    table = sheets.read(content, filename)
    stored = [{"row": number, "cells": cells} for number, cells in table.rows]
    _plans, errors = _judged(stored, by)
    made = OfficeImport.objects.create(
        filename=filename[-200:], sha256=hashlib.sha256(content).hexdigest(), rows=stored, errors=errors,
        created_by=by.user_id, created_at=at,
    )  # fmt: skip
    audit.record("offices.import.checked", made, by=by, at=at, count=len(stored), digest=made.sha256)
    return made


def _locked(this: OfficeImport, state: str, message: str) -> OfficeImport:
    locked = OfficeImport.objects.select_for_update().get(pk=this.pk)
    if locked.state != state:
        raise Conflict("offices.import_bad_state", message)
    return locked


def _seed(plan: dict[str, Any]) -> OfficeSeed:
    plain = {name: plan[name] for name in ("code", "name_th", "short_name", "level", "line", "lgo_type", "parent")}
    details = {name: plan[name] for name in ("province", "district", *importing.TEXT_COLUMNS)}
    areas = tuple((code, coverage) for code, coverage in plan["areas"])
    return OfficeSeed(**plain, **details, areas=areas, source=Source.IMPORT)


def _before(office: Office) -> dict[str, Any]:
    """Return what an undo puts back."""
    return {
        "id": office.pk,
        "columns": {name: getattr(office, name) for name in _KEPT},
        "versions": [
            [v.name_th, v.short_name, v.lgo_type, v.valid_from.isoformat(), v.valid_to and v.valid_to.isoformat()]
            for v in office.versions.order_by("valid_from")
        ],
        "areas": [list(pair) for pair in office.areas.values_list("area_id", "coverage")],
    }


def _differing(plans: list[dict[str, Any]]) -> list[tuple[dict[str, Any], list[str]]]:
    """Return the rows that do not say what stands already, each with its differing columns.

    Shape: 2 queries, so that a whole list can be sent again.
    """
    codes = [plan["code"] for plan in plans]
    offices = Office.objects.filter(code__in=codes).select_related("parent").in_bulk(field_name="code")
    areas: dict[str, list[list[str]]] = {}
    for code, area, coverage in OfficeArea.objects.filter(office__code__in=codes).values_list(
        "office__code", "area_id", "coverage"
    ):
        areas.setdefault(code, []).append([area, coverage])
    found = []
    for plan in plans:
        office = offices[plan["code"]]
        stands = {
            name: getattr(office, name) for name in ("name_th", "short_name", "lgo_type", *importing.TEXT_COLUMNS)
        }
        stands |= {"province": office.province_id, "district": office.district_id}
        stands["parent"] = office.parent.code if office.parent else ""
        columns = [name for name, value in stands.items() if plan[name] and plan[name] != value]
        if plan["areas"] and sorted(plan["areas"]) != sorted(areas.get(plan["code"], [])):
            columns.append("areas")
        if columns:
            found.append((plan, columns))
    return found


def _change(plan: dict[str, Any], *, today: date, reason: str, by: Actor, at: datetime) -> dict[str, Any] | None:
    """Bring one standing office to what its row says; blank cells change nothing. None when nothing differed."""
    office = Office.objects.select_related("parent").get(code=plan["code"])
    before, version = _before(office), office.version
    if plan["name_th"] and plan["name_th"] != office.name_th:
        # A new name brings its short form and the title of its head along, unless the sheet gives others.
        plan = plan | {name: plan[name] or value for name, value in importing.said_by_name(plan).items()}
    named = {name: plan[name] for name in ("name_th", "short_name", "lgo_type") if plan[name]}
    since = date.fromisoformat(plan["valid_from"]) if plan["valid_from"] else today
    office = tree.rename_or_retype(office=office, valid_from=since, reason=reason, by=by, at=at, **named)
    details = {name: plan[name] for name in importing.TEXT_COLUMNS if plan[name]}
    details |= {f"{name}_id": plan[name] for name in ("province", "district") if plan[name]}
    office = tree.edit(office=office, by=by, at=at, **details)
    if plan["areas"] and sorted(plan["areas"]) != sorted(before["areas"]):
        office = tree.set_areas(office=office, areas=[(a, c) for a, c in plan["areas"]], by=by, at=at)
    if plan["parent"] and plan["parent"] != (office.parent.code if office.parent else ""):
        parent = Office.objects.get(code=plan["parent"])
        office = tree.move(office=office, parent=parent, reason=reason, by=by, at=at)
    return before | {"version": office.version} if office.version != version else None


@transaction.atomic
def apply_import(
    *, this: OfficeImport, by: Actor, at: datetime, today: date, progress: Progress | None = None
) -> OfficeImport:
    """Make and change the offices of a checked import, all or none; rows are judged again against today's tree.

    `today` dates names and offices whose row has no date. `progress(done, total)` is called along the way.
    Errors: NotAllowed; Conflict when it was applied before; Problem("offices.import_has_errors") with `errors`.
    """
    by.require(Permission.OFFICES_MANAGE)
    this = _locked(this, ImportState.CHECKED, _("นำเข้าไฟล์นี้ไปแล้ว"))
    plans, errors = _judged(this.rows, by)
    if errors:
        raise Problem(
            "offices.import_has_errors",
            _("ยังมี %(n)s จุดที่ต้องแก้ในไฟล์ก่อนนำเข้า") % {"n": f"{len(errors):,}"},
            errors=errors[:200],
        )
    tell, total, reason = progress or (lambda done, whole: None), len(plans), f"นำเข้าจากไฟล์ {this.filename}"
    fresh = [plan for plan in plans if not plan["existing"]]
    done = 0
    # Runs of one date, in the order of the plans: parents stand before children whatever their dates.
    for since, run in groupby(fresh, key=lambda plan: plan["valid_from"]):
        batch = list(run)
        day = date.fromisoformat(since) if since else today
        load_tree(by=by, at=at, extra=map(_seed, batch), since=day, national=False)
        done += len(batch)
        tell(done, total)
    codes = [plan["code"] for plan in fresh]
    created = list(Office.objects.filter(code__in=codes).order_by("path").values_list("id", flat=True))
    changed = []
    standing = [plan for plan, _ in _differing([plan for plan in plans if plan["existing"]])]
    total = len(fresh) + len(standing)
    for number, plan in enumerate(standing, 1):
        change = _change(plan, today=today, reason=reason, by=by, at=at)
        if change:
            changed.append(change)
        if number % 50 == 0:
            tell(done + number, total)
    tell(total, total)
    this.changes = {"created": created, "changed": changed}
    this.state, this.applied_at, this.errors = ImportState.APPLIED, at, []
    this.version += 1
    this.save(update_fields=["changes", "state", "applied_at", "errors", "version"])
    audit.record(
        "offices.import.applied", this, by=by, at=at, count=len(created) + len(changed), digest=this.sha256
    )  # fmt: skip
    return this


def _require_inside(ids: list[int], by: Actor) -> None:
    paths = Office.objects.filter(pk__in=ids).values_list("path", flat=True)
    if not by.scope or not all(rules.is_below(path, by.scope) for path in paths):
        raise Missing("offices.import_missing", "ไม่พบการนำเข้านี้ในขอบเขตหน่วยงานของคุณ")


def _used(created: list[int]) -> str:
    """Say in Thai why the made offices cannot be taken back; '' when nothing has used them."""
    offices = Office.objects.filter(pk__in=created)
    touched = (
        offices.exclude(version=1).first()
        or Office.objects.filter(parent_id__in=created).exclude(pk__in=created).select_related("parent").first()
    )
    if touched is not None:
        return _("%(office)s ถูกแก้ไขหรือมีหน่วยงานใต้สังกัดใหม่หลังนำเข้า") % {"office": touched}
    for relation in Office._meta.related_objects:
        model = relation.related_model
        if isinstance(model, str) or model in {Office, OfficeVersion, OfficeArea}:
            continue
        if model._base_manager.filter(**{f"{relation.field.name}__in": created}).exists():
            return _("หน่วยงานที่นำเข้าถูกใช้งานแล้วใน “%(model)s”") % {"model": model._meta.verbose_name}
    paths = list(offices.values_list("path", flat=True))
    with connection.cursor() as cursor:
        for table, column in registry.scoped_columns():
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table} WHERE {column} = ANY(%s))", [paths])  # noqa: S608  # names were checked by the registry
            if cursor.fetchone()[0]:
                return _("หน่วยงานที่นำเข้ามีข้อมูลงานบันทึกไว้แล้ว")
    return ""


def _put_back(change: dict[str, Any], *, reason: str, by: Actor, at: datetime) -> None:
    office = Office.objects.select_for_update().get(pk=change["id"])
    if office.version != change["version"]:
        raise Conflict("offices.import_used", _("เลิกทำไม่ได้: %(office)s ถูกแก้ไขอีกหลังนำเข้า") % {"office": office})
    columns = dict(change["columns"])
    parent = columns.pop("parent_id")
    if parent is not None and parent != office.parent_id:
        office = tree.move(office=office, parent=Office.objects.get(pk=parent), reason=reason, by=by, at=at)
    office.versions.all().delete()
    OfficeVersion.objects.bulk_create(
        OfficeVersion(office=office, name_th=n, short_name=s, lgo_type=k, valid_from=start, valid_to=end)
        for n, s, k, start, end in change["versions"]
    )
    office.areas.all().delete()
    OfficeArea.objects.bulk_create(OfficeArea(office=office, area_id=a, coverage=c) for a, c in change["areas"])
    for name, value in columns.items():
        setattr(office, name, value)
    office.version += 1
    office.save(update_fields=[name.removesuffix("_id") for name in columns] + ["version"])
    audit.record("offices.office.put_back", office, by=by, at=at, fields=sorted(columns), reason=reason)


@transaction.atomic
def undo_import(*, this: OfficeImport, by: Actor, at: datetime) -> OfficeImport:
    """Take back exactly what an import made and changed; nothing happens when any of it has been used since.

    Errors: NotAllowed; Conflict when it was not applied; Conflict("offices.import_used") with the reason in Thai.
    """
    by.require(Permission.OFFICES_MANAGE)
    this = _locked(this, ImportState.APPLIED, _("เลิกทำได้เฉพาะการนำเข้าที่นำเข้าแล้วและยังไม่เลิกทำ"))
    created, reason = this.changes["created"], f"เลิกทำการนำเข้า {this.filename}"
    _require_inside([*created, *(change["id"] for change in this.changes["changed"])], by)
    for change in reversed(this.changes["changed"]):
        _put_back(change, reason=reason, by=by, at=at)
    # The whole tree must be seen here: a row of another office that uses a made one would otherwise stay hidden.
    with wall.lent(ROOT):
        list(Office.objects.select_for_update().filter(pk__in=created).values_list("pk"))
        used = _used(created)
    if used:
        raise Conflict("offices.import_used", _("เลิกทำไม่ได้: %(used)s") % {"used": used})
    OfficeVersion.objects.filter(office_id__in=created).delete()
    OfficeArea.objects.filter(office_id__in=created).delete()
    with connection.cursor() as cursor:  # one statement, so that parents and children go together
        cursor.execute("DELETE FROM offices_office WHERE id = ANY(%s)", [created])
    this.state, this.undone_at = ImportState.UNDONE, at
    this.version += 1
    this.save(update_fields=["state", "undone_at", "version"])
    audit.record("offices.import.undone", this, by=by, at=at, count=len(created) + len(this.changes["changed"]))
    return this
