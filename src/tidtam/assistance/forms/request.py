"""What the verbs of a request ask, one form per verb; each carries the version its page showed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tidtam.accounts.clock import BANGKOK
from tidtam.assistance.actions.delivering import Given
from tidtam.assistance.choices import Category, DeliveryKind, Likeness, Track, Vulnerable
from tidtam.assistance.forms.needs import BahtField
from tidtam.obligations.forms import ThaiDateField
from tidtam.thai.digits import to_arabic

PROOF = "image/jpeg,image/png,image/webp,application/pdf"
Choices = Sequence[tuple[str, Any]]


class VerbForm(forms.Form):
    """A verb that asks for nothing but the version its page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def words(
    label: Any, *, required: bool = True, help_text: Any = "", rows: int = 3, most: int = 2000
) -> forms.CharField:
    """Return a field for some lines."""
    box = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=most, widget=box, help_text=help_text)


class Whole(forms.IntegerField):
    """A small number in either script of digits, `4 คน` too."""

    widget = forms.TextInput

    def to_python(self, value: Any) -> int | None:
        """Return the number. Errors: ValidationError."""
        return super().to_python(to_arabic(str(value or "")).replace("คน", "").strip())


class NoteDuplicates(VerbForm):
    """What the like requests were taken for."""

    concluded = forms.ChoiceField(label=_("สรุปผลตรวจซ้ำซ้อน"), choices=Likeness.choices, widget=forms.RadioSelect)
    note = words(_("บันทึกของผู้ตรวจ"), required=False, rows=2)


class Grant(VerbForm):
    """Help is decided on; some of what was asked may be refused with it."""

    reason = words(_("เหตุผลและสิ่งที่ช่วย"), help_text=_("ผู้ขอจะได้อ่านข้อความนี้"))
    on = ThaiDateField(label=_("วันที่พิจารณา"))
    due_on = ThaiDateField(label=_("ช่วยให้เสร็จภายใน"), required=False)
    refused = forms.MultipleChoiceField(
        label=_("รายการที่ไม่เข้าเกณฑ์"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, needs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(needs) > 1:
            self.fields["refused"].choices = needs  # type: ignore[attr-defined]  # a ChoiceField
        else:
            del self.fields["refused"]


class Reasoned(VerbForm):
    """A decision with the reason the requester is told."""

    reason = words(_("เหตุผล"), help_text=_("ผู้ขอจะได้อ่านข้อความนี้"))
    on = ThaiDateField(label=_("วันที่พิจารณา"))


class Deliver(VerbForm):
    """What was given. The hidden number makes the same form sent twice pay once."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    need = forms.ChoiceField(label=_("ช่วยรายการไหน"), widget=forms.RadioSelect)
    kind = forms.ChoiceField(label=_("ช่วยเป็น"), choices=DeliveryKind.choices, widget=forms.RadioSelect)
    given = forms.CharField(label=_("ช่วยอะไรไป"), max_length=200, help_text=_("เช่น สังกะสี 20 แผ่น"))
    amount = BahtField(label=_("เป็นเงิน (บาท)"), required=False, max_length=20)
    fund = forms.CharField(label=_("จ่ายจากเงินหมวดใด"), required=False, max_length=120)
    on = ThaiDateField(label=_("วันที่ช่วย"))
    more = forms.BooleanField(label=_("ยังช่วยรายการนี้ไม่ครบ จะช่วยอีก"), required=False)
    urgent = forms.BooleanField(label=_("ช่วยเฉพาะหน้า ก่อนมีมติคณะกรรมการ"), required=False)
    proof = forms.FileField(
        label=_("หลักฐาน (ภาพหรือ PDF)"), required=False, widget=forms.FileInput(attrs={"accept": PROOF}),
        help_text=_("ลบสถานที่ เวลา และชื่อผู้ทำออกจากไฟล์ให้เอง ไม่เกิน 15 MB"),
    )  # fmt: skip

    def __init__(self, *args: Any, needs: Choices, urgent: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["need"].choices = needs  # type: ignore[attr-defined]  # a ChoiceField
        if not urgent:
            del self.fields["urgent"]

    def values(self) -> Given:
        """Return what was given; the proof follows. The form is valid."""
        data = self.cleaned_data
        return Given(
            uuid=data["uuid"], need=int(data["need"]), kind=data["kind"], given=data["given"], on=data["on"],
            amount=data["amount"], fund=data["fund"], last=not data["more"], urgent=bool(data.get("urgent")),
        )  # fmt: skip


class VoidDelivery(VerbForm):
    """Which help was noted by mistake, and why it is taken back."""

    delivery = forms.ChoiceField(label=_("รายการที่บันทึกผิด"), widget=forms.RadioSelect)
    reason = words(_("ยกเลิกเพราะ"), rows=2, help_text=_("รายการและหลักฐานยังเก็บไว้ แต่ไม่นับเป็นการช่วยเหลือ"))
    note = words(_("แก้ตัวเลขที่ส่งไปแล้วอย่างไร"), required=False, rows=2, help_text=_("จำเป็นเมื่อกรอกเดือนนั้นลงระบบ INFO ไปแล้ว"))

    def __init__(self, *args: Any, given: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["delivery"].choices = given  # type: ignore[attr-defined]  # a ChoiceField


class Announce(VerbForm):
    """Until which day it hangs."""

    until = ThaiDateField(label=_("ปิดประกาศถึงวันที่"))


class Close(VerbForm):
    """Why it is closed, where somebody may ask."""

    reason = words(_("เหตุที่ปิดเรื่อง"), required=False, help_text=_("จำเป็นเมื่อปิดโดยไม่ได้ปิดประกาศ"))


class Withdraw(VerbForm):
    """The requester no longer asks."""

    reason = words(_("ผู้ขอบอกว่าอย่างไร"), required=False, rows=2)


class Merge(VerbForm):
    """Into which other request of the same requester; how the clerk knows, where no number says it."""

    into = forms.ChoiceField(label=_("รวมกับ"), widget=forms.RadioSelect)
    reason = words(
        _("รู้ได้อย่างไรว่าเป็นคนเดียวกัน"), required=False, rows=2, help_text=_("จำเป็นเมื่อเลขบัตรไม่ได้บอกว่าเป็นคนเดียวกัน")
    )

    def __init__(self, *args: Any, into: Choices, certain: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = into  # type: ignore[attr-defined]  # a ChoiceField
        if certain:
            del self.fields["reason"]


class Reopen(VerbForm):
    """Why it is opened again, and what of it."""

    reason = words(_("เปิดอีกครั้งเพราะ"))
    needs = forms.MultipleChoiceField(
        label=_("รายการที่เปิดอีกครั้ง"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("ไม่เลือก คือทุกรายการ"),
    )  # fmt: skip

    def __init__(self, *args: Any, needs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(needs) > 1:
            self.fields["needs"].choices = needs  # type: ignore[attr-defined]  # a ChoiceField
        else:
            del self.fields["needs"]


class Appoint(VerbForm):
    """When somebody comes, or the requester."""

    day = ThaiDateField(label=_("วันนัด"))
    hour = forms.CharField(label=_("เวลา"), max_length=20, initial="9.00", help_text=_("เช่น 9.30"))
    words = forms.CharField(label=_("นัดทำอะไร ที่ไหน"), required=False, max_length=300)

    def clean_hour(self) -> time:
        """Read the hour as offices write it: 9.30, 09:30, ๑๓.๐๐ น. Errors: ValidationError."""
        text = to_arabic(self.cleaned_data["hour"]).replace("น.", "").strip().replace(".", ":")
        hour, _colon, minute = text.partition(":")
        if not hour.isdecimal() or not (minute or "0").isdecimal() or int(hour) > 23 or int(minute or 0) > 59:
            raise forms.ValidationError(_now("พิมพ์เวลาแบบ 9.30 หรือ 13.00"))
        return time(int(hour), int(minute or 0))

    def when(self) -> datetime:
        """Return the instant. The form is valid."""
        return datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"], BANGKOK)


class Assign(VerbForm):
    """Which division has it, what it does next and by when."""

    division = forms.CharField(label=_("กองที่รับผิดชอบ"), max_length=60, help_text=_("เช่น กองช่าง"))
    next_step = forms.CharField(label=_("ก้าวถัดไป"), required=False, max_length=200)
    due_on = ThaiDateField(label=_("ทำภายใน"), required=False)


class Amend(VerbForm):
    """Corrects what the form says; the old row is kept."""

    title = forms.CharField(label=_("เรื่อง"), max_length=200)
    category = forms.ChoiceField(label=_("ประเภทเรื่อง"), choices=Category.choices)
    track = forms.ChoiceField(label=_("ทางพิจารณา"), choices=Track.choices)
    problem = words(_("ปัญหาความเดือดร้อน"), required=False, most=4000)
    wanted = words(_("ความต้องการรับการช่วยเหลือ"), required=False, most=4000)
    area = forms.CharField(label=_("ตำบลหรือแขวง"), max_length=120, required=False, help_text=_("เว้นว่างถ้าตำบลเดิมถูกแล้ว"))
    house_no = forms.CharField(label=_("บ้านเลขที่"), max_length=30, required=False)
    moo = forms.CharField(label=_("หมู่ที่"), max_length=4, required=False)
    happened_on = ThaiDateField(label=_("วันที่เกิดเหตุ"), required=False)
    household = Whole(label=_("คนในบ้าน"), required=False, min_value=1, max_value=99)
    vulnerable = forms.MultipleChoiceField(
        label=_("ในบ้านมีใครที่ต้องดูแลเป็นพิเศษ"), required=False, choices=Vulnerable.choices,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class Ask(forms.Form):
    """What the office asks the requester."""

    words = words(_("ถามผู้ขอ"), rows=2, most=1000, help_text=_("ผู้ขออ่านได้ที่หน้าติดตามเรื่อง"))


FORMS: Mapping[str, type[VerbForm]] = {
    "start_verifying": VerbForm, "note_duplicates": NoteDuplicates, "send_to_committee": VerbForm, "grant": Grant,
    "refer": Reasoned, "defer": Reasoned, "refuse": Reasoned, "deliver": Deliver,
    "void_delivery": VoidDelivery, "announce": Announce,
    "close": Close, "appoint": Appoint, "assign": Assign, "amend": Amend, "withdraw": Withdraw, "merge": Merge,
    "reopen": Reopen,
}  # fmt: skip


def begun(today: date) -> dict[str, Any]:
    """Return what every form begins with."""
    return {"on": today, "uuid": uuid4()}
