"""What of a visit is typed into บสต., field by field, always in Thai: the system it goes to speaks nothing else.

The real fields of its follow-up form are not public. These are what is known of them: who, follow-up method and unit,
the outcome, the drug and the days of use, and what the visit asks of living and needs. Source: domain facts 2.2, 4.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy, override

from tidtam.aftercare import sealing
from tidtam.aftercare.choices import Counselling, FamilyRelation, Health, Housing, NotFoundWhy, Substance
from tidtam.aftercare.models import Visit
from tidtam.aftercare.queries import cases
from tidtam.assistance.choices import Code
from tidtam.exchange.models import BsortVisit
from tidtam.people.choices import IncomeBand, Occupation
from tidtam.places.queries import place_line
from tidtam.thai.dates import long_date

WHO, CONTACT, USE, LIVING, AFTER = "who", "contact", "use", "living", "after"
GROUPS = (
    (CONTACT, gettext_lazy("การติดตาม")), (USE, gettext_lazy("การใช้สาร")), (LIVING, gettext_lazy("ครอบครัวและความเป็นอยู่")),
    (AFTER, gettext_lazy("ความต้องการและนัดต่อไป")),
)  # fmt: skip
# Key, group, label. The key names the field in what is kept of the typing, so it stays.
FIELDS = (
    ("round", CONTACT, gettext_lazy("ครั้งที่")), ("visited_on", CONTACT, gettext_lazy("วันที่ติดตาม")),
    ("mode", CONTACT, gettext_lazy("วิธีติดตาม")), ("unit", CONTACT, gettext_lazy("หน่วยที่ติดตาม")),
    ("visitors", CONTACT, gettext_lazy("ผู้ติดตาม")), ("result", CONTACT, gettext_lazy("ผลการติดตาม")),
    ("why", CONTACT, gettext_lazy("เหตุที่ไม่พบ")), ("moved", CONTACT, gettext_lazy("ย้ายไป")),
    ("used", USE, gettext_lazy("ใช้ยาตั้งแต่ครั้งก่อน")), ("substances", USE, gettext_lazy("สารที่ใช้")),
    ("days_used", USE, gettext_lazy("ใช้กี่วันใน 15 วัน")), ("family", LIVING, gettext_lazy("ความสัมพันธ์ในครอบครัว")),
    ("housing", LIVING, gettext_lazy("ที่พัก")), ("occupation", LIVING, gettext_lazy("อาชีพ")),
    ("income", LIVING, gettext_lazy("รายได้ต่อเดือน")), ("health", LIVING, gettext_lazy("สุขภาพกาย")),
    ("needs", AFTER, gettext_lazy("ความต้องการ")), ("counselling", AFTER, gettext_lazy("คำแนะนำที่ให้")),
    ("note", AFTER, gettext_lazy("บันทึก")), ("next_on", AFTER, gettext_lazy("นัดครั้งต่อไป")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One field side by side: what to type, and what was typed when it is another now."""

    key: str
    group: str
    label: Any
    value: str
    old: str | None = None  # None: as it was typed, or never typed


def values_of(visit: Visit) -> dict[str, str]:
    """Return what a visit says, by field; "" for what was not asked. Its case and office are selected along."""
    family, living = visit.family or {}, visit.living or {}
    with override("th"):
        return {
            "round": str(visit.round_no) if visit.round_no else str(visit.get_kind_display()),
            "visited_on": long_date(visit.visited_on), "mode": str(visit.get_mode_display()),
            "unit": str(visit.counted_office), "visitors": ", ".join(visit.visitors),
            "result": str(visit.get_result_display()), "why": _said([visit.not_found_why], NotFoundWhy),
            "moved": " ".join([cases.moved_to_of(visit), place_line(visit.moved_to) if visit.moved_to else ""]).strip(),
            "used": str(visit.get_used_display()) if visit.used else "",
            "substances": _said(visit.substances, Substance),
            "days_used": "" if visit.days_used is None else str(visit.days_used),
            "family": _said([family.get("relation")], FamilyRelation),
            "housing": _said([living.get("housing")], Housing),
            "occupation": _said([living.get("occupation")], Occupation),
            "income": _said([living.get("income")], IncomeBand), "health": _said([living.get("health")], Health),
            "needs": "ไม่ขอรับความช่วยเหลือ" if visit.needs_declined else _said(visit.needs, Code),
            "counselling": _said(visit.counselling, Counselling), "note": cases.note_of(visit),
            "next_on": long_date(visit.next_on) if visit.next_on else "",
        }  # fmt: skip


def _said(codes: Iterable[Any], choices: Any) -> str:
    known = dict(choices.choices)
    return ", ".join(str(known.get(code, code)) for code in codes if code)


def fields_of(line: BsortVisit, visit: Visit) -> list[Field]:
    """Return the fields of a visit that say something, and those that did when it was typed."""
    now, typed = values_of(visit), typed_of(line) if line.typed_sealed and line.waits else None
    made = []
    for key, group, label in FIELDS:
        old = typed.get(key, "") if typed is not None else now[key]
        if now[key] or old:
            made.append(Field(key, group, label, now[key], old if old != now[key] else None))
    return made


def typed_of(line: BsortVisit) -> dict[str, str]:
    """Return what stood there when a visit was typed; nothing when it never was."""
    text = sealing.unseal(line.typed_sealed, column="bsort.typed", row=line.public_id)
    return dict(json.loads(text)) if text else {}


def sealed(line: BsortVisit, visit: Visit) -> bytes:
    """Return what stands there now, sealed for the line."""
    text = json.dumps(values_of(visit), ensure_ascii=False)
    return sealing.seal(text, column="bsort.typed", row=line.public_id)
