"""The steps of a request, each kept once it is right: place, trouble, who asks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tidtam.assistance.choices import Vulnerable
from tidtam.kernel.problem import Problem
from tidtam.letters.forms import ThaiDateField
from tidtam.people import rules as people
from tidtam.people.rules import AddressValues, Registration
from tidtam.places.models import Area
from tidtam.portal.actions.filing import person_of
from tidtam.portal.choices import CATEGORIES, WANTED, Relation
from tidtam.portal.rules import MOST_NEIGHBOURS, read_neighbours
from tidtam.thai.digits import to_arabic

_LINE: dict[str, Any] = {"required": False}


class _Visible(forms.CharField):
    """A text without characters nobody sees; a text of nothing else is none."""

    def to_python(self, value: Any) -> str:
        """Return what can be seen of what was typed."""
        text = str(super().to_python(value) or "").replace("\u00a0", " ").replace("\r\n", "\n")
        return "".join(one for one in text if one in "\n\t" or one.isprintable()).strip()


class _Whole(forms.IntegerField):
    """A small number in either script of digits."""

    def to_python(self, value: Any) -> int | None:
        """Return the number; words like `4 คน` are understood."""
        text = to_arabic(str(value or "")).replace("คน", "").strip()
        return super().to_python(text)


class PlaceForm(forms.Form):
    """Where it is."""

    area = forms.ChoiceField(label=_("ตำบลหรือแขวง"))
    moo = _Visible(label=_("หมู่ที่"), max_length=4, **_LINE)
    house_no = _Visible(label=_("บ้านเลขที่"), max_length=30, **_LINE)
    landmark = _Visible(label=_("จุดสังเกต"), max_length=200, help_text=_("เช่น ข้างวัด บ้านรั้วเขียว"), **_LINE)

    def __init__(self, *args: Any, areas: Sequence[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["area"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(area.pk, area.title) for area in areas]
        field.error_messages["invalid_choice"] = _("พื้นที่นี้หน่วยงานนี้ไม่ได้ดูแล กด “เปลี่ยนพื้นที่” แล้วเลือกใหม่")
        self.only = areas[0] if len(areas) == 1 else None

    def words(self) -> dict[str, Any]:
        """Return what is kept. The form is valid."""
        data = self.cleaned_data
        return {
            "area": data["area"], "moo": to_arabic(data["moo"]), "house_no": to_arabic(data["house_no"]),
            "landmark": data["landmark"],
        }  # fmt: skip


class TroubleForm(forms.Form):
    """What happened, and what would help."""

    category = forms.ChoiceField(
        label=_("เรื่องไหนใกล้ที่สุด"), choices=[(one.value, one.label) for one in CATEGORIES], widget=forms.RadioSelect,
        error_messages={"required": _("เลือกหนึ่งเรื่องที่ใกล้ที่สุด")},
    )  # fmt: skip
    needs = forms.MultipleChoiceField(
        label=_("อยากให้ช่วยเรื่องอะไร"), choices=list(WANTED.items()), widget=forms.CheckboxSelectMultiple,
        help_text=_("เลือกได้หลายข้อ"), error_messages={"required": _("เลือกอย่างน้อยหนึ่งข้อ ไม่แน่ใจเลือกข้อสุดท้าย")},
    )  # fmt: skip
    what = _Visible(
        label=_("เกิดอะไรขึ้น"), max_length=3500, help_text=_("เล่าแบบพูดคุย เมื่อไร ที่ไหน เสียหายอย่างไร"),
        widget=forms.Textarea(
            attrs={"rows": 5, "placeholder": _("เช่น คืนวันที่ 18 ลมแรง หลังคาครัวเปิดครึ่งหลัง ฝนสาดเข้าบ้าน")}
        ),
        error_messages={"required": _("ขอสักหนึ่งประโยค เจ้าหน้าที่จะได้เตรียมของไปถูก")},
    )  # fmt: skip
    happened_on = ThaiDateField(label=_("วันที่เกิดเหตุ"), help_text=_("เช่น 18 พ.ย. 2566 หรือ 18/11/66"), **_LINE)
    household = _Whole(
        label=_("มีคนในบ้านกี่คน"), min_value=1, max_value=99, widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": _("ใส่เป็นตัวเลข เช่น 4")}, **_LINE,
    )  # fmt: skip
    vulnerable = forms.MultipleChoiceField(
        label=_("ในบ้านมีใครที่ต้องดูแลเป็นพิเศษ"), choices=Vulnerable.choices, widget=forms.CheckboxSelectMultiple, **_LINE
    )
    neighbours = forms.CharField(
        label=_("เพื่อนบ้านที่เดือดร้อนด้วย"), max_length=6000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("คนละบรรทัด ใส่แค่ชื่อกับบ้านเลขที่ เช่น สมศรี ใจดี 48/2"), **_LINE,
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_happened_on(self) -> date | None:
        """Refuse a day that has not come."""
        day: date | None = self.cleaned_data["happened_on"]
        if day is not None and day > self.today:
            raise forms.ValidationError(_now("วันนี้ยังไม่ถึงวันที่ใส่ ตรวจปีอีกครั้ง"))
        return day

    def clean_neighbours(self) -> str:
        """Hold each line against what the annex may hold: a name as names are, and a house."""
        text: str = self.cleaned_data["neighbours"]
        found, odd = read_neighbours(text)
        if odd:
            raise forms.ValidationError(_now("ใส่เฉพาะชื่อกับบ้านเลขที่ ไม่ต้องใส่เลขบัตรหรือเบอร์โทรของเพื่อนบ้าน"))
        if len(found) > MOST_NEIGHBOURS:
            raise forms.ValidationError(_now("ใส่ได้ไม่เกิน 50 คน ที่เหลือแจ้งเจ้าหน้าที่ทีหลังได้"))
        for one in found:
            try:
                people.read_name(one.name, field="first_name", needed=True)
            except Problem as problem:
                raise forms.ValidationError(f"“{one.name[:40]}” {_now(problem.message)}") from problem
        return text

    def words(self) -> dict[str, Any]:
        """Return what is kept. The form is valid."""
        data = dict(self.cleaned_data)
        data["happened_on"] = data["happened_on"].isoformat() if data["happened_on"] else ""
        return data


class YouForm(forms.Form):
    """Who asks, and who wrote it for them."""

    proxy = forms.ChoiceField(
        label=_("ยื่นให้ใคร"), choices=[("self", _("ตัวเองหรือคนในบ้าน")), ("yes", _("ยื่นแทนคนอื่น"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    first_name = forms.CharField(
        label=_("ชื่อ"), max_length=120, help_text=_("ของคนที่เดือดร้อน"),
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": _("ใส่ชื่อ ถ้าไม่ทราบให้ใส่ชื่อที่คนเรียก")},
    )  # fmt: skip
    last_name = forms.CharField(
        label=_("นามสกุล"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "family-name"}), **_LINE
    )
    id_number = forms.CharField(
        label=_("เลขบัตรประชาชน"), max_length=40, help_text=_("ไม่มีบัตรหรือไม่สะดวกให้ เว้นว่างได้ ยื่นได้เหมือนกัน"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}), **_LINE,
    )  # fmt: skip
    phone = forms.CharField(
        label=_("เบอร์โทรที่ติดต่อได้"), max_length=40, help_text=_("ไม่มีก็ยื่นได้ ดูนัดและคำตอบจากหน้าติดตาม"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}), **_LINE,
    )  # fmt: skip
    proxy_name = _Visible(label=_("ชื่อผู้ยื่นแทน"), max_length=120, **_LINE)
    proxy_relation = forms.ChoiceField(label=_("เกี่ยวข้องเป็น"), choices=[("", "–"), *Relation.choices], **_LINE)
    proxy_phone = forms.CharField(label=_("เบอร์โทรผู้ยื่นแทน"), max_length=40, **_LINE)
    notice = forms.BooleanField(
        label=_("อ่านประกาศความเป็นส่วนตัวแล้ว"), error_messages={"required": _("อ่านประกาศก่อน แล้วกดเลือกช่องนี้")}
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        """Hold the values against what is kept of a person; every problem stands beside its field."""
        data = self.cleaned_data
        if data.get("first_name"):
            values = person_of(data | {"id_number": data.get("id_number", "").strip()})
            register = Registration(person=values, office_id=0, scope_path="", addresses=(AddressValues("301409"),))
            for problem in people.check(register, today=date.today()):
                self.add_error(problem.field if problem.field in self.fields else None, _now(problem.message))
        if data.get("proxy") == "yes":
            if not data.get("proxy_name"):
                self.add_error("proxy_name", _now("ใส่ชื่อคนที่ยื่นแทน"))
            try:
                data["proxy_phone"] = people.read_phone(data.get("proxy_phone", ""), field="proxy_phone")
            except Problem as problem:
                self.add_error("proxy_phone", _now(problem.message))
        return data

    def words(self) -> dict[str, Any]:
        """Return what is kept. The form is valid."""
        data = dict(self.cleaned_data)
        if data["proxy"] != "yes":
            data |= {"proxy": "", "proxy_name": "", "proxy_relation": "", "proxy_phone": ""}
        data["id_number"] = data["id_number"].strip()
        return data
