"""What the page of the letter a report goes out with takes: the letter, a reason, an address."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tidtam.letters.choices import Urgency
from tidtam.letters.papers.official import LONGEST_ENDING, Enclosure, Letter, Signature
from tidtam.obligations.forms import ThaiDateField
from tidtam.reports.choices import AnswerKind

_LONG = 4000
CAPACITIES = (("", _("ลงนามเอง")), ("ปฏิบัติราชการแทน", _("ปฏิบัติราชการแทน")), ("รักษาราชการแทน", _("รักษาราชการแทน")))


def _words(label: Any, *, rows: int = 3, required: bool = False, most: int = _LONG, help_text: Any = "") -> Any:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=most, widget=area, help_text=help_text)


def _line(label: Any, *, required: bool = False, most: int = 300, help_text: Any = "") -> Any:
    return forms.CharField(label=label, required=required, max_length=most, help_text=help_text)


class LetterForm(forms.Form):
    """The letter as it is read before it is issued."""

    kind = forms.ChoiceField(label=_("ชนิดหนังสือ"), choices=AnswerKind.choices, widget=forms.RadioSelect)
    urgency = forms.ChoiceField(label=_("ชั้นความเร็ว"), choices=Urgency.choices, required=False)
    dated = ThaiDateField(label=_("ลงวันที่"))
    subject = _line(_("เรื่อง"), required=True)
    addressee = _line(pgettext_lazy("letter", "เรียน"), required=True)
    references = _words(_("อ้างถึง"), rows=2, help_text=_("ฉบับละหนึ่งบรรทัด"))
    cause = _words(_("เหตุที่มีหนังสือ"), required=True)
    wish = _words(_("ความประสงค์"), rows=4, required=True)
    end = _words(_("สรุป"), rows=2, required=True, most=LONGEST_ENDING)
    enclosure = _line(_("สิ่งที่ส่งมาด้วย"), required=True)
    count = _line(_("จำนวนที่ส่ง"), required=True, most=40)
    signer_name = _line(_("ชื่อผู้ลงนาม"), most=120, help_text=_("พร้อมคำนำหน้า เช่น นายสมมุติ ใจดี ว่างไว้เมื่อจะลงชื่อด้วยมือ"))
    signer_position = _line(_("ตำแหน่ง"), required=True, most=150)
    capacity = forms.ChoiceField(label=_("ลงนามในฐานะ"), choices=CAPACITIES, required=False)
    for_position = _line(_("ตำแหน่งที่ลงนามแทน"), most=150)
    section = _line(_("ส่วนราชการเจ้าของเรื่อง"), most=150)
    phone = _line(_("โทร."), most=60)
    email = _line(_("ไปรษณีย์อิเล็กทรอนิกส์"), most=120)
    copies = _line(_("สำเนาส่ง"), most=200)

    def clean(self) -> dict[str, Any]:
        """Ask for the position signed for where somebody signs for another."""
        told = super().clean() or {}
        if told.get("capacity") and not told.get("for_position"):
            self.add_error("for_position", _("กรอกตำแหน่งที่ลงนามแทน"))
        return told

    def letter(self, draft: Letter) -> Letter:
        """Return the draft with what was typed in its place."""
        told = self.cleaned_data
        rows = tuple(" ".join(row.split()) for row in told["references"].splitlines() if row.strip())
        return replace(
            draft, kind=told["kind"], urgency=told["urgency"] or Urgency.NORMAL, dated=told["dated"],
            subject=told["subject"], addressee=told["addressee"], references=rows,
            paragraphs=(told["cause"], told["wish"], told["end"]),
            enclosures=(Enclosure(told["enclosure"], told["count"]), *draft.enclosures[1:]),
            signature=Signature(
                told["signer_name"], told["signer_position"], told["capacity"],
                told["for_position"] if told["capacity"] else "",
            ),
            section=told["section"], phone=told["phone"], email=told["email"], copies=told["copies"],
        )  # fmt: skip


def initial(draft: Letter) -> dict[str, Any]:
    """Return what the form shows first."""
    cause, wish, end = draft.paragraphs
    sign = draft.signature
    return {
        "kind": draft.kind, "urgency": draft.urgency, "dated": draft.dated, "subject": draft.subject,
        "addressee": draft.addressee, "references": "\n".join(draft.references), "cause": cause, "wish": wish,
        "end": end, "enclosure": draft.enclosures[0].title, "count": draft.enclosures[0].count,
        "signer_name": sign.name, "signer_position": sign.position, "capacity": sign.capacity,
        "for_position": sign.for_position, "section": draft.section, "phone": draft.phone, "email": draft.email,
        "copies": draft.copies,
    }  # fmt: skip


class VoidForm(forms.Form):
    """Why a number is cancelled."""

    reason = _line(_("เหตุที่ยกเลิกเลขนี้"), required=True, most=500)


class LinkForm(forms.Form):
    """Where a link goes."""

    to = forms.EmailField(
        label=_("ส่งลิงก์ไปที่อีเมล"),
        max_length=254,
        help_text=_("อีเมลมีเพียงลิงก์ ไม่มีไฟล์แนบและไม่มีชื่อบุคคล ใช้ได้ 7 วัน เปิดไฟล์ได้รวม 10 ครั้ง"),
    )


class CheckForm(forms.Form):
    """A code, or the hash somebody has on paper."""

    code = forms.CharField(label=_("รหัสใต้คิวอาร์"), max_length=200, required=True)
