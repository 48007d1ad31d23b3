"""What is typed into a report, and how it is signed, returned, amended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tidtam.reports.choices import Capacity
from tidtam.reports.rules.form import Column, Form, Kind, Type

VALUE, NOTE = "v_", "n_"
_AREA = {"rows": 2}


class FillForm(forms.Form):
    """The typed cells and the notes of a report. Field names: v_<column>, n_<column>; n_ alone is the whole report."""

    def __init__(self, form: Form, typed: Mapping[str, str], notes: Mapping[str, str], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {VALUE + code: text for code, text in typed.items()}
                          | {NOTE + code: text for code, text in notes.items()})  # fmt: skip
        super().__init__(**kwargs)
        for column in form.columns:
            if column.kind is Kind.TYPED:
                self.fields[VALUE + column.code] = _cell(column)
            self.fields[NOTE + column.code] = forms.CharField(
                label=_("หมายเหตุ %(column)s") % {"column": column.label}, required=False, max_length=1000,
            )  # fmt: skip
        self.fields[NOTE] = forms.CharField(
            label=_("หมายเหตุของรายงาน"), required=False, max_length=1000, widget=forms.Textarea(attrs=_AREA)
        )

    @property
    def values(self) -> dict[str, str]:
        """Return what was typed, by column."""
        return {name[2:]: text for name, text in self.cleaned_data.items() if name.startswith(VALUE)}

    @property
    def notes(self) -> dict[str, str]:
        """Return the notes, by column."""
        return {name[2:]: text for name, text in self.cleaned_data.items() if name.startswith(NOTE)}


def _cell(column: Column) -> forms.CharField:
    if column.type is Type.TEXT:
        return forms.CharField(
            label=column.label, required=False, max_length=2000, widget=forms.Textarea(attrs=_AREA),
            help_text=column.help,
        )  # fmt: skip
    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "short"})
    return forms.CharField(label=column.label, required=False, max_length=40, widget=widget, help_text=column.help)


class SignForm(forms.Form):
    """How somebody signs."""

    position = forms.CharField(label=_("ตำแหน่งผู้ลงนาม"), max_length=200)
    capacity = forms.ChoiceField(
        label=_("ลงนามในฐานะ"), choices=Capacity.choices, initial=Capacity.OWN, widget=forms.RadioSelect
    )
    for_position = forms.CharField(
        label=_("ลงนามแทนตำแหน่งใด"), max_length=200, required=False,
        help_text=_("กรอกเมื่อปฏิบัติราชการแทนหรือรักษาราชการแทน เช่น ผู้ว่าราชการจังหวัดนครราชสีมา"),
    )  # fmt: skip


class AmendForm(SignForm):
    """Why a report that went up is signed anew."""

    reason = forms.CharField(label=_("เหตุที่แก้ไข"), max_length=500, widget=forms.Textarea(attrs=_AREA))


class ReasonForm(forms.Form):
    """Why a proposal is set aside."""

    reason = forms.CharField(label=_("เหตุที่ไม่แก้ไข"), max_length=500, widget=forms.Textarea(attrs=_AREA))


class ReturnForm(forms.Form):
    """What must be mended, by cell. Field names: c_<column>; c_ alone is the whole report."""

    def __init__(self, columns: Sequence[Column], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields["c_"] = forms.CharField(
            label=_("บอกทั้งฉบับ"), required=False, max_length=1000, widget=forms.Textarea(attrs=_AREA)
        )
        for column in columns:
            self.fields["c_" + column.code] = forms.CharField(label=column.label, required=False, max_length=1000)

    @property
    def comments(self) -> dict[str, str]:
        """Return what is said, by column; only where something is."""
        return {name[2:]: text.strip() for name, text in self.cleaned_data.items() if text.strip()}
