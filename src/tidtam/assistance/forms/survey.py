"""What a mobile team's sheet takes: the day, who went, and one part for each household."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tidtam.assistance.actions.surveying import MOST, Day, Household
from tidtam.assistance.choices import Category, Code, Vulnerable
from tidtam.assistance.forms.intake import Seen
from tidtam.assistance.forms.places import read_position
from tidtam.assistance.forms.request import PROOF, Whole
from tidtam.files.models import StoredFile
from tidtam.obligations.forms import ThaiDateField
from tidtam.thai.digits import to_arabic

FIRST, MORE = 5, 5
_QUIET = {"autocomplete": "off"}
_TYPED = ("name", "house_no", "phone", "problem", "household", "position", "needs", "vulnerable", "photo", "kept")
VOLUNTEERS = (
    _("ผู้นำชุมชน"), _("อถล."), _("อาสาสมัครบริบาลท้องถิ่น"), _("อปพร."), _("อสม."), _("เจ้าหน้าที่ อปท."),
)  # fmt: skip


class SheetForm(forms.Form):
    """The day of a team."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    on = ThaiDateField(label=_("วันที่สำรวจ"))
    area = Seen(label=_("ตำบลหรือแขวง"), widget=forms.TextInput(attrs=_QUIET | {"list": "tambons"}), max_length=120)
    moo = Seen(label=_("หมู่ที่"), max_length=10, required=False)
    team = Seen(
        label=_("ใครลงพื้นที่"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("ชื่อและประเภท เช่น สมศรี ใจดี (อสม.), วิชัย มีสุข (อถล.)"),
    )  # fmt: skip
    note = Seen(label=_("บันทึกของทีม"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    told = forms.BooleanField(label=_("แจ้งประกาศความเป็นส่วนตัวให้ทุกครัวเรือนทราบแล้ว"), required=False)

    def day(self, area: str) -> Day:
        """Return the day in the tambon found. The form is valid."""
        data = self.cleaned_data
        uuid: UUID = data["uuid"]
        return Day(
            uuid=uuid, on=data["on"], area=area, team=data["team"], moo=to_arabic(data["moo"]), note=data["note"],
            told=data["told"],
        )  # fmt: skip


class HouseholdForm(forms.Form):
    """One household; a part left blank is none."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    kept = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)
    name = Seen(label=_("ชื่อ-สกุลผู้ขอ"), max_length=120, required=False, widget=forms.TextInput(attrs=_QUIET))
    house_no = Seen(label=_("บ้านเลขที่"), max_length=30, required=False, widget=forms.TextInput(attrs=_QUIET))
    phone = Seen(
        label=_("โทรศัพท์"), max_length=40, required=False, widget=forms.TextInput(attrs=_QUIET | {"inputmode": "tel"})
    )
    household = Whole(label=_("คนในบ้าน"), required=False, min_value=1, max_value=99,
                      error_messages={"invalid": _("ใส่เป็นตัวเลข เช่น 4")})  # fmt: skip
    category = forms.ChoiceField(label=_("ประเภทเรื่อง"), choices=Category.choices, initial=Category.QOL, required=False)
    problem = Seen(
        label=_("เดือดร้อนอะไร"), max_length=360, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("เขียนสั้น ๆ"),
    )  # fmt: skip
    needs = forms.MultipleChoiceField(label=_("ขออะไร"), choices=Code.choices, required=False)
    vulnerable = forms.MultipleChoiceField(
        label=_("ในบ้านมีใครที่ต้องดูแลเป็นพิเศษ"), choices=Vulnerable.choices, required=False
    )
    photo = forms.FileField(
        label=_("ภาพ"), required=False, widget=forms.FileInput(attrs={"accept": PROOF}), help_text=_("ไม่เกิน 15 MB")
    )
    position = Seen(
        label=_("พิกัดบ้าน"), max_length=40, required=False, widget=forms.TextInput(attrs=_QUIET),
        help_text=_("เช่น 14.7102, 102.0213 ไม่มีก็เว้นว่าง"),
    )  # fmt: skip

    def clean_position(self) -> tuple[float, float] | None:
        """Read the position. Errors: ValidationError."""
        return read_position(self.cleaned_data["position"])

    @property
    def blank(self) -> bool:
        """Say whether nothing was typed into this part."""
        data = self.data
        return not any(
            any(data.getlist(key) if isinstance(data, QueryDict) else [data.get(key)])
            for key in (f"{self.prefix}-{name}" for name in _TYPED)
        ) and not self.files.get(f"{self.prefix}-photo")

    def clean(self) -> dict[str, Any]:
        """Ask for a name and for what is wanted, where anything was typed."""
        data = super().clean() or self.cleaned_data
        if not self.blank:
            if not data.get("name") and "name" not in self.errors:
                self.add_error("name", _now("กรอกชื่อผู้ขอ"))
            if not data.get("needs") and "needs" not in self.errors:
                self.add_error("needs", _now("เลือกสิ่งที่ขออย่างน้อยหนึ่งอย่าง"))
        return data

    def values(self, photo: StoredFile | None) -> Household:
        """Return the household. The form is valid and not blank."""
        data = self.cleaned_data
        uuid: UUID = data["uuid"]
        return Household(
            uuid=uuid, name=data["name"], needs=tuple(data["needs"]), house_no=to_arabic(data["house_no"]),
            problem=data["problem"], category=data["category"] or Category.QOL, vulnerable=tuple(data["vulnerable"]),
            household=data["household"], phone=data["phone"], photo=photo, position=data["position"],
        )  # fmt: skip


Households = forms.formset_factory(HouseholdForm, extra=0, max_num=MOST, validate_max=True, absolute_max=MOST + 10)
