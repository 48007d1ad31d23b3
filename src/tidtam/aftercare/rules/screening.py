"""2Q, 9Q and 8Q, warning signs, violence and red triage: totals, bands, and what has to follow at once.

Answers may be partial: what alarms does so at once, and the finding beside it names what is missing.
Source: domain facts 2.4 (Department of Mental Health); the weights of 8Q sum to 52.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tidtam.aftercare.choices import AlertKind, TaskKind
from tidtam.aftercare.rules.findings import Finding
from tidtam.aftercare.rules.findings import mark as _

HOTLINE = "1323"
Q2 = (
    _("ใน 2 สัปดาห์ที่ผ่านมา รู้สึกหดหู่ เศร้า หรือท้อแท้สิ้นหวังหรือไม่"),
    _("ใน 2 สัปดาห์ที่ผ่านมา รู้สึกเบื่อ ทำอะไรก็ไม่เพลิดเพลินหรือไม่"),
)
Q9 = (
    _("เบื่อ ไม่สนใจอยากทำอะไร"),
    _("ไม่สบายใจ ซึมเศร้า ท้อแท้"),
    _("หลับยาก หลับ ๆ ตื่น ๆ หรือหลับมากไป"),
    _("เหนื่อยง่าย หรือไม่ค่อยมีแรง"),
    _("เบื่ออาหาร หรือกินมากเกินไป"),
    _("รู้สึกไม่ดีกับตนเอง"),
    _("สมาธิไม่ดีเวลาทำอะไร"),
    _("พูดหรือทำอะไรช้า หรือกระสับกระส่าย"),
    _("คิดทำร้ายตนเอง หรือคิดว่าถ้าตายไปคงจะดี"),
)
Q9_CHOICES = ((0, _("ไม่มีเลย")), (1, _("เป็นบางวัน (1–7 วัน)")), (2, _("เป็นบ่อย (มากกว่า 7 วัน)")), (3, _("เป็นทุกวัน")))
Q8 = (
    _("คิดอยากตาย หรือคิดว่าตายไปจะดีกว่า"),
    _("อยากทำร้ายตัวเอง หรือทำให้ตัวเองบาดเจ็บ"),
    _("คิดเกี่ยวกับการฆ่าตัวตาย"),
    _("มีแผนการที่จะฆ่าตัวตาย"),
    _("ได้เตรียมการที่จะทำร้ายตนเองหรือฆ่าตัวตายโดยตั้งใจให้ตายจริง"),
    _("เคยทำให้ตนเองบาดเจ็บแต่ไม่ตั้งใจให้เสียชีวิต"),
    _("ได้พยายามฆ่าตัวตายโดยตั้งใจให้ตาย"),
    _("ตลอดชีวิตที่ผ่านมา เคยพยายามฆ่าตัวตาย"),
)
# What each answer of 8Q may be worth; the third is 6, or 14 when the thought cannot be controlled.
Q8_POINTS = ((0, 1), (0, 2), (0, 6, 14), (0, 8), (0, 9), (0, 4), (0, 10), (0, 4))
SIGNS = {
    "sleepless": _("นอนไม่หลับ"),
    "pacing": _("เดินไปมา"),
    "self_talk": _("พูดคนเดียว"),
    "irritable": _("หงุดหงิดฉุนเฉียว"),
    "paranoid": _("หวาดระแวง"),
}


class Band(NamedTuple):
    """One severity: totals from `least` on."""

    least: int
    code: str
    words: str


Q9_BANDS = (
    Band(19, "severe", _("ซึมเศร้าระดับรุนแรง")),
    Band(13, "moderate", _("ซึมเศร้าระดับปานกลาง")),
    Band(7, "mild", _("ซึมเศร้าระดับน้อย")),
    Band(0, "none", _("ไม่มีหรือมีอาการน้อยมาก")),
)
Q8_BANDS = (
    Band(17, "high", _("แนวโน้มฆ่าตัวตายระดับรุนแรง")),
    Band(9, "moderate", _("แนวโน้มฆ่าตัวตายระดับปานกลาง")),
    Band(1, "low", _("แนวโน้มฆ่าตัวตายระดับน้อย")),
    Band(0, "none", _("ไม่มีแนวโน้มฆ่าตัวตาย")),
)


class Answers(NamedTuple):
    """What was answered; an empty list was not asked, None inside a list was left open.

    Units: q2 yes or no, q9 0–3 each, q8 points each.
    """

    q2: Sequence[bool | None] = ()
    q9: Sequence[int | None] = ()
    q8: Sequence[int | None] = ()
    signs: Sequence[str] = ()
    violence: bool = False
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Screened:
    """Totals (None while incomplete), bands, and what follows.

    `ask` is the scale to go on with now ("", "q9", "q8"); `task` the task for health staff of the same day; `alerts`
    are raised at once; `hotline` is shown when anything worries.
    """

    q9_total: int | None
    q9_band: Band | None
    q8_total: int | None
    q8_band: Band | None
    ask: str
    task: str
    alerts: tuple[str, ...]
    hotline: str
    findings: tuple[Finding, ...]


def band(bands: tuple[Band, ...], total: int) -> Band:
    """Return the severity of a total."""
    return next(one for one in bands if total >= one.least)


def _check(
    name: str, title: str, answers: Sequence[int | bool | None], allowed: Sequence[Sequence[int]]
) -> list[Finding]:
    """Return what is missing or impossible in one scale; one that was not asked at all is fine."""
    given = [answer for answer in answers if answer is not None]
    if not given:
        return []
    if len(answers) > len(allowed):
        return [Finding(name, "too_many", _("%(scale)s มีได้ %(n)d ข้อ"), {"scale": title, "n": len(allowed)})]
    padded = [*answers, *[None] * (len(allowed) - len(answers))]
    found = [
        Finding(f"{name}_{n}", "impossible", _("%(scale)s ข้อ %(n)d เลือกคำตอบใหม่"), {"scale": title, "n": n})
        for n, (answer, may) in enumerate(zip(padded, allowed, strict=True), 1)
        if answer is not None and answer not in may
    ]
    missing = [str(n) for n, answer in enumerate(padded, 1) if answer is None]
    if missing:
        params = {"scale": title, "items": ", ".join(missing)}
        first = f"{name}_{missing[0]}"
        found.append(Finding(first, "partial", _("%(scale)s ยังไม่ได้ตอบข้อ %(items)s"), params))
    return found


def _total(answers: Sequence[int | None], found: list[Finding]) -> int | None:
    numbers = [answer for answer in answers if answer is not None]
    return sum(numbers) if numbers and not found else None


def _alerts(answers: Answers, q8_total: int | None, signs: list[str]) -> tuple[str, ...]:
    ninth = answers.q9[8] if len(answers.q9) > 8 else None
    raised = (
        (AlertKind.SELF_HARM, (ninth or 0) >= 1),
        (AlertKind.SUICIDE_RISK, (q8_total or 0) >= 1 or any((answer or 0) > 0 for answer in answers.q8)),
        (AlertKind.PSYCHOSIS, bool(signs)),
        (AlertKind.VIOLENCE, answers.violence),
        (AlertKind.RED, answers.colour.lower() == "red"),
    )
    return tuple(kind.value for kind, is_raised in raised if is_raised)


def assess(answers: Answers, *, has_health_right: bool) -> Screened:
    """Return totals, bands and what follows from the answers of one visit.

    Shape: 2Q may be asked by anyone; 9Q and 8Q only with the health right, else `findings` says so and nothing of them
    is counted. A scale that should follow and was not answered becomes a task of the same day.
    """
    found = _check("q2", "2Q", answers.q2, [(0, 1)] * 2)
    if not has_health_right and any(a is not None for a in (*answers.q9, *answers.q8)):
        text = _("9Q และ 8Q ให้ผู้มีสิทธิด้านสุขภาพเป็นผู้ประเมิน ระบบจะส่งงานให้เจ้าหน้าที่สาธารณสุขวันนี้")
        found.append(Finding("q9", "not_allowed", text))
        answers = answers._replace(q9=(), q8=())
    of_q9 = _check("q9", "9Q", answers.q9, [(0, 1, 2, 3)] * 9)
    of_q8 = _check("q8", "8Q", answers.q8, Q8_POINTS)
    signs = [sign for sign in answers.signs if sign in SIGNS]
    if len(signs) != len(answers.signs):
        found.append(Finding("signs", "unknown", _("เลือกสัญญาณเตือนจากรายการ")))
    q9_total, q8_total = _total(answers.q9, of_q9), _total(answers.q8, of_q8)
    alerts = _alerts(answers, q8_total, signs)
    worried = any(answers.q2) or bool(alerts and {"self_harm", "suicide_risk"} & set(alerts))
    wants_q8 = (q9_total or 0) >= 7 or AlertKind.SELF_HARM in alerts
    ask = "q9" if any(answers.q2) and q9_total is None else "q8" if wants_q8 and q8_total is None else ""
    return Screened(
        q9_total,
        None if q9_total is None else band(Q9_BANDS, q9_total),
        q8_total,
        None if q8_total is None else band(Q8_BANDS, q8_total),
        ask if has_health_right else "",
        TaskKind.HEALTH.value if ask else "",
        alerts,
        HOTLINE if worried or (q9_total or 0) >= 7 else "",
        (*found, *of_q9, *of_q8),
    )
