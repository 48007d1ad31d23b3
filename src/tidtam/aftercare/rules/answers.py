"""What a visit form says, as plain values, and what must hold between the answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from tidtam.aftercare.choices import Counselling, Mode, NotFoundWhy, Result, Substance, Urine, Used
from tidtam.aftercare.rules.cases import MET, MOVES
from tidtam.aftercare.rules.findings import Finding
from tidtam.aftercare.rules.findings import mark as _

NOTE_MOST, DETAIL_MOST, VISITORS_MOST = 1000, 300, 12
_MODES, _RESULTS, _USED = frozenset(Mode.values), frozenset(Result.values), frozenset({*Used.values, ""})
_SUBSTANCES, _URINE, _WHY = frozenset(Substance.values), frozenset(Urine.values), frozenset({*NotFoundWhy.values, ""})
_COUNSELLING, _MEDICATION = frozenset(Counselling.values), frozenset({"", "Y", "S", "N"})
_ASKED = frozenset({Result.F1, Result.F2})  # who could say what they wish for
ABSENT = frozenset({Result.N1, Result.D1, Result.X1})


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of one visit. `uuid` is drawn where they were written, so that a second sending is known.

    Units: `position` is latitude, longitude (degrees) and accuracy (metres); `q8` points. None in `q9` or `q8` is an
    item the person would not answer; `broken_off` says that somebody knows.
    """

    uuid: UUID
    visited_on: date
    mode: str
    result: str
    used: str = ""
    substances: tuple[str, ...] = ()
    days_used: int | None = None
    family: dict[str, Any] = field(default_factory=dict)
    living: dict[str, Any] = field(default_factory=dict)
    needs: tuple[tuple[str, str], ...] = ()
    needs_declined: bool = False
    counselling: tuple[str, ...] = ()
    note: str = ""
    position: tuple[float, float, float] | None = None
    photo: bytes | None = None
    visitors: tuple[str, ...] = ()
    next_on: date | None = None
    not_found_why: str = ""
    moved_to_area: str | None = None
    moved_to_text: str = ""
    q2: tuple[bool, bool] | None = None
    q9: tuple[int | None, ...] = ()
    q8: tuple[int | None, ...] = ()
    signs: tuple[str, ...] = ()
    urine: str = Urine.NOT_DONE.value
    urine_substances: tuple[str, ...] = ()
    craving: int | None = None
    medication: str = ""
    broken_off: bool = False
    acknowledge_warnings: bool = False

    @property
    def is_screened(self) -> bool:
        """Say whether any health answer was given."""
        return bool(
            self.q2 is not None or self.q9 or self.q8 or self.signs or self.urine != Urine.NOT_DONE
            or self.craving is not None or self.medication
        )  # fmt: skip


def check_answers(
    told: Answers, *, need_codes: frozenset[str], district: str, urine_enabled: bool, interval_days: int
) -> list[Finding]:
    """Return what cannot be in the answers of one visit, each beside its field.

    `district` is the code of the district that answers now, against which a move is judged.
    """
    found: list[Finding] = []
    if told.mode not in _MODES:
        found.append(Finding("mode", "unknown", _("เลือกวิธีที่พบจากรายการ")))
    if told.result not in _RESULTS:
        return [*found, Finding("result", "unknown", _("เลือกผลการติดตามจากรายการ"))]
    found += _use(told, interval_days)
    found += _needs(told, need_codes)
    if told.result in MOVES or told.moved_to_area or told.moved_to_text:
        found += _move(told, district)
    found += _urine(told, urine_enabled)
    if told.craving is not None and not 0 <= told.craving <= 10:
        found.append(Finding("craving", "range", _("ความอยากใช้ยาให้คะแนน 0 ถึง 10")))
    if told.medication not in _MEDICATION:
        found.append(Finding("medication", "unknown", _("เลือกเรื่องการกินยาจากรายการ")))
    if told.result in ABSENT and told.is_screened:
        found.append(Finding("q2", "absent", _("ครั้งนี้ไม่ได้พบตัว จึงไม่มีคำตอบด้านสุขภาพ")))
    return [*found, *_rest(told)]


def _use(told: Answers, interval_days: int) -> list[Finding]:
    found = []
    if told.used not in _USED:
        found.append(Finding("used", "unknown", _("เลือกคำตอบเรื่องการใช้ยาจากรายการ")))
    if told.result == Result.F1 and told.used in {Used.YES, Used.UNKNOWN}:
        found.append(Finding("used", "contradicts", _("ผลการติดตามบอกว่าไม่กลับไปใช้ แต่คำตอบบอกอีกอย่าง")))
    if told.result == Result.F2 and told.used not in {Used.YES, ""}:
        found.append(Finding("used", "contradicts", _("ผลการติดตามบอกว่ากลับไปใช้ซ้ำ แต่คำตอบบอกว่าไม่ใช้")))
    if told.result == Result.F2 and not told.substances:
        found.append(Finding("substances", "missing", _("เลือกสารที่ใช้")))
    if not _SUBSTANCES.issuperset(told.substances):
        found.append(Finding("substances", "unknown", _("เลือกสารจากรายการ")))
    elif told.substances and told.result == Result.F1:
        found.append(Finding("substances", "contradicts", _("ผลการติดตามบอกว่าไม่กลับไปใช้ จึงไม่มีสารที่ใช้")))
    if told.days_used is not None and not 0 <= told.days_used <= interval_days:
        text = _("จำนวนวันที่ใช้ต้องอยู่ระหว่าง 0 ถึง %(n)d")
        found.append(Finding("days_used", "range", text, {"n": interval_days}))
    return found


def _needs(told: Answers, codes: frozenset[str]) -> list[Finding]:
    asked = [code for code, _detail in told.needs]
    if told.needs_declined and asked:
        return [Finding("needs", "both", _("เลือกสิ่งที่ขอ หรือ “ไม่ขอรับ” อย่างใดอย่างหนึ่ง"))]
    if told.result in _ASKED and not told.needs_declined and not asked:
        return [Finding("needs", "missing", _("ถามสิ่งที่อยากให้ช่วย ถ้าไม่มีให้เลือก “ไม่ขอรับ”"))]
    if told.result in ABSENT and (asked or told.needs_declined):
        return [Finding("needs", "absent", _("ครั้งนี้ไม่ได้พบตัว จึงไม่มีคำขอ"))]
    if not asked:
        return []
    if not codes.issuperset(asked) or len(set(asked)) < len(asked):
        return [Finding("needs", "unknown", _("เลือกสิ่งที่ขอจากรายการ อย่างละหนึ่งครั้ง"))]
    if any(len(detail) > DETAIL_MOST for _code, detail in told.needs):
        return [Finding("needs", "long", _("รายละเอียดของคำขอยาวเกิน 300 ตัวอักษร"))]
    if any(code == "OTH" and not detail.strip() for code, detail in told.needs):
        return [Finding("needs", "detail", _("บอกสั้น ๆ ว่าขออะไร"))]
    return []


def _move(told: Answers, district: str) -> list[Finding]:
    area = told.moved_to_area or ""
    if told.result not in MOVES:
        return [Finding("moved_to_area", "not_moved", _("กรอกที่อยู่ใหม่เฉพาะเมื่อผลการติดตามคือย้ายออก"))]
    if len(told.moved_to_text) > DETAIL_MOST:
        return [Finding("moved_to_text", "long", _("ที่อยู่ใหม่ยาวเกิน 300 ตัวอักษร"))]
    if not area:
        return []
    if area[:4] == district:
        return [Finding("moved_to_area", "same_district", _("ตำบลนี้อยู่ในอำเภอเดิม ยังไม่ใช่การย้ายออก"))]
    if (told.result == Result.M1) != (area[:2] == district[:2]):
        text = _("ตำบลนี้อยู่ต่างจังหวัด ให้เลือกผล “ย้ายออกนอกจังหวัด”")
        if told.result == Result.M2:
            text = _("ตำบลนี้อยู่ในจังหวัดเดิม ให้เลือกผล “ย้ายออกนอกอำเภอ ในจังหวัด”")
        return [Finding("moved_to_area", "wrong_result", text)]
    return []


def _urine(told: Answers, enabled: bool) -> list[Finding]:
    if told.urine not in _URINE or not _SUBSTANCES.issuperset(told.urine_substances):
        return [Finding("urine", "unknown", _("เลือกผลตรวจปัสสาวะจากรายการ"))]
    if told.urine != Urine.NOT_DONE and not enabled:
        return [Finding("urine", "not_enabled", _("โครงการนี้ไม่ได้ให้ทีมตรวจปัสสาวะ"))]
    if told.urine_substances and told.urine != Urine.POSITIVE:
        return [Finding("urine_substances", "contradicts", _("เลือกสารที่พบเฉพาะเมื่อผลตรวจคือพบ"))]
    return []


def _rest(told: Answers) -> list[Finding]:
    found = []
    if told.not_found_why not in _WHY or (told.not_found_why and told.result in MET):
        found.append(Finding("not_found_why", "unknown", _("เลือกเหตุที่ไม่พบจากรายการ")))
    if not _COUNSELLING.issuperset(told.counselling):
        found.append(Finding("counselling", "unknown", _("เลือกเรื่องที่คุยจากรายการ")))
    if len(told.note) > NOTE_MOST:
        found.append(Finding("note", "long", _("บันทึกยาวเกิน 1,000 ตัวอักษร")))
    if told.position and not (5 <= told.position[0] <= 21 and 97 <= told.position[1] <= 106):
        found.append(Finding("position", "range", _("ตำแหน่งอยู่นอกประเทศไทย ลองอ่านตำแหน่งใหม่หรือเว้นไว้")))
    if told.visitors and (len(told.visitors) > VISITORS_MOST or any(len(name) > 120 for name in told.visitors)):
        found.append(Finding("visitors", "long", _("ระบุผู้ไปเยี่ยมได้ไม่เกิน 12 คน")))
    return found
