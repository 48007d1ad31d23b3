"""What the pages of signs take."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tidtam.assistance.forms.intake import Seen
from tidtam.assistance.forms.places import read_position
from tidtam.kernel.problem import Problem
from tidtam.obligations.forms import ThaiDateField
from tidtam.people.views.places import tambon_of
from tidtam.signs import rules
from tidtam.signs.choices import FINDINGS, Place, Size
from tidtam.signs.rules import SignValues

_CAMERA = {"accept": "image/jpeg,image/png,image/webp", "capture": "environment"}


def _line(label: Any, most: int = 200, *, required: bool = False, help_text: Any = "", **attrs: Any) -> Seen:
    widget = forms.TextInput(attrs={"autocomplete": "off"} | attrs)
    return Seen(label=label, max_length=most, required=required, help_text=help_text, widget=widget)


class _Positioned(forms.Form):
    """A form with a position that is typed or filled in by the phone."""

    def clean_position(self) -> tuple[float, float] | None:
        """Read the position. Errors: ValidationError."""
        return read_position(self.cleaned_data["position"])


class SignForm(_Positioned):
    """One sign of the register."""

    uuid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=_("ประเภทสถานที่"), choices=[("", _("เลือกประเภท")), *Place.choices])
    place = _line(_("ติดที่ไหน"), required=True, help_text=_("เช่น หน้าที่ทำการกำนันตำบลตูม ริมถนน"))
    area = _line(_("ตำบลหรือแขวง"), required=True, list="tambons", help_text=_("เช่น ต.ตูม อ.ปักธงชัย"))
    size = forms.ChoiceField(label=_("ขนาดป้าย"), choices=Size.choices)
    expires_on = ThaiDateField(label=_("หมดอายุ"), required=False, help_text=_("วันที่ต้องเปลี่ยนป้าย ไม่มีก็เว้นว่าง"))
    position = _line(_("พิกัด"), 40, help_text=_("ใส่ตอนติดตั้งก็ได้"))
    note = _line(_("หมายเหตุ"), 300)

    def __init__(
        self, *args: Any, today: date, standing: date | None = None, near: str = "", **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.today, self.standing, self.tambon, self.near = today, standing, "", near

    def clean(self) -> dict[str, Any]:
        """Say all that is wrong, each beside its field."""
        data: dict[str, Any] = self.cleaned_data
        try:
            self.tambon = str(tambon_of(data["area"], self.near).pk) if data.get("area") else ""
        except Problem as unknown:
            self.add_error("area", unknown.message)
        for problem in rules.faults(self.values(), self.today):
            kept = problem.field == "expires_on" and data.get("expires_on") == self.standing
            if problem.field not in self.errors and not kept:
                self.add_error(problem.field, _now(problem.message))
        return data

    def values(self) -> SignValues:
        """Return what the form says."""
        data = self.cleaned_data
        return SignValues(
            kind=data.get("kind", ""), area=self.tambon, place=data.get("place", ""), size=data.get("size", ""),
            position=data.get("position"), expires_on=data.get("expires_on"), note=data.get("note", ""),
        )  # fmt: skip


class PhotoField(forms.FileField):
    """A photo the form is for; that there is none is said by the act itself."""

    needed = True


class InstallForm(_Positioned):
    """That a sign was put up; its photo is said to be missing by the act itself."""

    uuid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    photo = PhotoField(
        label=_("ภาพป้ายที่ติดตั้งแล้ว"), required=False, widget=forms.FileInput(attrs=_CAMERA),
        help_text=_("ให้เห็นทั้งป้ายและสถานที่ ลบข้อมูลแฝงออกจากไฟล์ให้เอง"),
    )  # fmt: skip
    position = _line(_("พิกัดของป้าย"), 40, help_text=_("ละติจูด, ลองจิจูด"))
    on = ThaiDateField(label=_("วันที่ติดตั้ง"))
    expires_on = ThaiDateField(label=_("หมดอายุ"), required=False, help_text=_("วันที่ต้องเปลี่ยนป้าย ไม่มีก็เว้นว่าง"))
    note = _line(_("หมายเหตุ"), 300)

    def clean(self) -> dict[str, Any]:
        """Ask for the day."""
        data: dict[str, Any] = self.cleaned_data
        if data.get("on") is None and "on" not in self.errors:
            self.add_error("on", _now("กรอกวันที่ติดตั้ง"))
        return data


class CheckForm(_Positioned):
    """What was found at a sign."""

    uuid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    found = forms.ChoiceField(
        label=_("พบอะไร"), choices=[(one.value, one.label) for one in FINDINGS], widget=forms.RadioSelect,
        error_messages={"required": _("เลือกว่าพบอะไร")},
    )  # fmt: skip
    photo = forms.FileField(
        label=_("ภาพสิ่งที่พบ"), required=False, widget=forms.FileInput(attrs=_CAMERA),
        help_text=_("ไม่พบป้ายเลยไม่ต้องมีภาพ"),
    )  # fmt: skip
    position = _line(_("คุณยืนอยู่ที่"), 40, help_text=_("ใช้เทียบว่าป้ายอยู่ถูกที่หรือไม่"))
    note = _line(_("หมายเหตุ"), 300, help_text=_("เช่น มีสติกเกอร์ปิดทับ QR"))


class CodeForm(forms.Form):
    """The code of a sign, read off the wall."""

    code = _line(_("รหัสใต้ QR"), 120, required=True, help_text=_("8 ตัว เช่น K7M2-9QXT"), autocapitalize="characters")


class RemoveForm(forms.Form):
    """Takes a sign down for good."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = _line(_("ถอดป้ายเพราะอะไร"), 200, required=True, help_text=_("เช่น อาคารรื้อแล้ว ป้ายซ้ำ"))


class PrintForm(forms.Form):
    """Which signs to print, how large."""

    size = forms.ChoiceField(label=_("พิมพ์เป็น"), choices=Size.choices)
    signs = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, choices: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["signs"]
        field.choices = choices
