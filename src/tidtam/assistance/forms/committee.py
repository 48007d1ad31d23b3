"""What the pages of the committee take: a meeting with its seats, what was decided about each item."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tidtam.accounts.clock import BANGKOK
from tidtam.assistance.actions.meetings import Decided, Member
from tidtam.assistance.choices import Decision, Seat
from tidtam.assistance.forms.intake import Seen
from tidtam.assistance.forms.needs import BahtField
from tidtam.obligations.forms import ThaiDateField
from tidtam.thai.digits import to_arabic

_TIME = re.compile(r"([01]?[0-9]|2[0-3])[.:]([0-5][0-9])(?:\s*น\.?)?\Z")
_CAME = (("", _("ยังไม่บันทึก")), ("yes", _("มา")), ("no", _("ไม่มา")))
ROWS, MOST_ROWS = 6, 40


class MeetingForm(forms.Form):
    """When and where."""

    on = ThaiDateField(label=_("วันประชุม"))
    at = forms.CharField(
        label=_("เวลา"), max_length=12, help_text=_("เช่น 9.30"), error_messages={"required": _("กรอกเวลา เช่น 9.30")}
    )
    place = Seen(label=_("สถานที่"), max_length=200)
    waiting = forms.MultipleChoiceField(
        label=_("เรื่องที่รอคณะกรรมการ"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("เรื่องที่ไม่เลือกยังรอการประชุมครั้งต่อไป"),
    )  # fmt: skip

    def __init__(self, *args: Any, waiting: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["waiting"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(waiting)
        if not waiting:
            del self.fields["waiting"]

    def clean_at(self) -> time:
        """Read the hour. Errors: ValidationError."""
        found = _TIME.match(to_arabic(self.cleaned_data["at"]).strip())
        if found is None:
            raise forms.ValidationError(_now("ไม่มีเวลานี้ พิมพ์แบบ 9.30"))
        return time(int(found[1]), int(found[2]))

    def meets_at(self) -> datetime:
        """Return the instant. The form is valid."""
        day: date = self.cleaned_data["on"]
        return datetime.combine(day, self.cleaned_data["at"], tzinfo=BANGKOK)


class SeatForm(forms.Form):
    """One seat of the committee; a row without a name is none."""

    name = Seen(label=_("ชื่อ-สกุล"), max_length=120, required=False)
    position = Seen(label=_("ตำแหน่ง"), max_length=160, required=False)
    seat = forms.ChoiceField(label=_("ทำหน้าที่"), choices=Seat.choices, initial=Seat.MEMBER)
    came = forms.ChoiceField(label=_("มาประชุม"), choices=_CAME, required=False)

    def member(self) -> Member | None:
        """Return who sits there. The form is valid."""
        data = self.cleaned_data
        if not data.get("name"):
            return None
        present = {"yes": True, "no": False}.get(data["came"])
        return Member(data["name"], data["seat"], data["position"], present)


Seats = forms.formset_factory(SeatForm, extra=0, max_num=MOST_ROWS, validate_max=True, absolute_max=MOST_ROWS + 20)


class ItemForm(forms.Form):
    """What was decided about one item; without a decision nothing."""

    decision = forms.ChoiceField(
        label=_("มติ"), required=False, choices=[("", _("ยังไม่มีมติ")), *Decision.choices], widget=forms.Select
    )
    granted = Seen(label=_("ให้ช่วยอะไร"), max_length=500, required=False, help_text=_("เฉพาะมติเห็นควรช่วยเหลือ"))
    amount = BahtField(label=_("เป็นเงิน (บาท)"), required=False, max_length=20)
    reason = Seen(
        label=_("เหตุผล"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("ผู้ขอจะได้อ่านข้อความนี้"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Ask for a decision where something else was typed."""
        data = super().clean() or self.cleaned_data
        if not data.get("decision") and any(data.get(name) for name in ("granted", "reason", "amount")):
            self.add_error("decision", _now("เลือกมติ"))
        return data

    def decided(self, item: int) -> Decided:
        """Return the decision. The form is valid."""
        data = self.cleaned_data
        return Decided(item, data["decision"], data["reason"], data["granted"], data["amount"])
