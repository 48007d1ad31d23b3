"""The form of a request at counter, telephone or by letter: who asks, where, what happened, what is wanted.

Source: domain facts 3.6.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tidtam.assistance.actions.requests import AffectedValues, Intake, Wanted
from tidtam.assistance.choices import Category, Code, Source, Track, Vulnerable
from tidtam.assistance.forms.request import PROOF, Whole
from tidtam.kernel.problem import Problem
from tidtam.obligations.forms import ThaiDateField
from tidtam.people.rules import AddressValues, PersonValues, read_name
from tidtam.thai.digits import to_arabic

PROBLEM_MOST, WANTED_MOST, ANNEX_MOST = 360, 180, 500
_DOORS = (Source.COUNTER, Source.PHONE, Source.LETTER)
_NUMBERS = re.compile(r"(?:\d[\s-]?){9,}")
_QUIET = {"autocomplete": "off"}
_NO_ID = {
    Source.PHONE: "ไม่ได้แจ้งเลขบัตรทางโทรศัพท์", Source.LETTER: "ไม่ได้แจ้งเลขบัตรในหนังสือ",
    Source.COUNTER: "ไม่ได้นำบัตรมา",
}  # fmt: skip


class Seen(forms.CharField):
    """A text without characters nobody sees, composed as it is kept; a text of nothing else is none."""

    def to_python(self, value: Any) -> str:
        """Return what can be seen of what was typed."""
        text = unicodedata.normalize("NFC", str(super().to_python(value) or "")).replace("\r\n", "\n")
        text = text.replace("\u00a0", " ")
        return "".join(one for one in text if one in "\n\t" or one.isprintable()).strip()


def _line(label: Any, most: int = 120, *, help_text: Any = "", required: bool = False, **attrs: Any) -> Seen:
    widget = forms.TextInput(attrs=_QUIET | attrs)
    return Seen(label=label, max_length=most, required=required, help_text=help_text, widget=widget)


def _lines(label: Any, most: int, rows: int, help_text: Any = "", *, required: bool = False) -> Seen:
    widget = forms.Textarea(attrs={"rows": rows})
    return Seen(label=label, max_length=most, required=required, help_text=help_text, widget=widget)


def read_annex(text: str) -> list[AffectedValues]:
    """Read the annex, one person a line: `name, house, moo, note`, or a name and a house without commas.

    Errors: ValidationError for a line with a number of a card or telephone, or a name that is none.
    """
    found = []
    for line in (one.strip() for one in text.splitlines()):
        if not line:
            continue
        if _NUMBERS.search(to_arabic(line)):
            raise forms.ValidationError(_now("ใส่เฉพาะชื่อกับบ้านเลขที่ ไม่ใส่เลขบัตรหรือเบอร์โทรของผู้อื่น"))
        parts = [part.strip() for part in re.split(r"[,\t]", line)]
        if len(parts) == 1:
            name, _blank, last = line.rpartition(" ")
            parts = [name, last] if name and any(one.isdigit() for one in last) else [line]
        parts += [""] * (4 - len(parts))
        try:
            read = read_name(parts[0], field="first_name", needed=True)
        except Problem as problem:
            raise forms.ValidationError(f"“{parts[0][:40]}” {_now(problem.message)}") from problem
        found.append(AffectedValues(read, to_arabic(parts[1]), to_arabic(parts[2]), parts[3]))
    if len(found) > ANNEX_MOST:
        raise forms.ValidationError(_now("บัญชีแนบท้ายมีได้ไม่เกิน 500 คน"))
    return found


class SearchForm(forms.Form):
    """Who asks: looked for before anybody is registered. It is posted, so that no name stands in an address."""

    text = Seen(
        label=_("ค้นผู้ขอก่อน"), max_length=120, help_text=_("ชื่อ เลขบัตร หรือเบอร์โทร สะกดไม่ตรงก็หาเจอ"),
        widget=forms.TextInput(attrs=_QUIET | {"type": "search"}), error_messages={"required": _("พิมพ์คำที่จะค้นก่อน")},
    )  # fmt: skip


class PersonForm(forms.Form):
    """Somebody the search did not find."""

    title = _line(_("คำนำหน้า"), 40)
    first_name = _line(_("ชื่อ"), required=True)
    last_name = _line(_("นามสกุล"))
    id_number = _line(_("เลขบัตรประชาชน"), 40, inputmode="numeric", help_text=_("เก็บเป็นความลับ ไม่พิมพ์ในแบบคำร้อง"))
    phone = _line(_("โทรศัพท์"), 40, inputmode="tel")


class RequesterForm(forms.Form):
    """Who asks, as it should be; an empty number says that there is none."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = _line(_("คำนำหน้า"), 40)
    first_name = _line(_("ชื่อ"), required=True)
    last_name = _line(_("นามสกุล"))
    phone = _line(_("โทรศัพท์"), 40, inputmode="tel")


class IntakeForm(forms.Form):
    """What is asked for, and where."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    door = forms.ChoiceField(
        label=_("รับเรื่องทาง"), widget=forms.RadioSelect, choices=[(one.value, one.label) for one in _DOORS],
        initial=Source.COUNTER,
    )  # fmt: skip
    asked_on = ThaiDateField(label=_("วันที่ขอ"))
    area = _line(_("ตำบลหรือแขวง"), required=True, list="tambons", help_text=_("เช่น ต.ตูม อ.ปักธงชัย"))
    moo = _line(_("หมู่ที่"), 10)
    house_no = _line(_("บ้านเลขที่"), 30)
    village = _line(_("ชื่อบ้านหรือชุมชน"))
    position = _line(_("พิกัดบ้าน"), 40, help_text=_("ละติจูด, ลองจิจูด เช่น 14.7102, 102.0213 ไม่มีก็เว้นว่าง"))
    category = forms.ChoiceField(label=_("ประเภทเรื่อง"), widget=forms.RadioSelect, choices=Category.choices)
    track = forms.ChoiceField(
        label=_("ทางพิจารณา"), required=False, choices=[("", _("ตามประเภทเรื่อง ระบบเสนอให้")), *Track.choices],
        help_text=_("สาธารณภัยช่วยเฉพาะหน้าได้ ประเภทอื่นผ่านคณะกรรมการก่อน"),
    )  # fmt: skip
    needs = forms.MultipleChoiceField(
        label=_("ขออะไร"), choices=Code.choices, widget=forms.CheckboxSelectMultiple, help_text=_("เลือกได้หลายข้อ"),
        error_messages={"required": _("เลือกสิ่งที่ขออย่างน้อยหนึ่งอย่าง")},
    )  # fmt: skip
    title = _line(_("เรื่อง"), 200, help_text=_("เว้นว่างได้ ระบบตั้งให้จากสิ่งที่ขอ"))
    problem = _lines(_("๑. ปัญหาความเดือดร้อน"), PROBLEM_MOST, 6, _("ไม่เกิน 360 ตัวอักษร พิมพ์ในแบบคำร้อง"), required=True)
    wanted = _lines(_("๒. ความต้องการรับการช่วยเหลือ"), WANTED_MOST, 3, _("ไม่เกิน 180 ตัวอักษร พิมพ์ในแบบคำร้อง"))
    happened_on = ThaiDateField(label=_("วันที่เกิดเหตุ"), required=False)
    household = Whole(label=_("คนในบ้าน"), required=False, min_value=1, max_value=99,
                      error_messages={"invalid": _("ใส่เป็นตัวเลข เช่น 4")})  # fmt: skip
    vulnerable = forms.MultipleChoiceField(
        label=_("ในบ้านมีใครที่ต้องดูแลเป็นพิเศษ"), required=False, choices=Vulnerable.choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    help_before = _lines(_("ความช่วยเหลือที่ได้แล้ว"), 500, 2, _("หน่วยไหน อะไร เมื่อไร"))
    affected = _lines(
        _("ผู้เดือดร้อนคนอื่น (บัญชีแนบท้าย)"), 60_000, 4,
        _("คนละบรรทัด ชื่อ, บ้านเลขที่, หมู่ที่ ไม่ใส่เลขบัตรหรือเบอร์โทร"),
    )  # fmt: skip
    division = _line(_("ส่วนงานที่รับผิดชอบ"), 60, list="divisions")
    photos = forms.FileField(
        label=_("ภาพหรือเอกสาร"), required=False, widget=forms.FileInput(attrs={"accept": PROOF}),
        help_text=_("ครั้งละไม่เกิน 10 ไฟล์ ไฟล์ละไม่เกิน 15 MB ลบสถานที่และเวลาออกจากไฟล์ให้เอง"),
    )  # fmt: skip
    notice = forms.BooleanField(label=_("แจ้งประกาศความเป็นส่วนตัวให้ผู้ขอทราบแล้ว"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.annex: list[AffectedValues] = []

    def clean_asked_on(self) -> date | None:
        """Refuse a day that has not come. Errors: ValidationError."""
        day: date | None = self.cleaned_data["asked_on"]
        if day and day > self.today:
            raise forms.ValidationError(_now("วันที่ขอต้องไม่เลยวันนี้ ตรวจปี พ.ศ. อีกครั้ง"))
        return day

    def clean_affected(self) -> str:
        """Read the annex. Errors: ValidationError."""
        text: str = self.cleaned_data["affected"]
        self.annex = read_annex(text)
        return text

    def clean_position(self) -> tuple[float, float] | None:
        """Read `latitude, longitude` in degrees, inside Thailand. Errors: ValidationError."""
        text = to_arabic(self.cleaned_data["position"])
        if not text:
            return None
        try:
            latitude, longitude = (float(part) for part in re.split(r"[,\s]+", text.strip()))
        except ValueError:
            raise forms.ValidationError(_now("พิมพ์แบบ 14.7102, 102.0213 หรือกด “ใช้ตำแหน่งนี้”")) from None
        if not (5 <= latitude <= 21 and 97 <= longitude <= 106):
            raise forms.ValidationError(_now("ตำแหน่งอยู่นอกประเทศไทย"))
        return latitude, longitude

    def address(self, area: str) -> AddressValues:
        """Return where the requester lives, in the tambon found. The form is valid."""
        data = self.cleaned_data
        return AddressValues(
            area=area, kind="current", house_no=data["house_no"], moo=data["moo"], village=data["village"]
        )

    def intake(self, area: str, **who: Any) -> Intake:
        """Return what the form says; `who` is `person`, `addresses`, `notice` or `person_id`. The form is valid."""
        data = self.cleaned_data
        uuid: UUID = data["uuid"]
        return Intake(
            uuid=uuid, needs=tuple(Wanted(code) for code in data["needs"]), asked_on=data["asked_on"],
            door=data["door"], category=data["category"], track=data["track"], title=data["title"],
            problem=data["problem"], wanted=data["wanted"], help_before=data["help_before"],
            happened_on=data["happened_on"], household=data["household"], vulnerable=tuple(data["vulnerable"]),
            area=area, moo=to_arabic(data["moo"]), house_no=to_arabic(data["house_no"]), position=data["position"],
            division=data["division"], affected=tuple(self.annex), **who,
        )  # fmt: skip


def person_values(form: PersonForm, door: str) -> PersonValues:
    """Return who asks; without a number of a card, why there is none. The form is valid."""
    data = form.cleaned_data
    number = data["id_number"]
    return PersonValues(
        title=data["title"], first_name=data["first_name"], last_name=data["last_name"], phone=data["phone"],
        id_kind="national" if number else "none", id_number=number,
        no_id_reason="" if number else _NO_ID.get(Source(door), "ไม่ได้แจ้ง"),
    )  # fmt: skip
