"""A visit corrected: what it said stands in the form again, with a reason for the change."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tidtam.aftercare.choices import Result
from tidtam.aftercare.forms.visit import FOUND, MOVED, NOT_FOUND, OTHERWISE, said_of
from tidtam.aftercare.models import Screening, Visit
from tidtam.aftercare.rules.answers import Answers


class ReasonForm(forms.Form):
    """Why a visit is corrected, and which version of it was read. `seen` is the one to be read before sending again."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("แก้เพราะอะไร"), max_length=300, error_messages={"required": _("เขียนสั้น ๆ ว่าแก้เพราะอะไร")}
    )
    seen: int | None = None

    def clean_version(self) -> int:
        """Return the version that was read; a form without one never read any."""
        text: str = self.cleaned_data["version"]
        return int(text) if text.isdecimal() and len(text) < 9 else 0

    @property
    def carried(self) -> Any:
        """Return the version the form carries on: after a conflict the one that stands now, else what it was sent."""
        return self.seen or self["version"].value()


def initial_of(visit: Visit, screening: Screening | None, told: Answers, today: date) -> dict[str, Any]:
    """Return a visit as the values of its form."""
    family, living = visit.family or {}, visit.living or {}
    days = (today - visit.visited_on).days
    violence = family.get("violence")
    initial: dict[str, Any] = {
        "uuid": visit.uuid, "substances": visit.substances, "days_used": visit.days_used,
        "family_relation": family.get("relation", ""), "violence": "" if violence is None else "y" if violence else "n",
        "housing": living.get("housing", ""), "occupation": living.get("occupation", ""),
        "income": living.get("income", ""), "health": living.get("health", ""), "needs": visit.needs,
        "needs_declined": visit.needs_declined, "counselling": visit.counselling, "note": told.note,
        "day": str(days) if days in (0, 1) else "d", "visited_on": visit.visited_on, "mode": visit.mode,
        "next_on": visit.next_on, "visitors": list(visit.visitors), "not_found_why": visit.not_found_why,
        "moved_to_text": told.moved_to_text, "moved_query": said_of(visit.moved_to) if visit.moved_to else "",
        "moved_to_area": visit.moved_to_id or "",
    } | _result(visit.result)  # fmt: skip
    if told.position:
        initial |= dict(zip(("lat", "lon", "metres"), told.position, strict=True))
    return initial | health_initial(screening)


def _result(result: str) -> dict[str, str]:
    if result in FOUND:
        return {"found": result}
    if result in (Result.N1, Result.C1):
        return {"found": NOT_FOUND, "missing": result}
    if result in (Result.M1, Result.M2):
        return {"found": MOVED, "moved_far": result}
    return {"found": OTHERWISE, "other": result}


def health_initial(screening: Screening | None) -> dict[str, Any]:
    """Return the health answers as the values of their fields; an item left open has none."""
    if screening is None:
        return {}
    found: dict[str, Any] = {"signs": screening.signs, "urine": screening.urine,
                             "urine_substances": screening.urine_substances, "medication": screening.medication,
                             "craving": "" if screening.craving is None else str(screening.craving)}  # fmt: skip
    for name, answers in (("q9", screening.q9), ("q8", screening.q8)):
        found |= {f"{name}_{n}": str(points) for n, points in enumerate(answers, 1) if points is not None}
    found["broken_off"] = None in (*screening.q9, *screening.q8)
    return found | {f"q2_{n}": "y" if yes else "n" for n, yes in enumerate(screening.q2, 1)}
