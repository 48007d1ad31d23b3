"""What the pages of transfers take. A place is typed, searched, and chosen from what was found; no script needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tidtam.places.models import Area
from tidtam.places.queries import place_line

_WORDS = 1000


class PlaceForm(forms.Form):
    """A place by words, then one of what was found."""

    place = forms.CharField(
        label=_("พื้นที่ปลายทาง"), required=False, max_length=80,
        help_text=_("พิมพ์ชื่อตำบล อำเภอ หรือจังหวัด แล้วกดค้นหา เช่น ตูม ปักธงชัย"),
    )  # fmt: skip
    area = forms.ChoiceField(label=_("เลือกพื้นที่ที่ตรง"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, found: Sequence[Area] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["area"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(area.code, place_line(area)) for area in found]
        if not found:
            field.widget = forms.HiddenInput()
        self.asked = bool(found)
        field.needed = bool(found)  # type: ignore[attr-defined]  # one of what was found must be chosen


class OfferForm(PlaceForm):
    """Offers a case to another office."""

    place = forms.CharField(
        label=_("พื้นที่ปลายทาง"), max_length=80, error_messages={"required": _("พิมพ์ชื่อตำบล อำเภอ หรือจังหวัดที่ย้ายไป")},
        help_text=_("พิมพ์ชื่อตำบล อำเภอ หรือจังหวัด แล้วกดค้นหา เช่น ตูม ปักธงชัย"),
    )  # fmt: skip
    new_address = forms.CharField(
        label=_("ที่อยู่ใหม่"), required=False, max_length=200, help_text=_("บ้านเลขที่ หมู่บ้าน หรือจุดสังเกต เท่าที่รู้")
    )
    note = forms.CharField(
        label=_("ฝากบอกผู้รับ"), required=False, max_length=_WORDS, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("ผู้รับเห็นหลังกดรับแล้วเท่านั้น"),
    )  # fmt: skip


class AcceptForm(forms.Form):
    """Chooses who answers from now on: the district or one of its teams."""

    office = forms.ChoiceField(label=_("ให้ใครดูแล"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, offices: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["office"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(offices)


class RejectForm(forms.Form):
    """Says why a case is not for this office."""

    reason = forms.CharField(
        label=_("เหตุผลที่ไม่รับ"), max_length=_WORDS,
        error_messages={"required": _("บอกเหตุผลที่ไม่รับ ผู้บังคับบัญชาจะใช้ตัดสิน")}, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("ผู้บังคับบัญชาร่วมเห็นเหตุผลนี้และชี้ขาด ระหว่างนั้นต้นทางยังดูแลอยู่"),
    )  # fmt: skip


class ForwardForm(PlaceForm):
    """Sends an offer on as a province; another place sends it elsewhere in the province."""


class DecideForm(PlaceForm):
    """Decides as the common superior."""

    verb = forms.ChoiceField(
        label=_("ชี้ขาดให้ใครดูแล"), widget=forms.RadioSelect,
        choices=[
            ("receiver", _("ปลายทางรับไปดูแล")), ("keep", _("ต้นทางดูแลต่อ")), ("other", _("ให้อำเภออื่นดูแล")),
        ],
    )  # fmt: skip
    note = forms.CharField(
        label=_("เหตุผล"), required=False, max_length=_WORDS, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ("verb", "place", "area", "note")
