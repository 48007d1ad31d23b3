"""How people, days and answers are said on the pages of this room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any
from urllib.parse import quote

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from tidtam.aftercare.choices import (
    CaseStatus,
    Counselling,
    FamilyRelation,
    Health,
    Housing,
    Mode,
    NotFoundWhy,
    Substance,
    TaskKind,
    Urine,
    Used,
)
from tidtam.aftercare.models import Case, Screening, Visit
from tidtam.aftercare.queries.today import FOLLOWED, TAMBON, Card
from tidtam.aftercare.rules.cases import ENDED, PROPOSES
from tidtam.aftercare.rules.screening import Q8_BANDS, Q9_BANDS, Q9_CHOICES, SIGNS, Band, band
from tidtam.assistance.choices import OPEN, Bucket, Code
from tidtam.kernel.actor import Actor
from tidtam.kernel.permissions import Permission
from tidtam.people.choices import IncomeBand, Occupation
from tidtam.people.models import Address, Person
from tidtam.places.models import Area
from tidtam.thai.dates import short_date

Row = tuple[str, str]
_NOBODY = "000000000000"
STANDS = {Bucket.UNMET: "upcoming", Bucket.IN_PROGRESS: "upcoming", Bucket.MET: "done"}


def address(name: str, *args: Any) -> str:
    """Return the address of a route; "" when this installation has no such page."""
    return _looked_up(name, args) if args else _page(name)


def _looked_up(name: str, args: tuple[Any, ...]) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@cache
def _page(name: str) -> str:
    return _looked_up(name, ())


@cache
def _any_case() -> str:
    return address("aftercare:case", _NOBODY)


def case_address(public_id: str) -> str:
    """Return the address of a case's page; "" when this installation has none. A list asks for fifty."""
    return _any_case().replace(_NOBODY, public_id)


def nick(person: Person) -> str:
    """Return what a person is called: the nickname, else the first name. For the head of a phone, never for a title."""
    return person.nickname or person.first_name


def full_name(person: Person) -> str:
    """Return first and last name without a title."""
    return f"{person.first_name} {person.last_name}".strip()


def place(home: Address | None, case: Case) -> str:
    """Say where somebody lives, down from the village: `31 หมู่ 6 บ้านตะขบ`; of a move to a district, that alone."""
    if moved_in(home, case):
        return _("ย้ายมา %(area)s ยังไม่ทราบตำบล") % {"area": _named(case.area)}
    if home is None:
        parts = [_("หมู่ %(moo)s") % {"moo": case.moo}] if case.moo else []
        return " ".join(parts) or _named(case.area) or _("ยังไม่มีที่อยู่")
    village = home.village and (home.village if home.village.startswith("บ้าน") else f"บ้าน{home.village}")
    parts = [
        home.house_no, _("หมู่ %(moo)s") % {"moo": home.moo} if home.moo else "", village,
        _("ซ.%(soi)s") % {"soi": home.soi} if home.soi else "",
        _("ถ.%(road)s") % {"road": home.road} if home.road else "",
    ]  # fmt: skip
    return " ".join(part for part in parts if part) or _named(home.area)


def moved_in(home: Address | None, case: Case) -> bool:
    """Say whether of a move to here the district alone is known."""
    return home is None and 0 < len(case.area_id or "") < TAMBON


def tambon(home: Address | None, said: str = "") -> str:
    """Say the subdistrict and what it lies in; what `place` said of it is not said again."""
    if home is None:
        return ""
    names = [_named(home.area), _named(home.area.parent)]
    return " ".join(name for name in names if name and name != said)


def _named(area: Area | None) -> str:
    """Say a place with its mark; "" for none."""
    if area is None:
        return ""
    marks = ("", "เขต", "แขวง") if area.pk.startswith("10") else ("จ.", "อ.", "ต.")
    return marks[min(len(area.pk) // 2, 3) - 1] + area.name_th


def map_url(card: Card) -> str:
    """Return an address the phone's own map opens: the exact spot, else the village; nothing is asked before a tap."""
    if card.map_url:
        return card.map_url
    home = card.address
    if home is None:
        return ""
    village = f"บ้าน{home.village.removeprefix('บ้าน')} " if home.village else ""
    return f"geo:0,0?q={quote(village + tambon(home))}"


def distance(metres: float | None) -> str:
    """Say a distance as people do: `400 ม.`, `1.2 กม.`."""
    if metres is None:
        return ""
    if metres < 1000:
        return _("%(n)d ม.") % {"n": max(10, round(metres / 10) * 10)}
    return _("%(n)s กม.") % {"n": f"{metres / 1000:.1f}"}


def state(case: Case, today: date) -> tuple[str, str]:
    """Return the chip of a case: its shape and its words."""
    if case.status in (CaseStatus.CLOSED, CaseStatus.COMPLETED, CaseStatus.SUSPENDED):
        return ("done" if case.status == CaseStatus.COMPLETED else "upcoming"), case.get_status_display()
    if agreed(case):
        return _agreed_state((case.appointment_on - today).days)  # type: ignore[operator]  # a day, as `agreed` says
    if case.next_due_on is None:
        return "upcoming", case.get_status_display()
    days = (case.next_due_on - today).days
    if days < 0:
        return "late", _("เลย %(n)d วัน") % {"n": -days}
    if days == 0:
        return "due", _("วันนี้")
    return "upcoming", _("พรุ่งนี้") if days == 1 else _("อีก %(n)d วัน") % {"n": days}


def no_more_rounds(case: Case) -> str:
    """Say why no round is waited for: the case has ended or rests; "" while it is followed."""
    said = {
        CaseStatus.CLOSED: _("ปิดเรื่องแล้ว"), CaseStatus.COMPLETED: _("ครบหนึ่งปีแล้ว"),
        CaseStatus.SUSPENDED: _("พักการติดตามแล้ว"),
    }  # fmt: skip
    return said.get(CaseStatus(case.status), "")


def agreed(case: Case) -> bool:
    """Say whether the day agreed on at the last visit comes before the day of the round."""
    day, due = case.appointment_on, case.next_due_on
    return case.status in FOLLOWED and day is not None and (due is None or day < due)


def _agreed_state(days: int) -> tuple[str, str]:
    if days < 0:
        return "late", _("เลยนัด %(n)d วัน") % {"n": -days}
    if days == 0:
        return "due", _("นัดวันนี้")
    return "upcoming", _("นัดพรุ่งนี้") if days == 1 else _("นัดอีก %(n)d วัน") % {"n": days}


def last_words(case: Case, needs: Iterable[Any] = ()) -> str:
    """Say the result of the last visit and what is still waited for."""
    if not case.last_result:
        said = _("ยังไม่เคยเยี่ยม")
    else:
        said = _("ครั้งก่อน: %(result)s") % {"result": case.get_last_result_display()}
    return " · ".join([said, *(_("ขอ%(need)s ยังรอ") % {"need": need_label(need.code)} for need in needs)])


def need_label(code: str) -> str:
    """Return the Thai name of a need."""
    return str(Code(code).label) if code in Code.values else code


def need_chip(bucket: str) -> tuple[str, str]:
    """Return the chip of a need: its shape and its words."""
    words = {Bucket.UNMET: _("รอ"), Bucket.IN_PROGRESS: _("กำลังช่วย"), Bucket.MET: _("ช่วยแล้ว")}
    return STANDS.get(Bucket(bucket), "returned"), words.get(Bucket(bucket), str(Bucket(bucket).label))


def is_open(bucket: str) -> bool:
    """Say whether a need is still waited for."""
    return bucket in OPEN


def labels(codes: Iterable[str], choices: Any) -> str:
    """Say a list of codes in words."""
    known = dict(choices.choices)
    return ", ".join(str(known.get(code, code)) for code in codes)


def visit_rows(visit: Visit, note: str = "", moved_to: str = "") -> list[Row]:
    """Return what a visit says, question by question, without health answers; what was not asked is left out."""
    family, living = visit.family or {}, visit.living or {}
    needs = _("ไม่ขอรับความช่วยเหลือ") if visit.needs_declined else labels(visit.needs, Code)
    rows = [
        (_("วิธี"), str(Mode(visit.mode).label)),
        (_("ใช้ยาตั้งแต่ครั้งก่อน"), str(Used(visit.used).label) if visit.used else ""),
        (_("สารที่ใช้"), labels(visit.substances, Substance)),
        (_("ใช้กี่วันใน 15 วัน"), "" if visit.days_used is None else str(visit.days_used)),
        (_("ครอบครัว"), labels([family["relation"]], FamilyRelation) if family.get("relation") else ""),
        (_("ความรุนแรงในบ้าน"), _("มี") if family.get("violence") is True else ""),
        (_("ที่พัก"), labels([living["housing"]], Housing) if living.get("housing") else ""),
        (_("อาชีพ"), labels([living["occupation"]], Occupation) if living.get("occupation") else ""),
        (_("รายได้"), labels([living["income"]], IncomeBand) if living.get("income") else ""),
        (_("สุขภาพกาย"), labels([living["health"]], Health) if living.get("health") else ""),
        (_("สิ่งที่อยากได้"), needs),
        (_("คุยเรื่อง"), labels(visit.counselling, Counselling)),
        (_("เหตุที่ไม่พบ"), labels([visit.not_found_why], NotFoundWhy) if visit.not_found_why else ""),
        (_("ย้ายไป"), " ".join(filter(None, [moved_to, moved_area(visit)]))),
        (_("นัดครั้งหน้า"), short_date(visit.next_on) if visit.next_on else ""),
        (_("ผู้ไปเยี่ยม"), ", ".join(visit.visitors)),
        (_("บันทึก"), note),
    ]  # fmt: skip
    return [(label, value) for label, value in rows if value]


def task_label(kind: str, actor: Actor) -> str:
    """Name a task; whoever may not read health answers does not learn from its name what was answered."""
    if kind == TaskKind.HEALTH and not actor.may(Permission.CARE_SCREENING):
        return _("เจ้าหน้าที่สาธารณสุขนัดพบวันนี้")
    return str(TaskKind(kind).label)


def moved_area(visit: Visit) -> str:
    """Say the subdistrict or district a person moved to."""
    area = visit.moved_to
    marks = ("ต.", "อ.", "จ.")[{2: 2, 4: 1}.get(len(area.pk), 0) :] if area else ()
    names = []
    while area is not None:
        names.append(area.name_th)
        area = area.parent
    return " ".join(mark + name for mark, name in zip(marks, names, strict=False))


def close_url(actor: Actor, case: Case, result: str) -> str:
    """Return where a case is closed, when its latest visit proposes it and the actor may do it; else ""."""
    proposed = result in PROPOSES and case.last_result == result and case.status not in ENDED
    return address("aftercare:close", case.public_id) if proposed and actor.may(Permission.CARE_MANAGE) else ""


def health_rows(screening: Screening | None) -> list[Row]:
    """Return the health answers of a visit, for those who may read them."""
    if screening is None:
        return []
    q2 = [_("มี") if yes else _("ไม่มี") for yes in screening.q2]
    rows = [
        # It stands first: the total beneath may say "none or few signs" all the same.
        (_("คิดทำร้ายตนเอง (9Q ข้อ 9)"), _self_harm(screening.q9)),
        ("2Q", " · ".join(q2)),
        ("9Q", _scale_text(screening.q9, screening.q9_total, Q9_BANDS)),
        ("8Q", _scale_text(screening.q8, screening.q8_total, Q8_BANDS)),
        (_("สัญญาณเตือน"), ", ".join(_(SIGNS.get(sign, sign)) for sign in screening.signs)),
        (_("ปัสสาวะ"), "" if screening.urine == Urine.NOT_DONE else str(Urine(screening.urine).label)),
        (_("อยากยา (0–10)"), "" if screening.craving is None else str(screening.craving)),
    ]  # fmt: skip
    return [(label, value) for label, value in rows if value]


def _self_harm(q9: Sequence[int | None]) -> str:
    """Say how often somebody thought of harming themselves, and whom to call; nothing when they did not."""
    often = (q9[8] if len(q9) > 8 else 0) or 0
    return f"{_(dict(Q9_CHOICES)[often])} · {_('สายด่วน 1323')}" if often else ""


def _scale_text(answers: Sequence[int | None], total: int | None, bands: tuple[Band, ...]) -> str:
    if total is not None:
        return f"{total} · {_(band(bands, total).words)}"
    if not answers:
        return ""
    given = sum(one is not None for one in answers)
    return _("ประเมินไม่ครบ · ตอบ %(given)d จาก %(all)d ข้อ") % {"given": given, "all": len(answers)}


def month_asked(text: str, today: date) -> date:
    """Return the first day of the month asked for as `2026-05`; this month for anything else."""
    try:
        first = date.fromisoformat(f"{text[:7]}-01")
    except ValueError:
        first = today
    # A month so far away that nobody was followed is a slip of the pen.
    return (first if abs(first.year - today.year) < 100 else today).replace(day=1)


def month_moved(first: date, step: int) -> date:
    """Return the first day of the month before (-1) or after (1)."""
    return (first - timedelta(days=1)).replace(day=1) if step < 0 else (first + timedelta(days=32)).replace(day=1)
