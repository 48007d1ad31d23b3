"""Change what is known of a person. The database raises the version and keeps the row as it was."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tidtam import audit
from tidtam.accounts.clock import BANGKOK
from tidtam.kernel.actor import Actor
from tidtam.kernel.problem import Conflict, Missing, Problem
from tidtam.people import access, sealing
from tidtam.people.actions import rows
from tidtam.people.actions.registering import require_areas, require_register
from tidtam.people.choices import IdKind
from tidtam.people.models import Address, Caregiver, Person, PersonKey
from tidtam.people.queries import mark_of_address, mark_of_caregiver, values_of
from tidtam.people.rules import AddressValues, CaregiverValues, NoticeValues, PersonValues, Registration, checked


def locked(pk: int, by: Actor, version: int | None = None) -> Person:
    """Return a live person in scope, its row locked.

    Errors: Missing outside scope; Conflict when it was merged, or has moved on since `version`.
    """
    person = access.people(by).select_for_update().filter(pk=pk).first()
    if person is None:
        raise Missing("people.missing", _("ไม่พบคนนี้ในความรับผิดชอบของหน่วยงานที่คุณปฏิบัติอยู่"))
    if person.merged_into_id is not None:
        raise Conflict("people.merged", _("ระเบียนนี้รวมเข้ากับอีกระเบียนแล้ว แก้ที่ระเบียนนั้น"))
    _refuse_stale(None if version is None else str(version), str(person.version))
    return person


def _refuse_stale(seen: str | None, stands: str) -> None:
    """Refuse to write over what somebody else wrote meanwhile. Errors: Conflict with the mark that stands now."""
    if seen is not None and seen != stands:
        said = _("มีคนแก้ข้อมูลนี้หลังจากที่คุณเปิดหน้า เปิดใหม่แล้วแก้อีกครั้ง ข้อมูลที่พิมพ์ยังอยู่ด้านล่าง")
        raise Conflict("people.moved_on", said, seen=stands)


@transaction.atomic
def edit(*, person: Person, values: PersonValues, by: Actor, at: datetime, version: int | None = None) -> Person:
    """Change who somebody is; sealed values are sealed anew only when they changed.

    Errors: NotAllowed; Missing; Conflict; Problem of `rules.check` with its field; Problem people.id_taken for the
    identity card of another row in scope.
    """
    require_register(by, person.purpose)
    now = locked(person.pk, by, version)
    ready = _checked(now, values, at=at).person
    columns = rows.person_columns(ready, now.public_id, sealing.hasher(now.purpose))
    changed = _changes(now, columns, ready)
    if "id_hash" in changed:
        _refuse_taken(now, columns, by)
    if changed:
        for name in changed:
            setattr(now, name, columns[name])
        now.save(update_fields=changed)
        refresh_keys(now)
        now.refresh_from_db()
    audit.record("people.person.edited", now, by=by, at=at, fields=_told(changed))
    return now


def _refuse_taken(now: Person, columns: dict[str, Any], by: Actor) -> None:
    """Refuse an identity card that another row in scope bears: one human is one row for a purpose."""
    live = access.people(by).filter(purpose=now.purpose, merged_into=None).exclude(pk=now.pk)
    if columns["id_kind"] == IdKind.NATIONAL and live.filter(id_hash=columns["id_hash"]).exists():
        said = _("เลขประจำตัวนี้อยู่ในอีกระเบียนหนึ่ง ค้นเลขนี้แล้วรวมสองระเบียน")
        raise Problem("people.id_taken", said, field="id_number")


def _changes(now: Person, columns: dict[str, Any], ready: PersonValues) -> list[str]:
    sealed = {
        "id_sealed": (ready.id_number, "id"),
        "phone_sealed": (ready.phone, "phone"),
        "line_sealed": (ready.line_id, "line"),
    }
    changed = []
    for name, value in columns.items():
        held = getattr(now, name)
        if name in sealed:
            text, column = sealed[name]
            same = sealing.unseal(held, column=column, row=now.public_id) == text
        else:
            same = (bytes(held) if isinstance(held, memoryview) else held) == value
        if not same:
            changed.append(name)
    return changed


def _told(changed: Iterable[str]) -> list[str]:
    return sorted({name.removesuffix("_sealed").removesuffix("_hash") for name in changed})


def _checked(person: Person, values: PersonValues, *, at: datetime) -> Registration:
    one = Registration(person=values, office_id=person.office_id, scope_path=person.scope_path)
    return checked(one, today=at.astimezone(BANGKOK).date())


@transaction.atomic
def set_address(
    *, person: Person, values: AddressValues, by: Actor, at: datetime, seen: str | None = None
) -> Address:  # fmt: skip
    """Set one of the two addresses; a known position stays while the tambon does. `seen` is the mark that was read.

    Errors: NotAllowed; Missing; Conflict; Problem of the address with its field.
    """
    require_register(by, person.purpose)
    now = locked(person.pk, by)
    held = Address.objects.filter(person=now, kind=values.kind).first()
    _refuse_stale(seen, mark_of_address(held))
    one = Registration(person=values_of(now), office_id=now.office_id, scope_path=now.scope_path, addresses=(values,))
    [ready] = checked(one, today=at.astimezone(BANGKOK).date()).addresses
    require_areas({ready.area})
    columns = rows.address_columns(ready, now.pk, now.public_id, now.scope_path)
    if ready.position is None and held is not None and held.area_id == ready.area:
        del columns["position_sealed"]
    address, _made = Address.objects.update_or_create(
        person_id=now.pk, kind=columns.pop("kind"), defaults={k: v for k, v in columns.items() if k != "person_id"}
    )
    refresh_keys(now)
    audit.record("people.person.address_set", now, by=by, at=at, fields=[f"address.{ready.kind}"])
    return address


@transaction.atomic
def set_caregiver(
    *, person: Person, values: CaregiverValues | None, by: Actor, at: datetime, seen: str | None = None
) -> Caregiver | None:  # fmt: skip
    """Set who cares for the person, or that nobody does; `seen` is the mark that was read.

    Errors: NotAllowed; Missing; Conflict; Problem.
    """
    require_register(by, person.purpose)
    now = locked(person.pk, by)
    _refuse_stale(seen, mark_of_caregiver(now, Caregiver.objects.filter(person=now).first()))
    one = Registration(person=values_of(now), office_id=now.office_id, scope_path=now.scope_path, caregiver=values)
    ready = checked(one, today=at.astimezone(BANGKOK).date()).caregiver
    made = None
    if ready is None:
        Caregiver.objects.filter(person=now).delete()
    else:
        columns = rows.caregiver_columns(ready, now.pk, now.public_id, now.scope_path)
        made, _new = Caregiver.objects.update_or_create(person_id=columns.pop("person_id"), defaults=columns)
    audit.record("people.person.caregiver_set", now, by=by, at=at, fields=["caregiver"])
    return made


@transaction.atomic
def give_notice(*, person: Person, notice: NoticeValues, by: Actor, at: datetime) -> Person:
    """Record that the person was given the privacy notice. Errors: NotAllowed; Missing; Conflict; Problem."""
    require_register(by, person.purpose)
    now = locked(person.pk, by)
    one = Registration(person=values_of(now), office_id=now.office_id, scope_path=now.scope_path, notice=notice)
    checked(one, today=at.astimezone(BANGKOK).date())
    now.notice_version, now.notice_at = notice.version, notice.at
    now.save(update_fields=["notice_version", "notice_at"])
    now.refresh_from_db()
    audit.record("people.person.notice_given", now, by=by, at=at, fields=["notice_version", "notice_at"])
    return now


def refresh_keys(person: Person) -> None:
    """Make the search keys anew from what is kept."""
    areas = list(Address.objects.filter(person=person).values_list("area_id", flat=True))
    names = rows.place_names(areas)
    folded, numbers = rows.keys_of(values_of(person), [names[a] for a in sorted(areas)], sealing.hasher(person.purpose))
    PersonKey.objects.filter(person=person).update(folded=folded, keys=numbers)
