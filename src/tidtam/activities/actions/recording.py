"""Record an activity, change it, void it; add and take away its photos."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tidtam import audit
from tidtam.activities import access, rules
from tidtam.activities.actions import looking, once
from tidtam.activities.choices import ActivityState
from tidtam.activities.models import Activity, KnowledgeSet, Photo, Project, Used
from tidtam.activities.rules import ActivityValues
from tidtam.files.models import StoredFile
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Conflict, Missing, Problem
from tidtam.offices.models import Office
from tidtam.places.models import Area

MOST_PHOTOS = 30  # of one activity
_CHANGED = "มีผู้แก้รายการนี้หลังจากที่คุณเปิด เปิดหน้าใหม่แล้วแก้อีกครั้ง"


@transaction.atomic
def record(
    *, office: Office, values: ActivityValues, uuid: UUID, photos: Sequence[StoredFile] = (), by: Actor, at: datetime
) -> Activity:
    """Record an activity of an office; the same `uuid` again returns the first.

    Errors: NotAllowed; Missing for an office that is not the actor's; Problem with its field.
    """
    by.require(Permission.ACTIVITIES_MANAGE)
    if not by.scope or not office.path.startswith(by.scope):
        raise Missing("offices.office_missing", "บันทึกได้เฉพาะกิจกรรมของหน่วยงานที่คุณปฏิบัติอยู่")
    once.hold(str(uuid))
    before = access.activities(by).filter(uuid=uuid).first()
    if before is not None:
        return before
    sets, project = _checked(office, values, by, at), _project(office, values, by)
    one = Activity(uuid=uuid, project=project, office=office, scope_path=office.path, by=by.grant_id,
                   by_name=by.name[:200], at=at, **_columns(values))  # fmt: skip
    one.save(force_insert=True)
    _use(one, sets)
    _hang(one, photos, by, at)
    audit.record("activities.activity.recorded", one, by=by, at=at, count=1)
    return one


@transaction.atomic
def change(
    *, activity: Activity, values: ActivityValues, version: int | None = None, by: Actor, at: datetime
) -> Activity:
    """Change what a record says; nothing is written when nothing changed.

    Errors: NotAllowed; Missing; Conflict when it was voided or has moved on; Problem with its field.
    """
    one = _lock(activity, by, version)
    sets, project = _checked(one.office, values, by, at), _project(one.office, values, by)
    told = _columns(values) | {"project_id": project.pk if project else None}
    changed = [name for name, value in told.items() if getattr(one, name) != value]
    if not changed:
        return one
    for name in changed:
        setattr(one, name, told[name])
    one.save(update_fields=changed)
    _use(one, sets)
    if {"on", "until", "latitude", "longitude", "area_id"} & set(changed):
        looking.look(one, list(access.photos(by).filter(activity=one)), at)
    one.refresh_from_db(fields=["version"])  # the database counts the versions
    audit.record("activities.activity.changed", one, by=by, at=at, fields=sorted(changed))
    return one


@transaction.atomic
def void(*, activity: Activity, reason: str, version: int | None = None, by: Actor, at: datetime) -> Activity:
    """Take a record out of the figures; it stays to be read. Errors: NotAllowed; Missing; Conflict; Problem."""
    one = _lock(activity, by, version)
    words = rules.line(reason, 300)
    if not words:
        raise Problem("activities.reason_missing", "บอกว่ายกเลิกเพราะอะไร", field="reason")
    one.state, one.void_reason, one.voided_at = ActivityState.VOIDED, words, at
    one.save(update_fields=["state", "void_reason", "voided_at"])
    one.refresh_from_db(fields=["version"])
    audit.record("activities.activity.voided", one, by=by, at=at, fields=("state",), reason=words)
    return one


@transaction.atomic
def add_photos(*, activity: Activity, contents: Iterable[bytes | Problem], by: Actor, at: datetime) -> int:
    """Add photos, written anew; return how many were new. Errors: NotAllowed; Missing; Conflict; Problem `photos`."""
    one = _lock(activity, by)
    pieces = looking.take(contents)
    if not pieces:
        raise Problem("activities.photos_missing", "เลือกภาพก่อน", field="photos")
    return hang(activity=one, photos=looking.keep(office=one.office, pieces=pieces, by=by, at=at), by=by, at=at)


@transaction.atomic
def hang(*, activity: Activity, photos: Iterable[StoredFile], by: Actor, at: datetime) -> int:
    """Hang stored photos on an activity; return how many were new. Errors: NotAllowed; Missing; Conflict; Problem."""
    one = _lock(activity, by)
    new = _hang(one, photos, by, at)
    if new:
        audit.record("activities.photo.added", one, by=by, at=at, count=new)
    return new


@transaction.atomic
def remove_photo(*, photo: Photo, by: Actor, at: datetime) -> None:
    """Take a photo away; its row stays. Errors: NotAllowed; Missing; Conflict when the activity was voided."""
    one = _lock(photo.activity, by)
    gone = Photo.objects.filter(pk=photo.pk, activity=one, removed_at__isnull=True).update(removed_at=at)
    if not gone:
        raise Missing("files.not_found", "ไม่พบภาพนี้")
    audit.record("activities.photo.removed", one, by=by, at=at)


def _lock(activity: Activity, by: Actor, version: int | None = None) -> Activity:
    by.require(Permission.ACTIVITIES_MANAGE)
    rows = access.activities(by).select_for_update(of=("self",)).select_related("office")
    one = rows.filter(pk=activity.pk).first()
    if one is None:
        raise Missing("activities.missing", "ไม่พบกิจกรรมนี้ในหน่วยงานของคุณและหน่วยงานในสังกัด")
    if one.state == ActivityState.VOIDED:
        raise Conflict("activities.voided", "รายการนี้ยกเลิกแล้ว จึงแก้ไม่ได้")
    if version is not None and version != one.version:
        raise Conflict("activities.changed", _CHANGED)
    return one


def _checked(office: Office, values: ActivityValues, by: Actor, at: datetime) -> list[KnowledgeSet]:
    """Return the sets the activity used. Errors: the first fault; Problem beside `area` or `knowledge`."""
    for problem in rules.faults(values, timezone.localdate(at)):
        raise problem
    area = Area.objects.filter(code=values.area, level="subdistrict").first()
    if area is None:
        raise Problem("activities.area_missing", "เลือกตำบลที่จัด", field="area")
    if values.measure not in rules.measures_of(office.path):
        raise Problem("activities.bad_measure", "เลือกมาตรการจากรายการ", field="measure")
    if office.province_id and not str(area.pk).startswith(str(office.province_id)):
        raise Problem("activities.area_outside", "ตำบลนี้อยู่นอกจังหวัดของหน่วยงาน", field="area")
    wanted = set(values.knowledge)
    sets = list(access.knowledge(by).filter(public_id__in=wanted).order_by("pk"))
    if len(sets) < len(wanted):
        raise Problem("activities.knowledge_missing", "เลือกองค์ความรู้จากรายการ", field="knowledge")
    return sets


def _project(office: Office, values: ActivityValues, by: Actor) -> Project | None:
    """Return the project an activity stands under. Errors: Problem beside `project`."""
    if not values.project:
        return None
    found = access.projects(by).filter(public_id=values.project, office=office).first()
    if found is None:
        raise Problem("activities.project_missing", "เลือกโครงการจากรายการ", field="project")
    return found


def _columns(told: ActivityValues) -> dict[str, Any]:
    place = rules.line(told.place, 200)
    return {
        "measure": told.measure, "kind": told.kind, "title": rules.line(told.title, 200), "place": place,
        "place_key": rules.place_key(place), "area_id": told.area, "moo": rules.village(told.moo) or "", "on": told.on,
        "until": told.until, "latitude": told.position[0] if told.position else None,
        "longitude": told.position[1] if told.position else None, "persons": told.persons,
        "households": told.households, "partners": list(told.partners), "budget_baht": told.budget_baht,
        "fund": rules.line(told.fund, 120), "given": rules.line(told.given, 300), "model_area": told.model_area,
        "result": rules.visible(told.result), "expansion": rules.visible(told.expansion),
        "knowledge": sorted(told.knowledge),
    }  # fmt: skip


def _use(one: Activity, sets: Sequence[KnowledgeSet]) -> None:
    Used.objects.filter(activity=one).exclude(knowledge__in=sets).delete()
    Used.objects.bulk_create(
        [Used(activity=one, knowledge=each, scope_path=one.scope_path) for each in sets], ignore_conflicts=True
    )


def _hang(one: Activity, stored: Iterable[StoredFile], by: Actor, at: datetime) -> int:
    """Hang photos on an activity; return how many were new."""
    hung = set(Photo.objects.filter(activity=one, removed_at__isnull=True).values_list("file_id", flat=True))
    fresh = {file.pk: file for file in stored if file.pk not in hung}
    if len(hung) + len(fresh) > MOST_PHOTOS:
        raise Problem("activities.photos_many", "กิจกรรมหนึ่งมีภาพได้ไม่เกิน 30 ภาพ", field="photos")
    made = Photo.objects.bulk_create(
        Photo(activity=one, scope_path=one.scope_path, file=file, by=by.grant_id, at=at) for file in fresh.values()
    )
    looking.look(one, made, at)
    return len(fresh)
