"""What people type into the pages of teams."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tidtam.aftercare.actions.teams import Member, Order
from tidtam.aftercare.choices import MemberKind
from tidtam.aftercare.forms.days import ThaiDateField
from tidtam.aftercare.models import TeamOrder
from tidtam.offices.models import Office
from tidtam.places.models import Area

FEW_ROWS, MOST_ROWS = 5, 200
_YES = {"ใช่", "y", "yes", "1", "x", "สุขภาพ", "/", "✓", "ด้านสุขภาพ"}
_BY_LABEL = {re.sub(r"[.\s]", "", str(label)): value for value, label in MemberKind.choices} | {
    "ผญบ": MemberKind.VILLAGE_HEAD, "กม": MemberKind.COMMITTEE, "อปท": MemberKind.LGO, "รพสต": MemberKind.HEALTH_STAFF,
}  # fmt: skip


class MemberForm(forms.Form):
    """One member of a team."""

    name = forms.CharField(label=_("ชื่อ-สกุล"), max_length=120, error_messages={"required": _("ใส่ชื่อสมาชิก")})
    kind = forms.ChoiceField(label=_("ตำแหน่ง"), choices=MemberKind.choices, initial=MemberKind.VILLAGE_HEAD)
    phone = forms.CharField(
        label=_("โทรศัพท์"), max_length=40, required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    health = forms.BooleanField(label=_("ด้านสุขภาพ (ประเมิน 9Q และ 8Q ต่อได้)"), required=False)

    def member(self) -> Member:
        """Return who was typed."""
        data = self.cleaned_data
        return Member(data["name"], data["kind"], data["phone"], data["health"])


class RowForm(MemberForm):
    """One row of members in an order: a blank row is none."""

    tambon = forms.ChoiceField(label=_("ตำบล"), required=False)

    field_order = ["tambon", "name", "kind", "phone", "health"]

    def __init__(self, *args: Any, tambons: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["tambon"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext("เลือกตำบล")), *tambons]
        self.fields["health"].label = _("ด้านสุขภาพ")

    def clean(self) -> dict[str, Any]:
        """Ask for the tambon of who is named."""
        data = super().clean() or self.cleaned_data
        if data.get("name") and not data.get("tambon"):
            self.add_error("tambon", gettext("เลือกตำบลของสมาชิกคนนี้"))
        return data


Rows = forms.formset_factory(RowForm, extra=0, max_num=MOST_ROWS, validate_max=True)


class OrderForm(forms.Form):
    """An order that sets up teams; members stand in rows below it or are pasted from a sheet."""

    number = forms.CharField(
        label=_("เลขที่คำสั่ง"), max_length=40, help_text=_("เช่น 55/2566"), error_messages={"required": _("ใส่เลขที่คำสั่ง")}
    )
    ordered_on = ThaiDateField(label=_("ลงวันที่"), error_messages={"required": _("ใส่วันที่ของคำสั่ง")})
    valid_from = ThaiDateField(label=_("ใช้ตั้งแต่"), required=False, help_text=_("ว่างไว้คือวันที่ของคำสั่ง"))
    valid_to = ThaiDateField(label=_("ใช้ถึง"), required=False, help_text=_("ว่างไว้ถ้าไม่มีกำหนด"))
    file = forms.FileField(label=_("ไฟล์คำสั่ง"), required=False, error_messages={"empty": _("ไฟล์นี้ว่างเปล่า เลือกไฟล์อื่น")})
    tambons = forms.MultipleChoiceField(
        label=_("ตำบลที่ตั้งทีม"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("เลือกตำบลอย่างน้อยหนึ่งตำบล"), "invalid_choice": _("เลือกจากรายการ")},
    )  # fmt: skip
    pasted = forms.CharField(
        label=_("วางรายชื่อสมาชิกจากตาราง"), required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("หนึ่งบรรทัดต่อคน: ตำบล ชื่อ-สกุล ตำแหน่ง โทรศัพท์ ด้านสุขภาพ (คั่นด้วยแท็บหรือจุลภาค)"),
    )  # fmt: skip

    def __init__(self, *args: Any, tambons: Sequence[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._tambons = {area.name_th: area.code for area in tambons}
        field = self.fields["tambons"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(area.code, area.name_th) for area in tambons]

    def clean_pasted(self) -> list[tuple[str, Member]]:
        """Read the pasted lines. Errors: ValidationError with the line's number and how to write it."""
        found = []
        for number, line in enumerate(str(self.cleaned_data["pasted"]).splitlines(), 1):
            if line.strip():
                found.append(self._line(number, line))
        if len(found) > MOST_ROWS * 5:
            raise ValidationError(gettext("มากกว่า 1,000 บรรทัด ตรวจว่าวางถูกตาราง"))
        return found

    def _line(self, number: int, line: str) -> tuple[str, Member]:
        cells = [cell.strip() for cell in re.split(r"\t|,", line)]
        cells += [""] * (5 - len(cells))
        tambon = self._tambons.get(re.sub(r"^(ตำบล|ต\.)\s*", "", cells[0]))
        if tambon is None:
            raise ValidationError(gettext("บรรทัดที่ %(n)d: ไม่พบตำบลนี้ในอำเภอ คำแรกของบรรทัดต้องเป็นชื่อตำบล") % {"n": number})
        if not cells[1]:
            raise ValidationError(gettext("บรรทัดที่ %(n)d: ไม่มีชื่อ") % {"n": number})
        kind = _BY_LABEL.get(re.sub(r"[.\s]", "", cells[2]), MemberKind.OTHER)
        return tambon, Member(cells[1], str(kind), cells[3], cells[4].lower() in _YES)

    def order(self, rows: Sequence[RowForm]) -> Order:
        """Return the order with the members of the rows and of the pasted lines."""
        data = self.cleaned_data
        named = [(row.cleaned_data["tambon"], row.member()) for row in rows if row.cleaned_data.get("name")]
        upload = data["file"]
        return Order(
            number=data["number"], ordered_on=data["ordered_on"], valid_from=data["valid_from"] or data["ordered_on"],
            valid_to=data["valid_to"], tambons=tuple(data["tambons"]), members=(*named, *data["pasted"]),
            file=(upload.name, upload.read()) if upload else None,
        )  # fmt: skip


class NewMemberForm(MemberForm):
    """A member who joins a team under an order that stands."""

    order = forms.ChoiceField(label=_("ตามคำสั่ง"))
    valid_from = ThaiDateField(label=_("ตั้งแต่วันที่"), error_messages={"required": _("ใส่วันเริ่ม")})

    def __init__(self, *args: Any, orders: Sequence[TeamOrder], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._orders = {one.public_id: one for one in orders}
        field = self.fields["order"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.public_id, one.number) for one in orders]

    def chosen_order(self) -> TeamOrder:
        """Return the order chosen."""
        return self._orders[self.cleaned_data["order"]]


class EndForm(forms.Form):
    """The last day of a member."""

    valid_to = ThaiDateField(label=_("วันสุดท้ายในทีม"), error_messages={"required": _("ใส่วันสุดท้าย")})


class AccountForm(forms.Form):
    """The user name by which a member signs in."""

    username = forms.CharField(
        label=_("ชื่อผู้ใช้"), max_length=150,
        help_text=_("ถ้ามีบัญชีแล้วให้ใส่ชื่อเดิม ถ้ายังไม่มี ระบบสร้างให้ ใช้อักษรอังกฤษ ตัวเลข จุด และขีด"),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
        error_messages={"required": _("ใส่ชื่อผู้ใช้")},
    )  # fmt: skip


class GiveForm(forms.Form):
    """People chosen by hand and the team they go to."""

    team = forms.ChoiceField(
        label=_("มอบให้ทีม"), error_messages={"required": _("เลือกทีม"), "invalid_choice": _("เลือกทีมจากรายการ")}
    )

    def __init__(self, *args: Any, teams: Sequence[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._teams = {team.code: team for team in teams}
        field = self.fields["team"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext("เลือกทีม")), *((team.code, str(team)) for team in teams)]

    def chosen(self) -> Office:
        """Return the team."""
        return self._teams[self.cleaned_data["team"]]


def opened(day: date) -> dict[str, Any]:
    """Return what stands in a form that begins or ends on a day."""
    return {"valid_from": day, "valid_to": day}
