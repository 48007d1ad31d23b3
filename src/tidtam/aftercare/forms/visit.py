"""What a visit form asks, in five parts; only what is needed is required, and what was typed stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date, timedelta
from functools import cache
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.utils.choices import BaseChoiceIterator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tidtam.aftercare.choices import (
    Counselling,
    FamilyRelation,
    Health,
    Housing,
    Mode,
    NotFoundWhy,
    Result,
    Substance,
    Urine,
    Used,
)
from tidtam.aftercare.forms.days import ThaiDateField
from tidtam.aftercare.forms.scales import part_of_scale, scale, scales, unanswered
from tidtam.aftercare.rules.answers import ABSENT, Answers
from tidtam.aftercare.rules.screening import SIGNS
from tidtam.assistance.choices import ICONS, Code
from tidtam.people.choices import IncomeBand, Occupation
from tidtam.places.models import Area

FOUND = (Result.F1.value, Result.F2.value)
NOT_FOUND, MOVED, OTHERWISE = "N", "M", "X"
# Who was met without answers, or of whom somebody told: signs, violence and wishes are asked of these too.
SAID = (Result.F3, Result.C1, Result.R1, Result.T1, Result.J1, Result.H1)
_YES_NO = [("n", _("ไม่มี")), ("y", _("มี"))]
_OTHER_RESULTS = [Result.F3, Result.J1, Result.T1, Result.H1, Result.O1, Result.O2, Result.O3, Result.D1, Result.R1,
                  Result.X1]  # fmt: skip
_PHOTO_MOST = 12 * 1024 * 1024
MOST_AREAS = 8  # offered at once for a move; more words narrow them down
# Short words for a phone; the office word stays in reports.
_NEEDS = {
    Code.OCC: _("ฝึกอาชีพ"), Code.JOB: _("หางาน"), Code.CAP: _("ทุน อุปกรณ์"), Code.EDU: _("เรียนต่อ"),
    Code.MED: _("รักษา"), Code.MEN: _("สุขภาพจิต"), Code.WEL: _("สวัสดิการ"), Code.HOU: _("ซ่อมบ้าน"),
    Code.DOC: _("บัตร เอกสาร"), Code.LEG: _("กฎหมาย หนี้"), Code.FAM: _("ครอบครัว"), Code.REL: _("ที่พึ่งทางใจ"),
    Code.EQP: _("ของใช้จำเป็น"), Code.OTH: _("เรื่องอื่น"),
}  # fmt: skip
_ASK_DETAIL = {Code.OCC: _("อยากฝึกอาชีพอะไร เช่น ช่างแอร์ ตัดผม"), Code.JOB: _("อยากทำงานอะไร ที่ไหน")}


def _radio(label: Any, choices: Any, **kwargs: Any) -> forms.ChoiceField:
    kwargs.setdefault("required", False)
    return forms.ChoiceField(label=label, choices=list(choices), widget=forms.RadioSelect, **kwargs)


def _boxes(label: Any, choices: Any, **kwargs: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=list(choices), widget=forms.CheckboxSelectMultiple, required=False, **kwargs
    )


def _select(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", _("ไม่ได้ถาม")), *choices], required=False)


@cache
def _days_used(interval: int) -> forms.IntegerField:
    """Return the field of the days somebody used between two visits; all forms of a programme share it."""
    return forms.IntegerField(
        label=format_lazy(_("ใช้กี่วันใน {n} วัน"), n=interval), required=False, min_value=0, max_value=interval,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip


def _detail(code: Code, label: Any) -> forms.CharField:
    ask = format_lazy("{}: {}", label, _ASK_DETAIL.get(code, _("เล่าสั้น ๆ ว่าอยากได้อะไร")))
    return forms.CharField(label=ask, required=False, max_length=300)


_DETAILS = {f"need_{code}": _detail(code, label) for code, label in _NEEDS.items()}


class _Standing(dict[str, forms.Field]):
    """Fields that all forms share: Django copies each with its words for every request, and nobody changes one."""

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        """Return the same fields in a dictionary of their own."""
        return dict(self)


class Names(BaseChoiceIterator):
    """Names to choose from: those known first, the others read only when a page shows them or somebody chose one."""

    def __init__(self, known: list[str], others: Callable[[], list[str]]) -> None:
        self.known, self.others = list(dict.fromkeys(known)), cache(others)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Yield each name once, as answer and as label."""
        for name in self.known:
            yield name, name
        for name in self.others():
            if name not in self.known:
                yield name, name


class VisitForm(forms.Form):
    """One visit. `areas` are the subdistricts offered for a move, `people` the names of the team.

    `here` is the code of the district that answers, `interval` the days between two visits; `keeps_health` corrects a
    visit without its health answers; `notice` asks whether the person was told how the data is protected.
    """

    LOOK: ClassVar[dict[str, dict[str, tuple[str, Any]]]] = {
        "found": {
            "F1": ("smiley", ""), "F2": ("arrows-counter-clockwise", _("บันทึกเพื่อช่วยต่อ ไม่ใช่เพื่อจับ")),
            NOT_FOUND: ("question", _("เลือกวันที่จะไปใหม่")), MOVED: ("truck", _("ระบบส่งต่ออำเภอปลายทางให้")),
            OTHERWISE: ("dots-three-circle", _("ถูกจับ เข้าบำบัด บวช เสียชีวิต ปฏิเสธ")),
        },
        "q2_1": {"n": ("x-circle", ""), "y": ("check-circle", "")},
        "q2_2": {"n": ("x-circle", ""), "y": ("check-circle", "")},
        "needs": {str(code): (name, "") for code, name in ICONS.items()},
    }  # fmt: skip

    uuid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    # The day "today" means: that of the page, or of the phone when it was written; a draft sent later keeps it.
    written_on = forms.DateField(widget=forms.HiddenInput, required=False, input_formats=["%Y-%m-%d"])
    found = _radio(
        _("พบตัวไหม"),
        [("F1", _("พบตัว ไม่กลับไปใช้")), ("F2", _("พบตัว กลับไปใช้ซ้ำ")), (NOT_FOUND, _("ไม่พบตัว")),
         (MOVED, _("ย้ายออกไปแล้ว")), (OTHERWISE, _("กรณีอื่น"))],
        required=True, error_messages={"required": _("เลือกว่าพบตัวไหม")},
    )  # fmt: skip
    not_found_why = _radio(_("เพราะอะไร"), NotFoundWhy.choices)
    missing = _radio(_("มีใครบอกข่าวไหม"), [("N1", _("ไม่ได้ข่าว")), ("C1", _("ผู้ดูแลหรือญาติบอกข่าว"))], initial="N1")
    next_in = _radio(_("จะไปใหม่เมื่อไร"), [("1", _("พรุ่งนี้")), ("3", _("อีก 3 วัน")), ("7", _("อีก 7 วัน"))], initial="3")
    moved_query = forms.CharField(
        label=_("ย้ายไปตำบลหรืออำเภอไหน"), required=False, max_length=80,
        help_text=_("พิมพ์ชื่อตำบลหรืออำเภอ แล้วเลือกพื้นที่ที่ตรง เช่น ต.ตูม อ.ปักธงชัย หรือ อ.เทพสถิต"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    moved_to_area = _radio(_("เลือกพื้นที่ที่ตรง (ต้องเลือกหนึ่งแห่ง)"), [])
    moved_far = _radio(_("ถ้าไม่รู้พื้นที่ ย้ายไปไกลแค่ไหน"), [("M1", _("อำเภออื่นในจังหวัด")), ("M2", _("ต่างจังหวัด"))])
    moved_to_text = forms.CharField(label=_("บ้านเลขที่ หมู่ หรือจุดสังเกต"), required=False, max_length=200)
    other = _radio(_("เป็นกรณีไหน"), [(one.value, one.label) for one in _OTHER_RESULTS])

    substances = _boxes(_("ใช้อะไร"), Substance.choices)
    days_used = _days_used(15)
    craving = forms.ChoiceField(
        label=_("อยากยาแค่ไหน จาก 10"), required=False,
        choices=[("", _("ไม่ได้ถาม")), *((str(n), str(n)) for n in range(11))],
    )  # fmt: skip
    urine = _radio(_("ผลตรวจปัสสาวะ"), Urine.choices, initial="NA", help_text=_("เป็นผลเบื้องต้น ไม่ใช่หลักฐานความผิด"))
    urine_substances = _boxes(_("พบสารใด"), Substance.choices)
    medication = _radio(_("ตอนนี้กินยาตามหมอสั่งไหม"), [("Y", _("กินครบ")), ("S", _("กินบ้าง")), ("N", _("ไม่ได้กิน"))])

    q2_1 = _radio(_("สองสัปดาห์นี้ เขารู้สึกหดหู่ เศร้า หรือท้อแท้ไหม"), _YES_NO)
    q2_2 = _radio(_("สองสัปดาห์นี้ เขารู้สึกเบื่อ ทำอะไรก็ไม่เพลินไหม"), _YES_NO)
    broken_off = forms.BooleanField(label=_("เขาไม่ขอตอบต่อ บันทึกเท่าที่ตอบ"), required=False)
    signs = _boxes(_("เห็นสัญญาณเตือนไหม"), SIGNS.items(), help_text=_("เลือกที่เห็น ไม่เห็นก็ไม่ต้องเลือก"))
    family_relation = _radio(_("ความสัมพันธ์ในครอบครัว"), FamilyRelation.choices)
    violence = _radio(_("มีความรุนแรงในบ้านไหม"), _YES_NO)

    housing = _select(_("พักที่ไหน"), Housing.choices)
    occupation = _select(_("อาชีพตอนนี้"), Occupation.choices)
    income = _select(_("รายได้ต่อเดือน (บาท)"), IncomeBand.choices)
    health = _select(_("สุขภาพกาย"), Health.choices)
    needs = _boxes(_("ความต้องการ"), [(str(code), label) for code, label in _NEEDS.items()])
    needs_declined = forms.BooleanField(label=_("ไม่ขอรับความช่วยเหลือ"), required=False)

    counselling = _boxes(_("คุยเรื่องอะไรบ้าง"), Counselling.choices)
    note = forms.CharField(
        label=_("บันทึกสั้น ๆ"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    day = _radio(_("เยี่ยมวันไหน"), [("0", _("วันนี้")), ("1", _("เมื่อวาน")), ("d", _("วันอื่น"))], initial="0")
    visited_on = ThaiDateField(label=_("วันที่เยี่ยม"), required=False, needed=True)  # asked of another day alone
    mode = _radio(_("พบกันอย่างไร"), Mode.choices, initial="H")
    next_on = ThaiDateField(label=_("นัดครั้งหน้า"), required=False, help_text=_("เว้นว่างถ้านัดตามรอบ"))
    photo = forms.FileField(
        label=_("ถ่ายภาพ (ไม่เห็นหน้า)"), required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )  # fmt: skip
    notice_given = forms.BooleanField(
        label=_("แจ้งการคุ้มครองข้อมูลให้เขาทราบแล้ววันนี้"), required=False,
        help_text=_("บอกว่าเก็บข้อมูลอะไร ใครเห็น และขอดูหรือแก้ได้ที่อำเภอ"),
    )  # fmt: skip
    lat = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=-90, max_value=90)
    lon = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=-180, max_value=180)
    metres = forms.FloatField(widget=forms.HiddenInput, required=False, min_value=0, max_value=100_000)
    visitors = _boxes(_("ใครไปเยี่ยม"), [])
    acknowledge_warnings = forms.BooleanField(label=_("ตรวจแล้ว ถูกต้องตามนี้"), required=False)

    def __init__(
        self, *args: Any, today: date, health: bool = False, urine: bool = False, areas: list[Area] | None = None,
        people: Names | None = None, here: str = "", keeps_health: bool = False, notice: bool = False,
        interval: int = 15, **kwargs: Any,
    ) -> None:  # fmt: skip
        kwargs.setdefault("initial", {})
        kwargs["initial"] = {"uuid": uuid4(), "written_on": today, **kwargs["initial"]}
        super().__init__(*args, **kwargs)
        self.today, self.health_right, self.here, self.keeps_health = today, health, here, keeps_health
        self.fields["days_used"] = _days_used(interval)
        if areas:
            self._offer("moved_to_area", [(one.pk, said_of(one)) for one in areas[:MOST_AREAS]])
        self.more_areas = len(areas or ()) > MOST_AREAS
        if people:
            self._offer("visitors", people)
        if not notice:
            del self.fields["notice_given"]
        if not urine:
            del self.fields["urine"], self.fields["urine_substances"]
        self.fields.update(_DETAILS)
        if health:
            self.fields.update(scales())
        else:
            del self.fields["broken_off"]

    def _offer(self, name: str, choices: list[tuple[str, str]] | Names) -> None:
        field = self.fields[name] = deepcopy(self.fields[name])
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def _offered(self, name: str) -> bool:
        field = self.fields[name]
        return isinstance(field, forms.ChoiceField) and bool(field.choices)

    def _clean_fields(self) -> None:
        """Clean what was sent: of some fifty fields a visit answers twelve, all others have their empty value."""
        every = self.fields
        self.fields = {n: one for n, one in every.items() if one.required or n in self.data or n in self.files}
        super()._clean_fields()  # type: ignore[misc]  # Django's own, between the public ones
        empty = {name: one.clean(None) for name, one in every.items() if name not in self.fields}
        self.fields, self.cleaned_data = every, empty | self.cleaned_data

    def clean_photo(self) -> Any:
        """Refuse a photo too large to travel. Errors: ValidationError."""
        photo = self.cleaned_data.get("photo")
        if photo and photo.size > _PHOTO_MOST:
            raise forms.ValidationError(_("ภาพใหญ่เกิน 12 MB ถ่ายใหม่ให้เล็กลง"))
        return photo

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen result needs, and for nothing else."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("uuid", "written_on", "lat", "lon", "metres"):
            # Nobody typed these and nobody sees them: a wild position is left out, it must not hold a visit back.
            if self.errors.pop(name, None):
                given[name] = None
        found = given.get("found")
        if found == NOT_FOUND and not given.get("not_found_why"):
            self.add_error("not_found_why", _("เลือกเหตุที่ไม่พบ"))
        if found == OTHERWISE and not given.get("other"):
            self.add_error("other", _("เลือกว่าเป็นกรณีไหน"))
        if found == MOVED:
            self._clean_move(given)
        if found in FOUND:
            self._clean_met(given, str(found))
        elif found in (NOT_FOUND, OTHERWISE) and "other" not in self.errors:
            self._clean_told(given)
        if "OTH" in given.get("needs", ()) and not given.get("need_OTH", "").strip():
            self.add_error("need_OTH", _("บอกสั้น ๆ ว่าขออะไร"))
        if given.get("needs_declined") and given.get("needs"):
            self.add_error("needs_declined", _("เลือกความช่วยเหลือ หรือไม่ขอรับ อย่างใดอย่างหนึ่ง"))
        if given.get("day") == "d" and not given.get("visited_on") and "visited_on" not in self.errors:
            self.add_error("visited_on", _("พิมพ์วันที่เยี่ยม"))
        return given

    def _clean_move(self, given: dict[str, Any]) -> None:
        area = given.get("moved_to_area")
        if area:
            if self.here and area.startswith(self.here):
                self.add_error("moved_to_area", _("พื้นที่นี้อยู่ในอำเภอเดียวกัน ยังไม่ใช่ย้ายออก เยี่ยมต่อได้ตามเดิม"))
        elif given.get("moved_query") and self._offered("moved_to_area"):
            self.add_error("moved_to_area", _("เลือกพื้นที่ที่ตรงจากรายการ"))
        elif not given.get("moved_far"):
            self.add_error("moved_query", _("พิมพ์ตำบลหรืออำเภอแล้วเลือก ถ้าไม่รู้ ให้เลือกว่าย้ายไปไกลแค่ไหน"))

    def _clean_met(self, given: dict[str, Any], found: str) -> None:
        for name in () if self.keeps_health else ("q2_1", "q2_2"):
            if not given.get(name):
                self.add_error(name, _("ถามแล้วเลือกคำตอบ"))
        if not given.get("needs") and not given.get("needs_declined"):
            self.add_error("needs", _("เลือกสิ่งที่อยากได้ หรือเลือก “ไม่ขอรับความช่วยเหลือ”"))
        if found == Result.F2 and not given.get("substances"):
            self.add_error("substances", _("เลือกสารที่ใช้"))
        if self.health_right and "y" in (given.get("q2_1"), given.get("q2_2")) and not given.get("broken_off"):
            for name in (*unanswered(given, "q9", 9), *unanswered(given, "q8", 8)):
                self.add_error(name, _("ถามแล้วเลือกคำตอบ"))

    def _clean_told(self, given: dict[str, Any]) -> None:
        """Refuse what was ticked where there is nobody to tell it of: it must not vanish in silence."""
        if self.result not in ABSENT:
            return
        for name in ("signs", "violence", "needs"):
            if given.get(name) and given[name] != "n":
                self.add_error(name, _("ครั้งนี้ไม่ได้พบตัว เอาที่เลือกไว้ออก หรือเลือกผลอื่น"))

    @property
    def result(self) -> str:
        """Return the code of the result that the answers of part 1 mean."""
        given = self.cleaned_data
        found = str(given["found"])
        if found == NOT_FOUND:
            return given.get("missing") or Result.N1.value
        if found == OTHERWISE:
            return str(given["other"])
        if found == MOVED:
            area = given.get("moved_to_area")
            if not area:
                return str(given["moved_far"])
            return Result.M1.value if area[:2] == self.here[:2] else Result.M2.value
        return found

    def answers(self) -> Answers:
        """Return what was typed as the values an action takes. Shape: only after `is_valid()`."""
        given, result = self.cleaned_data, self.result
        met, told = result in FOUND, result not in ABSENT
        visited_on = self._visited_on()
        mode = given["mode"] or Mode.HOME.value
        needs = tuple((code, given.get(f"need_{code}", "").strip()) for code in given["needs"]) if told else ()
        lat, lon = given.get("lat") or 0.0, given.get("lon") or 0.0
        # A position outside the country is a phone that does not know where it is.
        position = (lat, lon, given.get("metres") or 0.0) if 5 <= lat <= 21 and 97 <= lon <= 106 else None
        photo = given.get("photo")
        values: dict[str, Any] = {
            "uuid": given.get("uuid") or self.initial["uuid"], "visited_on": visited_on, "result": result,
            "mode": Mode.CAREGIVER.value if result == Result.C1 and mode == Mode.HOME else mode,
            "note": given["note"], "position": position, "photo": photo.read() if photo else None,
            "visitors": tuple(given["visitors"]), "counselling": tuple(given["counselling"]),
            "next_on": given["next_on"], "acknowledge_warnings": given["acknowledge_warnings"],
        }  # fmt: skip
        if result in (Result.N1, Result.C1):
            values["not_found_why"] = given["not_found_why"]
            values["next_on"] = given["next_on"] or self.base + timedelta(days=int(given["next_in"] or 3))
        if result in (Result.M1, Result.M2):
            values["moved_to_area"] = given["moved_to_area"] or None
            values["moved_to_text"] = given["moved_to_text"]
        if met:
            values |= self._met(result)
        elif told:
            values |= {"signs": tuple(given["signs"]), "family": self._violence}
        if met or result in SAID:
            values["needs_declined"] = given["needs_declined"]
        return Answers(**values | {"needs": needs})

    def _met(self, result: str) -> dict[str, Any]:
        given = self.cleaned_data
        shared = self._shared(relapsed=result == Result.F2)
        if self.keeps_health and not (given["q2_1"] and given["q2_2"]):
            return shared  # the answers about health given before stand
        worried = "y" in (given["q2_1"], given["q2_2"])
        return shared | {
            "craving": int(given["craving"]) if given["craving"] else None, "medication": given["medication"],
            "urine": given.get("urine") or Urine.NOT_DONE.value,
            "urine_substances": tuple(given.get("urine_substances") or ()),
            "q2": (given["q2_1"] == "y", given["q2_2"] == "y"), "signs": tuple(given["signs"]),
        } | (self._scales() if worried else {})  # fmt: skip

    def _scales(self) -> dict[str, Any]:
        """Return 9Q and 8Q; when they were broken off, as far as they went."""
        given = self.cleaned_data
        if not given.get("broken_off"):
            return {"q9": scale(given, "q9", 9), "q8": scale(given, "q8", 8)}
        q9, q8 = part_of_scale(given, "q9", 9), part_of_scale(given, "q8", 8)
        wanted = sum(points or 0 for points in q9) >= 7 or (q9[8] or 0) >= 1 or any(one is not None for one in q8)
        return {"q9": q9, "q8": q8 if wanted else (), "broken_off": True}

    def _shared(self, relapsed: bool) -> dict[str, Any]:
        given = self.cleaned_data
        family: dict[str, Any] = {"relation": given["family_relation"]} if given["family_relation"] else {}
        living = {name: given[name] for name in ("housing", "occupation", "income", "health")}
        return {
            "used": Used.YES.value if relapsed else Used.NO.value,
            "family": family | self._violence,
            "substances": tuple(given["substances"]) if relapsed else (),
            "days_used": given["days_used"] if relapsed else None,
            "living": {name: value for name, value in living.items() if value},
        }

    @property
    def _violence(self) -> dict[str, bool]:
        said = self.cleaned_data["violence"]
        return {"violence": said == "y"} if said else {}

    def _visited_on(self) -> date:
        chosen = self.cleaned_data.get("day") or "0"
        if chosen == "d":
            return self.cleaned_data["visited_on"] or self.base
        return self.base - timedelta(days=int(chosen))

    @property
    def base(self) -> date:
        """Return the day that "today" means in the form: when it was written, and no day to come."""
        written = self.cleaned_data.get("written_on") if self.is_bound else None
        return min(written, self.today) if written else self.today

    @property
    def day_read(self) -> date | None:
        """Return the day of the visit as it was understood. Shape: None while it was not."""
        return self._visited_on() if "visited_on" not in self.errors and "day" in self.cleaned_data else None

    @property
    def need_details(self) -> list[tuple[str, forms.BoundField]]:
        """Return the field for words about each need, with its code."""
        return [(str(code), self[f"need_{code}"]) for code in _NEEDS]


VisitForm.base_fields = _Standing(VisitForm.base_fields)


def said_of(area: Area) -> str:
    """Say a subdistrict or district with what it lies in: `ต.ตูม อ.ปักธงชัย จ.นครราชสีมา`."""
    names, one = [], area
    marks = ("แขวง", "เขต", "") if area.pk.startswith("10") else ("ต.", "อ.", "จ.")
    for mark in marks[{2: 2, 4: 1}.get(len(area.pk), 0) :]:
        names.append(mark + one.name_th)
        if one.parent is None:
            break
        one = one.parent
    return " ".join(names)
