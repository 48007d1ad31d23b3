"""The forms of a series: the days of its levels in this branch, and its end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tidtam.obligations.forms import ThaiDateField
from tidtam.reports.forms.template import DayList
from tidtam.reports.queries.series import Level

LEVEL_NAMES = {"lgo": _("อปท."), "district": _("อำเภอ"), "province": _("จังหวัด"), "department": _("กรม")}


class DaysForm(forms.Form):
    """The due days of each level; empty is the form's own."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, levels: Sequence[Level], version: int) -> None:
        super().__init__(data, initial={"version": version} | {one.step.level: one.days for one in levels})
        for one in levels:
            if one.step.days:
                said = " ".join(str(day) for day in one.step.days)
                self.fields[one.step.level] = DayList(
                    label=_now("%(level)s ส่งภายในวันที่") % {"level": LEVEL_NAMES[one.step.level]},
                    help_text=_now("ตามแบบ %(days)s เว้นว่างเพื่อใช้ตามแบบ") % {"days": said},
                )  # fmt: skip

    def days(self) -> dict[str, tuple[int, ...]]:
        """Return what was typed, by level; a level left empty has the form's own days."""
        told = {name: tuple(value) for name, value in self.cleaned_data.items() if name != "version"}
        return {name: value for name, value in told.items() if value}


class EndForm(forms.Form):
    """Ends a series."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    until = ThaiDateField(
        label=_("วันครบกำหนดสุดท้ายที่ยังต้องส่ง"), help_text=_("เช่น 30 พ.ย. 2569 รายงานที่ครบกำหนดหลังวันนี้และยังไม่เริ่มจะถูกยกออก")
    )
    reason = forms.CharField(
        label=_("เลิกใช้เพราะอะไร"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("เช่น กรมแจ้งยกเลิกแบบ หรือใช้แบบใหม่แทน"),
    )  # fmt: skip
