"""What the pages of the desk take: notes, questions, trouble, and the recorder's acts on a case."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tidtam.aftercare.choices import CloseReason, HealthEnd, Housing, Outcome, SuspensionKind
from tidtam.aftercare.forms.days import ThaiDateField
from tidtam.aftercare.queries.desk import TROUBLED
from tidtam.people.choices import IncomeBand, Occupation

_WORDS = 1000


def _text(label: Any, rows: int = 3, missing: Any = "", **kwargs: Any) -> forms.CharField:
    """Return a field of some words; `missing` says what to write when they must not be left out."""
    return forms.CharField(
        label=label, max_length=_WORDS, widget=forms.Textarea(attrs={"rows": rows}), required=bool(missing),
        error_messages={"required": missing}, **kwargs,
    )  # fmt: skip


def _chosen(choices: Any) -> list[tuple[str, Any]]:
    return [("", _("ไม่ระบุ")), *choices]


class NoteForm(forms.Form):
    """What was done."""

    note = _text(
        _("ทำอะไรไปแล้ว"), 3, _("บอกสั้น ๆ ว่าทำอะไรไปแล้ว หรือใครรับไปดูแล"),
        help_text=_("เช่น โทรหาแล้ว ญาติอยู่ด้วย นัด รพ.สต. บ่ายนี้"),
    )  # fmt: skip


class TaskForm(forms.Form):
    """What came of a task."""

    note = _text(_("ได้ผลอย่างไร"), 3, _("บอกสั้น ๆ ว่าได้ผลอย่างไร"), help_text=_("ถ้าไม่ต้องทำแล้ว บอกเหตุผล"))


class HealthEndForm(forms.Form):
    """Why a health assessment is put off, or not done here."""

    why = forms.ChoiceField(label=_("เพราะอะไร"), choices=HealthEnd.choices, widget=forms.RadioSelect, required=False)
    on = ThaiDateField(label=_("วันที่ (ที่จะไปใหม่ หรือที่ประเมิน)"), required=False)
    note = _text(_("รายละเอียด"), 2)


class MessageForm(forms.Form):
    """A question or an answer about a case."""

    text = _text(_("ข้อความ"), 3, _("พิมพ์คำถามหรือคำตอบก่อนส่ง"), help_text=_("เห็นเฉพาะทีมและอำเภอที่ดูแลคนนี้"))


class TicketForm(forms.Form):
    """Trouble with a national system."""

    system = forms.ChoiceField(label=_("ระบบที่ติดปัญหา"), choices=list(TROUBLED.items()), widget=forms.RadioSelect)
    text = _text(
        _("เกิดอะไรขึ้น"), 4, _("เล่าว่าทำอะไรแล้วเกิดอะไรขึ้น"),
        help_text=_("เล่าว่ากดอะไร ระบบบอกว่าอะไร ไม่ต้องใส่ชื่อหรือเลขประจำตัวของใคร"),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """The province's answer."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    answer = _text(_("คำตอบ"), 3, _("พิมพ์คำตอบก่อนส่ง"))


class SuspendForm(forms.Form):
    """Stops the visits for a while."""

    kind = forms.ChoiceField(label=_("เพราะอะไร"), choices=SuspensionKind.choices, widget=forms.RadioSelect)
    from_on = ThaiDateField(label=_("ตั้งแต่วันที่"))
    reason = _text(_("รายละเอียด"), 2, help_text=_("เช่น เลขที่หนังสือ หรือใครเป็นผู้แจ้ง"))


class ResumeForm(forms.Form):
    """Begins the visits again."""

    on = ThaiDateField(label=_("กลับมาเมื่อวันที่"))


class CloseForm(forms.Form):
    """Closes a case before its year is over."""

    reason = forms.ChoiceField(label=_("เพราะอะไร"), choices=CloseReason.choices, widget=forms.RadioSelect)
    on = ThaiDateField(label=_("วันที่เกิดเหตุ"))
    note = _text(_("รายละเอียด"), 2, help_text=_("ใครแจ้ง ตรวจสอบกับใครแล้ว"))


class ReopenForm(forms.Form):
    """Opens a case that was closed by mistake."""

    reason = _text(_("เปิดอีกครั้งเพราะอะไร"), 2, _("บอกว่าเปิดเรื่องอีกครั้งเพราะอะไร"), help_text=_("เช่น ปิดผิดคน ตรวจสอบแล้วยังอยู่"))


class CompletionForm(forms.Form):
    """Corrects the day the programme was finished."""

    completed_on = ThaiDateField(label=_("วันจบโครงการที่ถูกต้อง"))
    sure = forms.BooleanField(label=_("ตรวจแล้ว วันนี้ถูกต้อง แม้เกินหนึ่งปีแล้ว"), required=False)
    reason = _text(_("แก้เพราะอะไร"), 2, _("บอกว่าแก้เพราะอะไร เช่น ตามใบรับรอง"), help_text=_("เช่น ตามใบรับรองเลขที่"))


class AssessForm(forms.Form):
    """The assessment that closes a year."""

    assessed_on = ThaiDateField(label=_("วันที่ประเมิน"))
    outcome = forms.ChoiceField(label=_("ผลเมื่อครบปี"), choices=Outcome.choices, widget=forms.RadioSelect)
    housing = forms.ChoiceField(label=_("ที่อยู่อาศัย"), choices=_chosen(Housing.choices), required=False)
    occupation = forms.ChoiceField(label=_("อาชีพ"), choices=_chosen(Occupation.choices), required=False)
    income = forms.ChoiceField(label=_("รายได้ต่อเดือน"), choices=_chosen(IncomeBand.choices), required=False)
    note = _text(_("บันทึก"), 3)

    def living(self) -> dict[str, str]:
        """Return what was said of housing, work and income; nothing for what was not asked."""
        names = ("housing", "occupation", "income")
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}
