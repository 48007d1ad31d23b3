"""What the pages of activities and knowledge sets take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from tidtam.activities import rules
from tidtam.activities.actions.inspecting import Found
from tidtam.activities.actions.knowledge import SetValues
from tidtam.activities.choices import KINDS, Kind, Measure, Source, Weight
from tidtam.activities.rules import ActivityValues, ProjectValues
from tidtam.assistance.forms.intake import Seen
from tidtam.assistance.forms.needs import BahtField
from tidtam.assistance.forms.places import read_position
from tidtam.assistance.forms.request import Whole
from tidtam.kernel.problem import Problem
from tidtam.obligations.forms import ThaiDateField
from tidtam.people.views.places import tambon_of

_PHOTOS = {"accept": "image/jpeg,image/png,image/webp"}
_BAD_NUMBER = {"invalid": _("ใส่เป็นตัวเลข เช่น 40"), "min_value": _("กรอกจำนวนตั้งแต่ 0 ขึ้นไป")}
Choices = Sequence[tuple[str, Any]]


class MultipleFileInput(forms.FileInput):
    """Lets several files be chosen at once."""

    allow_multiple_selected = True


class Files(forms.FileField):
    """Some files, none is fine; what each is, the room of files finds in its content."""

    widget = MultipleFileInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files as they came."""
        return list(data or [])


class NeededFiles(Files):
    """Files the whole form is for; that there is none is said by the act itself."""

    needed = True


class SometimesNeeded(Seen):
    """A text that another answer makes necessary; its hint says when, so it is not labelled as optional."""

    needed = True


class Count(Whole):
    """A number of people or households; left empty it is none. `1,200` and `๑๒๐๐` are read too."""

    def to_python(self, value: Any) -> int | None:
        """Return the number. Errors: ValidationError."""
        return super().to_python(str(value or "").replace(",", "").replace("ครัวเรือน", ""))


def _line(
    label: Any, most: int = 200, *, required: bool = False, help_text: Any = "", kind: type[Seen] = Seen, **attrs: Any
) -> Seen:  # fmt: skip
    widget = forms.TextInput(attrs={"autocomplete": "off"} | attrs)
    return kind(label=label, max_length=most, required=required, help_text=help_text, widget=widget)


def _lines(label: Any, most: int, rows: int, help_text: Any = "") -> Seen:
    return Seen(
        label=label, max_length=most, required=False, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows})
    )


def kind_value(measure: str, kind: str) -> str:
    """Return what the form says for a measure and a kind; welfare, the first of all, goes without its name."""
    return kind if measure == Measure.WELFARE else f"{measure}/{kind}"


def read_kind(value: str) -> tuple[str, str]:
    """Return measure and kind of what the form says."""
    measure, slash, kind = value.partition("/")
    return (measure, kind) if slash else (Measure.WELFARE, value)


def kind_choices(measures: Sequence[Measure]) -> list[tuple[str, Any]]:
    """Return the kinds as a select shows them, under their measures; a kind of several measures says whose it is."""
    of = Counter(kind for one in measures for kind in KINDS[one])

    def said(measure: Measure, kind: Kind) -> str:
        return f"{kind.label} · {measure.label}" if of[kind] > 1 and measure != Measure.WELFARE else str(kind.label)

    groups = [(str(one.label), [(kind_value(one, kind), said(one, kind)) for kind in KINDS[one]]) for one in measures]
    return groups[0][1] if len(groups) == 1 else list(groups)


class ActivityForm(forms.Form):
    """One activity; what is wrong with it is said beside each field at once."""

    uuid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = _line(_("ชื่อกิจกรรม"), required=True, help_text=_("เช่น มอบถุงยังชีพผู้ป่วยติดเตียง"))
    kind = forms.ChoiceField(label=_("ประเภท"))
    project = forms.ChoiceField(label=_("อยู่ในโครงการ"), required=False)
    place = _line(_("วัดหรือสถานที่"), required=True, help_text=_("เช่น วัดบ้านตูม"), list="places")
    area = _line(_("ตำบลหรือแขวง"), required=True, list="tambons", help_text=_("เช่น ต.ตูม อ.ปักธงชัย"))
    moo = _line(_("หมู่ที่"), 10)
    position = _line(_("พิกัด"), 40, help_text=_("ละติจูด, ลองจิจูด ไม่มีก็เว้นว่าง"))
    on = ThaiDateField(label=_("วันที่จัด"))
    until = ThaiDateField(label=_("ถึงวันที่"), required=False, help_text=_("จัดวันเดียวให้เว้นว่าง"))
    persons = Count(label=_("ผู้รับประโยชน์ (คน)"), required=False, min_value=0, error_messages=_BAD_NUMBER,
                    widget=forms.TextInput(attrs={"inputmode": "numeric"}))  # fmt: skip
    households = Count(label=_("ครัวเรือน"), required=False, min_value=0, error_messages=_BAD_NUMBER,
                       widget=forms.TextInput(attrs={"inputmode": "numeric"}))  # fmt: skip
    given = _line(_("สิ่งของหรือความช่วยเหลือที่ให้"), 300, help_text=_("เช่น ถุงยังชีพ 40 ชุด"))
    budget_baht = BahtField(label=_("งบประมาณ (บาท)"), required=False, max_length=20)
    fund = _line(_("แหล่งเงิน"), 120, kind=SometimesNeeded,
                 help_text=_("ต้องระบุเมื่อมีงบประมาณ เช่น ข้อบัญญัติ อบต. เงินบริจาคของวัด"))  # fmt: skip
    partners = _lines(_("หน่วยงานภาคีที่ร่วม"), 4000, 3, _("หน่วยงานละบรรทัด เช่น รพ.สต.ตูม"))
    model_area = forms.BooleanField(label=_("เป็นพื้นที่ต้นแบบ"), required=False)
    knowledge = forms.MultipleChoiceField(
        label=_("องค์ความรู้ที่ใช้"), required=False, widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("เลือกองค์ความรู้จากรายการ")},
    )  # fmt: skip
    result = _lines(_("ผลที่ได้"), 2000, 3)
    expansion = _lines(_("การขยายผล"), 2000, 3, _("นำไปใช้ต่อที่ไหน กับใคร"))
    photos = Files(
        label=_("ภาพกิจกรรม"), required=False, widget=MultipleFileInput(attrs=_PHOTOS),
        help_text=_("JPG PNG หรือ WebP ครั้งละไม่เกิน 10 ภาพ ภาพละไม่เกิน 15 MB ลบสถานที่และเวลาออกจากไฟล์ให้เอง"),
    )  # fmt: skip
    sure = forms.BooleanField(label=_("ยืนยันว่าไม่มีผู้รับประโยชน์ ของ หรือเงิน"), required=False)

    def __init__(
        self, *args: Any, today: date, sets: Choices = (), measures: Sequence[Measure] = (Measure.WELFARE,),
        projects: Choices = (), near: str = "", **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.today, self.tambon, self.near, self.wants_project = today, "", near, False
        fields: Any = self.fields
        fields["knowledge"].choices = sets
        fields["kind"].choices = [("", _now("เลือกประเภท")), *kind_choices(measures)]
        if Measure.WELFARE not in measures:
            fields["title"].help_text = _now("เช่น อบรมแกนนำเยาวชน")
            fields["place"].label, fields["place"].help_text = _now("สถานที่"), _now("เช่น โรงเรียนบ้านตูม")
            fields["given"].help_text = _now("ไม่มีก็เว้นว่าง")
            fields["fund"].help_text = _now("ต้องระบุเมื่อมีงบประมาณ เช่น งบโครงการ เงินจาก ป.ป.ส. หรือภาคีให้บันทึกใต้โครงการ")
        fields["project"].choices = [("", _now("ไม่อยู่ในโครงการ")), *projects]

    def clean(self) -> dict[str, Any]:
        """Say all that is wrong, each beside its field."""
        data: dict[str, Any] = self.cleaned_data
        if data.get("on") is None and "on" not in self.errors:
            self.add_error("on", _now("กรอกวันที่จัด"))
        try:
            self.tambon = str(tambon_of(data["area"], self.near).pk) if data.get("area") else ""
        except Problem as unknown:
            self.add_error("area", unknown.message)
        if data.get("on") is not None:
            for problem in rules.faults(self.values(), self.today):
                self.wants_project |= problem.code == "activities.fund_outside"
                # What could not be read has its own sentence already.
                if problem.field not in self.errors and not (problem.field == "sure" and self.errors):
                    self.add_error(problem.field, _now(problem.message))
        return data

    def clean_position(self) -> tuple[float, float] | None:
        """Read the position. Errors: ValidationError."""
        return read_position(self.cleaned_data["position"])

    @property
    def asks_sure(self) -> bool:
        """Say whether the form must ask if it is true that nothing was given."""
        return "sure" in self.errors or bool(self["sure"].value())

    def values(self) -> ActivityValues:
        """Return what the form says. The day is known."""
        data = self.cleaned_data
        measure, kind = read_kind(data.get("kind", ""))
        return ActivityValues(
            title=data.get("title", ""), measure=measure, kind=kind, project=data.get("project", ""),
            place=data.get("place", ""), area=self.tambon, moo=data.get("moo", ""), on=data["on"],
            until=data.get("until"), persons=data.get("persons") or 0, households=data.get("households") or 0,
            partners=rules.partners_of(data.get("partners", "")), budget_baht=data.get("budget_baht") or Decimal(0),
            fund=data.get("fund", ""), given=data.get("given", ""), model_area=bool(data.get("model_area")),
            result=data.get("result", ""), expansion=data.get("expansion", ""),
            knowledge=tuple(data.get("knowledge", ())), position=data.get("position"), sure=bool(data.get("sure")),
        )  # fmt: skip


class VoidForm(forms.Form):
    """Takes a record out of the figures."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = _line(_("ยกเลิกเพราะอะไร"), 300, required=True, help_text=_("เช่น บันทึกซ้ำ"))


class PhotosForm(forms.Form):
    """Adds photos."""

    photos = NeededFiles(
        label=_("เพิ่มภาพ"), required=False, widget=MultipleFileInput(attrs=_PHOTOS),
        help_text=_("JPG PNG หรือ WebP ครั้งละไม่เกิน 10 ภาพ ภาพละไม่เกิน 15 MB"),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """Explains a photo that was flagged."""

    words = _line(_("อธิบาย"), 300, required=True, help_text=_("เช่น ใช้ภาพเดิมเพราะจัดต่อเนื่องหลายวัน"))


class ProjectForm(forms.Form):
    """A project: what, when, with whose money."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = _line(_("ชื่อโครงการ"), required=True, help_text=_("เช่น ตำบลต้นแบบปลอดยาเสพติด"))
    measure = forms.ChoiceField(label=_("มาตรการ"))
    plan = _lines(_("แผน"), 4000, 4, _("เพื่ออะไร กับใคร ทำอย่างไร"))
    starts_on = ThaiDateField(label=_("วันเริ่ม"))
    ends_on = ThaiDateField(label=_("วันสิ้นสุด"))
    budget_baht = BahtField(label=_("งบประมาณ (บาท)"), required=False, max_length=20)
    source = forms.ChoiceField(
        label=_("แหล่งงบประมาณ"), choices=[("", _("เลือกแหล่งงบประมาณ")), *Source.choices],
        help_text=_("งบจากหน่วยงานอื่น ป.ป.ส. หรือภาคี ต้องแจ้งกรมการปกครองทราบ"),
    )  # fmt: skip
    source_name = _line(_("หน่วยงานหรือภาคีที่ให้งบ"), 160, kind=SometimesNeeded,
                        help_text=_("งบของหน่วยงานเองให้เว้นว่าง"))  # fmt: skip

    def __init__(self, *args: Any, measures: Sequence[Measure] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["measure"]
        field.choices = [("", _now("เลือกมาตรการ")), *((one.value, one.label) for one in measures)]

    def clean(self) -> dict[str, Any]:
        """Say all that is wrong, each beside its field."""
        data: dict[str, Any] = self.cleaned_data
        for name in ("starts_on", "ends_on"):
            if data.get(name) is None and name not in self.errors:
                self.add_error(name, _now("กรอกวันที่"))
        if not self.errors:
            for problem in rules.project_faults(self.values()):
                self.add_error(problem.field, _now(problem.message))
        return data

    def values(self) -> ProjectValues:
        """Return what the form says. The days are known."""
        data = self.cleaned_data
        return ProjectValues(
            title=data["title"], measure=data["measure"], plan=data["plan"], starts_on=data["starts_on"],
            ends_on=data["ends_on"], budget_baht=data.get("budget_baht") or Decimal(0), source=data["source"],
            source_name=data["source_name"],
        )  # fmt: skip


class TellForm(forms.Form):
    """The letter by which DOPA was told of a project's money."""

    told_on = ThaiDateField(label=_("วันที่แจ้ง"))
    told_number = _line(_("เลขที่หนังสือ"), 80, required=True, help_text=_("เช่น นม 0018.1/1234"))

    def clean_told_on(self) -> date:
        """Errors: ValidationError when it was left empty."""
        found: date | None = self.cleaned_data["told_on"]
        if found is None:
            raise forms.ValidationError(_now("กรอกวันที่"))
        return found


class EndForm(forms.Form):
    """What came of a project."""

    outcome = Seen(label=_("ผลของโครงการ หรือเหตุที่ยกเลิก"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class VisitForm(forms.Form):
    """An inspection: whose office, when, by whom, what on the whole."""

    office = forms.ChoiceField(label=_("หน่วยงานที่ตรวจ"))
    on = ThaiDateField(label=_("วันที่ตรวจ"))
    inspector = _line(_("ผู้ตรวจ"), 120, required=True)
    position = _line(_("ตำแหน่ง"), 160, required=True, help_text=_("เช่น ผู้ตรวจราชการกรมการปกครอง"))
    summary = Seen(label=_("สรุปผลการตรวจ"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, offices: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["office"]
        field.choices = [("", _now("เลือกหน่วยงาน")), *offices]

    def clean_on(self) -> date:
        """Errors: ValidationError when it was left empty."""
        found: date | None = self.cleaned_data["on"]
        if found is None:
            raise forms.ValidationError(_now("กรอกวันที่"))
        return found


class FoundForm(forms.Form):
    """One finding; a row without words is none."""

    weight = forms.ChoiceField(label=_("ระดับ"), choices=Weight.choices, initial=Weight.ADVISE)
    words = _lines(_("ข้อตรวจพบ"), 1000, 2)
    due_on = ThaiDateField(label=_("ให้ตอบภายใน"), required=False)

    def found(self) -> Found | None:
        """Return the finding. The form is valid."""
        data = self.cleaned_data
        return Found(data["weight"], data["words"], data.get("due_on")) if data.get("words") else None


Findings = forms.formset_factory(FoundForm, extra=4, max_num=30, validate_max=True, absolute_max=40)


class ReplyForm(forms.Form):
    """What an office did about a finding."""

    answer = Seen(label=_("ทำอะไรไปแล้ว"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class CloseForm(forms.Form):
    """What the inspector says to an answer."""

    verdict = _line(_("ความเห็นผู้ตรวจ"), 300, help_text=_("เว้นว่างได้เมื่อรับคำตอบ"))


class AreaForm(forms.Form):
    """Which area a letter means."""

    area = _line(_("รหัสจังหวัดหรืออำเภอ"), 4, required=True, help_text=_("2 หลักสำหรับจังหวัด 4 หลักสำหรับอำเภอ"))
    note = _line(_("ยืนยันจากเอกสารใด"), 300, required=True)


class SetForm(forms.Form):
    """A knowledge set and its files."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = _line(_("ชื่อองค์ความรู้"), required=True)
    summary = _lines(_("สรุปสั้น ๆ"), 4000, 4, _("ใช้ทำอะไรได้ เริ่มอย่างไร"))
    letter = forms.ChoiceField(label=_("หนังสือต้นเรื่อง"), required=False)
    source = _line(_("หนังสือต้นเรื่อง เมื่อไม่อยู่ในทะเบียน"), 200, help_text=_("เลขที่และวันที่ เว้นว่างได้"))
    infographic = forms.FileField(
        label=_("อินโฟกราฟิก"), required=False, help_text=_("ภาพเดียว ไม่เกิน 15 MB"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )  # fmt: skip
    documents = Files(
        label=_("ไฟล์เอกสาร"), required=False,
        help_text=_("PDF DOCX XLSX ภาพ หรือข้อความ ไฟล์ละไม่เกิน 30 MB"),
    )  # fmt: skip

    def __init__(self, *args: Any, letters: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["letter"]
        field.choices = [("", _now("ไม่ระบุ")), *letters]

    def values(self) -> SetValues:
        """Return what the form says. The form is valid."""
        data = self.cleaned_data
        return SetValues(title=data["title"], summary=data["summary"], letter=data["letter"], source=data["source"])


class ShareForm(forms.Form):
    """Whom a set is handed down to."""

    levels = forms.MultipleChoiceField(
        label=_("ส่งให้หน่วยงานระดับใด"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("เลือกว่าจะส่งให้หน่วยงานระดับใด")},
    )  # fmt: skip

    def __init__(self, *args: Any, choices: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["levels"]
        field.choices = choices


class ExportForm(forms.Form):
    """What an export is for."""

    purpose = forms.CharField(
        label=_("จะนำไปใช้ทำอะไร"), min_length=10, max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("จะพิมพ์ไว้ทุกแผ่น เช่น ประชุมคณะกรรมการ 25 พ.ย. วาระ 3"),
    )  # fmt: skip
