"""The fields of 9Q and 8Q, in the visit form of those who may and on a page of their own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tidtam.aftercare.rules.screening import Q8, Q8_POINTS, Q9, Q9_CHOICES

_NO_YES = (_("ไม่มี"), _("มี"))
_CONTROL = (_("ไม่มี"), _("มี แต่ควบคุมได้"), _("มี และควบคุมไม่ได้"))


@cache
def scales() -> dict[str, forms.Field]:
    """Return the fields q9_1 to q9_9 and q8_1 to q8_8; what must be answered is decided by the answers before.

    All forms share them: nobody changes one.
    """
    fields: dict[str, forms.Field] = {}
    for n, text in enumerate(Q9, 1):
        fields[f"q9_{n}"] = _asked(f"{n}. ", text, [(str(points), _(word)) for points, word in Q9_CHOICES])
    for n, (text, points_of) in enumerate(zip(Q8, Q8_POINTS, strict=True), 1):
        words = _CONTROL if len(points_of) == 3 else _NO_YES
        fields[f"q8_{n}"] = _asked(f"{n}. ", text, [(str(p), w) for p, w in zip(points_of, words, strict=True)])
    return fields


def _asked(before: str, text: str, choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=format_lazy("{}{}", before, _(text)), choices=choices, widget=forms.RadioSelect, required=False
    )


def scale(given: Mapping[str, Any], name: str, items: int) -> tuple[int, ...]:
    """Return the points of a scale when every item was answered, else nothing."""
    answers = [given.get(f"{name}_{n}") for n in range(1, items + 1)]
    return tuple(int(answer) for answer in answers if answer) if all(answers) else ()


def part_of_scale(given: Mapping[str, Any], name: str, items: int) -> tuple[int | None, ...]:
    """Return the points of a scale as far as it was answered, None for what the person would not answer."""
    answers = [given.get(f"{name}_{n}") for n in range(1, items + 1)]
    return tuple(int(answer) if answer else None for answer in answers)


def unanswered(given: Mapping[str, Any], name: str, items: int) -> list[str]:
    """Return the fields left open in a scale that was begun."""
    fields = [f"{name}_{n}" for n in range(1, items + 1)]
    missing = [field for field in fields if not given.get(field)]
    return missing if len(missing) < items else []


class HealthForm(forms.Form):
    """9Q, and 8Q when 9Q asks for it, for a visit whose 2Q said yes. `known` is a 9Q asked before: then 8Q alone."""

    broken_off = forms.BooleanField(label=_("เขาไม่ขอตอบต่อ บันทึกเท่าที่ตอบ"), required=False)

    def __init__(self, *args: Any, known: tuple[int | None, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        self.fields.update({name: one for name, one in scales().items() if not (known and name.startswith("q9"))})

    def clean(self) -> dict[str, Any]:
        """Ask for every item of 9Q, and of 8Q once it is begun or 9Q stands. Errors beside the item.

        9Q alone is taken as it is: what alarms in it must not wait for 8Q. Whoever will not go on is asked no more.
        """
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("broken_off"):
            return given
        for n in () if self.known else range(1, 10):
            if not given.get(f"q9_{n}"):
                self.add_error(f"q9_{n}", _("ถามแล้วเลือกคำตอบ"))
        open_items = [f"q8_{n}" for n in range(1, 9)] if self.known else unanswered(given, "q8", 8)
        for name in open_items:
            if not given.get(name):
                self.add_error(name, _("คะแนน 9Q ให้ถามต่อ 8Q ถามแล้วเลือกคำตอบ"))
        return given

    @property
    def q9(self) -> tuple[int | None, ...]:
        """Return the points of 9Q as far as it was answered."""
        return self.known or part_of_scale(self.cleaned_data, "q9", 9)

    @property
    def q8(self) -> tuple[int | None, ...]:
        """Return the points of 8Q as far as it was answered, nothing when it was not asked."""
        points = part_of_scale(self.cleaned_data, "q8", 8)
        return points if any(one is not None for one in points) else ()

    @property
    def is_whole_q9(self) -> bool:
        """Say whether every item of 9Q was answered."""
        return None not in self.q9

    @property
    def is_part(self) -> bool:
        """Say whether an item of what was asked stands open."""
        return None in (*self.q9, *self.q8)

    @property
    def alarms(self) -> bool:
        """Say whether an answer must be told at once, whatever stands open: the last item of 9Q, or any of 8Q."""
        asked_now = () if self.known else self.q9[8:]
        return any((points or 0) > 0 for points in (*asked_now, *self.q8))

    @property
    def wants_q8(self) -> bool:
        """Say whether the points of 9Q ask for 8Q."""
        return sum(points or 0 for points in self.q9) >= 7 or (self.q9[8] or 0) >= 1

    @property
    def q9_fields(self) -> list[forms.BoundField]:
        """Return the items of 9Q in order; none when it was asked before."""
        return [] if self.known else [self[f"q9_{n}"] for n in range(1, 10)]

    @property
    def q8_fields(self) -> list[forms.BoundField]:
        """Return the items of 8Q in order."""
        return [self[f"q8_{n}"] for n in range(1, 9)]
