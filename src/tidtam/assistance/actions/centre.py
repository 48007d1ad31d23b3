"""Rounds of the centre's signs and of the ways people reach it (O41, O43)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from tidtam import audit
from tidtam.assistance.actions import requests
from tidtam.assistance.choices import ChannelKind, Condition
from tidtam.assistance.models import ChannelRow, SignCheck
from tidtam.files import actions as files
from tidtam.files.cleaning import cleaned
from tidtam.files.models import StoredFile
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.kernel.problem import Missing, Problem
from tidtam.offices.models import Office


@transaction.atomic
def check_sign(
    *, office: Office, place: str, condition: str, on: date, photo: bytes = b"", note: str = "",
    position: tuple[float, float] | None = None, by: Actor, at: datetime,
) -> SignCheck:  # fmt: skip
    """Note how the sign at a place looked on a day, with a photo where there is one. Units: `position` in degrees.

    Errors: NotAllowed; Missing; Problem assistance.place_missing, assistance.bad_condition, assistance.bad_day, photo.
    """
    _may(office, by)
    where = _line(place, 200)
    faults = (
        (not where, "assistance.place_missing", "place", "กรอกว่าป้ายอยู่ที่ไหน"),
        (condition not in Condition.values, "assistance.bad_condition", "condition", "เลือกสภาพป้าย"),
        (on > timezone.localdate(at), "assistance.bad_day", "on", "วันที่ตรวจต้องไม่เลยวันนี้"),
        (
            condition == Condition.DAMAGED and not _line(note, 300), "assistance.note_missing", "note",
            "บอกว่าต้องซ่อมอะไร",
        ),
    )  # fmt: skip
    for wrong, code, name, said in faults:
        if wrong:
            raise Problem(code, said, field=name)
    one = SignCheck.objects.create(
        office=office, scope_path=office.path, place=where, condition=condition, checked_on=on, note=_line(note, 300),
        photo=_photo(office, photo, by, at), by=by.grant_id, at=at,
        latitude=position[0] if position else None, longitude=position[1] if position else None,
    )  # fmt: skip
    audit.record("assistance.sign.checked", one, by=by, at=at, fields=("condition", "photo"))
    return one


@transaction.atomic
def check_channel(
    *, office: Office, kind: str, works: bool, detail: str = "", on: date, photo: bytes = b"", by: Actor, at: datetime
) -> ChannelRow:
    """Note that a way to reach the centre was tried and whether it works. Errors: NotAllowed; Missing; Problem."""
    _may(office, by)
    if kind not in ChannelKind.values:
        raise Problem("assistance.bad_channel", "เลือกช่องทางจากรายการ", field="kind")
    if on > timezone.localdate(at):
        raise Problem("assistance.bad_day", "วันที่ตรวจต้องไม่เลยวันนี้", field="on")
    words = _line(detail, 300)
    if not works and not words:
        raise Problem("assistance.note_missing", "บอกว่าใช้ไม่ได้เพราะอะไร ต้องแก้อะไร", field="detail")
    one, is_new = ChannelRow.objects.select_for_update().get_or_create(
        office=office, kind=kind, defaults={"scope_path": office.path, "at": at}
    )
    kept = _photo(office, photo, by, at)
    one.works, one.detail, one.checked_on, one.by, one.at = works, words, on, by.grant_id, at
    one.photo = kept or one.photo
    one.version += 0 if is_new else 1
    one.save()
    audit.record("assistance.channel.checked", one, by=by, at=at, fields=("works", "detail", "photo"))
    return one


def _may(office: Office, by: Actor) -> None:
    by.require(Permission.CENTRE_MANAGE)
    if not by.scope or not office.path.startswith(by.scope):
        raise Missing("assistance.missing", "ไม่พบหน่วยงานนี้ในความรับผิดชอบของคุณ")


def _photo(office: Office, content: bytes, by: Actor, at: datetime) -> StoredFile | None:
    if not content:
        return None
    try:
        fresh, ending = cleaned(content)
    except Problem as problem:
        raise Problem(problem.code, problem.message, field="photo", **problem.details) from problem
    return files.store(office=office, content=fresh, name=f"ภาพป้าย.{ending}", by=by, at=at, personal=True)


def _line(text: str, most: int) -> str:
    return " ".join(requests.visible(text).split())[:most]
