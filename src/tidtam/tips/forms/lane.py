"""What the public pages take in, as it was typed: nothing is lost when something is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from tidtam.kernel.problem import Problem
from tidtam.tips.choices import Happens, Kind
from tidtam.tips.queries import lane, recipients
from tidtam.tips.rules.routing import Asked
from tidtam.tips.rules.words import MOST_BYTES, MOST_FILES, MOST_WORDS, Said, packed

FIELDS = (
    "kind", "official", "province", "district", "subdistrict", "area", "place", "happens", "when", "unit", "text",
    "reach", "contact", "keep", "receipt",
)  # fmt: skip
_LONGEST = {"text": MOST_WORDS, "contact": 500, "place": 500, "when": 200}
# What is kept while somebody goes back to the first page without script.
CARRIED = ("text", "place", "happens", "when", "unit", "reach", "contact", "keep")
UNKNOWN = "unknown"
SEALED_KINDS = frozenset({"webp", "png", "bin"})  # what a browser seals; "original-" or "only-" before it: as it was


@dataclass
class Typed:
    """What somebody typed so far, with what is wrong beside each field."""

    values: dict[str, str]
    files: list[UploadedFile[Any]] = field(default_factory=list)
    wrong: dict[str, str] = field(default_factory=dict)
    originals: int = 0  # how many of the files are originals beside their clean twins

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    @property
    def official(self) -> bool:
        """Say whether an official is said to be involved."""
        return self["official"] == "yes" or self["kind"] == Kind.OFFICIAL

    @property
    def kind(self) -> str:
        """Return the kind; of a tip that names an official only, that."""
        return self["kind"] or (Kind.OFFICIAL if self.official else "")

    def say(self, problem: Problem, at: str = "") -> None:
        """Note what is wrong beside its field."""
        self.wrong[str(problem.details.get("field") or at)] = _(problem.message)

    @property
    def fine(self) -> bool:
        """Say whether nothing is wrong."""
        return not self.wrong


def kinds(request: HttpRequest) -> list[str]:
    """Return what a browser says of each file: sealed as what, an original, or plain."""
    return [one for one in str(request.POST.get("kinds", ""))[:400].split(",") if one]


def typed(request: HttpRequest) -> Typed:
    """Return what was typed. Shape: each value cut to its longest; NUL taken out."""
    got: Mapping[str, str] = request.POST
    values = {name: str(got.get(name, "")).replace("\x00", "").strip()[: _LONGEST.get(name, 100)] for name in FIELDS}
    uploaded: MultiValueDict[str, UploadedFile[Any]] = request.FILES
    originals = sum(one.startswith("original-") for one in kinds(request))
    if values["happens"] not in Happens.values:
        values["happens"] = ""
    return Typed(values, [one for one in uploaded.getlist("files") if one.size], originals=originals)


def _check_kind(form: Typed) -> None:
    if form.kind not in Kind.values:
        form.wrong["kind"] = _("เลือกว่าพบเห็นอะไร")


def check_place(form: Typed) -> list[lane.Place]:
    """Check kind and place; return the subdistricts meant, more than one when it is not clear which."""
    _check_kind(form)
    if chosen := lane.place(form["area"]):
        return [chosen]
    if form["province"] not in dict(lane.provinces()):
        form.wrong["province"] = _("เลือกจังหวัดที่เกิดเหตุ")
        return []
    if not form["subdistrict"]:
        form.wrong["subdistrict"] = _("กรอกตำบลที่เกิดเหตุ ถ้าไม่แน่ใจ กรอกตำบลใกล้เคียง")
        return []
    try:
        return lane.places_named(form["province"], form["district"], form["subdistrict"])
    except Problem as problem:
        form.say(problem, "subdistrict")
        return []


def check_words(form: Typed, *, sealed: bool) -> None:
    """Check the second page: something was told, an official's unit was chosen or said to be unknown, few files.

    What the first page asked is checked again: it comes back in hidden fields, which anybody may write.
    """
    _check_kind(form)
    if not sealed and not form["text"]:
        form.wrong["text"] = _("เล่าสิ่งที่พบเห็นสักหนึ่งประโยค")
    if form.official and not form["unit"]:
        form.wrong["unit"] = _("เลือกหน่วยงานของเจ้าหน้าที่ หรือเลือก “ไม่ทราบหน่วย”")
    check_files(form)


def check_files(form: Typed) -> None:
    """Check number and size of the files."""
    if len(form.files) - form.originals > MOST_FILES or form.originals > MOST_FILES:
        form.wrong["files"] = _("แนบได้ไม่เกิน 5 ไฟล์")
    elif sum(one.size or 0 for one in form.files) > MOST_BYTES:
        form.wrong["files"] = _("ไฟล์รวมกันใหญ่เกิน 10 MB ส่งภาพที่เล็กลง หรือแบ่งส่ง")


def asked(form: Typed) -> Asked:
    """Return what routing asks. Errors: Problem tips.kind_unknown, tips.unit_unknown for what nobody offered."""
    if form.kind not in Kind.values:
        raise Problem("tips.kind_unknown", _("เลือกว่าพบเห็นอะไร"), field="kind")
    code = form["unit"]
    accused = None
    if form.official and code and code != UNKNOWN:
        accused = recipients.standing_unit(code)
        if accused is None:
            raise Problem("tips.unit_unknown", _("เลือกหน่วยงานจากรายการอีกครั้ง"), field="unit")
    return Asked(form.kind, form["area"], form.official, accused)


def words(form: Typed) -> bytes:
    """Return what is sealed."""
    unit = dict(lane.units_near(form["area"])).get(form["unit"], "") if form.official else ""
    where = lane.place(form["area"])
    return packed(
        Said(
            kind=form.kind, official=form.official, unit=unit, area=str(where or form["area"]), place=form["place"],
            happens=form["happens"], when=form["when"], text=form["text"],
        )
    )  # fmt: skip
