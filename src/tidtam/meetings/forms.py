"""What the pages of meetings take."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tidtam.accounts.clock import BANGKOK
from tidtam.assistance.forms.intake import Seen
from tidtam.meetings.actions.meetings import MOST_MEMBERS, Member, When
from tidtam.meetings.choices import MeetingKind, Seat
from tidtam.obligations.forms import ThaiDateField
from tidtam.thai.digits import to_arabic

_TIME = re.compile(r"([01]?[0-9]|2[0-3])[.:]([0-5][0-9])(?:\s*น\.?)?\Z")
_CAME = (("", _("ยังไม่บันทึก")), ("yes", _("มา")), ("no", _("ไม่มา")))


class NeededDay(ThaiDateField):
    """A day that must be said."""

    def clean(self, value: Any) -> date:
        """Errors: ValidationError when it was left empty or is none."""
        found: date | None = super().clean(value)
        if found is None:
            raise forms.ValidationError(_now("กรอกวันที่"))
        return found


class WhenForm(forms.Form):
    """When and where, and who set the day."""

    kind = forms.ChoiceField(label=_("ประชุมอะไร"), choices=MeetingKind.choices)
    title = Seen(label=_("ชื่อคณะกรรมการ"), max_length=200, required=False, help_text=_("เว้นว่างได้"))
    on = NeededDay(label=_("วันประชุม"))
    at = forms.CharField(
        label=_("เวลา"), max_length=12, help_text=_("เช่น 9.30"), error_messages={"required": _("กรอกเวลา เช่น 9.30")}
    )
    place = Seen(label=_("สถานที่หรือวิธีเข้าประชุม"), max_length=200, help_text=_("เช่น ระบบประชุมทางไกล ห้องประชุมชั้น 2"))
    announced = Seen(
        label=_("ใครกำหนดวัน ตามหนังสือใด"), max_length=200, required=False,
        help_text=_("ประชุมร่วม ศปก.ครส. เป็นวันที่สำนักงาน ป.ป.ส. กำหนด"),
    )  # fmt: skip

    def clean_at(self) -> time:
        """Read the hour. Errors: ValidationError."""
        found = _TIME.match(to_arabic(self.cleaned_data["at"]).strip())
        if found is None:
            raise forms.ValidationError(_now("ไม่มีเวลานี้ พิมพ์แบบ 9.30"))
        return time(int(found[1]), int(found[2]))

    def when(self) -> When:
        """Return what the form says. The form is valid."""
        data = self.cleaned_data
        meets_at = datetime.combine(data["on"], data["at"], tzinfo=BANGKOK)
        return When(meets_at, data["place"], data.get("announced", ""), data.get("title", ""))


class AnnounceForm(WhenForm):
    """The day of a joint meeting, for every province below."""

    kind = None  # type: ignore[assignment]  # it is the joint meeting
    title = None  # type: ignore[assignment]  # its title is made of its day


class SeatForm(forms.Form):
    """One who is to come; a row without a name is none."""

    name = Seen(label=_("ชื่อ-สกุล"), max_length=120, required=False)
    position = Seen(label=_("ตำแหน่ง"), max_length=160, required=False)
    seat = forms.ChoiceField(label=_("ในฐานะ"), choices=Seat.choices, initial=Seat.AGENCY)
    came = forms.ChoiceField(label=_("มาประชุม"), choices=_CAME, required=False)

    def member(self) -> Member | None:
        """Return who comes. The form is valid."""
        data = self.cleaned_data
        if not data.get("name"):
            return None
        present = {"yes": True, "no": False}.get(data["came"])
        return Member(data["name"], data["seat"], data["position"], present)


Seats = forms.formset_factory(
    SeatForm, extra=0, max_num=MOST_MEMBERS, validate_max=True, absolute_max=MOST_MEMBERS + 20
)


class ItemForm(forms.Form):
    """A point of the agenda."""

    title = Seen(label=_("เรื่อง"), max_length=200)
    told = Seen(
        label=_("เรื่องเดิมและข้ออภิปราย"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    decision = Seen(
        label=_("มติ"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("เว้นว่างคือรับทราบ"),
    )  # fmt: skip


class AskForm(forms.Form):
    """What an office is to do after a decision."""

    office = forms.ChoiceField(label=_("หน่วยงานที่ทำ"))
    words = Seen(label=_("ให้ทำอะไร"), max_length=500)
    due_on = NeededDay(label=_("เสร็จภายใน"))

    def __init__(self, *args: Any, offices: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["office"]
        field.choices = list(offices)


class ResultForm(forms.Form):
    """What became of a task."""

    result = Seen(label=_("ทำอะไรไปแล้ว ได้ผลอย่างไร"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class WhyForm(forms.Form):
    """Why a meeting was called off."""

    why = Seen(label=_("ยกเลิกเพราะอะไร"), max_length=300)
