"""What people type into the pages of rosters, and when they enrol one person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tidtam.aftercare.actions.enrol import Enrolment
from tidtam.aftercare.choices import Colour, Substance
from tidtam.aftercare.forms.days import ThaiDateField
from tidtam.aftercare.models import Cohort
from tidtam.aftercare.queries.rosters import SeenColumn
from tidtam.aftercare.rules.roster import COLUMNS
from tidtam.offices.models import Office


def _choose(field: forms.Field, choices: list[tuple[str, Any]]) -> None:
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


def cohort_choices(cohorts: Sequence[Cohort]) -> list[tuple[str, Any]]:
    """Return the cohorts as choices, a word to choose before them."""
    named = [
        (one.public_id, gettext("รุ่นที่ %(n)s %(centre)s") % {"n": one.number, "centre": one.centre_name})
        for one in cohorts
    ]
    return [("", gettext("เลือกรุ่น")), *named]


class RosterForm(forms.Form):
    """A file and the cohort it belongs to."""

    cohort = forms.ChoiceField(
        label=_("รุ่น"), error_messages={"required": _("เลือกรุ่นของรายชื่อนี้"), "invalid_choice": _("เลือกรุ่นจากรายการ")}
    )
    file = forms.FileField(
        label=_("ไฟล์รายชื่อ"), help_text=_("XLSX, XLS, ODS หรือ CSV ไม่เกิน 20 เมกะไบต์"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
        error_messages={"required": _("เลือกไฟล์รายชื่อ"), "empty": _("ไฟล์นี้ว่างเปล่า เลือกไฟล์อื่น")},
    )  # fmt: skip

    def __init__(self, *args: Any, cohorts: Sequence[Cohort], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._cohorts = {one.public_id: one for one in cohorts}
        _choose(self.fields["cohort"], cohort_choices(cohorts))

    def chosen(self) -> Cohort:
        """Return the cohort."""
        return self._cohorts[self.cleaned_data["cohort"]]


class ColumnsForm(forms.Form):
    """What each column of the file holds: one choice per column."""

    def __init__(self, *args: Any, seen: Sequence[SeenColumn], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seen = list(seen)
        choices = [("", gettext("ไม่ใช้")), *((key, column.title) for key, column in COLUMNS.items())]
        for one in self.seen:
            label = one.header or gettext("คอลัมน์ที่ %(n)s") % {"n": one.place + 1}
            self.fields[f"c{one.place}"] = forms.ChoiceField(
                label=label, required=False, choices=choices, initial=one.key,
                error_messages={"invalid_choice": gettext("เลือกจากรายการ")},
            )  # fmt: skip

    def rows(self) -> list[tuple[Any, SeenColumn]]:
        """Return each choice with the column it is about."""
        return [(self[f"c{one.place}"], one) for one in self.seen]

    def clean(self) -> dict[str, Any]:
        """Refuse one meaning for two columns."""
        data = super().clean() or self.cleaned_data
        taken: dict[str, str] = {}
        for one in self.seen:
            key = data.get(f"c{one.place}")
            if key and key in taken:
                said = gettext("“%(title)s” เลือกไว้ที่อีกคอลัมน์แล้ว") % {"title": COLUMNS[key].title}
                self.add_error(f"c{one.place}", said)
            elif key:
                taken[key] = f"c{one.place}"
        return data

    def columns(self) -> dict[str, int]:
        """Return {key: place} of the columns used."""
        chosen = ((self.cleaned_data.get(f"c{one.place}"), one.place) for one in self.seen)
        return {key: place for key, place in chosen if key}


class EnrolForm(forms.Form):
    """One person, the cohort they completed with, and who is responsible from now on."""

    cohort = forms.ChoiceField(
        label=_("รุ่น"), error_messages={"required": _("เลือกรุ่น"), "invalid_choice": _("เลือกรุ่นจากรายการ")}
    )
    office = forms.ChoiceField(
        label=_("ผู้ติดตาม"), error_messages={"required": _("เลือกทีมหรืออำเภอ"), "invalid_choice": _("เลือกจากรายการ")}
    )
    completed_on = ThaiDateField(label=_("วันจบ ถ้าไม่ตรงกับรุ่น"), required=False)
    certificate_no = forms.CharField(label=_("เลขที่ใบรับรอง"), max_length=40, required=False)
    colour = forms.ChoiceField(
        label=_("กลุ่มสี"), choices=Colour.choices, widget=forms.RadioSelect, initial=Colour.GREEN,
        error_messages={"required": _("เลือกกลุ่มสี")},
    )  # fmt: skip
    substance = forms.ChoiceField(
        label=_("สารเสพติดหลัก"), choices=[("", _("ไม่ระบุ")), *Substance.choices], required=False
    )

    def __init__(self, *args: Any, cohorts: Sequence[Cohort], offices: Sequence[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._cohorts = {one.public_id: one for one in cohorts}
        self._offices = {one.code: one for one in offices}
        _choose(self.fields["cohort"], cohort_choices(cohorts))
        _choose(self.fields["office"], [("", gettext("เลือกทีมหรืออำเภอ")), *((o.code, str(o)) for o in offices)])

    def enrolment(self, *, person_id: int, today: Any, area_id: str | None, moo: str) -> Enrolment:
        """Return what was typed for one person."""
        data = self.cleaned_data
        return Enrolment(
            person_id=person_id, cohort=self._cohorts[data["cohort"]], office=self._offices[data["office"]],
            enrolled_on=today, completed_on=data["completed_on"], certificate_no=data["certificate_no"],
            colour=data["colour"], substance=data["substance"], area_id=area_id, moo=moo,
        )  # fmt: skip
