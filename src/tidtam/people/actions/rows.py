"""From checked values to the rows that are kept, for one person as for a hundred thousand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from tidtam.kernel.ids import public_id
from tidtam.kernel.prepared import prepared
from tidtam.people import sealing
from tidtam.people.choices import Purpose
from tidtam.people.matching import keys
from tidtam.people.rules import AddressValues, CaregiverValues, PersonValues, Registration, day_of
from tidtam.places.models import Area

PERSON = (
    "id", "public_id", "purpose", "office_id", "scope_path", "title", "first_name", "last_name", "nickname", "sex",
    "birth_date", "birth_precision", "nationality", "religion", "id_kind", "id_sealed", "id_hash", "no_id_reason",
    "phone_sealed", "phone_hash", "line_sealed", "contact_hours", "marital_status", "education", "occupation",
    "income_band", "notice_version", "notice_at", "version", "created_at",
)  # fmt: skip
ADDRESS = (
    "person_id", "kind", "house_no", "moo", "village", "soi", "road", "area_id", "postcode", "position_sealed",
    "scope_path",
)  # fmt: skip
CAREGIVER = ("person_id", "name", "relation", "phone_sealed", "scope_path")
KEY = ("person_id", "scope_path", "purpose", "folded", "keys")
Hasher = Callable[[str], bytes]
Names = dict[str, tuple[str, ...]]


@dataclass
class Rows:
    """Rows of each table, as tuples in the order of its columns, and what each person says to the audit."""

    people: list[tuple[Any, ...]] = field(default_factory=list)
    addresses: list[tuple[Any, ...]] = field(default_factory=list)
    caregivers: list[tuple[Any, ...]] = field(default_factory=list)
    keys: list[tuple[Any, ...]] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)


def build(
    registrations: Sequence[Registration], ids: Sequence[int], names: Names, *, purpose: str, at: datetime
) -> Rows:
    """Return the rows of checked registrations under the reserved ids. `names`: of `place_names`."""
    rows = Rows()
    hashed = sealing.hasher(purpose)
    # The hour somebody asked for help would tell from which visit it comes.
    kept = day_of if purpose == Purpose.HELP else lambda moment: moment
    for one, pk in zip(registrations, ids, strict=True):
        public = one.public_id or public_id()
        person = person_columns(one.person, public, hashed)
        person |= {
            "id": pk, "public_id": public, "purpose": purpose, "office_id": one.office_id, "version": 1,
            "scope_path": one.scope_path, "created_at": kept(at),
            "notice_version": one.notice.version if one.notice else "",
            "notice_at": kept(one.notice.at) if one.notice else None,
        }  # fmt: skip
        rows.people.append(tuple(person[name] for name in PERSON))
        addresses = [address_columns(address, pk, public, one.scope_path) for address in one.addresses]
        rows.addresses.extend(tuple(row[name] for name in ADDRESS) for row in addresses)
        if one.caregiver:
            caregiver = caregiver_columns(one.caregiver, pk, public, one.scope_path)
            rows.caregivers.append(tuple(caregiver[name] for name in CAREGIVER))
        folded, numbers = keys_of(one.person, [names.get(a.area, ()) for a in one.addresses], hashed)
        # As PostgreSQL writes an array: half a million lists are slow to adapt one by one.
        listed = "{" + ",".join(map(str, numbers)) + "}"
        rows.keys.append((pk, one.scope_path, purpose, folded, listed))
        rows.digests.append(_digest(person, addresses, one))
    return rows


def person_columns(values: PersonValues, public: str, hashed: Hasher) -> dict[str, Any]:
    """Return the columns of a person that come from its values."""
    return {
        "title": values.title, "first_name": values.first_name, "last_name": values.last_name,
        "nickname": values.nickname, "sex": values.sex, "birth_date": values.birth,
        "birth_precision": values.birth_precision, "nationality": values.nationality, "religion": values.religion,
        "id_kind": values.id_kind, "id_sealed": sealing.seal(values.id_number, column="id", row=public),
        "id_hash": hashed(f"id:{values.id_number}") if values.id_number else None,
        "no_id_reason": values.no_id_reason,
        "phone_sealed": sealing.seal(values.phone, column="phone", row=public),
        "phone_hash": hashed(f"phone:{values.phone}") if values.phone else None,
        "line_sealed": sealing.seal(values.line_id, column="line", row=public),
        "contact_hours": values.contact_hours, "marital_status": values.marital_status,
        "education": values.education, "occupation": values.occupation, "income_band": values.income_band,
    }  # fmt: skip


def address_columns(values: AddressValues, pk: int, public: str, scope_path: str) -> dict[str, Any]:
    """Return the columns of an address."""
    position = f"{values.position[0]:.6f},{values.position[1]:.6f}" if values.position else ""
    return {
        "person_id": pk, "kind": values.kind, "house_no": values.house_no, "moo": values.moo,
        "village": values.village, "soi": values.soi, "road": values.road, "area_id": values.area,
        "postcode": values.postcode, "scope_path": scope_path,
        "position_sealed": sealing.seal(position, column=f"position.{values.kind}", row=public),
    }  # fmt: skip


def caregiver_columns(values: CaregiverValues, pk: int, public: str, scope_path: str) -> dict[str, Any]:
    """Return the columns of a caregiver."""
    return {
        "person_id": pk, "name": values.name, "relation": values.relation, "scope_path": scope_path,
        "phone_sealed": sealing.seal(values.phone, column="caregiver", row=public),
    }  # fmt: skip


def keys_of(values: PersonValues, places: Iterable[Iterable[str]], hashed: Hasher) -> tuple[str, list[int]]:
    """Return the folded name and the search keys of a person."""
    return keys.of_person(
        values.first_name, values.last_name, values.nickname,
        places=[name for one in places for name in one],
        numbers=[("id", values.id_number), ("phone", values.phone)], keyed=hashed,
    )  # fmt: skip


def place_names(areas: Iterable[str]) -> Names:
    """Return for each tambon that stands the names of itself, its district and its province. Shape: 1 query."""
    wanted = {code for code in areas if code}
    codes = {code[:length] for code in wanted for length in (2, 4, 6)}
    named = dict(_named(sorted(codes))) if codes else {}
    return {code: tuple(named[c] for c in (code, code[:4], code[:2]) if c in named) for code in wanted if code in named}


@prepared
def _named(codes: list[str]) -> QuerySet[Area, tuple[str, str]]:
    return Area.objects.filter(pk__among=codes).values_list("code", "name_th")


def _digest(person: dict[str, Any], addresses: list[dict[str, Any]], one: Registration) -> str:
    """Digest what was registered without sealed values, whose bytes are random: hashes stand for them."""
    told = {name: value for name, value in person.items() if not name.endswith("_sealed") and name != "id"}
    homes = [{name: value for name, value in row.items() if name not in ("person_id", "position_sealed")}
             for row in addresses]  # fmt: skip
    carer = [one.caregiver.name, one.caregiver.relation] if one.caregiver else []
    text = json.dumps([told, homes, carer], sort_keys=True, ensure_ascii=False, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def digest_of(digests: Sequence[str]) -> str:
    """Return the digest of a batch: of one person it is the person's own."""
    return digests[0] if len(digests) == 1 else hashlib.sha256("\n".join(digests).encode()).hexdigest()
